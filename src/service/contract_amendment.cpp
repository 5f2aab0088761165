// Amendments (补充协议): the only way in which the sum of a contract that was begun may change.
#include <set>

#include "domain/amendment.h"
#include "domain/engagement.h"
#include "domain/instalment.h"
#include "service/contract_parts.h"
#include "service/contract_service.h"
#include "service/fee_basis_service.h"
#include "service/journal_post.h"

namespace zhiheng::service {

using domain::ContractForm;
using domain::Shape;

namespace {

struct AmendmentForm {
  Record amendment;  // signed_on, reason
  Money change;
};

Result<AmendmentForm> read_amendment(const Json& body) {
  Problems problems;
  Json rest = Json::object();
  const Json scalars = without_lists(body);
  for (const auto& member : scalars.members()) {
    if (member.key != "change") rest.set(member.key, member.value);
  }
  AmendmentForm form;
  const Result<Record> record = domain::read_record(domain::amendment_shape(), rest, nullptr);
  if (record) {
    form.amendment = *record;
  } else {
    append_problems(problems, record.problems());
  }
  const Json* change = body.find("change");
  if (change == nullptr || !change->is_string()) {
    problems.push_back(
        refusal(change == nullptr ? "field.required" : "field.wrong_type", "/change", {{"type", "text"}}));
  } else {
    const bool less = change->string().starts_with('-');
    const Result<Money> amount = read_money(std::string_view(change->string()).substr(less ? 1 : 0), "/change");
    if (amount) {
      form.change = less ? Money() - *amount : *amount;
    } else {
      append_problems(problems, amount.problems());
    }
  }
  if (!problems.empty()) return problems;
  return form;
}

// Sets the new fees of the engagements that the body names by code.
void amend_engagements(const Json& body, ContractForm& form, Problems& problems) {
  const std::vector<Json> items = items_of(body, "engagements", problems);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string where = pointer_to("/engagements", i);
    const std::string code = items[i].text_at("code");
    if (!seen.insert(code).second) {
      problems.push_back(refusal("contract.amendment_code_twice", pointer_to(where, "code"), {{"code", code}}));
    }
    Record* engagement = nullptr;
    for (Record& candidate : form.engagements) {
      if (candidate.text("code") == code) engagement = &candidate;
    }
    if (engagement == nullptr) {
      problems.push_back(refusal("contract.no_such_engagement", pointer_to(where, "code"), {{"code", code}}));
      continue;
    }
    for (const auto& member : items[i].members()) {
      if (member.key != "code" && member.key != "fee") {
        problems.push_back(refusal("field.unknown", pointer_to(where, member.key), {{"key", member.key}}));
      }
    }
    const Result<Value> fee =
        domain::read_value(*domain::engagement_shape().find("fee"), items[i].find("fee"), pointer_to(where, "fee"));
    if (fee) {
      engagement->set("fee", *fee);
    } else {
      append_problems(problems, fee.problems());
    }
  }
}

// Changes the instalments that the body names by sequence and adds new ones.
void amend_instalments(Tx& tx, const Json& body, ContractForm& form, Problems& problems) {
  const std::vector<Json> items = items_of(body, "instalments", problems);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string where = pointer_to("/instalments", i);
    const Json* sequence = items[i].find("sequence");
    Record* old = nullptr;
    for (Record& candidate : form.instalments) {
      if (sequence != nullptr && sequence->integer() == candidate.integer("sequence")) old = &candidate;
    }
    Result<Record> read = domain::read_record(domain::instalment_shape(), items[i], old, where);
    if (!read) {
      append_problems(problems, read.problems());
      continue;
    }
    if (old == nullptr) {
      form.instalments.push_back(std::move(*read));
      continue;
    }
    if (old->get("amount") != read->get("amount") &&
        !tx.rows().query("SELECT 1 FROM payment WHERE instalment_id = ? LIMIT 1", {old->get("id")}).empty()) {
      problems.push_back(refusal(Kind::conflict, "contract.instalment_paid", pointer_to(where, "amount"),
                                 {{"sequence", std::to_string(old->integer("sequence"))}}));
    }
    *old = std::move(*read);
  }
}

domain::AmendmentFacts load_facts(Tx& tx, const Record& contract) {
  domain::AmendmentFacts facts;
  const std::int64_t id = contract.integer("id");
  const ContractUse use = load_contract_use(tx, id);
  facts.state = contract.text("state");
  facts.results_decided = use.results || use.statements;
  facts.contract_signed_on = *read_date(contract.text("signed_on"), "");
  facts.last_signed_on = facts.contract_signed_on;
  facts.original_fee = Money::fen(contract.integer("original_fee"));
  for (const store::Row& row :
       tx.rows().query("SELECT signed_on, change_fen FROM amendment WHERE contract_id = ? ORDER BY sequence", {id})) {
    facts.last_signed_on = *read_date(text_or_empty(row[0]), "");
    facts.earlier_fen.push_back(integer_or(row[1]));
  }
  return facts;
}

void save_amendment(Tx& tx, const ContractForm& before, ContractForm& after, AmendmentForm& amendment,
                    std::int64_t sequence) {
  const std::int64_t id = before.contract.integer("id");
  amendment.amendment.set("bureau", before.contract.get("bureau"));
  amendment.amendment.set("agency", before.contract.get("agency"));
  amendment.amendment.set("contract", id);
  amendment.amendment.set("sequence", sequence);
  amendment.amendment.set("change", amendment.change.fen());
  store::insert_record(tx.rows(), domain::amendment_shape(), amendment.amendment, tx.now());
  const auto update = [&](const Shape& shape, const std::vector<Record>& old_parts, const std::vector<Record>& parts) {
    for (const Record& part : parts) {
      for (const Record& old : old_parts) {
        if (old.integer("id") != part.integer("id") || is_nothing(difference(shape, &old, part))) continue;
        ensure(store::update_record(tx.rows(), shape, changed_fields(shape, old, part), tx.now()),
               "the parts of a contract change only with it");
      }
    }
  };
  update(domain::engagement_shape(), before.engagements, after.engagements);
  update(domain::instalment_shape(), before.instalments, after.instalments);
  insert_parts(tx, id, after);
}

}  // namespace

Result<Json> add_amendment(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, std::int64_t version,
                           const Json& body) {
  if (!body.is_object()) return refusal("record.not_an_object");
  return gate.write(actor, domain::Action::edit_contracts, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const Shape& shape = domain::contract_shape();
    const auto row = store::find_record(tx.rows(), shape, contract_id);
    if (!row) return refusal(Kind::absent, "record.absent");
    if (row->integer("version") != version) return stale_problem(tx, shape, contract_id, version);
    Result<AmendmentForm> amendment = read_amendment(body);
    Problems problems = amendment ? Problems() : amendment.problems();
    const ContractForm before = load_contract(tx, *row);
    ContractForm after = before;
    amend_engagements(body, after, problems);
    amend_instalments(tx, body, after, problems);
    if (!problems.empty()) return problems;
    const domain::AmendmentFacts facts = load_facts(tx, *row);
    const Date signed_on = *read_date(amendment->amendment.text("signed_on"), "");
    problems = domain::check_amendment(amendment->change, signed_on, facts);
    if (!problems.empty()) return problems;
    const Money moved = domain::engagement_fees(after.engagements) - domain::engagement_fees(before.engagements);
    if (moved != amendment->change) {
      return refusal("contract.amendment_differs", "/engagements",
                     {{"sum", moved.text()}, {"change", amendment->change.text()}});
    }
    after.contract.set("fee", row->integer("fee") + amendment->change.fen());
    problems = domain::check_contract(after, load_contract_facts(tx, after, &*row));
    const Json* sheet = body.find("fee_basis_sheet");
    if (const Outcome has = check_fee_has_sheet(tx, *row, after.contract, sheet); !has) {
      append_problems(problems, has.problems());
    }
    if (!problems.empty()) return problems;
    if (sheet != nullptr) {
      if (const Outcome kept = keep_fee_sheet(tx, after.contract, *sheet, "/fee_basis_sheet"); !kept) {
        return kept.problems();
      }
    }
    save_amendment(tx, before, after, *amendment, static_cast<std::int64_t>(facts.earlier_fen.size()) + 1);
    if (!store::update_record(tx.rows(), shape, changed_fields(shape, *row, after.contract), tx.now())) {
      return stale_problem(tx, shape, contract_id, version);
    }
    Json detail = difference(shape, &*row, after.contract);
    detail.set("amendment", body);
    detail.set("version", Json(version + 1));
    tx.audit("amend", {"contract", contract_id}, row->integer("bureau"), detail);
    if (const Outcome booked = post_journal(tx, contract_id); !booked) return booked.problems();
    return contract_json(tx, contract_id);
  });
}

}  // namespace zhiheng::service
