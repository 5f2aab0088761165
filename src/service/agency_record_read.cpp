// How agencies' records are read, begun from what the bureau has on file, and asked for once a year.
#include "domain/agency.h"
#include "domain/lead_evaluator.h"
#include "domain/notice.h"
#include "service/agency_record_parts.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "store/record_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::RecordGroup;
using domain::RecordItem;

namespace {

Json group_json(const RecordGroup& group, const std::vector<RecordItem>& items, const domain::Actor& actor) {
  Json rows = Json::array();
  for (const RecordItem& item : items) {
    if (item.group == group.name && sees_record_item(actor, item)) rows.push(to_json(item));
  }
  return Json::object()
      .set("group", group.name)
      .set("single", group.single)
      .set("platform", group.platform)
      .set("items", std::move(rows));
}

// A member only where the bureau's file says something.
void copy(Json& body, const char* key, const std::string& text) {
  if (!text.empty()) body.set(key, text);
}

bool has_entry(const std::vector<RecordItem>& items, const std::string& group, const char* key = nullptr,
               const std::string& value = {}) {
  for (const RecordItem& item : items) {
    if (item.group == group && (key == nullptr || item.document.text_at(key) == value)) return true;
  }
  return false;
}

// What is on file is often less than an entry needs; the agency completes it, so it is written as it is.
Outcome begin(Tx& tx, const store::RecordAgency& agency, const std::string& group_name, const Json& body,
              std::int64_t lead_id = 0) {
  const RecordGroup& group = *domain::find_record_group(group_name);
  auto document = domain::read_record(group.shape, body, nullptr);
  if (!document) return Done{};
  RecordItem item;
  item.bureau_id = agency.bureau_id;
  item.agency_id = agency.id;
  item.lead_evaluator_id = lead_id;
  const auto id = write_new_version(tx, std::move(item), group, {std::move(*document), std::nullopt});
  if (!id) return id.problems();
  return Done{};
}

Json lead_body(const Record& lead, Date today) {
  Json body = Json::object().set("code", lead.text("code")).set("name", lead.text("name")).set("education", "other");
  copy(body, "title", lead.text("title"));
  copy(body, "certificate_number", lead.text("certificate_number"));
  copy(body, "qualification", lead.text("qualification"));
  const std::string level = lead.text("qualification");
  body.set("title_level", level == "senior_title" ? "senior" : level == "middle_title" ? "middle" : "none");
  const int year = today.year() - static_cast<int>(lead.integer("years_of_work"));
  return body.set("work_started_on", Date::of(year, 1, 1).text());
}

}  // namespace

Result<Json> read_agency_record(Gate& gate, const domain::Actor& actor, std::int64_t agency_id) {
  return gate.read(actor, Action::see_agency_record, {"agency", agency_id}, [&](Tx& tx) -> Result<Json> {
    const auto agency = store::find_record_agency(tx.rows(), agency_id);
    if (!agency) return refusal(Kind::absent, "record.absent");
    const auto items = store::record_items(tx.rows(), agency_id, store::working_states);
    Json groups = Json::array();
    std::int64_t entered = 0, submitted = 0;
    for (const RecordItem& item : items) {
      if (!sees_record_item(actor, item)) continue;
      entered += item.state == "entered" || item.state == "returned" ? 1 : 0;
      submitted += item.state == "submitted" ? 1 : 0;
    }
    for (const RecordGroup& group : domain::record_groups()) groups.push(group_json(group, items, actor));
    const auto confirmation = store::last_confirmation(tx.rows(), agency_id);
    const auto confirmed = read_date(confirmation.confirmed_on, {});
    Json json = Json::object().set("agency", Json::object()
                                                 .set("id", std::to_string(agency->id))
                                                 .set("name", agency->name)
                                                 .set("uscc", agency->uscc)
                                                 .set("bureau", agency->bureau));
    json.set("groups", std::move(groups)).set("entered", entered).set("submitted", submitted);
    json.set("confirmed_on", confirmed ? Json(confirmed->text()) : Json());
    return json.set("confirm_due_on", confirmed ? Json((*confirmed + domain::record_confirm_days).text()) : Json());
  });
}

Result<Json> read_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_agency_record, {"agency_record_item", id},
                   [&](Tx& tx) -> Result<Json> { return shown_record_item(tx, id); });
}

Result<Json> take_over_agency_record(Gate& gate, const domain::Actor& actor) {
  return gate.write(actor, Action::edit_agency_record, {"agency", actor.agency_id}, [&](Tx& tx) -> Result<Json> {
    const auto agency = store::find_record_agency(tx.rows(), actor.agency_id);
    if (!agency) return refusal(Kind::forbidden, "agency_record.no_agency");
    const auto before = store::record_items(tx.rows(), agency->id, store::working_states);
    const auto file = *store::find_record(tx.rows(), domain::agency_shape(), agency->id);
    if (!has_entry(before, "agency")) {
      Json body = Json::object().set("name", file.text("name")).set("uscc", file.text("uscc"));
      body.set("type", file.text("type"));
      copy(body, "founded_on", file.text("registered_on"));
      copy(body, "office_address", file.text("address"));
      copy(body, "contact", file.text("contact"));
      // The bureau's file is older than the rules of a record; what they refuse is left for the agency to fill in.
      if (domain::is_phone(file.text("phone"))) copy(body, "phone", file.text("phone"));
      if (domain::check_mail_address(file.text("email"), "/email")) copy(body, "email", file.text("email"));
      if (Outcome done = begin(tx, *agency, "agency", body); !done) return done.problems();
    }
    if (!has_entry(before, "legal_representative") && !file.text("legal_representative").empty()) {
      const Json body = Json::object().set("name", file.text("legal_representative"));
      if (Outcome done = begin(tx, *agency, "legal_representative", body); !done) return done.problems();
    }
    for (const Record& lead :
         store::find_records(tx.rows(), domain::lead_evaluator_shape(), {{"agency_id", agency->id}})) {
      if (lead.text("status") != "active" || has_entry(before, "lead_evaluator", "code", lead.text("code"))) continue;
      const Json body = lead_body(lead, tx.today());
      if (Outcome done = begin(tx, *agency, "lead_evaluator", body, lead.integer("id")); !done) return done.problems();
    }
    const auto after = store::record_items(tx.rows(), agency->id, store::working_states);
    if (after.size() == before.size()) tx.changed_nothing();
    return Json::object().set("entered", static_cast<std::int64_t>(after.size() - before.size()));
  });
}

Result<JobCounts> JobService::remind_records(Gate& gate, Timestamp now) {
  return gate.system_write(SystemKey{}, job_actor("agency_records"), [&](Tx& tx) -> Result<JobCounts> {
    std::int64_t reminded = 0;
    const Date due = now.date() + (-domain::record_confirm_days);
    for (const auto& [agency_id, last] : store::unconfirmed_agencies(tx.rows(), due)) {
      // Once for each year that passes: the day of the last confirmation tells one from the next.
      const std::int64_t years = (now.date() - *read_date(last, {})) / domain::record_confirm_days;
      tell_agency(tx, {"record_to_confirm", {"agency", agency_id}, last + "+" + std::to_string(years)});
      ++reminded;
    }
    tx.changed_nothing();  // a notice is its own record
    return JobCounts{{"agencies", reminded}};
  });
}

}  // namespace zhiheng::service
