#include "service/disclosure_service.h"

#include "domain/case.h"
#include "domain/evidence.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "store/disclosure_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::Disclosure;

namespace {

const std::vector<domain::Field>& draft_fields() {
  static const std::vector<domain::Field> fields{
      domain::text_field("title", 200).required(), domain::choice_field("kind", "disclosure_kind").required(),
      domain::integer_field("fiscal_year", 2000, 2100).required(), domain::text_field("note", 1000)};
  return fields;
}

// An item that is or would be published.
struct Prepared {
  store::DisclosureItem row;
  Json facts;
};

Json facts_of(const store::DisclosableResult& result, const domain::EngagementOutcome& outcome) {
  Json facts = Json::object();
  facts.set("engagement", result.engagement_name).set("object_kind", result.object_kind);
  facts.set("budget_unit", result.budget_unit).set("agency", result.agency);
  facts.set("final_score", outcome.final_score.text()).set("grade", outcome.grade).set("passed", outcome.passed);
  return facts;
}

// Evaluates the case once more without names: what is published is what a stranger can recompute.
Result<Prepared> prepare(Tx& tx, const Disclosure& disclosure, const std::string& bureau,
                         const store::DisclosableResult& result, std::int64_t sequence) {
  const auto stored = parse_json(result.case_document, JsonLimits{64, 64u << 20});
  ensure(stored.ok(), "a stored case is JSON");
  Json anonymous = domain::without_names(*stored);
  const auto input = domain::read_case(anonymous);
  if (!input) return input.problems();
  const auto evaluation = domain::evaluate(*input);
  if (!evaluation) return evaluation.problems();
  Prepared prepared;
  prepared.facts = facts_of(result, evaluation->engagements.front());
  Json subject = prepared.facts;
  subject.set("bureau", bureau).set("uscc", result.uscc).set("contract", result.contract_number);
  subject.set("fiscal_year", std::to_string(disclosure.fiscal_year)).set("disclosure", disclosure.title);
  const Json document = domain::make_evidence("result", std::move(subject), std::move(anonymous),
                                              domain::evaluation_to_json(*input, *evaluation), tx.now());
  prepared.row.disclosure_id = disclosure.id;
  prepared.row.sequence = sequence;
  prepared.row.result_id = result.result_id;
  prepared.row.code = domain::verification_code(document.text_at("digest"));
  prepared.row.facts = write_json(prepared.facts);
  prepared.row.document = write_json(document);
  return prepared;
}

std::string bureau_name(Tx& tx, std::int64_t id) {
  const auto rows = tx.rows().query("SELECT name FROM bureau WHERE id = ?", {id});
  return rows.empty() ? std::string() : text_or_empty(rows[0][0]);
}

Result<std::vector<Prepared>> prepare_all(Tx& tx, const Disclosure& disclosure) {
  std::vector<Prepared> all;
  if (disclosure.kind != "quality_results") return all;
  const std::string bureau = bureau_name(tx, disclosure.bureau_id);
  for (const auto& result : store::disclosable_results(tx.rows(), disclosure.bureau_id, disclosure.fiscal_year)) {
    auto prepared = prepare(tx, disclosure, bureau, result, static_cast<std::int64_t>(all.size()) + 1);
    if (!prepared) return prepared.problems();
    all.push_back(std::move(*prepared));
  }
  return all;
}

// The rows of the whole list, as its own evidence holds them.
Json list_rows_of(Tx& tx, const Disclosure& disclosure, const std::vector<Prepared>& items) {
  Json rows = Json::array();
  if (disclosure.kind == "agency_list") {
    for (const store::ListedAgency& agency : store::listed_agencies(tx.rows())) {
      Json row = Json::object();
      row.set("agency", agency.name).set("uscc", agency.uscc).set("type", agency.type).set("status", agency.status);
      rows.push(std::move(row));
    }
    return rows;
  }
  if (disclosure.kind == "ratings") {
    for (const auto& rating : store::listed_ratings(tx.rows(), disclosure.bureau_id, disclosure.fiscal_year)) {
      Json row = Json::object().set("agency", rating.name).set("uscc", rating.uscc);
      if (rating.score) row.set("final_score", rating.score->text()).set("grade", rating.grade);
      rows.push(std::move(row));
    }
    return rows;
  }
  for (const Prepared& item : items) {
    Json row = Json::object().set("code", item.row.code);
    for (const auto& [key, value] : item.facts.members()) row.set(key, value);
    rows.push(std::move(row));
  }
  return rows;
}

Result<Json> shown(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::disclosure_shape();
  Json out = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  const Disclosure disclosure = *store::find_disclosure(tx.rows(), id);
  if (disclosure.state == "draft") {
    const auto prepared = prepare_all(tx, disclosure);
    if (!prepared) return prepared.problems();
    Json rows = list_rows_of(tx, disclosure, *prepared);
    // The code of a draft would be another one when it is published: it depends on the moment.
    for (Json& row : rows.items()) {
      if (row.find("code")) row.set("code", Json());
    }
    out.set("items", std::move(rows));
    return out;
  }
  const auto document = parse_json(store::published_document(tx.rows(), id), JsonLimits{64, 64u << 20});
  ensure(document.ok(), "a published list is JSON");
  out.set("items", document->at("case").at("rows"));
  return out;
}

Result<Disclosure> fresh(Tx& tx, std::int64_t id, std::int64_t version) {
  const auto disclosure = store::find_disclosure(tx.rows(), id);
  if (!disclosure) return refusal(Kind::absent, "record.absent");
  if (disclosure->version != version) return stale_problem(tx, domain::disclosure_shape(), id, version);
  return *disclosure;
}

void fill(Disclosure& disclosure, const Record& form) {
  disclosure.title = form.text("title");
  disclosure.kind = form.text("kind");
  disclosure.fiscal_year = form.integer("fiscal_year");
  disclosure.note = form.text("note");
}

Json content_of(const Disclosure& disclosure) {
  Json json = Json::object();
  json.set("title", disclosure.title).set("kind", disclosure.kind).set("fiscal_year", disclosure.fiscal_year);
  return json.set("note", disclosure.note);
}

}  // namespace

Result<Json> draft_disclosure(Gate& gate, const domain::Actor& actor, const Json& body) {
  return gate.write(actor, Action::edit_disclosures, {"disclosure", 0}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(draft_fields(), body);
    if (!form) return form.problems();
    if (actor.bureau_id == 0) return refusal("disclosure.bureau_missing");
    Disclosure disclosure;
    disclosure.bureau_id = actor.bureau_id;
    disclosure.drafted_by = actor.account_id;
    fill(disclosure, *form);
    disclosure.id = store::insert_disclosure(tx.rows(), disclosure, tx.now());
    Json detail = Json::object().set("before", Json::object()).set("after", content_of(disclosure)).set("version", 1);
    tx.audit("draft", {"disclosure", disclosure.id}, disclosure.bureau_id, detail);
    return shown(tx, disclosure.id);
  });
}

Result<Json> change_disclosure(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& body) {
  const Subject subject{"disclosure", id};
  return gate.write(actor, Action::edit_disclosures, subject, [&](Tx& tx) -> Result<Json> {
    auto disclosure = fresh(tx, id, version);
    if (!disclosure) return disclosure.problems();
    if (Outcome allowed = domain::change_disclosure(*disclosure); !allowed) return allowed.problems();
    const auto form = read_command(draft_fields(), body);
    if (!form) return form.problems();
    Json detail = Json::object().set("before", content_of(*disclosure));
    fill(*disclosure, *form);
    disclosure->drafted_by = actor.account_id;
    if (!store::save_disclosure_draft(tx.rows(), *disclosure, tx.now())) {
      return stale_problem(tx, domain::disclosure_shape(), id, version);
    }
    detail.set("after", content_of(*disclosure)).set("version", version + 1);
    tx.audit("change", subject, disclosure->bureau_id, detail);
    return shown(tx, id);
  });
}

Result<Json> read_disclosure(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_disclosures, {"disclosure", id},
                   [&](Tx& tx) -> Result<Json> { return shown(tx, id); });
}

Result<Json> publish_disclosure(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  const Subject subject{"disclosure", id};
  return gate.write(actor, Action::publish_disclosure, subject, [&](Tx& tx) -> Result<Json> {
    auto disclosure = fresh(tx, id, version);
    if (!disclosure) return disclosure.problems();
    const auto items = prepare_all(tx, *disclosure);
    if (!items) return items.problems();
    Json list = list_rows_of(tx, *disclosure, *items);
    const std::size_t count = list.items().size();
    if (Outcome allowed = domain::publish_disclosure(*disclosure, count); !allowed) return allowed.problems();
    for (const Prepared& item : *items) store::insert_disclosure_item(tx.rows(), item.row);
    Json head = content_of(*disclosure).set("bureau", bureau_name(tx, disclosure->bureau_id));
    Json whole = Json::object().set("rows", std::move(list));
    Json counted = domain::list_result(whole);
    const Json document =
        domain::make_evidence("list", std::move(head), std::move(whole), std::move(counted), tx.now());
    disclosure->code = domain::verification_code(document.text_at("digest"));
    disclosure->item_count = static_cast<std::int64_t>(count);
    if (!store::mark_published(tx.rows(), *disclosure, write_json(document), actor.account_id, tx.now())) {
      return stale_problem(tx, domain::disclosure_shape(), id, version);
    }
    Json detail = state_change("draft", "published", version + 1);
    detail.find("after")->set("code", disclosure->code).set("item_count", disclosure->item_count);
    tx.audit("publish", subject, disclosure->bureau_id, detail);
    return shown(tx, id);
  });
}

Result<Json> withdraw_disclosure(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                 const Json& body) {
  const Subject subject{"disclosure", id};
  return gate.write(actor, Action::publish_disclosure, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    const auto disclosure = fresh(tx, id, version);
    if (!disclosure) return disclosure.problems();
    const std::string reason = form->text("reason");
    if (Outcome allowed = domain::withdraw_disclosure(*disclosure, reason); !allowed) return allowed.problems();
    if (!store::mark_withdrawn(tx.rows(), *disclosure, actor.account_id, reason, tx.now())) {
      return stale_problem(tx, domain::disclosure_shape(), id, version);
    }
    Json detail = state_change("published", "withdrawn", version + 1);
    detail.find("after")->set("withdrawn_reason", reason);
    tx.audit("withdraw", subject, disclosure->bureau_id, detail);
    return shown(tx, id);
  });
}

}  // namespace zhiheng::service
