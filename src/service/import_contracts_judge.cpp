// Tells new, unchanged and changed contracts apart and asks the guards.
#include "service/import_contracts.h"

#include <algorithm>

#include "domain/engagement.h"
#include "domain/instalment.h"
#include "service/agency_standing.h"

namespace zhiheng::service {

using domain::ContractForm;
using domain::Shape;

namespace contract_import {

std::vector<std::size_t> ContractImport::compared(std::size_t at) const {
  std::vector<std::size_t> columns;
  if (!run_.has_header(at)) return columns;
  for (std::size_t i = 0; i < sheet(at).columns.size(); ++i) {
    const std::string& key = sheet(at).columns[i].key;
    if (key != "bureau" && key != "contract" && run_.header(at).has(i)) columns.push_back(i);
  }
  return columns;
}

void ContractImport::load_known() {
  struct Stored {
    std::string key;
    Digest digest;
  };
  std::unordered_map<std::int64_t, Stored> stored;
  const auto columns_of = [&](std::size_t at) {
    std::string sql;
    for (const std::size_t i : compared(at)) sql += ", " + sheet(at).columns[i].field.column;
    return sql;
  };
  const auto digest_from = [](const store::Row& row, std::size_t first) {
    Digest digest;
    for (std::size_t i = first; i < row.size(); ++i) digest.add(row[i]);
    return digest;
  };
  store::Connection& rows = run_.tx.rows();
  rows.each("SELECT id, bureau_id, number" + columns_of(contract_sheet) + " FROM contract", {},
            [&](const store::Row& row) {
              const std::string key = std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2]);
              if (by_number_.contains(text_or_empty(row[2]))) {
                stored[integer_or(row[0])] = {key, digest_from(row, 3)};
              }
              return true;
            });
  for (const std::size_t at : {engagement_sheet, instalment_sheet}) {
    if (compared(at).empty() || stored.empty()) continue;
    rows.each("SELECT contract_id" + columns_of(at) + " FROM " + sheet(at).stem, {}, [&](const store::Row& row) {
      const auto whole = stored.find(integer_or(row[0]));
      if (whole != stored.end()) whole->second.digest.join(digest_from(row, 1));
      return true;
    });
  }
  for (auto& [id, one] : stored) known_[one.key] = {id, one.digest};
}

Digest ContractImport::digest_of(const Entry& entry) const {
  Digest digest;
  for (const std::size_t i : compared(contract_sheet)) digest.add(entry.values[i]);
  for (const std::size_t at : {engagement_sheet, instalment_sheet}) {
    for (const Part& part : entry.parts[at - 1]) {
      Digest one;
      for (const std::size_t i : compared(at)) one.add(part.values[i]);
      digest.join(one);
    }
  }
  return digest;
}

void ContractImport::fill(std::size_t at, const std::vector<Value>& values, Record& record, bool only_given) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string& key = sheet(at).columns[i].key;
    if (key == "bureau" || key == "contract" || (only_given && !run_.header(at).has(i))) continue;
    record.set(key, values[i]);
  }
}

ContractForm ContractImport::form_of(const Entry& entry) const {
  ContractForm form;
  form.contract.set("bureau", entry.bureau_id);
  fill(contract_sheet, entry.values, form.contract, false);
  form.contract.set("original_fee", form.contract.get("fee"));
  form.contract.set("state", std::string("active"));
  for (const Part& part : entry.parts[0]) fill(engagement_sheet, part.values, form.engagements.emplace_back(), false);
  for (const Part& part : entry.parts[1]) fill(instalment_sheet, part.values, form.instalments.emplace_back(), false);
  return form;
}

ContractForm ContractImport::changed_form(const Entry& entry, const ContractForm& before) const {
  ContractForm form;
  form.contract = before.contract;
  fill(contract_sheet, entry.values, form.contract, true);
  if (form.contract.get("fee") != before.contract.get("fee")) {
    form.contract.set("original_fee", form.contract.get("fee"));
  }
  const auto lay = [&](std::size_t at, const std::vector<Record>& old_parts, std::vector<Record>& parts) {
    if (!run_.has_header(at)) {
      parts = old_parts;
      return;
    }
    const std::string key = domain::find_shape(sheet(at).stem)->natural_key;
    for (const Part& part : entry.parts[at - 1]) {
      Record record;
      bool old_one = false;
      for (const Record& old : old_parts) {
        if (old.get(key) != part.values[column(at, key)]) continue;
        record = old;
        old_one = true;
      }
      fill(at, part.values, record, old_one);
      parts.push_back(std::move(record));
    }
  };
  lay(engagement_sheet, before.engagements, form.engagements);
  lay(instalment_sheet, before.instalments, form.instalments);
  return form;
}

domain::ContractFacts ContractImport::facts_of(const ContractForm& form, const Record* before) {
  domain::ContractFacts facts;
  const auto agency = agency_states_.find(form.contract.integer("agency"));
  if (agency != agency_states_.end()) facts.agency_status = agency->second;
  const auto policy = states_.find(form.contract.integer("policy"));
  if (policy != states_.end()) facts.policy_state = policy->second;
  facts.agency_is_new = before == nullptr || before->get("agency") != form.contract.get("agency");
  facts.policy_is_new = before == nullptr || before->get("policy") != form.contract.get("policy");
  // Lead evaluators were looked up below their agency, so they belong to it.
  terms_.fill(form, before, facts);
  return facts;
}

// A cell that is empty says nothing of a condition; a past book's workbook may not have the column at all.
std::vector<bool> ContractImport::said_conditions(const Entry& entry, const ContractForm& before,
                                                  const ContractForm& after) const {
  std::vector<bool> said;
  if (!run_.has_header(instalment_sheet)) return said;
  for (const Part& part : entry.parts[1]) said.push_back(part.says_condition);
  return domain::conditions_to_check(before.instalments, after.instalments, std::move(said));
}

void ContractImport::judge(Entry& entry) {
  if (!entry.good) return;
  const auto known = known_.find(std::to_string(entry.bureau_id) + ":" + text_or_empty(value(entry, "number")));
  if (known == known_.end()) {
    const ContractForm form = form_of(entry);
    domain::ContractFacts facts = facts_of(form, nullptr);
    facts.said_conditions = said_conditions(entry, {}, form);
    Problems problems = domain::check_contract(form, facts);
    append_problems(problems, standing_problems(run_.tx, form.contract, nullptr));
    if (!problems.empty()) return report(entry, problems);
    ++run_.report.created;
    new_ones_.push_back(&entry);
    return;
  }
  if (known->second.digest == digest_of(entry)) {
    ++run_.report.unchanged;
    return;
  }
  change(entry, known->second.id);
}

void ContractImport::change(const Entry& entry, std::int64_t id) {
  const auto row = store::find_record(run_.tx.rows(), domain::contract_shape(), id);
  ensure(row.has_value(), "a contract that was just listed is there");
  const ContractForm before = load_contract(run_.tx, *row);
  ContractForm after = changed_form(entry, before);
  if (!run_.request.update) return refuse_difference(entry, before, after);
  Problems problems = check_contract_change(before, after, load_contract_use(run_.tx, id));
  domain::ContractFacts facts = facts_of(after, &before.contract);
  facts.said_conditions = said_conditions(entry, before, after);
  append_problems(problems, domain::check_contract(after, facts));
  append_problems(problems, standing_problems(run_.tx, after.contract, &before.contract));
  if (!problems.empty()) return report(entry, problems);
  ++run_.report.updated;
  if (!run_.clean() || run_.request.dry_run) return;
  const Outcome saved = save_contract(run_.tx, before, after);
  ensure(saved.ok(), "nobody else writes while an import does");
}

}  // namespace contract_import

}  // namespace zhiheng::service
