// A version of the quality-control and payment rule (质量控制与付费办法) as data. The document's format is described in
// docs/policy.schema.json and docs/policy.md; an approved version never changes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/policy_credit.h"

namespace zhiheng::domain {

enum class ComponentMode { scored, monitored, veto };
enum class SheetEntry { criteria, total, either };
enum class CriterionRule { points, steps, per_defect };

// One row of a rubric (评分项). per_defect: points less `per_defect` for each defect, never below nought (扣完为止).
struct Criterion {
  std::string code;
  std::string title;
  Score points;
  CriterionRule rule = CriterionRule::points;
  Score step = Score::hundredths(1);  // points are a multiple of this
  std::vector<Score> steps;           // the only points that may be given
  Score per_defect;
  bool reason_required = true;  // for every deducted point
  bool page_required = false;   // ... and the page of the document that it was seen on
};

struct RaterGroup {
  std::string code;
  std::string title;
  Fraction weight;
};

// weighted: each sheet carries a weight of its own; without_outlying: sheets too far from the mean of all are left out.
enum class AggregationMethod { mean, trimmed, median, weighted, without_outlying };
struct Aggregation {
  AggregationMethod method = AggregationMethod::mean;
  int trim_each_side = 0;        // trimmed: so many highest and lowest are left out
  Fraction trim_share;           // ... or this share of a group's sheets at each end, whole sheets only
  Score outlying_points;         // without_outlying: a sheet that is further from the mean does not count
  int when_at_least = 0;         // ... when a group has at least so many sheets
  bool by_criterion = false;     // aggregate each criterion, then add up
  int quorum = 1;                // sheets that a component needs
  bool missing_allowed = false;  // a member's missing sheet does not hold up the closing of the panel
};

struct Component {
  std::string code;  // "plan", "report", "duty", ...
  std::string title;
  ComponentMode mode = ComponentMode::scored;
  Fraction weight;  // of scored components; they add up to 1
  SheetEntry entry = SheetEntry::either;
  std::vector<Criterion> criteria;
  std::vector<RaterGroup> groups;  // empty: all raters are equal
  Aggregation aggregation;
  Score veto_below;                    // veto components: a lower score is a veto
  std::optional<Score> fail_below;     // a lower score fails the whole, whatever the others are
  std::optional<Score> final_at_most;  // ... by holding the final score down; otherwise by the lowest grade
};

enum class ScoreScope { engagement, contract, agency_year };
struct ScopeRule {
  ScoreScope score = ScoreScope::engagement;
  bool combine_by_fee = false;     // otherwise the plain mean of the engagements
  bool combine_by_weight = false;  // ... or weighted as the case says
  bool base_is_contract = false;   // the quality deduction is taken on the contract's fee
};

enum class FeeKind { none, flat, tiers, base_performance, per_point, linear, grades };
struct Tier {
  Score from;
  Fraction part;                  // of the fee that is paid; over 1 is a bonus
  std::optional<Fraction> up_to;  // the part rises evenly to this at the tier's upper end
  Money less, more;               // amounts in yuan taken from the fee, or added to it, besides
};
struct FeeRule {
  FeeKind kind = FeeKind::none;
  Score line;                           // flat: the score line (分数线); per_point: `from`; linear: `full`
  bool full_at_line = true;             // flat: exactly on the line is paid in full
  Fraction deduct;                      // flat
  std::vector<Tier> tiers;              // tiers, grades: highest first, the last from 0
  Fraction base, performance;           // base_performance: they add up to 1
  Fraction rate, cap;                   // per_point
  Score step = Score::hundredths(100);  // per_point: the points that cost `rate` once
  bool whole_points = false;            // per_point: parts of a step do not count
  bool started_points = false;          // ... or count as a whole step
  Money deduct_amount;                  // flat: instead of `deduct`
  Score zero;                           // linear: at or below it nothing is paid
  std::string pass_grade;               // passed from this grade on, where no line says so
  std::vector<std::string> order;       // of deductions: quality, lateness, event, fixed
  std::optional<Fraction> most_deducted, most_bonus;  // of the fee, all together; not where nothing is paid at all
  bool whole_yuan = false;                            // each amount that follows from a rate is rounded to the yuan
};

// From this day late on; a rate for the whole lateness, or one for each day from here to the next tier.
struct LatenessTier {
  int from_day = 1;
  Fraction rate;
  bool per_day = false;
};

struct LatenessRule {
  bool working_days = false;
  int free_days = 0;
  Fraction rate_per_day;
  Fraction cap;
  std::vector<LatenessTier> tiers;  // instead of rate_per_day; the lowest first
  Money amount_per_day;             // besides
  bool each_document = false;       // free days, tiers and rate apply to each document, and the rates add up
  std::vector<std::pair<std::string, Fraction>> document_rates;  // with each_document: a daily rate of its own
  std::vector<std::string> documents;                            // components whose days count
  bool days_add_up = true;                                       // otherwise the greatest counts
  std::optional<int> terminate_after;                            // more days than this end the contract
  bool termination_unpaid = false;
};

enum class EventEffect { record, points, rate, amount };
struct EventRule {
  std::string code;
  std::string title;
  EventEffect effect = EventEffect::record;
  bool adds = false;  // praise: points or fee are added
  Score points;
  Fraction rate;
  Money amount;
  int most_times = 999;      // that count
  int free_times = 0;        // the first ones that cost nothing
  bool of_contract = false;  // rate: of the contract's fee
  bool evidence_required = true;

  int counted(int happened) const {  // those that have their effect
    const int beyond = happened > free_times ? happened - free_times : 0;
    return beyond < most_times ? beyond : most_times;
  }
};

// What all events of an engagement can do together.
struct EventLimits {
  std::optional<Score> most_added, most_taken;  // points
  std::optional<Fraction> most_deducted;        // part of the fee
  Score most_score = full_score;                // with praise; at most 120
};

struct VetoRule {
  std::string code;
  std::string title;
  bool zero_score = false;
  bool ends_contract = true;
  int barred_months = 0;
  Fraction deduct = Fraction(1);  // of the fee
};

struct RedoRule {
  int most_rounds = 1;
  Score below;       // a lower score is sent back
  Fraction pay_cap;  // of the fee, once it was sent back
  bool failed_unpaid = true;
};

// How a panel is drawn and what it needs; fixed before the draw, because it is frozen with the policy.
struct PanelRule {
  int least_members = 1;
  bool odd = false;
  int least_performance = 0;         // members of the library's category 绩效领域
  int least_industry = 0;            // ... and of 行业领域
  int most_per_employer = 1;         // members from one employer
  int most_load = 0;                 // open panels that one expert may sit in; 0: any number
  int substitutes = 2;               // called in the order of the draw when a member declines or leaves
  int objection_reserves = 0;        // the next in the same order, kept for a second panel
  int look_back_years = 3;           // how long a relation that has ended still excludes
  int answer_days = 2;               // working days within which an invitation is answered
  std::optional<int> lowest_quorum;  // a leader may lower the quorum to this many sheets; absent: nobody may
};

// Scores before and after a discussion of the panel are both kept; which of them counts is fixed beforehand.
struct DiscussionRule {
  bool held = false;
  bool first_counts = false;  // otherwise the one after the discussion
};

// What is done about the noise around a line: advice, and one more expert where the policy allows it.
struct UncertaintyRule {
  Fraction confidence = Fraction(95, 100);  // of the interval around the final score: 0.90, 0.95 or 0.99
  int extra_experts = 0;                    // at most so many more from the same draw when a line lies in the interval
  std::optional<Score> outlying_points;     // a sheet that is further from the panel's mean is questioned
};

// What an expert sees of his panel once it is closed, beside the result itself.
enum class AfterClosing { own, panel_scores, panel_names };

// Blind review: who knows of whom. Experts never know each other before the panel closes, agencies never know experts.
struct ReviewRule {
  bool agency_hidden = false;  // from the experts
  AfterClosing after_closing = AfterClosing::own;
};

// How and when what is owed is paid, fixed with the policy and so with the contract that was made under it.
struct BillingRule {
  int payment_days = 30;            // calendar days from acceptance; a contract may agree on up to 60
  int warn_days = 7;                // before that day
  int notice_days = 0;              // to answer a deduction notice; 0: none is sent
  bool notice_working_days = true;  // otherwise calendar days
  Fraction retention;               // of the fee, held back from the last instalment
  int retention_months = 0;         // until so many months after the report was accepted
};

struct Assumption {
  std::string path;  // JSON pointer into the document
  std::string note;
};

struct Policy {
  std::string code;
  int revision = 1;
  std::string title;
  std::string title_en;
  std::string source;
  std::string region;
  std::optional<Date> valid_from, valid_to;
  std::vector<Component> components;
  RoundingRule rounding;
  ScopeRule scope;
  std::vector<Band> bands;  // lowest first
  FeeRule fee;
  std::optional<LatenessRule> lateness;
  std::vector<EventRule> events;
  EventLimits event_limits;
  std::vector<VetoRule> vetoes;
  std::optional<RedoRule> redo;
  std::optional<CreditRule> credit;
  std::vector<Consequence> consequences;
  PanelRule panel;
  ReviewRule review;
  DiscussionRule discussion;
  UncertaintyRule uncertainty;
  BillingRule billing;
  int objection_days = 5;
  bool objection_working_days = true;
  int objection_levels = 1;
  int objection_answer_days = 10;       // of the same kind: until when an objection is to be decided
  bool objection_second_panel = false;  // rows are scored anew by experts of the draw's reserve, before the decision
  std::vector<Assumption> assumed;

  std::string name() const { return code + "@" + std::to_string(revision); }
  const Component* find_component(std::string_view component) const;
  const EventRule* find_event(std::string_view event) const;  // by code or title
  const VetoRule* find_veto(std::string_view veto) const;     // by code or title
};

// Strict: an unknown member, weights that do not add up to 1, bands or tiers with gaps, overlaps or out of order
// are refused with their JSON pointer. Rules: document.*, policy.* (templates/messages/policy.*.json).
Result<std::shared_ptr<const Policy>> read_policy(const Json& document);

// The policies that ship with the product, by "code" or "code@revision"; null when there is none.
std::shared_ptr<const Policy> shipped_policy(std::string_view name);
const Json* shipped_policy_document(std::string_view name);
std::vector<std::string> shipped_policy_names();  // "honghe-2022@1", sorted

const Band& band_of(const Policy& policy, const Fraction& score);

}  // namespace zhiheng::domain
