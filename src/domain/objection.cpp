#include "domain/objection.h"

#include <algorithm>

#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

std::string at_row(std::size_t i, const char* key = nullptr) {
  return "/rows/" + std::to_string(i) + (key ? std::string("/") + key : std::string());
}

std::string shown(const Contestable& row, std::int64_t value) {
  return correction_value_text(row.kind, value);
}

bool is_better(const Contestable& row, std::int64_t value, std::int64_t than) {
  return row.more_is_better ? value > than : value < than;
}

bool takes_steps(const Criterion& criterion, std::int64_t value) {
  if (criterion.rule == CriterionRule::steps) {
    return std::any_of(criterion.steps.begin(), criterion.steps.end(),
                       [&](Score step) { return step.hundredths() == value; });
  }
  if (criterion.rule == CriterionRule::per_defect) return true;
  return criterion.step.hundredths() <= 0 || value % criterion.step.hundredths() == 0;
}

bool speaks_for_itself(std::string_view ground) {
  return ground == "arithmetic" || ground == "recusal";
}

void check_remedy(const ObjectionRow& row, const Contestable& there, std::size_t i, Problems& problems) {
  const bool conduct = there.kind == "event" || there.kind == "veto" || there.kind == "days";
  if (row.remedy == "delete_event" && !conduct) {
    problems.push_back(refusal("objection.remedy_unfit", at_row(i, "remedy")));
  }
  if (row.remedy != "points") return;
  if (!row.wanted) {
    problems.push_back(refusal("objection.wanted_missing", at_row(i, "wanted")));
  } else if (!is_better(there, *row.wanted, there.value)) {
    problems.push_back(refusal("objection.wanted_not_better", at_row(i, "wanted"),
                               {{"now", shown(there, there.value)}, {"wanted", shown(there, *row.wanted)}}));
  }
}

void check_words(const ObjectionRow& row, std::size_t i, Problems& problems) {
  if (row.statement.empty()) problems.push_back(refusal("objection.statement_missing", at_row(i, "statement")));
  if (row.evidence.empty() && row.pages.empty() && !speaks_for_itself(row.ground)) {
    problems.push_back(refusal("objection.evidence_missing", at_row(i, "evidence")));
  }
}

void check_decided_row(const ObjectionRow& row, const Contestable* there, std::size_t i, Problems& problems) {
  if (!there || there->value != row.original) {
    problems.push_back(refusal(Kind::conflict, "objection.row_changed", at_row(i),
                               {{"was", correction_value_text(row.kind, row.original)},
                                {"now", there ? shown(*there, there->value) : std::string("-")}}));
    return;
  }
  if (row.outcome.empty()) problems.push_back(refusal("objection.outcome_missing", at_row(i, "outcome")));
  if (row.reason.empty()) problems.push_back(refusal("objection.reason_missing", at_row(i, "reason")));
  if (row.outcome != "upheld" && row.outcome != "partly") return;
  if (!row.decided) {
    problems.push_back(refusal("objection.decided_missing", at_row(i, "decided")));
    return;
  }
  const Problems wrong = check_value(*there, *row.decided, true, at_row(i, "decided"));
  problems.insert(problems.end(), wrong.begin(), wrong.end());
  if (row.outcome == "upheld" && row.wanted && is_better(*there, *row.wanted, *row.decided)) {
    problems.push_back(
        refusal("objection.less_than_wanted", at_row(i, "outcome"), {{"wanted", shown(*there, *row.wanted)}}));
  }
}

}  // namespace

const Shape& objection_shape() {
  static const Shape shape{
      "objection",
      "objections",
      "objection",
      "number",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(), text_field("number", 100).read_only().searchable(),
       reference_field("contract", "contract").read_only().filterable(),
       reference_field("engagement", "engagement").read_only().filterable(),
       integer_field("level", 1, 2).read_only().filterable(),
       choice_field("state", "objection_state").read_only().filterable().sortable(),
       date_field("file_due_on").read_only().sortable(), moment_field("filed_at").sortable(),
       date_field("answer_due_on").read_only().sortable(), moment_field("decided_at").sortable(),
       choice_field("outcome", "objection_outcome").read_only().filterable(), date_field("appeal_due_on").read_only()},
      true,
      true,
      "number"};
  return shape;
}

bool Objection::is_open() const {
  constexpr std::string_view states[] = {"filed", "received", "prepared", "reviewing", "reviewed", "decided"};
  return std::find(std::begin(states), std::end(states), state) != std::end(states);
}

Date objection_day(const Policy& policy, const Calendar& calendar, Date from, int days) {
  return policy.objection_working_days ? calendar.add_working_days(from, days).value : from + days;
}

Outcome step_objection(const Objection& objection, std::string_view action) {
  if (find_transition(objection_workflow, objection.state, action)) return Done{};
  return refusal(Kind::conflict, "objection.wrong_state", {}, {{"state", objection.state}});
}

Problems check_draft_rows(const std::vector<ObjectionRow>& rows, const std::vector<Contestable>& there) {
  Problems problems;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Contestable* figure = find_contestable(there, rows[i].target);
    if (!figure) {
      problems.push_back(refusal("objection.row_not_there", at_row(i, "target"), {{"row", rows[i].target}}));
      continue;
    }
    const bool twice = std::any_of(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const ObjectionRow& earlier) { return earlier.target == rows[i].target; });
    if (twice) problems.push_back(refusal("objection.row_twice", at_row(i, "target"), {{"row", figure->title}}));
    if (rows[i].wanted && figure->more_is_better && *rows[i].wanted > figure->most) {
      problems.push_back(
          refusal("objection.wanted_out_of_range", at_row(i, "wanted"), {{"most", shown(*figure, figure->most)}}));
    }
  }
  return problems;
}

Outcome file_objection(const Objection& objection, const std::vector<Contestable>& there,
                       const std::vector<std::string>& taken, Date today) {
  if (Outcome step = step_objection(objection, "file"); !step) return step;
  if (today > objection.file_due_on) {
    return refusal(Kind::conflict, "objection.after_deadline", {}, {{"due", objection.file_due_on.text()}});
  }
  if (objection.rows.empty()) return refusal("objection.no_rows", "/rows");
  Problems problems = check_draft_rows(objection.rows, there);
  for (std::size_t i = 0; i < objection.rows.size(); ++i) {
    const ObjectionRow& row = objection.rows[i];
    const Contestable* figure = find_contestable(there, row.target);
    if (!figure) continue;
    if (std::find(taken.begin(), taken.end(), row.target) != taken.end()) {
      problems.push_back(
          refusal(Kind::conflict, "objection.row_contested", at_row(i, "target"), {{"row", figure->title}}));
    }
    check_words(row, i, problems);
    check_remedy(row, *figure, i, problems);
  }
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome return_objection(const Objection& objection, std::string_view reason) {
  if (Outcome step = step_objection(objection, "return"); !step) return step;
  if (reason.empty()) return refusal("objection.return_reason_missing", "/reason");
  return Done{};
}

Problems check_value(const Contestable& row, std::int64_t value, bool better, const std::string& where) {
  Problems problems;
  if (value < 0 || value > row.most) {
    problems.push_back(refusal("objection.points_out_of_range", where, {{"most", shown(row, row.most)}}));
    return problems;
  }
  if (row.criterion && !takes_steps(*row.criterion, value)) {
    problems.push_back(refusal("objection.points_not_a_step", where, {{"row", row.title}}));
  }
  if (better && !is_better(row, value, row.value)) {
    problems.push_back(refusal("objection.worse_than_before", where, {{"now", shown(row, row.value)}}));
  }
  return problems;
}

Outcome prepare_objection(const Objection& objection, const std::vector<Contestable>& there) {
  if (Outcome step = step_objection(objection, "prepare"); !step) return step;
  Problems problems;
  for (std::size_t i = 0; i < objection.rows.size(); ++i) {
    const ObjectionRow& row = objection.rows[i];
    if (row.proposal.empty()) problems.push_back(refusal("objection.proposal_missing", at_row(i, "proposal")));
    if (row.opinion.empty()) problems.push_back(refusal("objection.opinion_missing", at_row(i, "opinion")));
    const Contestable* figure = find_contestable(there, row.target);
    if (row.proposal != "upheld" && row.proposal != "partly") continue;
    if (!row.proposed) {
      problems.push_back(refusal("objection.decided_missing", at_row(i, "proposed")));
    } else if (figure) {
      const Problems wrong = check_value(*figure, *row.proposed, true, at_row(i, "proposed"));
      problems.insert(problems.end(), wrong.begin(), wrong.end());
    }
  }
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome decide_objection(const Objection& objection, const DecisionFacts& facts) {
  const bool without_panel = objection.state == "prepared";
  if (Outcome step = step_objection(objection, "decide"); !step) return step;
  if (without_panel && facts.second_panel) return refusal(Kind::conflict, "objection.second_panel_missing");
  if (objection.level > 1 && facts.bureau_id != objection.deciding_bureau_id) {
    return refusal(Kind::forbidden, "objection.one_level_up");
  }
  if (objection.drafted_by == facts.account_id) {
    return refusal(Kind::forbidden, "access.four_eyes", {}, {{"action", "decide_objection"}});
  }
  if (facts.decided_before != 0 && facts.decided_before == facts.account_id) {
    return refusal(Kind::forbidden, "objection.same_decider");
  }
  if (facts.result_outdated) return refusal(Kind::conflict, "objection.result_outdated");
  Problems problems;
  for (std::size_t i = 0; i < objection.rows.size(); ++i) {
    check_decided_row(objection.rows[i], find_contestable(*facts.there, objection.rows[i].target), i, problems);
  }
  if (!problems.empty()) return problems;
  return Done{};
}

std::string overall_outcome(const std::vector<ObjectionRow>& rows) {
  const auto all_are = [&](std::string_view outcome) {
    return std::all_of(rows.begin(), rows.end(), [&](const ObjectionRow& row) { return row.outcome == outcome; });
  };
  return all_are("upheld") ? "upheld" : all_are("rejected") ? "rejected" : "partly";
}

Outcome appeal_objection(const Objection& objection, int levels, Date today) {
  if (objection.state != "decided") {
    return refusal(Kind::conflict, "objection.wrong_state", {}, {{"state", objection.state}});
  }
  if (objection.level >= levels) return refusal(Kind::conflict, "objection.no_appeal_level");
  if (objection.outcome == "upheld") return refusal(Kind::conflict, "objection.nothing_rejected");
  if (!objection.appeal_due_on || today > *objection.appeal_due_on) {
    return refusal(Kind::conflict, "objection.appeal_after_deadline", {},
                   {{"due", objection.appeal_due_on ? objection.appeal_due_on->text() : std::string("-")}});
  }
  return Done{};
}

Outcome close_objection(const Objection& objection, bool accepted, Date today) {
  if (Outcome step = step_objection(objection, "close"); !step) return step;
  if (!accepted && objection.appeal_due_on && today <= *objection.appeal_due_on) {
    return refusal(Kind::conflict, "objection.appeal_open", {}, {{"due", objection.appeal_due_on->text()}});
  }
  return Done{};
}

std::int64_t median_of(std::vector<std::int64_t> values) {
  ensure(!values.empty(), "a median is that of something");
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle] + 1) / 2;
}

const Contestable* find_contestable(const std::vector<Contestable>& there, std::string_view target) {
  const auto found =
      std::find_if(there.begin(), there.end(), [&](const Contestable& one) { return one.target == target; });
  return found == there.end() ? nullptr : &*found;
}

Correction correction_of(const Contestable& row, std::int64_t after, const std::string& by) {
  Correction correction;
  correction.kind = row.kind;
  correction.component = row.component;
  correction.item = row.item;
  correction.rater = row.rater;
  correction.before = row.value;
  correction.after = after;
  correction.by = by;
  return correction;
}

}  // namespace zhiheng::domain
