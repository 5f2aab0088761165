#include "service/contract_service.h"

#include "domain/engagement.h"
#include "domain/instalment.h"
#include "service/agency_standing.h"
#include "service/contract_parts.h"
#include "service/fee_basis_service.h"
#include "service/journal_post.h"

namespace zhiheng::service {

using domain::Action;
using domain::ContractForm;
using domain::Shape;

namespace {

// The parts of a list, each read against the row that it names ("id", else its natural key) or as a new one.
std::vector<Record> read_parts(Tx& tx, const Shape& shape, std::string_view list, const Json& body,
                               const std::vector<Record>& current, const Record& contract, Problems& problems) {
  std::vector<Record> parts;
  std::vector<Json> items = items_of(body, list, problems);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string where = pointer_to(pointer_to("", list), i);
    if (!items[i].is_object()) {
      problems.push_back(refusal("record.not_an_object", where));
      continue;
    }
    Json item = Json::object();
    std::string id;
    for (const auto& member : items[i].members()) {
      if (member.key == "id" && member.value.is_string()) {
        id = member.value.string();
      } else {
        item.set(member.key, member.value);
      }
    }
    resolve_references(tx, shape, item, contract.integer("bureau"), contract.integer("agency"), where, problems);
    const domain::Field& key = *shape.find(shape.natural_key);
    const Json* given_key = item.find(key.key);
    const Result<Value> key_value = domain::read_value(key, given_key, where);
    const Record* old = nullptr;
    for (const Record& candidate : current) {
      const bool same = id.empty() ? key_value.ok() && candidate.get(key.key) == *key_value
                                   : std::to_string(candidate.integer("id")) == id;
      if (same) old = &candidate;
    }
    if (!id.empty() && old == nullptr) {
      problems.push_back(refusal("record.reference_absent", pointer_to(where, "id"), {{"value", id}}));
      continue;
    }
    Result<Record> read = domain::read_record(shape, item, old, where);
    if (!read) {
      append_problems(problems, read.problems());
      continue;
    }
    if (shape.stem == "engagement") check_owners(tx, *read, contract.integer("bureau"), where, problems);
    parts.push_back(std::move(*read));
  }
  return parts;
}

// Whose condition or day somebody wrote down now; what was left open, or stood so before, is not asked for its day.
std::vector<bool> said_conditions(const ContractForm& before, const ContractForm& after, const Json& given) {
  std::vector<bool> said;
  const Json* rows = given.find("instalments");
  if (!rows || !rows->is_array()) return said;
  for (const Json& row : rows->items()) {
    const Json* condition = row.find("due_condition");
    said.push_back(condition && !condition->is_null());
  }
  return domain::conditions_to_check(before.instalments, after.instalments, std::move(said));
}

}  // namespace

Result<Json> read_contract(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_contracts, {"contract", id},
                   [&](Tx& tx) -> Result<Json> { return contract_json(tx, id); });
}

Result<Json> create_contract(Gate& gate, const domain::Actor& actor, const Json& given) {
  if (!given.is_object()) return refusal("record.not_an_object");
  return gate.write(actor, Action::edit_contracts, {"contract", 0}, [&](Tx& tx) -> Result<Json> {
    const Shape& shape = domain::contract_shape();
    Json body = without_lists(given);
    Problems problems;
    const std::int64_t bureau_id = bureau_of_new_row(tx, shape, Action::edit_contracts, body, problems);
    resolve_references(tx, shape, body, bureau_id, 0, "", problems);
    const Result<Record> contract = domain::read_record(shape, body, nullptr);
    if (!contract) append_problems(problems, contract.problems());
    ContractForm form;
    if (contract) form.contract = *contract;
    form.contract.set("bureau", bureau_id);
    form.engagements = read_parts(tx, domain::engagement_shape(), "engagements", given, {}, form.contract, problems);
    form.instalments = read_parts(tx, domain::instalment_shape(), "instalments", given, {}, form.contract, problems);
    if (!problems.empty()) return problems;
    form.contract.set("original_fee", form.contract.get("fee"));
    form.contract.set("state", std::string("active"));
    domain::ContractFacts facts = load_contract_facts(tx, form, nullptr);
    facts.said_conditions = said_conditions({}, form, given);
    problems = domain::check_contract(form, facts);
    append_problems(problems, standing_problems(tx, form.contract, nullptr));
    if (!problems.empty()) return problems;
    const std::int64_t id = store::insert_record(tx.rows(), shape, form.contract, tx.now());
    insert_parts(tx, id, form);
    form.contract.set("id", id);
    if (const Json* sheet = given.find("fee_basis_sheet")) {
      if (const Outcome kept = keep_fee_sheet(tx, form.contract, *sheet, "/fee_basis_sheet"); !kept) {
        return kept.problems();
      }
    }
    Json detail = Json::object();
    detail.set("before", Json::object());
    detail.set("after", contract_detail(form));
    detail.set("version", Json(1));
    tx.audit("create", {"contract", id}, bureau_id, detail);
    if (const Outcome booked = post_journal(tx, id); !booked) return booked.problems();
    return contract_json(tx, id);
  });
}

Result<Json> change_contract(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& given) {
  if (!given.is_object()) return refusal("record.not_an_object");
  return gate.write(actor, Action::edit_contracts, {"contract", id}, [&](Tx& tx) -> Result<Json> {
    const Shape& shape = domain::contract_shape();
    const auto row = store::find_record(tx.rows(), shape, id);
    if (!row) return refusal(Kind::absent, "record.absent");
    if (row->integer("version") != version) return stale_problem(tx, shape, id, version);
    const ContractForm before = load_contract(tx, *row);
    Json body = without_lists(given);
    Problems problems;
    resolve_references(tx, shape, body, row->integer("bureau"), row->integer("agency"), "", problems);
    const Result<Record> contract = domain::read_record(shape, body, &*row);
    if (!contract) append_problems(problems, contract.problems());
    ContractForm after = before;
    if (contract) after.contract = *contract;
    if (given.find("engagements")) {
      after.engagements = read_parts(tx, domain::engagement_shape(), "engagements", given, before.engagements,
                                     after.contract, problems);
    }
    if (given.find("instalments")) {
      after.instalments = read_parts(tx, domain::instalment_shape(), "instalments", given, before.instalments,
                                     after.contract, problems);
    }
    if (!problems.empty()) return problems;
    problems = check_contract_change(before, after, load_contract_use(tx, id));
    if (after.contract.get("fee") != before.contract.get("fee")) {
      after.contract.set("original_fee", after.contract.get("fee"));
    }
    domain::ContractFacts facts = load_contract_facts(tx, after, &*row);
    facts.said_conditions = said_conditions(before, after, given);
    append_problems(problems, domain::check_contract(after, facts));
    append_problems(problems, standing_problems(tx, after.contract, &*row));
    const Json* sheet = given.find("fee_basis_sheet");
    if (const Outcome has = check_fee_has_sheet(tx, *row, after.contract, sheet); !has) {
      append_problems(problems, has.problems());
    }
    if (!problems.empty()) return problems;
    if (sheet != nullptr) {
      if (const Outcome kept = keep_fee_sheet(tx, after.contract, *sheet, "/fee_basis_sheet"); !kept) {
        return kept.problems();
      }
    }
    const Outcome saved = save_contract(tx, before, after);
    if (!saved) return saved.problems();
    return contract_json(tx, id);
  });
}

}  // namespace zhiheng::service
