#include "service/record_service.h"

#include "service/blind_service.h"
#include "service/contract_service.h"
#include "service/expert_library_service.h"
#include "service/record_parts.h"
#include "service/record_sum.h"
#include "service/standing_filter.h"
#include "store/record_sum.h"

namespace zhiheng::service {

using domain::Action;
using domain::Shape;

Action action_to_see(const Shape& shape) {
  struct Row {
    std::string_view stem;
    Action action;
  };
  static constexpr Row rows[] = {
      {"policy", Action::see_policies},
      {"contract", Action::see_contracts},
      {"engagement", Action::see_contracts},
      {"instalment", Action::see_contracts},
      {"amendment", Action::see_contracts},
      {"contract_termination", Action::see_contracts},
      {"procurement_limit", Action::see_procurement},
      {"fee_rate", Action::see_procurement},
      {"deliverable", Action::see_deliverables},
      {"panel", Action::see_panels},
      {"review_session", Action::see_panels},
      {"score_sheet", Action::see_sheets},
      {"result", Action::see_results},
      {"statement", Action::see_statements},
      {"adjustment", Action::see_statements},
      {"payment", Action::see_payments},
      {"payment_order", Action::see_payments},
      {"payment_batch", Action::see_payments},
      {"agency_account", Action::see_payments},
      {"bank_result", Action::see_payments},
      {"agency_record_item", Action::see_agency_record},
      {"issued_record", Action::see_agency_record},
      {"lead_change", Action::see_agency_record},
      {"account", Action::see_accounts},
      {"disclosure", Action::see_disclosures},
      {"expert_fee", Action::see_expert_fees},
      {"expert_fee_line", Action::see_expert_fees},
      {"fee_scheme", Action::see_expert_fees},
      {"invoice", Action::see_invoices},
      {"rating", Action::see_ratings},
      {"rating_run", Action::see_ratings},
      {"rating_objection", Action::see_ratings},
      {"consequence", Action::see_ratings},
      {"commission_round", Action::see_ratings},
      {"credit_event", Action::see_ratings},
      {"deduction_notice", Action::see_statements},
      {"retention", Action::see_payments},
      {"journal_transaction", Action::see_journal},
      {"journal_correction", Action::see_journal},
      {"draw", Action::see_draws},
      {"objection", Action::see_objections},
      {"relation", Action::see_relations},
      {"recusal_flag", Action::see_relations},
  };
  for (const Row& row : rows) {
    if (row.stem == shape.stem) return row.action;
  }
  return Action::see_records;
}

Action action_to_edit(const Shape& shape) {
  if (action_to_see(shape) == Action::see_procurement) return Action::edit_procurement;
  return shape.stem == "contract" ? Action::edit_contracts : Action::edit_records;
}

bool is_edited_as_record(const Shape& shape) {
  return action_to_see(shape) == Action::see_records || action_to_see(shape) == Action::see_procurement;
}

Result<Json> list_rows(Gate& gate, const domain::Actor& actor, const Shape& shape, const ListRequest& request) {
  const Action action = action_to_see(shape);
  if (request.limit < 1 || request.limit > 500) return refusal("list.bad_limit", "limit", {{"most", "500"}});
  return gate.read(actor, action, {shape.stem, 0}, [&](Tx& tx) -> Result<Json> {
    store::ListQuery query;
    query.limit = request.limit;
    query.cursor = request.cursor;
    query.sort = request.sort;
    query.q = request.q;
    query.filters = request.filters;
    query.scope = domain::scope(tx.actor(), action);
    if (Outcome taken = take_standing_filters(tx, shape, query); !taken) return taken.problems();
    const ListVeil veil(tx, shape, action);
    veil.restrict(query);
    Result<store::ListPage> page = store::list_records(tx.rows(), shape, query);
    if (!page) return page.problems();
    std::vector<Json> items;
    for (const Record& record : page->items) items.push_back(domain::record_to_json(shape, record));
    veil.cover(items);
    add_labels(tx, shape, items);
    Json out = Json::object();
    out.set("items", Json(std::move(items)));
    out.set("next", page->next.empty() ? Json() : Json(page->next));
    out.set("total", Json(page->total));
    return out;
  });
}

Result<Money> sum_rows(Gate& gate, const domain::Actor& actor, const Shape& shape, const ListRequest& request,
                       const std::string& key) {
  const Action action = action_to_see(shape);
  return gate.read(actor, action, {shape.stem, 0}, [&](Tx& tx) -> Result<Money> {
    store::ListQuery query;
    query.q = request.q;
    query.filters = request.filters;
    query.scope = domain::scope(tx.actor(), action);
    if (Outcome taken = take_standing_filters(tx, shape, query); !taken) return taken.problems();
    ListVeil(tx, shape, action).restrict(query);
    return store::sum_records(tx.rows(), shape, query, key);
  });
}

Result<Json> read_row(Gate& gate, const domain::Actor& actor, const Shape& shape, std::int64_t id) {
  if (shape.stem == "contract") return read_contract(gate, actor, id);
  return gate.read(actor, action_to_see(shape), {shape.stem, id}, [&](Tx& tx) -> Result<Json> {
    const std::optional<Record> record = store::find_record(tx.rows(), shape, id);
    if (!record) return refusal(Kind::absent, "record.absent");
    std::vector<Json> items{domain::record_to_json(shape, *record)};
    ListVeil(tx, shape, action_to_see(shape)).cover(items);
    add_labels(tx, shape, items);
    return std::move(items.front());
  });
}

Result<Json> create_row(Gate& gate, const domain::Actor& actor, const Shape& shape, const Json& given) {
  if (shape.stem == "contract") return create_contract(gate, actor, given);
  if (shape.stem == "expert") return create_expert(gate, actor, given);
  if (!is_edited_as_record(shape)) return refusal("record.not_created_here");
  if (!given.is_object()) return refusal("record.not_an_object");
  const Action action = action_to_edit(shape);
  return gate.write(actor, action, {shape.stem, 0}, [&](Tx& tx) -> Result<Json> {
    Json body = given;
    Problems problems;
    const std::int64_t bureau_id = bureau_of_new_row(tx, shape, action, body, problems);
    resolve_references(tx, shape, body, bureau_id, 0, "", problems);
    const Result<Record> record = domain::read_record(shape, body, nullptr);
    if (!record) problems.insert(problems.end(), record.problems().begin(), record.problems().end());
    if (!problems.empty()) return problems;
    problems = check_row(tx, shape, *record, nullptr);
    if (!problems.empty()) return problems;
    const std::int64_t id = store::insert_record(tx.rows(), shape, *record, tx.now());
    Json detail = difference(shape, nullptr, *record);
    detail.set("version", Json(1));
    tx.audit("create", {shape.stem, id}, bureau_id == 0 ? id : bureau_id, detail);
    return labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  });
}

Result<Json> change_row(Gate& gate, const domain::Actor& actor, const Shape& shape, std::int64_t id,
                        std::int64_t version, const Json& given) {
  if (shape.stem == "contract") return change_contract(gate, actor, id, version, given);
  if (shape.stem == "expert") return change_expert(gate, actor, id, version, given);
  if (!is_edited_as_record(shape)) return refusal("record.not_created_here");
  if (!given.is_object()) return refusal("record.not_an_object");
  return gate.write(actor, action_to_edit(shape), {shape.stem, id}, [&](Tx& tx) -> Result<Json> {
    const std::optional<Record> before = store::find_record(tx.rows(), shape, id);
    if (!before) return refusal(Kind::absent, "record.absent");
    if (before->integer("version") != version) return stale_problem(tx, shape, id, version);
    Json body = given;
    Problems problems;
    resolve_references(tx, shape, body, before->integer("bureau"), before->integer("agency"), "", problems);
    const Result<Record> after = domain::read_record(shape, body, &*before);
    if (!after) problems.insert(problems.end(), after.problems().begin(), after.problems().end());
    if (!problems.empty()) return problems;
    problems = check_row(tx, shape, *after, &*before);
    if (!problems.empty()) return problems;
    Json detail = difference(shape, &*before, *after);
    const std::int64_t bureau_id = shape.stem == "bureau" ? id : before->integer("bureau");
    if (is_nothing(detail)) {
      tx.audit("confirm_unchanged", {shape.stem, id}, bureau_id, detail);
      return labelled(tx, shape, *before);
    }
    if (!store::update_record(tx.rows(), shape, changed_fields(shape, *before, *after), tx.now())) {
      return stale_problem(tx, shape, id, version);
    }
    detail.set("version", Json(version + 1));
    tx.audit("change", {shape.stem, id}, bureau_id, detail);
    return labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  });
}

Result<Json> row_history(Gate& gate, const domain::Actor& actor, const Shape& shape, std::int64_t id) {
  return gate.read(actor, Action::see_history, {shape.stem, id}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const store::Row& row :
         tx.rows().query("SELECT at, login, action, detail FROM audit WHERE subject = ? AND subject_id = ? "
                         "ORDER BY id DESC LIMIT 1000",
                         {shape.stem, id})) {
      Json item = Json::object();
      item.set("at", Json(timestamp_from_utc(text_or_empty(row[0])).text()));
      item.set("login", Json(text_or_empty(row[1])));
      item.set("action", Json(text_or_empty(row[2])));
      Result<Json> detail = parse_json(text_or_empty(row[3]));
      if (detail) veil_history(shape, *detail);
      item.set("detail", detail ? *detail : Json());
      items.push(std::move(item));
    }
    Json out = Json::object();
    out.set("items", std::move(items));
    return out;
  });
}

}  // namespace zhiheng::service
