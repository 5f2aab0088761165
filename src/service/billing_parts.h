// What the acts on statements, notices and retentions share inside a transaction.
#pragma once

#include "domain/deduction_notice.h"
#include "domain/payment_due.h"
#include "service/statement_parts.h"
#include "store/billing_store.h"

namespace zhiheng::service {

// Of the policy that the contract was made under.
const domain::BillingRule& billing_rule(store::Connection& rows, std::int64_t policy_id);

// What a notice about this statement would tell now, without names of raters.
Json notice_figures(const domain::Statement& statement);
// Has the agency been told of the draft's deductions, as far as the contract's policy asks for it?
domain::NoticeStanding deduction_standing(Tx& tx, const Account& account, const domain::Statement& statement);

// At confirmation: what the policy holds back of what is payable, if anything. The account knows it afterwards.
void hold_retention(Tx& tx, Account& account);
// A voided statement holds nothing back and leaves no question open.
void drop_billing(Tx& tx, const domain::Statement& statement);
// Ends a notice that is open, in the name of whoever acts; the clock goes on today.
void withdraw_notice(Tx& tx, domain::DeductionNotice notice, const std::string& reason);

// Nobody answered it in its days: the agency has nothing against it, and the clock went on at their end.
void expire_notice(Tx& tx, domain::DeductionNotice notice);

// The contract's row of the payment clock with the days and warnings that hold for it.
std::vector<store::BillingRow> billing_of(store::Connection& rows, const std::string& where,
                                          const store::Parameters& parameters);

}  // namespace zhiheng::service
