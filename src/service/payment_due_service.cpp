#include "service/payment_due_service.h"

#include <algorithm>

#include "base/text.h"
#include "domain/contract.h"
#include "service/billing_parts.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "store/deduction_notice_store.h"
#include "store/record_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr const char* open_contracts = " AND state <> 'settled'";

struct Item {
  const store::BillingRow* contract = nullptr;
  const domain::Due* due = nullptr;
};

Json item_json(const Item& item) {
  const domain::Due& due = *item.due;
  Json years = Json::array();
  for (const int year : due.years_without_notice) years.push(std::to_string(year));
  Json json = Json::object().set("contract", id_json(item.contract->contract_id));
  json.set("contract_number", item.contract->number).set("contract_title", item.contract->title);
  json.set("agency", id_json(item.contract->agency_id)).set("agency_name", item.contract->agency_name);
  json.set("kind", due.kind).set("side", due.is_claim() ? "claim" : "pay");
  json.set("reference", Json::object().set("stem", due.reference_stem).set("id", id_json(due.reference_id)));
  json.set("label", due.label).set("amount", due.amount.text()).set("since", due.since.text());
  json.set("due_on", due.due_on.text()).set("due_before_stop", due.due_before_stop.text());
  json.set("stopped_days", due.stopped_days).set("days_left", due.days_left);
  json.set("overdue_days", std::max(0, -due.days_left)).set("state", due.state);
  return json.set("calendar_years", std::move(years));
}

bool has_words(const Item& item, const std::vector<std::string>& words) {
  const std::string text =
      item.contract->number + " " + item.contract->title + " " + item.contract->agency_name + " " + item.due->label;
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

using Before = bool (*)(const Item&, const Item&);
Before order_named(std::string_view key) {
  if (key == "amount") return [](const Item& a, const Item& b) { return a.due->amount < b.due->amount; };
  if (key == "contract") return [](const Item& a, const Item& b) { return a.contract->number < b.contract->number; };
  if (key == "agency") {
    return [](const Item& a, const Item& b) { return a.contract->agency_name < b.contract->agency_name; };
  }
  if (key == "due_on" || key == "days_left" || key.empty()) {
    return [](const Item& a, const Item& b) { return a.due->due_on < b.due->due_on; };
  }
  return nullptr;
}

Outcome sort_items(std::vector<Item>& items, const std::string& sort) {
  const bool down = !sort.empty() && sort.front() == '-';
  const Before before = order_named(down ? std::string_view(sort).substr(1) : std::string_view(sort));
  if (!before) return refusal("list.bad_sort", "sort", {{"sort", sort}});
  std::stable_sort(items.begin(), items.end(),
                   [&](const Item& a, const Item& b) { return down ? before(b, a) : before(a, b); });
  return Done{};
}

Outcome check_query(const DueQuery& query) {
  const auto known = [](const std::string& value, std::initializer_list<std::string_view> values) {
    return value.empty() || std::find(values.begin(), values.end(), value) != values.end();
  };
  Problems problems;
  if (query.limit < 1 || query.limit > 500) problems.push_back(refusal("list.bad_limit", "limit", {{"most", "500"}}));
  if (!known(query.state, {"stopped", "running", "due_soon", "overdue"})) {
    problems.push_back(refusal("list.bad_filter", "state", {{"filter", "state"}}));
  }
  if (!known(query.kind, {"pay", "instalment", "statement", "adjustment", "retention", "claim"})) {
    problems.push_back(refusal("list.bad_filter", "kind", {{"filter", "kind"}}));
  }
  if (!problems.empty()) return problems;
  return Done{};
}

Result<std::size_t> place_of(const std::string& cursor) {
  if (cursor.empty()) return std::size_t{0};
  const auto place = read_decimal(cursor, 0, "cursor");
  if (!place || *place < 0) return refusal("list.bad_cursor", "cursor");
  return static_cast<std::size_t>(*place);
}

std::vector<Item> chosen_items(const std::vector<ContractDues>& all, const DueQuery& query) {
  std::vector<Item> items;
  const auto words = words_of(query.q);
  for (const ContractDues& one : all) {
    if (!query.contract.empty() && std::to_string(one.contract.contract_id) != query.contract) continue;
    for (const domain::Due& due : one.dues) {
      const Item item{&one.contract, &due};
      if (!query.state.empty() && due.state != query.state) continue;
      const bool of_kind = query.kind == "pay" ? !due.is_claim() : query.kind.empty() || due.kind == query.kind;
      if (!of_kind) continue;
      if (has_words(item, words)) items.push_back(item);
    }
  }
  return items;
}

}  // namespace

std::vector<ContractDues> dues_in(store::Connection& rows, const std::string& where,
                                  const store::Parameters& parameters, Date today) {
  std::vector<ContractDues> all;
  for (store::BillingRow& row : billing_of(rows, where, parameters)) {
    auto dues = domain::dues_of(row.facts, Calendar::shipped(), today);
    if (!dues.empty()) all.push_back({std::move(row), std::move(dues)});
  }
  return all;
}

Result<Json> list_dues(Gate& gate, const domain::Actor& actor, const DueQuery& query) {
  return gate.read(actor, Action::see_payments, {"contract", 0}, [&](Tx& tx) -> Result<Json> {
    if (Outcome good = check_query(query); !good) return good.problems();
    const auto place = place_of(query.cursor);
    if (!place) return place.problems();
    store::Parameters parameters;
    const std::string reach =
        store::scope_condition(domain::contract_shape(), domain::scope(actor, Action::see_payments), parameters);
    const auto all = dues_in(tx.rows(), "(" + reach + ")" + open_contracts, parameters, tx.today());
    std::vector<Item> items = chosen_items(all, query);
    if (Outcome sorted = sort_items(items, query.sort); !sorted) return sorted.problems();
    Money pay, claim;
    for (const Item& item : items) {
      Money& sum = item.due->is_claim() ? claim : pay;
      sum = sum + item.due->amount;
    }
    Json list = Json::array();
    const std::size_t end = std::min(items.size(), *place + static_cast<std::size_t>(query.limit));
    for (std::size_t i = *place; i < end; ++i) list.push(item_json(items[i]));
    Json answer = Json::object().set("items", std::move(list));
    answer.set("next", end < items.size() ? Json(std::to_string(end)) : Json());
    answer.set("total", static_cast<std::int64_t>(items.size()));
    return answer.set("sum", pay.text()).set("claim_sum", claim.text());
  });
}

Result<Json> dues_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::see_payments, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const auto all = dues_in(tx.rows(), "id = ?", {contract_id}, tx.today());
    Json list = Json::array();
    for (const ContractDues& one : all) {
      for (const domain::Due& due : one.dues) list.push(item_json({&one.contract, &due}));
    }
    return Json::object().set("items", std::move(list));
  });
}

std::vector<store::Waiting> waiting_dues(store::Connection& rows, const domain::Scope& scope, Date today) {
  store::Parameters parameters;
  const std::string reach = store::scope_condition(domain::contract_shape(), scope, parameters);
  std::vector<store::Waiting> all;
  for (const ContractDues& one : dues_in(rows, "(" + reach + ")" + open_contracts, parameters, today)) {
    for (const domain::Due& due : one.dues) {
      if (due.state != "due_soon" && due.state != "overdue") continue;
      store::Waiting waiting;
      waiting.kind = (due.is_claim() ? "claim_" : "payment_") + std::string(due.state == "overdue" ? "overdue" : "due");
      waiting.stem = "contract";
      waiting.id = one.contract.contract_id;
      waiting.title = one.contract.number + " " + due.label;
      waiting.due_on = due.due_on.text();
      all.push_back(std::move(waiting));
    }
  }
  return all;
}

std::vector<store::Waiting> claims_to_repay(store::Connection& rows, const domain::Scope& scope, Date today) {
  store::Parameters parameters;
  const std::string reach = store::scope_condition(domain::contract_shape(), scope, parameters);
  std::vector<store::Waiting> all;
  for (const ContractDues& one : dues_in(rows, "(" + reach + ")" + open_contracts, parameters, today)) {
    for (const domain::Due& due : one.dues) {
      if (!due.is_claim()) continue;
      store::Waiting waiting;
      waiting.kind = "repay_claim";
      waiting.stem = "contract";
      waiting.id = one.contract.contract_id;
      waiting.title = one.contract.number + " " + due.label;
      waiting.due_on = due.due_on.text();
      all.push_back(std::move(waiting));
    }
  }
  return all;
}

std::vector<store::Waiting> waiting_notices(store::Connection& rows, const domain::Scope& scope) {
  std::vector<store::Waiting> all;
  for (store::DraftToTell& draft : store::drafts_to_tell(rows, scope)) {
    if (billing_rule(rows, draft.policy_id).notice_days > 0) all.push_back(std::move(draft.waiting));
  }
  return all;
}

}  // namespace zhiheng::service
