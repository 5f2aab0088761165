#include "service/contract_parts.h"

#include <algorithm>

#include "domain/amendment.h"
#include "domain/engagement.h"
#include "domain/instalment.h"
#include "service/contract_terms.h"

namespace zhiheng::service {

using domain::ContractFacts;
using domain::ContractForm;

namespace {

bool any(Tx& tx, std::string_view sql, std::int64_t contract_id) {
  return !tx.rows().query(sql, {contract_id}).empty();
}

std::vector<Json> labelled_parts(Tx& tx, const domain::Shape& shape, std::int64_t contract_id) {
  std::vector<Json> items;
  for (const Record& record : store::find_records(tx.rows(), shape, {{"contract_id", contract_id}})) {
    items.push_back(domain::record_to_json(shape, record));
  }
  add_labels(tx, shape, items);
  return items;
}

}  // namespace

ContractUse load_contract_use(Tx& tx, std::int64_t contract_id) {
  ContractUse use;
  use.panels = any(tx,
                   "SELECT 1 FROM panel INNER JOIN engagement ON engagement.id = panel.engagement_id "
                   "WHERE engagement.contract_id = ? LIMIT 1",
                   contract_id);
  use.results = any(tx,
                    "SELECT 1 FROM result INNER JOIN engagement ON engagement.id = result.engagement_id "
                    "WHERE engagement.contract_id = ? AND result.state = 'current' LIMIT 1",
                    contract_id);
  use.statements = any(tx, "SELECT 1 FROM statement WHERE contract_id = ? AND state <> 'voided' LIMIT 1", contract_id);
  use.payments = any(tx, "SELECT 1 FROM payment WHERE contract_id = ? LIMIT 1", contract_id);
  use.amendments = any(tx, "SELECT 1 FROM amendment WHERE contract_id = ? LIMIT 1", contract_id);
  return use;
}

ContractForm load_contract(Tx& tx, const Record& contract) {
  ContractForm form;
  form.contract = contract;
  const store::Conditions where{{"contract_id", contract.get("id")}};
  form.engagements = store::find_records(tx.rows(), domain::engagement_shape(), where);
  form.instalments = store::find_records(tx.rows(), domain::instalment_shape(), where);
  return form;
}

ContractFacts load_contract_facts(Tx& tx, const ContractForm& form, const Record* before) {
  const Record& contract = form.contract;
  ContractFacts facts;
  const auto other = tx.rows().query("SELECT id FROM contract WHERE bureau_id = ? AND number = ?",
                                     {contract.get("bureau"), contract.get("number")});
  facts.number_taken = !other.empty() && (before == nullptr || integer_or(other[0][0]) != before->integer("id"));
  const auto agency = tx.rows().query("SELECT status FROM agency WHERE id = ?", {contract.get("agency")});
  if (!agency.empty()) facts.agency_status = text_or_empty(agency[0][0]);
  if (const std::int64_t lead = contract.integer("lead_evaluator"); lead != 0) {
    const auto rows = tx.rows().query("SELECT agency_id FROM lead_evaluator WHERE id = ?", {lead});
    facts.lead_evaluator_agency = rows.empty() ? 0 : integer_or(rows[0][0]);
  }
  const auto policy = tx.rows().query("SELECT state FROM policy WHERE id = ?", {contract.get("policy")});
  if (!policy.empty()) facts.policy_state = text_or_empty(policy[0][0]);
  facts.agency_is_new = before == nullptr || before->get("agency") != contract.get("agency");
  facts.policy_is_new = before == nullptr || before->get("policy") != contract.get("policy");
  TermsReader(tx).fill(form, before, facts);
  return facts;
}

Json without_lists(const Json& body) {
  Json out = Json::object();
  for (const auto& member : body.members()) {
    if (member.key != "engagements" && member.key != "instalments" && member.key != "fee_basis_sheet")
      out.set(member.key, member.value);
  }
  return out;
}

std::vector<Json> items_of(const Json& body, std::string_view list, Problems& problems) {
  const Json* given = body.find(list);
  if (given == nullptr || given->is_null()) return {};
  if (!given->is_array()) {
    problems.push_back(refusal("contract.not_a_list", pointer_to("", list)));
    return {};
  }
  if (given->items().size() > 500) {
    problems.push_back(refusal("field.out_of_range", pointer_to("", list), {{"least", "1"}, {"most", "500"}}));
    return {};
  }
  return given->items();
}

namespace {

// A bureau commissions evaluations of its own projects and of those of the bureaus below it.
bool is_within(Tx& tx, std::int64_t bureau_id, std::int64_t above_id) {
  const auto ids = store::bureau_and_above(tx.rows(), bureau_id);
  return std::find(ids.begin(), ids.end(), above_id) != ids.end();
}

}  // namespace

void check_owners(Tx& tx, const Record& engagement, std::int64_t bureau_id, const std::string& where,
                  Problems& problems) {
  for (const char* key : {"budget_unit", "project"}) {
    const std::int64_t id = engagement.integer(key);
    if (id == 0) continue;
    const auto rows = tx.rows().query("SELECT bureau_id, code FROM " + std::string(key) + " WHERE id = ?", {id});
    if (!rows.empty() && !is_within(tx, integer_or(rows[0][0]), bureau_id)) {
      problems.push_back(
          refusal("contract.unit_of_other_bureau", pointer_to(where, key), {{"value", text_or_empty(rows[0][1])}}));
    }
  }
}

void insert_parts(Tx& tx, std::int64_t contract_id, ContractForm& form) {
  const auto insert = [&](const domain::Shape& shape, std::vector<Record>& parts) {
    for (Record& part : parts) {
      if (part.integer("id") != 0) continue;
      part.set("bureau", form.contract.get("bureau"));
      part.set("agency", form.contract.get("agency"));
      part.set("contract", contract_id);
      store::insert_record(tx.rows(), shape, part, tx.now());
    }
  };
  insert(domain::engagement_shape(), form.engagements);
  insert(domain::instalment_shape(), form.instalments);
}

Json contract_json(Tx& tx, std::int64_t id) {
  const auto record = store::find_record(tx.rows(), domain::contract_shape(), id);
  ensure(record.has_value(), "a contract that was just written is there");
  Json out = labelled(tx, domain::contract_shape(), *record);
  out.set("engagements", Json(labelled_parts(tx, domain::engagement_shape(), id)));
  out.set("instalments", Json(labelled_parts(tx, domain::instalment_shape(), id)));
  out.set("amendments", Json(labelled_parts(tx, domain::amendment_shape(), id)));
  return out;
}

Json contract_detail(const ContractForm& form) {
  const auto list = [](const domain::Shape& shape, const std::vector<Record>& records) {
    Json items = Json::array();
    for (const Record& record : records) {
      Json item = Json::object();
      for (const domain::Field& field : shape.fields) {
        if (!field.read_only) item.set(field.key, domain::value_to_json(field, record.get(field.key)));
      }
      items.push(std::move(item));
    }
    return items;
  };
  Json out = difference(domain::contract_shape(), nullptr, form.contract).at("after");
  out.set("engagements", list(domain::engagement_shape(), form.engagements));
  out.set("instalments", list(domain::instalment_shape(), form.instalments));
  return out;
}

void append_problems(Problems& problems, const Problems& more) {
  problems.insert(problems.end(), more.begin(), more.end());
}

}  // namespace zhiheng::service
