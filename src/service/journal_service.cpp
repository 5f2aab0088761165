// Reading the journal: one posting, a contract's account, the trial balance, the plain-text ledger.
#include "service/journal_service.h"

#include "service/heart_json.h"
#include "service/journal_parts.h"
#include "service/journal_proof_view.h"
#include "store/contract_facts.h"
#include "store/journal_period_store.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Json debit_credit(const std::string& account, Money amount) {
  Json json = Json::object().set("account", account);
  json.set("debit", amount > Money() ? Json(amount.text()) : Json());
  return json.set("credit", amount < Money() ? Json((Money() - amount).text()) : Json());
}

Json accounts_json(const domain::JournalBalances& balances) {
  Json accounts = Json::array();
  for (const domain::JournalAccount& account : domain::journal_accounts) {
    const Money amount = domain::balance_in(balances, account.code);
    if (amount != Money()) accounts.push(debit_credit(std::string(account.code), amount));
  }
  return accounts;
}

Json transaction_json(const domain::JournalTransaction& one) {
  Json json = Json::object();
  json.set("id", id_json(one.id)).set("version", 1).set("number", one.name()).set("kind", one.kind);
  json.set("bureau", id_json(one.bureau_id)).set("agency", id_json(one.agency_id));
  json.set("contract", id_json(one.contract_id)).set("occurred_on", one.occurred_on.text());
  json.set("posted_on", one.posted_on.text()).set("period", one.period()).set("reference", one.reference);
  json.set("reason", one.reason).set("reverses", id_json(one.reverses_id));
  json.set("source", Json::object().set("stem", one.source_stem).set("id", id_json(one.source_id)));
  json.set("amount", one.debit().text());
  Json entries = Json::array();
  for (const domain::JournalEntry& entry : one.entries) entries.push(debit_credit(entry.account, entry.amount));
  return json.set("entries", std::move(entries)).set("digest", one.digest);
}

}  // namespace

Money journal_due(const domain::JournalBalances& balances) {
  Money due;
  for (const domain::JournalAccount& account : domain::journal_accounts) {
    if (!account.position && !account.code.starts_with("commitment")) {
      due = due + domain::balance_in(balances, account.code);
    }
  }
  return due;
}

Money journal_owed(const domain::JournalBalances& balances) {
  Money owed;
  for (const domain::JournalAccount& account : domain::journal_accounts) {
    if (account.position) owed = owed - domain::balance_in(balances, account.code);
  }
  return owed;
}

std::int64_t journal_bureau(Tx& tx, std::int64_t wished) {
  const domain::Scope reach = domain::scope(tx.actor(), Action::see_journal);
  if (wished != 0) return reach.everything || reach.has_bureau(wished) ? wished : 0;
  if (!reach.bureaus.empty()) return reach.bureaus.front();
  const auto first = tx.rows().query("SELECT id FROM bureau ORDER BY id LIMIT 1");
  return reach.everything && !first.empty() ? integer_or(first[0][0]) : 0;
}

Result<Json> read_journal_transaction(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_journal, {"journal_transaction", id}, [&](Tx& tx) -> Result<Json> {
    const auto one = store::find_journal_transaction(tx.rows(), id);
    if (!one) return refusal(Kind::absent, "record.absent");
    Json json = transaction_json(*one);
    const auto contract = *store::find_contract_facts(tx.rows(), one->contract_id);
    json.set("contract_number", contract.number).set("agency_name", contract.agency_name);
    json.set("reversed_by", id_json(store::reversed_by(tx.rows(), id)));
    json.set("drafted_by", one->drafted_by == 0 ? Json() : Json(store::account_name(tx.rows(), one->drafted_by)));
    json.set("confirmed_by", one->confirmed_by == 0 ? Json() : Json(store::account_name(tx.rows(), one->confirmed_by)));
    const auto draft = store::draft_correction_of(tx.rows(), id);
    if (!draft) return json.set("correction", Json());
    Json correction = Json::object().set("id", id_json(draft->id)).set("version", draft->version);
    correction.set("occurred_on", draft->occurred_on.text()).set("reason", draft->reason);
    correction.set("drafted_by", store::account_name(tx.rows(), draft->drafted_by));
    return json.set("correction", std::move(correction));
  });
}

Result<Json> journal_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::see_journal, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const store::ContractRange only{contract_id, contract_id};
    const auto facts = store::journal_facts(tx.rows(), only, tx.today());
    auto posted = store::posted_transactions(tx.rows(), only);
    const auto& transactions = posted[contract_id];
    Json items = Json::array();
    for (const domain::JournalTransaction& one : transactions) items.push(transaction_json(one));
    const auto balances = domain::balances_of(transactions);
    Json json = Json::object().set("items", std::move(items)).set("balances", accounts_json(balances));
    json.set("due", journal_due(balances).text()).set("owed", journal_owed(balances).text());
    return json.set("proven", domain::journal_differences(facts.at(contract_id), transactions).empty());
  });
}

Result<Json> journal_balances(Gate& gate, const domain::Actor& actor, const BalanceRequest& request) {
  constexpr std::size_t page_size = 100;
  return gate.read(actor, Action::see_journal, {"journal_transaction", 0}, [&](Tx& tx) -> Result<Json> {
    if (!request.period.empty() && !read_date(request.period + "-01", {})) {
      return refusal("journal.period_malformed", "period", {{"period", request.period}});
    }
    const std::int64_t bureau_id = journal_bureau(tx, request.bureau_id);
    if (bureau_id == 0) return refusal(Kind::absent, "record.absent");
    const auto balances = store::bureau_balances(tx.rows(), bureau_id, request.period);
    Money debit, credit;
    for (const auto& [account, amount] : balances)
      (amount > Money() ? debit : credit) = (amount > Money() ? debit + amount : credit - amount);
    Json json = Json::object().set("bureau", id_json(bureau_id));
    json.set("bureau_name", store::bureau_name(tx.rows(), bureau_id)).set("period", request.period);
    json.set("bureaus", journal_bureau_choices(tx));
    json.set("accounts", accounts_json(balances)).set("debit", debit.text()).set("credit", credit.text());
    Json items = Json::array();
    const auto contracts = store::contract_balances(tx.rows(), bureau_id, request.period, request.after, page_size);
    for (const store::ContractBalances& one : contracts) {
      Json item = Json::object().set("contract", id_json(one.contract_id)).set("number", one.number);
      item.set("agency", one.agency);
      for (const domain::JournalAccount& account : domain::journal_accounts) {
        item.set(std::string(account.code), domain::balance_in(one.balances, account.code).text());
      }
      items.push(item.set("due", journal_due(one.balances).text()).set("owed", journal_owed(one.balances).text()));
    }
    json.set("items", std::move(items)).set("total", store::journal_contracts(tx.rows(), bureau_id, request.period));
    return json.set("next", contracts.size() == page_size ? id_json(contracts.back().contract_id) : Json());
  });
}

Result<std::string> journal_ledger(Gate& gate, const domain::Actor& actor, std::int64_t bureau_id, std::int64_t year) {
  return gate.read(actor, Action::see_journal, {"journal_transaction", 0}, [&](Tx& tx) -> Result<std::string> {
    const domain::Scope reach = domain::scope(actor, Action::see_journal);
    std::vector<std::int64_t> bureaus;
    for (const store::Row& row : tx.rows().query("SELECT id FROM bureau ORDER BY code")) {
      const std::int64_t id = integer_or(row[0]);
      const bool asked = bureau_id == 0 || bureau_id == id;
      if (asked && (reach.everything || reach.has_bureau(id))) bureaus.push_back(id);
    }
    if (bureau_id != 0 && bureaus.empty()) return refusal(Kind::absent, "record.absent");
    std::string body;
    std::map<std::string, bool> names;
    store::each_ledger_transaction(tx.rows(), bureaus, year, [&](const auto& transaction, const auto& place) {
      for (const auto& entry : transaction.entries) names[domain::ledger_account(entry.account, place)] = true;
      domain::append_ledger(body, transaction, place);
    });
    // Both programs check names and currency against these when they are asked to be strict.
    std::string head = "; Zhiheng " + std::string(year == 0 ? "all years" : std::to_string(year)) + "\ncommodity CNY\n";
    for (const auto& [name, used] : names) head += "account " + name + "\n";
    return head + "\n" + body;
  });
}

Result<std::string> journal_ledger_of(Gate& gate, const domain::Actor& actor, const std::string& bureau_code,
                                      std::int64_t year) {
  if (bureau_code.empty()) return journal_ledger(gate, actor, 0, year);
  const auto id =
      gate.read(actor, Action::see_journal, {"journal_transaction", 0}, [&](Tx& tx) -> Result<std::int64_t> {
        const auto found = tx.rows().query("SELECT id FROM bureau WHERE code = ?", {bureau_code});
        if (found.empty()) return refusal(Kind::absent, "report.no_such_bureau", "bureau", {{"value", bureau_code}});
        return integer_or(found[0][0]);
      });
  if (!id) return id.problems();
  return journal_ledger(gate, actor, *id, year);
}

}  // namespace zhiheng::service
