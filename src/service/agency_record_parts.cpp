#include "service/agency_record_parts.h"

#include <algorithm>

#include "base/crypto.h"
#include "domain/identity_number.h"
#include "domain/lead_evaluator.h"
#include "domain/shape_text.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "service/security_key.h"

namespace zhiheng::service {

using domain::Field;
using domain::RecordGroup;
using domain::RecordItem;

namespace {

std::string about(const RecordItem& item) {
  return "identity number in the record of agency " + std::to_string(item.agency_id) + ": " + item.group + " " +
         std::to_string(item.place);
}

// nullopt: the number stays as it is, or a problem says what is wrong with it; "" takes it away.
std::optional<std::string> read_identity(const std::string& given, const std::string& kind, const RecordItem* current,
                                         Date today, Problems& problems) {
  if (given.empty()) return std::string();
  if (domain::is_masked(given)) {
    if (current == nullptr || given != current->identity_shown) {
      problems.push_back(refusal("expert_secrets.masked", "/identity_number"));
    }
    return std::nullopt;
  }
  if (kind == "identity_card") {
    const auto number = domain::read_identity_number(given, "/identity_number", today);
    if (number) return number->text;
    append(problems, number.problems());
    return std::nullopt;
  }
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  };
  if (given.size() < 5 || given.size() > 30 || !std::all_of(given.begin(), given.end(), plain)) {
    problems.push_back(refusal("agency_record.identity_malformed", "/identity_number"));
    return std::nullopt;
  }
  return given;
}

// What the field of the number means: keep, take away, or this one.
std::optional<std::string> identity_of(const RecordGroup& group, const Record& document, const Json& body,
                                       const RecordItem* current, Date today, Problems& problems) {
  if (!group.people || !body.find("identity_number")) return std::nullopt;
  return read_identity(std::string(domain::trimmed(document.text("identity_number"))), document.text("identity_kind"),
                       current, today, problems);
}

// Where other fields cannot be read, so that whoever typed a form is told of everything at once.
void check_typed_identity(const RecordGroup& group, const Json& body, const RecordItem* current, Date today,
                          Problems& problems) {
  const Json* number = body.find("identity_number");
  const auto told = [](const Problem& one) { return one.field == "/identity_number" || one.field == "/identity_kind"; };
  if (!group.people || !number || !number->is_string() || std::any_of(problems.begin(), problems.end(), told)) return;
  const std::string kind = body.text_at("identity_kind");
  (void)read_identity(std::string(domain::trimmed(number->string())), kind.empty() ? "identity_card" : kind, current,
                      today, problems);
}

}  // namespace

Json record_document(const RecordGroup& group, const Record& document) {
  Json json = Json::object();
  for (const Field& field : group.shape.fields) {
    if (field.key != "identity_number") json.set(field.key, domain::value_to_json(field, document.get(field.key)));
  }
  return json;
}

Result<RecordEntry> read_record_entry(const RecordGroup& group, const Json& body, const RecordItem* current,
                                      const std::string& own_uscc, Date today) {
  std::optional<Record> before;
  if (current) {
    auto read = domain::read_record(group.shape, current->document, nullptr);
    ensure(read.ok(), "a stored entry fits its group");
    before = std::move(*read);
  }
  auto document = domain::read_record(group.shape, body, before ? &*before : nullptr);
  if (!document) {
    Problems all = document.problems();
    check_typed_identity(group, body, current, today, all);
    return all;
  }
  Problems problems = domain::check_record_item(group, *document, today);
  if (group.name == "agency" && document->text("uscc") != own_uscc) {
    problems.push_back(refusal("agency_record.uscc_differs", "/uscc", {{"uscc", own_uscc}}));
  }
  RecordEntry entry;
  entry.identity = identity_of(group, *document, body, current, today, problems);
  if (!problems.empty()) return problems;
  entry.document = std::move(*document);
  return entry;
}

Outcome seal_identity(Tx& tx, RecordItem& item, const std::optional<std::string>& identity) {
  if (!identity) return Done{};
  item.identity_sealed.clear();
  item.identity_shown.clear();
  if (!identity->empty()) {
    const auto key = lasting_secret_key();
    if (!key) return key.problems();
    item.identity_sealed = seal(*key, *identity, about(item));
    item.identity_shown = domain::masked_identity_number(*identity);
  }
  store::seal_record_item(tx.rows(), item.id, item.identity_sealed, item.identity_shown);
  return Done{};
}

Result<std::string> open_identity(const RecordItem& item) {
  if (item.identity_sealed.empty()) return std::string();
  const auto key = lasting_secret_key();
  if (!key) return key.problems();
  const auto text = unseal(*key, item.identity_sealed, about(item));
  if (!text) return refusal(Kind::busy, "expert_secrets.key_differs");
  return *text;
}

Result<std::int64_t> write_new_version(Tx& tx, RecordItem item, const RecordGroup& group, const RecordEntry& entry) {
  const bool first = item.place == 0;
  if (first) item.place = store::next_record_place(tx.rows(), item.agency_id, group.name);
  item.group = group.name;
  item.state = "entered";
  item.document = record_document(group, entry.document);
  item.title = domain::record_item_title(group, entry.document);
  item.id = store::insert_record_item(tx.rows(), item, tx.actor().account_id, tx.now());
  // A number that stays goes with the entry into its next version.
  if (!entry.identity) store::seal_record_item(tx.rows(), item.id, item.identity_sealed, item.identity_shown);
  if (Outcome sealed = seal_identity(tx, item, entry.identity); !sealed) return sealed.problems();
  Json after = Json::object().set("group", item.group).set("title", item.title).set("revision", item.revision);
  tx.audit("enter", {"agency_record_item", item.id}, item.bureau_id,
           Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
  return item.id;
}

Result<RecordItem> fresh_record_item(Tx& tx, std::int64_t id, std::int64_t version) {
  auto item = store::find_record_item(tx.rows(), id);
  if (!item) return refusal(Kind::absent, "record.absent");
  if (item->version != version) return stale_problem(tx, domain::agency_record_item_shape(), id, version);
  return std::move(*item);
}

bool sees_record_item(const domain::Actor& actor, const RecordItem& item) {
  if (item.state == "accepted" || item.state == "superseded") return true;
  const domain::Scope scope = domain::scope(actor, domain::Action::see_agency_record);
  if (scope.agency_id != 0 && scope.agency_id == item.agency_id) return true;
  const bool handed_in = item.state == "submitted" || item.state == "returned";
  return scope.everything || (handed_in && scope.has_bureau(item.bureau_id));
}

Json to_json(const RecordItem& item) {
  Json json = Json::object().set("id", std::to_string(item.id)).set("version", item.version);
  json.set("agency", std::to_string(item.agency_id)).set("bureau", std::to_string(item.bureau_id));
  json.set("group", item.group).set("title", item.title).set("state", item.state).set("revision", item.revision);
  json.set("document", item.document).set("identity_shown", item.identity_shown);
  json.set("lead_evaluator", id_json(item.lead_evaluator_id));
  json.set("ended_on", item.ended_on.empty() ? Json() : Json(item.ended_on)).set("ended_reason", item.ended_reason);
  json.set("submitted_at", moment_json(item.submitted_at)).set("reviewed_at", moment_json(item.reviewed_at));
  return json.set("return_reason", item.return_reason);
}

Result<Json> shown_record_item(Tx& tx, std::int64_t id) {
  const auto item = store::find_record_item(tx.rows(), id);
  if (!item || !sees_record_item(tx.actor(), *item)) return refusal(Kind::absent, "record.absent");
  Json json = to_json(*item);
  Json versions = Json::array();
  for (const RecordItem& one : store::record_item_versions(tx.rows(), *item)) {
    if (one.state != "dropped" && sees_record_item(tx.actor(), one)) versions.push(to_json(one));
  }
  const auto agency = store::find_record_agency(tx.rows(), item->agency_id);
  return json.set("agency_label", agency ? agency->name : std::string()).set("versions", std::move(versions));
}

void carry_to_lead_evaluator(Tx& tx, RecordItem& item) {
  const domain::Shape& shape = domain::lead_evaluator_shape();
  const Json& said = item.document;
  const auto started = read_date(said.text_at("work_started_on"), {});
  std::string qualification = said.text_at("qualification");
  const std::string level = said.text_at("title_level");
  if (qualification == "other" && (level == "senior" || level == "middle")) qualification = level + "_title";
  auto before = item.lead_evaluator_id != 0 ? store::find_record(tx.rows(), shape, item.lead_evaluator_id)
                                            : store::find_record_by_key(tx.rows(), shape, said.text_at("code"),
                                                                        {{"agency_id", item.agency_id}});
  Record after;
  after.set("code", said.text_at("code"));
  after.set("name", said.text_at("name"));
  after.set("title", said.text_at("title"));
  after.set("qualification", qualification);
  after.set("certificate_number", said.text_at("certificate_number"));
  after.set("years_of_work", started ? domain::years_between(*started, tx.today()) : 0);
  after.set("status", std::string(item.ended_on.empty() ? "active" : "left"));
  if (before) {
    item.lead_evaluator_id = before->integer("id");
    Json changed = difference(shape, &*before, after);
    if (is_nothing(changed)) return;
    const Record fields = changed_fields(shape, *before, after);
    ensure(store::update_record(tx.rows(), shape, fields, tx.now()), "a row that was just read is there");
    tx.audit("change", {"lead_evaluator", item.lead_evaluator_id}, before->integer("bureau_id"),
             changed.set("version", before->integer("version") + 1));
    return;
  }
  after.set("bureau", item.bureau_id);
  after.set("agency", item.agency_id);
  item.lead_evaluator_id = store::insert_record(tx.rows(), shape, after, tx.now());
  tx.audit("create", {"lead_evaluator", item.lead_evaluator_id}, item.bureau_id,
           difference(shape, nullptr, after).set("version", 1));
}

}  // namespace zhiheng::service
