// What must hold after every act of a random history.
#include "service/journal_parts.h"
#include "support/money_history.h"

namespace zhiheng::testing {

using namespace zhiheng::service;

void MoneyHistory::compare(const char* what, Money ours, Money theirs) {
  if (ours != theirs) wrong_ += std::string(" ") + what + " " + ours.text() + " is not " + theirs.text();
}

// The accounts against the balance that the services tell of statement and payments.
void MoneyHistory::look() {
  const auto read = [](const std::string& text) {
    const bool less = text.starts_with('-');
    const Money amount = *read_money(std::string_view(text).substr(less ? 1 : 0), {});
    return less ? Money() - amount : amount;
  };
  const auto account = payments_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
  if (!account) {
    wrong_ += " payments " + rules_of(account);
    return;
  }
  const Json& balance = account->at("balance");
  const Money paid = read(account->text_at("paid"));
  domain::JournalBalances books;
  for (const store::Row& row : stage_.database.reader()->query(
           "SELECT e.account, CAST(SUM(e.amount_fen) AS SIGNED) FROM journal_transaction t "
           "INNER JOIN journal_entry e ON e.transaction_id = t.id WHERE t.contract_id = ? GROUP BY e.account",
           {contract_.id})) {
    books[text_or_empty(row[0])] = Money::fen(integer_or(row[1]));
  }
  if (books.empty()) {
    if (!balance.is_null() || paid != Money()) wrong_ += " nothing is posted";
    return;
  }
  const auto of = [&](const char* name) { return domain::balance_in(books, name); };
  const auto said = [&](const char* name) { return balance.is_null() ? Money() : read(balance.text_at(name)); };
  compare("sum", domain::sum_of(books), Money());
  compare("paid", Money() - of("paid"), paid);
  compare("payable", Money() - of("payable"), said("payable"));
  compare("recoverable", of("recoverable"), said("recoverable"));
  compare("retention", Money() - of("retention"), said("held"));
  compare("advance", of("advance"), balance.is_null() ? paid : Money());
  compare("due", journal_due(books), journal_owed(books));
  compare("net", journal_due(books), said("net") - paid);
  compare("commitment", of("commitment"), balance.is_null() ? read(account->text_at("fee")) : Money());
  look_at_rows();
}

// The same once more from the rows themselves: fee + bonus - deductions + adjustments - paid, each transaction by
// itself, and every order that was paid has its one payment,
// which stays when the bank sends the money back.
void MoneyHistory::look_at_rows() {
  const auto found = stage_.database.reader()->query(
      "SELECT (SELECT CAST(COALESCE(SUM(fee_fen + bonus_fen - deduction_fen), 0) AS SIGNED) FROM statement "
      "WHERE contract_id = c.id AND state IN ('confirmed', 'settled')), "
      "(SELECT CAST(COALESCE(SUM(a.amount_fen), 0) AS SIGNED) FROM adjustment a INNER JOIN statement s "
      "ON s.id = a.statement_id WHERE s.contract_id = c.id AND s.state IN ('confirmed', 'settled') "
      "AND a.state = 'confirmed'), "
      "(SELECT CAST(COALESCE(SUM(CASE WHEN kind = 'refund' THEN -amount_fen ELSE amount_fen END), 0) AS SIGNED) "
      "FROM payment WHERE contract_id = c.id), "
      "(SELECT CAST(COALESCE(SUM(CASE WHEN e.account IN ('payable', 'retention', 'recoverable', 'advance') "
      "THEN -e.amount_fen ELSE 0 END), 0) AS SIGNED) FROM journal_transaction t INNER JOIN journal_entry e "
      "ON e.transaction_id = t.id WHERE t.contract_id = c.id), "
      "(SELECT COUNT(*) FROM (SELECT t.contract_id FROM journal_transaction t INNER JOIN journal_entry e "
      "ON e.transaction_id = t.id WHERE t.contract_id = ? GROUP BY t.contract_id, t.id "
      "HAVING SUM(e.amount_fen) <> 0) uneven), "
      "(SELECT COUNT(*) FROM payment_order o WHERE o.contract_id = c.id AND (SELECT COUNT(*) FROM payment p "
      "WHERE p.order_id = o.id AND p.amount_fen = o.amount_fen) <> CASE WHEN o.state = 'paid' THEN 1 ELSE "
      "(SELECT COUNT(*) FROM payment r WHERE r.contract_id = c.id AND r.kind = 'refund' "
      "AND SUBSTR(r.voucher_number, 1, 3) = 'TH-' AND SUBSTR(r.voucher_number, 4) = o.number) END) "
      "FROM contract c WHERE c.id = ?",
      {contract_.id, contract_.id});
  const auto cell = [&](std::size_t at) { return integer_or(found[0][at]); };
  compare("rows", Money::fen(cell(0) + cell(1) - cell(2)), Money::fen(cell(3)));
  if (cell(4) != 0) wrong_ += " a transaction is uneven";
  if (cell(5) != 0) wrong_ += " an order and its payment differ";
}

}  // namespace zhiheng::testing
