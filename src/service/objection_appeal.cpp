// Evidence of an objection, and what the agency does with its decision: accept it or appeal one level up.
#include <algorithm>

#include "base/crypto.h"
#include "service/heart_json.h"
#include "service/objection_parts.h"
#include "service/objection_service.h"
#include "service/upload_check.h"
#include "store/file_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::Objection;
using domain::ObjectionRow;

namespace {

constexpr std::size_t most_files = 20;
constexpr std::int64_t most_file_bytes = 20 << 20;

}  // namespace

Objection new_objection(Tx& tx, const ContestedEngagement& engagement) {
  Objection objection;
  objection.bureau_id = engagement.contract.bureau_id;
  objection.agency_id = engagement.contract.agency_id;
  objection.contract_id = engagement.contract.id;
  objection.engagement_id = engagement.sources.engagement.id;
  objection.result_id = engagement.sources.result->id;
  const auto earlier = store::objections_of(tx.rows(), objection.engagement_id);
  objection.sequence = earlier.empty() ? 1 : earlier.back().sequence + 1;
  objection.number =
      engagement.contract.number + "/" + engagement.sources.engagement.code + "-Y" + std::to_string(objection.sequence);
  objection.deciding_bureau_id = objection.bureau_id;
  return objection;
}

Json objection_draft_detail(const Objection& objection) {
  Json after = Json::object().set("state", objection.state).set("number", objection.number);
  after.set("rows", static_cast<std::int64_t>(objection.rows.size()));
  return Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1);
}

Result<Json> add_objection_file(Gate& gate, const domain::Actor& actor, std::int64_t id, const std::string& file_name,
                                const std::string& bytes) {
  if (Outcome may = gate.may(actor, Action::file_objection, {"objection", id}); !may) return may.problems();
  if (static_cast<std::int64_t>(bytes.size()) > most_file_bytes) {
    return refusal("objection.file_too_large", "/file", {{"most", std::to_string(most_file_bytes >> 20)}});
  }
  const auto type = check_content(file_name, bytes);
  if (!type) return type.problems();
  const std::string sha256 = sha256_hex(bytes);
  return gate.write(actor, Action::file_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    const Objection objection = *store::find_objection(tx.rows(), id);
    if (Outcome step = domain::step_objection(objection, "change"); !step) return step.problems();
    const auto files = store::files_of(tx.rows(), id);
    if (files.size() >= most_files) {
      return refusal("objection.too_many_files", "/file", {{"most", std::to_string(most_files)}});
    }
    const bool there = std::any_of(files.begin(), files.end(),
                                   [&](const store::ObjectionFile& file) { return file.sha256 == sha256; });
    if (there) return refusal(Kind::conflict, "objection.file_twice", "/file");
    store::store_file(tx.rows(), sha256, type->media_type, bytes, tx.now());
    store::insert_objection_file(tx.rows(), objection, {0, file_name, sha256, type->media_type, 0}, tx.now());
    Json after = Json::object().set("file_name", file_name).set("sha256", sha256);
    tx.audit(
        "add_file", {"objection", id}, objection.bureau_id,
        Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", objection.version));
    return objection_json(tx, id);
  });
}

Result<ObjectionFileBytes> read_objection_file(Gate& gate, const domain::Actor& actor, std::int64_t id,
                                               const std::string& sha256) {
  return gate.read(actor, Action::see_objections, {"objection", id}, [&](Tx& tx) -> Result<ObjectionFileBytes> {
    for (const store::ObjectionFile& file : store::files_of(tx.rows(), id)) {
      if (file.sha256 != sha256) continue;
      ObjectionFileBytes answer{file.file_name, file.media_type, {}};
      store::read_file(tx.rows(), sha256, [&](std::string_view piece) {
        answer.bytes += piece;
        return true;
      });
      return answer;
    }
    return refusal(Kind::absent, "access.absent");
  });
}

Result<Json> appeal_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::file_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    const auto appealed = load_objection(tx, id, version);
    if (!appealed) return appealed.problems();
    const ContestedEngagement engagement = look_at_engagement(tx, appealed->engagement_id);
    const Outcome allowed = domain::appeal_objection(*appealed, engagement.policy.rules->objection_levels, tx.today());
    if (!allowed) return allowed.problems();
    for (const Objection& other : store::objections_of(tx.rows(), appealed->engagement_id)) {
      const bool stands = other.appeal_of_id == id && other.state != "withdrawn";
      if (stands) return refusal(Kind::conflict, "objection.appeal_exists", {}, {{"number", other.number}});
    }
    Objection objection = new_objection(tx, engagement);
    objection.level = appealed->level + 1;
    objection.appeal_of_id = id;
    const std::int64_t parent = store::parent_bureau(tx.rows(), objection.bureau_id);
    if (parent != 0) objection.deciding_bureau_id = parent;
    objection.file_due_on = *appealed->appeal_due_on;
    for (ObjectionRow row : appealed->rows) {
      const domain::Contestable* figure = domain::find_contestable(engagement.there, row.target);
      if (row.outcome == "upheld" || !figure) continue;
      row.original = figure->value;
      objection.rows.push_back(std::move(row));
    }
    objection.id = store::insert_objection(tx.rows(), objection, tx.now());
    tx.audit("appeal", {"objection", objection.id}, objection.bureau_id, objection_draft_detail(objection));
    return objection_json(tx, objection.id);
  });
}

Outcome may_appeal_objection(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::file_objection, {"objection", id}, [&](Tx& tx) -> Outcome {
    const Objection objection = *store::find_objection(tx.rows(), id);
    const ContestedEngagement engagement = look_at_engagement(tx, objection.engagement_id);
    return domain::appeal_objection(objection, engagement.policy.rules->objection_levels, tx.today());
  });
}

Result<Json> accept_decision(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::file_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    if (Outcome allowed = domain::close_objection(*objection, true, tx.today()); !allowed) return allowed.problems();
    objection->state = "closed";
    objection->closed_at = tx.now().utc();
    if (Outcome saved = save_step(tx, *objection, "accept", "decided"); !saved) return saved.problems();
    return objection_json(tx, id);
  });
}

}  // namespace zhiheng::service
