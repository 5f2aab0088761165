// Where the values of letters come from: a function per kind, behind the permission of its rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/fraction.h"
#include "base/json.h"
#include "base/messages.h"
#include "base/money.h"
#include "domain/policy.h"
#include "service/gate.h"

namespace zhiheng::service {

struct Account;

struct LetterContent {
  Json values;                   // by the keys of kinds.json
  std::string name;              // of the file, without kind and ending
  std::optional<Json> evidence;  // whose digest the letter's code is made of
};

struct LetterSource {
  const char* kind;
  domain::Action action;
  // `about` is the value of the kind's parameter: an id, or the number of a contract.
  Result<LetterContent> (*load)(Gate& gate, const domain::Actor& actor, const std::string& about);
  bool to_expert = false;  // an expert may have his own; the others are between the bureau and the agency
};
const std::vector<LetterSource>& letter_sources();

Result<LetterContent> result_letter(Gate& gate, const domain::Actor& actor, const std::string& about);
Result<LetterContent> statement_letter(Gate& gate, const domain::Actor& actor, const std::string& about);
Result<LetterContent> appointment_letter(Gate& gate, const domain::Actor& actor, const std::string& about);
Result<LetterContent> invitation_letter(Gate& gate, const domain::Actor& actor, const std::string& about);

Result<LetterContent> draw_letter(Gate& gate, const domain::Actor& actor, const std::string& about);
Result<LetterContent> meeting_letter(Gate& gate, const domain::Actor& actor, const std::string& about);
Result<LetterContent> objection_letter(Gate& gate, const domain::Actor& actor, const std::string& about);
Result<LetterContent> payroll_letter(Gate& gate, const domain::Actor& actor, const std::string& about);
Result<LetterContent> deduction_letter(Gate& gate, const domain::Actor& actor, const std::string& about);
// Refuses payment.nothing_recoverable.
Result<LetterContent> claim_letter(Gate& gate, const domain::Actor& actor, const std::string& about);

// A text or a number of JSON as text; "" for null.
std::string letter_text(const Json* value);
// The Chinese text of a code, the code itself where there is none, "" of "".
std::string letter_word(const std::string& family, const std::string& code);
// "2022年10月8日"; "" for what is no date.
std::string day_in_words(Date day);
std::string day_in_words(const std::string& iso);
std::string percent_text(const Fraction& rate);
std::string letter_bureau(Tx& tx, std::int64_t bureau_id);
// What was corrected of a statement by two people: [{corrects, amount in grouped yuan, reason}].
Json confirmed_adjustments(const Account& account);
// The id of a letter's parameter; one that no row has when it is none.
std::int64_t letter_id(const std::string& about);

// Every deduction of domain::notice_document() with the clause that it follows from:
// [{"engagement","title","clause","base","rate","amount"}].
Json deduction_reasons(const Json& notice_document, const domain::Policy& policy);
// "5个工作日"
std::string days_in_words(int days, bool working_days);

// The evidence of a stored result without names of raters, issued at the moment when it was computed, so that whoever
// asks and whenever gets the same document and the same code. Inside a transaction that may see the result.
Result<Json> anonymous_result_evidence(Tx& tx, std::int64_t result_id);

}  // namespace zhiheng::service
