#include "service/policy_service.h"

#include <map>
#include <mutex>

#include "base/crypto.h"
#include "domain/shape_listed.h"
#include "service/notice_service.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;
using domain::Policy;

namespace {

Json policy_json(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::policy_shape();
  const auto record = store::find_record(tx.rows(), shape, id);
  ensure(record.has_value(), "a policy that was just found is there");
  Json out = labelled(tx, shape, *record);
  const auto rows = tx.rows().query("SELECT document FROM policy WHERE id = ?", {id});
  const Result<Json> document = parse_json(text_or_empty(rows[0][0]));
  ensure(document.ok(), "the documents of policies are JSON");
  const Json* assumed = document->find("assumed");
  out.set("assumed", assumed == nullptr ? Json::array() : *assumed);
  out.set("document", *document);
  return out;
}

struct PolicyRow {
  std::string state;
  std::int64_t version = 0;
  std::int64_t bureau_id = 0;
};

Result<PolicyRow> load_row(Tx& tx, std::int64_t id, std::int64_t version) {
  const auto rows = tx.rows().query("SELECT state, version, bureau_id FROM policy WHERE id = ?", {id});
  if (rows.empty()) return refusal(Kind::absent, "record.absent");
  if (integer_or(rows[0][1]) != version) return stale_problem(tx, domain::policy_shape(), id, version);
  return PolicyRow{text_or_empty(rows[0][0]), version, integer_or(rows[0][2])};
}

std::string digest_of(const Json& document) {
  return sm3_hex(canonical_json(document));
}

Json audit_detail(const std::string& before, const std::string& after, const Json* document, std::int64_t version) {
  Json old_values = Json::object();
  Json new_values = Json::object();
  if (!before.empty()) old_values.set("state", Json(before));
  new_values.set("state", Json(after));
  if (document != nullptr) new_values.set("document", *document);
  Json detail = Json::object();
  detail.set("before", std::move(old_values));
  detail.set("after", std::move(new_values));
  detail.set("version", Json(version));
  return detail;
}

Problems check_name(Tx& tx, const Policy& policy, std::int64_t own_id) {
  const auto rows = tx.rows().query("SELECT id FROM policy WHERE code = ? AND revision = ?",
                                    {policy.code, std::int64_t{policy.revision}});
  if (rows.empty() || integer_or(rows[0][0]) == own_id) return {};
  return {refusal(Kind::conflict, "policy.code_taken", "/revision",
                  {{"code", policy.code}, {"revision", std::to_string(policy.revision)}})};
}

std::int64_t insert_policy(Tx& tx, const Policy& policy, const Json& document, bool approved) {
  const std::string now = tx.now().utc();
  const Value bureau = approved || tx.actor().bureau_id == 0 ? Value() : Value(tx.actor().bureau_id);
  tx.rows().execute(
      "INSERT INTO policy (bureau_id, code, revision, title, state, document, digest, approved_at, created_at, "
      "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {bureau, policy.code, std::int64_t{policy.revision}, policy.title, std::string(approved ? "approved" : "draft"),
       write_json(document), digest_of(document), approved ? Value(now) : Value(), now, now});
  return tx.rows().last_id();
}

Result<Json> change_state(Tx& tx, std::int64_t id, const PolicyRow& row, const std::string& state) {
  const bool approved = state == "approved";
  const Value by = tx.actor().account_id == 0 ? Value() : Value(tx.actor().account_id);
  const std::string now = tx.now().utc();
  const std::int64_t matched =
      approved ? tx.rows().execute(
                     "UPDATE policy SET state = ?, approved_by = ?, approved_at = ?, updated_at = ?, "
                     "version = version + 1 WHERE id = ? AND version = ?",
                     {state, by, now, now, id, row.version})
               : tx.rows().execute(
                     "UPDATE policy SET state = ?, updated_at = ?, version = version + 1 WHERE id = ? AND version = ?",
                     {state, now, id, row.version});
  if (matched == 0) return stale_problem(tx, domain::policy_shape(), id, row.version);
  tx.audit(approved ? "approve" : "retire", {"policy", id}, row.bureau_id,
           audit_detail(row.state, state, nullptr, row.version + 1));
  if (approved) tell_bureau(tx, {"policy_approved", {"policy", id}, ""}, domain::Action::edit_policies);
  return policy_json(tx, id);
}

}  // namespace

Result<Json> read_policy_row(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_policies, {"policy", id},
                   [&](Tx& tx) -> Result<Json> { return policy_json(tx, id); });
}

Result<Json> find_policy(Gate& gate, const domain::Actor& actor, const std::string& name) {
  const Result<std::int64_t> id =
      gate.read(actor, Action::see_policies, {"policy", 0}, [&](Tx& tx) -> Result<std::int64_t> {
        const std::size_t at = name.find('@');
        const auto rows =
            at == std::string::npos
                ? tx.rows().query("SELECT id FROM policy WHERE code = ? AND state = 'approved' ORDER BY revision DESC",
                                  {name})
                : tx.rows().query("SELECT id FROM policy WHERE code = ? AND revision = ?",
                                  {name.substr(0, at), number_in(std::string_view(name).substr(at + 1))});
        if (rows.empty()) return refusal(Kind::absent, "policy.absent", "policy", {{"policy", name}});
        return integer_or(rows[0][0]);
      });
  if (!id) return id.problems();
  return read_policy_row(gate, actor, *id);
}

Result<Json> create_policy(Gate& gate, const domain::Actor& actor, const Json& document) {
  const auto policy = domain::read_policy(document);
  if (!policy) return policy.problems();
  return gate.write(actor, Action::edit_policies, {"policy", 0}, [&](Tx& tx) -> Result<Json> {
    const Problems problems = check_name(tx, **policy, 0);
    if (!problems.empty()) return problems;
    const std::int64_t id = insert_policy(tx, **policy, document, false);
    tx.audit("create", {"policy", id}, tx.actor().bureau_id, audit_detail("", "draft", &document, 1));
    return policy_json(tx, id);
  });
}

Result<Json> change_policy(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                           const Json& document) {
  const auto policy = domain::read_policy(document);
  if (!policy) return policy.problems();
  return gate.write(actor, Action::edit_policies, {"policy", id}, [&](Tx& tx) -> Result<Json> {
    const Result<PolicyRow> row = load_row(tx, id, version);
    if (!row) return row.problems();
    if (row->state != "draft") return refusal(Kind::conflict, "policy.not_draft");
    const Problems problems = check_name(tx, **policy, id);
    if (!problems.empty()) return problems;
    const std::int64_t matched = tx.rows().execute(
        "UPDATE policy SET code = ?, revision = ?, title = ?, document = ?, digest = ?, updated_at = ?, "
        "version = version + 1 WHERE id = ? AND version = ? AND state = 'draft'",
        {(*policy)->code, std::int64_t{(*policy)->revision}, (*policy)->title, write_json(document),
         digest_of(document), tx.now().utc(), id, version});
    if (matched == 0) return stale_problem(tx, domain::policy_shape(), id, version);
    tx.audit("change", {"policy", id}, row->bureau_id, audit_detail("draft", "draft", &document, version + 1));
    return policy_json(tx, id);
  });
}

Result<Json> approve_policy(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::approve_policy, {"policy", id}, [&](Tx& tx) -> Result<Json> {
    const Result<PolicyRow> row = load_row(tx, id, version);
    if (!row) return row.problems();
    if (row->state != "draft") return refusal(Kind::conflict, "policy.not_draft");
    // The table knows no drafter: whoever wrote the document last is found in its history.
    const auto writers = tx.rows().query(
        "SELECT account_id FROM audit WHERE subject = 'policy' AND subject_id = ? AND action IN ('create', 'change') "
        "ORDER BY id DESC LIMIT 1",
        {id});
    const std::int64_t writer = writers.empty() ? 0 : integer_or(writers[0][0]);
    if (writer != 0 && writer == tx.actor().account_id) return refusal(Kind::forbidden, "access.four_eyes");
    return change_state(tx, id, *row, "approved");
  });
}

Result<Json> retire_policy(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::approve_policy, {"policy", id}, [&](Tx& tx) -> Result<Json> {
    const Result<PolicyRow> row = load_row(tx, id, version);
    if (!row) return row.problems();
    if (row->state != "approved") return refusal(Kind::conflict, "policy.not_approved");
    return change_state(tx, id, *row, "retired");
  });
}

std::shared_ptr<const Policy> load_policy(Tx& tx, std::int64_t id) {
  // By digest, so that databases of different tests and a draft that was rewritten never meet.
  static std::mutex guard;
  static std::map<std::string, std::shared_ptr<const Policy>> known;
  const auto digests = tx.rows().query("SELECT digest FROM policy WHERE id = ?", {id});
  if (digests.empty()) return nullptr;
  const std::string& digest = text_or_empty(digests[0][0]);
  {
    const std::lock_guard<std::mutex> lock(guard);
    if (const auto found = known.find(digest); found != known.end()) return found->second;
  }
  const auto rows = tx.rows().query("SELECT document FROM policy WHERE id = ?", {id});
  const Result<Json> document = parse_json(text_or_empty(rows[0][0]));
  ensure(document.ok(), "the documents of policies are JSON");
  const auto policy = domain::read_policy(*document);
  ensure(policy.ok(), "the documents of policies were read before they were stored");
  const std::lock_guard<std::mutex> lock(guard);
  if (known.size() > 200) known.clear();
  known[digest] = *policy;
  return *policy;
}

Result<std::vector<std::string>> SeedService::seed_policies(Gate& gate) {
  domain::Actor actor;
  actor.login = "system";
  actor.operator_of_machine = true;
  return gate.system_write(SystemKey(), actor, [&](Tx& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> added;
    Problems problems;
    for (const std::string& name : domain::shipped_policy_names()) {
      const auto policy = domain::shipped_policy(name);
      const Json& document = *domain::shipped_policy_document(name);
      const auto rows = tx.rows().query("SELECT digest FROM policy WHERE code = ? AND revision = ?",
                                        {policy->code, std::int64_t{policy->revision}});
      if (!rows.empty()) {
        if (text_or_empty(rows[0][0]) != digest_of(document)) {
          problems.push_back(refusal(Kind::conflict, "policy.shipped_differs", "", {{"policy", name}}));
        }
        continue;
      }
      const std::int64_t id = insert_policy(tx, *policy, document, true);
      tx.audit("seed", {"policy", id}, 0, audit_detail("", "approved", nullptr, 1));
      added.push_back(name);
    }
    if (!problems.empty()) return problems;
    if (added.empty()) tx.audit("seed", {"policy", 0}, 0, Json::object());
    return added;
  });
}

}  // namespace zhiheng::service
