#include "service/agency_record_service.h"

#include "base/crypto.h"
#include "domain/choice_words.h"
#include "domain/shape_text.h"
#include "service/agency_record_parts.h"
#include "service/command_body.h"
#include "service/notice_service.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;
using domain::RecordGroup;
using domain::RecordItem;

namespace {

Subject subject_of(std::int64_t id) {
  return {"agency_record_item", id};
}

// The actor's agency, on whose page he writes. What names no agency of his reaches no row at all.
Result<store::RecordAgency> own_agency(Tx& tx) {
  const auto agency = store::find_record_agency(tx.rows(), tx.actor().agency_id);
  if (!agency) return refusal(Kind::forbidden, "agency_record.no_agency");
  return *agency;
}

// Codes name lead evaluators in contracts, so one agency uses each only once.
bool code_is_taken(Tx& tx, const RecordGroup& group, std::int64_t agency_id, std::int64_t place,
                   const std::string& code) {
  if (group.name != "lead_evaluator") return false;
  for (const RecordItem& other : store::record_items(tx.rows(), agency_id, store::working_states)) {
    const bool same = other.group == group.name && other.place != place && other.document.text_at("code") == code;
    if (same && other.ended_on.empty()) return true;
  }
  return false;
}

Result<std::int64_t> enter(Tx& tx, const store::RecordAgency& agency, const RecordGroup& group, const Json& body) {
  const auto entry = read_record_entry(group, body, nullptr, agency.uscc, tx.today());
  if (!entry) return entry.problems();
  if (code_is_taken(tx, group, agency.id, 0, entry->document.text("code"))) {
    return refusal(Kind::conflict, "agency_record.code_taken", "/code");
  }
  RecordItem item;
  item.bureau_id = agency.bureau_id;
  item.agency_id = agency.id;
  if (group.single) {
    for (const RecordItem& other : store::record_items(tx.rows(), agency.id, store::working_states)) {
      if (other.group == group.name) return refusal(Kind::conflict, "agency_record.only_one");
    }
  }
  return write_new_version(tx, std::move(item), group, *entry);
}

void audit_step(Tx& tx, std::string_view action, const RecordItem& item, const std::string& before) {
  Json detail = Json::object().set("before", Json::object().set("state", before));
  Json after = Json::object().set("state", item.state);
  if (!item.return_reason.empty()) after.set("return_reason", item.return_reason);
  tx.audit(action, subject_of(item.id), item.bureau_id,
           detail.set("after", std::move(after)).set("version", item.version + 1));
}

Outcome save_step(Tx& tx, std::string_view action, const RecordItem& item, const std::string& before) {
  if (!store::save_record_item(tx.rows(), item, tx.now())) {
    return stale_problem(tx, domain::agency_record_item_shape(), item.id, item.version);
  }
  audit_step(tx, action, item, before);
  return Done{};
}

Outcome submit(Tx& tx, RecordItem item) {
  if (Outcome step = domain::step_record_item(item, "submit"); !step) return step;
  const std::string before = std::exchange(item.state, "submitted");
  item.submitted_by = tx.actor().account_id;
  item.submitted_at = tx.now().utc();
  return save_step(tx, "submit", item, before);
}

void tell_submitted(Tx& tx, std::int64_t id, std::int64_t version, const std::string& title) {
  tell_bureau(tx, {"record_submitted", subject_of(id), "v" + std::to_string(version), {}, {{"entry", title}}},
              Action::review_agency_record);
}

}  // namespace

Result<Json> enter_record_item(Gate& gate, const domain::Actor& actor, const Json& given) {
  return gate.write(actor, Action::edit_agency_record, {"agency", actor.agency_id}, [&](Tx& tx) -> Result<Json> {
    const auto agency = own_agency(tx);
    if (!agency) return agency.problems();
    if (!given.is_object()) return refusal("record.not_an_object");
    const RecordGroup* group = domain::find_record_group(given.text_at("group"));
    if (!group) return refusal("agency_record.unknown_group", "/group");
    Json body = given;
    std::erase_if(body.members(), [](const JsonMember& member) { return member.key == "group"; });
    const auto id = enter(tx, *agency, *group, body);
    if (!id) return id.problems();
    return shown_record_item(tx, *id);
  });
}

Result<Json> change_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body) {
  return gate.write(actor, Action::edit_agency_record, subject_of(id), [&](Tx& tx) -> Result<Json> {
    auto item = fresh_record_item(tx, id, version);
    if (!item) return item.problems();
    const auto agency = store::find_record_agency(tx.rows(), item->agency_id);
    const RecordGroup& group = *domain::find_record_group(item->group);
    const bool in_place = item->state == "entered" || item->state == "returned";
    if (!in_place && item->state != "accepted") {
      return refusal(Kind::conflict, "agency_record.wrong_state", "",
                     domain::state_words("agency_record_item_state", item->state));
    }
    if (!in_place && store::version_under_way(tx.rows(), *item)) {
      return refusal(Kind::conflict, "agency_record.under_way");
    }
    const auto entry = read_record_entry(group, body, &*item, agency->uscc, tx.today());
    if (!entry) return entry.problems();
    if (code_is_taken(tx, group, item->agency_id, item->place, entry->document.text("code"))) {
      return refusal(Kind::conflict, "agency_record.code_taken", "/code");
    }
    if (!in_place) {
      RecordItem next = *item;
      next.revision = store::record_item_versions(tx.rows(), *item).front().revision + 1;
      const auto next_id = write_new_version(tx, std::move(next), group, *entry);
      if (!next_id) return next_id.problems();
      return shown_record_item(tx, *next_id);
    }
    const std::string before = std::exchange(item->state, "entered");
    item->document = record_document(group, entry->document);
    item->title = domain::record_item_title(group, entry->document);
    if (Outcome sealed = seal_identity(tx, *item, entry->identity); !sealed) return sealed.problems();
    if (Outcome saved = save_step(tx, "change", *item, before); !saved) return saved.problems();
    return shown_record_item(tx, id);
  });
}

Result<Json> end_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& body) {
  return gate.write(actor, Action::edit_agency_record, subject_of(id), [&](Tx& tx) -> Result<Json> {
    const auto form =
        read_command({domain::date_field("ended_on").required(), domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    auto item = fresh_record_item(tx, id, version);
    if (!item) return item.problems();
    if (item->state != "accepted" || !item->ended_on.empty()) {
      return refusal(Kind::conflict, "agency_record.wrong_state", "",
                     domain::state_words("agency_record_item_state", item->state));
    }
    if (store::version_under_way(tx.rows(), *item)) return refusal(Kind::conflict, "agency_record.under_way");
    if (form->text("ended_on") > tx.today().text()) {
      return refusal("agency_record.day_in_future", "/ended_on", {{"date", form->text("ended_on")}});
    }
    const RecordGroup& group = *domain::find_record_group(item->group);
    auto document = domain::read_record(group.shape, item->document, nullptr);
    ensure(document.ok(), "a stored entry fits its group");
    RecordItem next = *item;
    next.revision = store::record_item_versions(tx.rows(), *item).front().revision + 1;
    next.ended_on = form->text("ended_on");
    next.ended_reason = form->text("reason");
    const auto next_id = write_new_version(tx, std::move(next), group, {*document, std::nullopt});
    if (!next_id) return next_id.problems();
    return shown_record_item(tx, *next_id);
  });
}

Result<Json> submit_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::edit_agency_record, subject_of(id), [&](Tx& tx) -> Result<Json> {
    const auto item = fresh_record_item(tx, id, version);
    if (!item) return item.problems();
    if (Outcome done = submit(tx, *item); !done) return done.problems();
    tell_submitted(tx, id, version, item->title);
    return shown_record_item(tx, id);
  });
}

Result<Json> drop_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::edit_agency_record, subject_of(id), [&](Tx& tx) -> Result<Json> {
    auto item = fresh_record_item(tx, id, version);
    if (!item) return item.problems();
    if (Outcome step = domain::step_record_item(*item, "drop"); !step) return step.problems();
    const std::string before = std::exchange(item->state, "dropped");
    if (Outcome saved = save_step(tx, "drop", *item, before); !saved) return saved.problems();
    return shown_record_item(tx, id);
  });
}

Result<Json> submit_agency_record(Gate& gate, const domain::Actor& actor) {
  return gate.write(actor, Action::edit_agency_record, {"agency", actor.agency_id}, [&](Tx& tx) -> Result<Json> {
    const auto agency = own_agency(tx);
    if (!agency) return agency.problems();
    const auto items = store::record_items(tx.rows(), agency->id, store::entered_states);
    if (items.empty()) return refusal(Kind::conflict, "agency_record.nothing_entered");
    for (const RecordItem& item : items) {
      if (Outcome done = submit(tx, item); !done) return done.problems();
    }
    // One notice for all of them: whoever opens it sees the list.
    tell_submitted(tx, items.front().id, items.front().version, items.front().title);
    return Json::object().set("submitted", static_cast<std::int64_t>(items.size()));
  });
}

Result<Json> review_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body) {
  return gate.write(actor, Action::review_agency_record, subject_of(id), [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::flag_field("accept").required(), domain::text_field("reason", 1000)}, body);
    if (!form) return form.problems();
    auto item = fresh_record_item(tx, id, version);
    if (!item) return item.problems();
    const bool accept = form->integer("accept") != 0;
    const std::string reason(domain::trimmed(form->text("reason")));
    if (Outcome may = domain::review_record_item(*item, actor.account_id, accept, reason); !may) return may.problems();
    const std::string before = std::exchange(item->state, accept ? "accepted" : "returned");
    item->reviewed_by = actor.account_id;
    item->reviewed_at = tx.now().utc();
    item->return_reason = accept ? std::string() : reason;
    if (accept) {
      store::supersede_record_items(tx.rows(), *item, tx.now());
      if (item->group == "lead_evaluator") carry_to_lead_evaluator(tx, *item);
    }
    if (Outcome saved = save_step(tx, accept ? "accept" : "return", *item, before); !saved) return saved.problems();
    tell_agency(tx, {accept ? "record_accepted" : "record_returned",
                     subject_of(id),
                     "v" + std::to_string(version),
                     {},
                     {{"entry", item->title}}});
    return shown_record_item(tx, id);
  });
}

Result<Json> reveal_record_identity(Gate& gate, const domain::Actor& actor, std::int64_t id, const Json& body) {
  // Who maintains the entry and who checks it: each by his own permission.
  const bool maintains = !domain::scope(actor, Action::edit_agency_record).nothing;
  const Action action = maintains ? Action::edit_agency_record : Action::review_agency_record;
  return gate.write(actor, action, subject_of(id), [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("purpose", 200)}, body);
    if (!form) return form.problems();
    tx.stays();  // what was shown was shown, a rehearsal too
    const auto item = store::find_record_item(tx.rows(), id);
    if (!item) return refusal(Kind::absent, "record.absent");
    const std::string purpose(domain::trimmed(form->text("purpose")));
    if (purpose.empty()) return refusal("expert_secrets.purpose_missing", "/purpose");
    const auto number = open_identity(*item);
    if (!number) return number.problems();
    tx.audit("reveal", subject_of(id), item->bureau_id,
             Json::object().set("purpose", purpose).set("what", Json(Json::Array{"identity_number"})));
    return Json::object().set("identity_number", *number).set("purpose", purpose);
  });
}

Result<Json> confirm_agency_record(Gate& gate, const domain::Actor& actor) {
  return gate.write(actor, Action::edit_agency_record, {"agency", actor.agency_id}, [&](Tx& tx) -> Result<Json> {
    const auto agency = own_agency(tx);
    if (!agency) return agency.problems();
    const auto items = store::record_items(tx.rows(), agency->id, store::standing_states);
    if (items.empty()) return refusal(Kind::conflict, "agency_record.nothing_accepted");
    std::string text;
    for (const RecordItem& item : items) text += item.group + "\n" + write_json(item.document) + "\n";
    store::insert_confirmation(tx.rows(), *agency, tx.today(), actor.account_id, sm3_hex(text), tx.now());
    tx.audit(
        "confirm_record", {"agency", agency->id}, agency->bureau_id,
        Json::object().set("confirmed_on", tx.today().text()).set("entries", static_cast<std::int64_t>(items.size())));
    return Json::object()
        .set("confirmed_on", tx.today().text())
        .set("confirm_due_on", (tx.today() + domain::record_confirm_days).text());
  });
}

}  // namespace zhiheng::service
