// The case document: everything that a contract's figures depend on, and what follows from it. `evaluate` is the
// whole rule of the house as one pure function; calc, panels, statements and verify all call it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/policy.h"

namespace zhiheng::domain {

struct SheetItem {
  std::string criterion;
  Score points;
  std::string reason;
};

// One rater's sheet for one component (评分表).
struct Sheet {
  std::string rater;
  std::string group = "expert";
  Score score;
  std::vector<SheetItem> items;   // where the sheet was filled by criterion; they add up to the score
  Fraction weight = Fraction(1);  // of this rater, where the policy weights each one
};

struct ComponentSheets {
  std::string component;
  std::vector<Sheet> sheets;
};

struct NamedScore {
  std::string component;
  Score score;
};

struct DaysLate {
  std::string component;
  int days = 0;
};

struct EventCount {
  std::string code;
  int count = 1;
};

// A figure that an upheld objection changed (domain/correction.h): the case states it as corrected.
struct Correction {
  std::string kind;       // criterion, total, score, event, veto, days
  std::string component;  // of criterion, total, score and days
  std::string item;       // the criterion, or the code of an event or veto
  std::string rater;      // of criterion and total
  std::int64_t before = 0, after = 0;
  std::string by;  // the objection's number
};

struct Engagement {
  std::string code;
  std::string title;
  Money fee;
  std::vector<ComponentSheets> sheets;
  std::vector<NamedScore> scores;
  std::vector<DaysLate> days_late;
  std::vector<EventCount> events;
  Money fixed_deduction;
  std::vector<std::string> vetoes;
  int redo_rounds = 0;
  std::optional<int> quorum;  // lowered for this panel by a leader, as far as the policy lets him
  std::vector<Correction> corrections;
  Fraction weight = Fraction(1);  // where the policy combines engagements by a weight of their own
};

// A correction of a confirmed statement; its amount may be negative.
struct AdjustmentLine {
  Money amount;
  std::string corrects;
  std::string reason;
};

// The agency's other engagements of the year, for policies that judge the agency-year.
struct OtherResult {
  std::string code;
  Money fee;
  Score final_score;
  Fraction weight = Fraction(1);
};

struct Case {
  std::string label;  // "case", echoed back
  std::shared_ptr<const Policy> policy;
  std::string contract_number;
  std::string contract_title;
  Money fee;
  Money paid;
  bool terminated = false;  // ended early; the engagements that were cancelled are left out
  std::vector<Engagement> engagements;
  std::vector<AdjustmentLine> adjustments;
  std::vector<OtherResult> others;
  bool explained = true;  // with the sentences of every step; whoever compares figures alone does without
};

// Rules: document.*, number.*, score.*, policy.unknown, engagement.*, sheets.*, sheet.*, component.*, event.unknown,
// veto.unknown, days.*. A policy given whole is read by read_policy; its problems stand under /policy.
Result<Case> read_case(const Json& document);
// Under another policy than the document's own, which is not looked at.
Result<Case> read_case_under(const Json& document, std::shared_ptr<const Policy> policy);

struct ComponentOutcome {
  std::string component;
  Fraction exact;
  Score printed;
  std::vector<std::string> dropped;  // raters whose sheets were trimmed
};

struct Deduction {
  std::string kind;  // quality, lateness, event, fixed
  std::string code;  // of an event
  Money base;
  std::optional<Fraction> rate;
  Money amount;
};

struct EngagementOutcome {
  std::string code;
  std::vector<ComponentOutcome> components;
  Fraction exact;
  Score final_score;
  std::string grade;
  bool passed = false;
  std::vector<Deduction> deductions;
  Money bonus;
  bool terminated = false;
  std::vector<std::string> steps;

  Money deducted() const;
};

// The score that decides where the policy judges the contract or the agency-year as a whole.
struct OverallOutcome {
  Fraction exact;
  Score final_score;
  std::string grade;
  bool passed = false;
};

struct StatementOutcome {
  Money fee, bonus, deduction, adjustment, paid, payable, recoverable;
};

struct Evaluation {
  std::vector<EngagementOutcome> engagements;
  std::optional<OverallOutcome> overall;
  StatementOutcome statement;
};

// Refuses case.too_fine when exact terms would leave 64 bits (hundreds of raters in co-prime groups).
Result<Evaluation> evaluate(const Case& input);

// One engagement alone, for a panel's result; the policy must judge engagements (ScoreScope::engagement) for its
// deductions to be final.
Result<EngagementOutcome> evaluate_engagement(const Policy& policy, const Engagement& engagement);

// The documents of interfaces.md. `whole_policy` embeds the policy document instead of its name.
Json case_to_json(const Case& input, const Json* whole_policy = nullptr);
Json evaluation_to_json(const Case& input, const Evaluation& evaluation);
void append_evaluation(std::string& out, const Case& input,
                       const Evaluation& evaluation);  // compact, the same document
void append_refusal(std::string& out, const Json* label, const Problems& problems);

}  // namespace zhiheng::domain
