#include "domain/score_sheet.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "domain/panel.h"

namespace zhiheng::domain {

namespace {

const Criterion* find_criterion(const Component& component, std::string_view code) {
  for (const Criterion& criterion : component.criteria) {
    if (criterion.code == code) return &criterion;
  }
  return nullptr;
}

const ScoreItem* find_item(const ScoreSheet& sheet, std::string_view criterion) {
  for (const ScoreItem& item : sheet.items) {
    if (item.criterion == criterion) return &item;
  }
  return nullptr;
}

Score after_defects(const Criterion& criterion, int defects) {
  const std::int64_t taken = static_cast<std::int64_t>(criterion.per_defect.hundredths()) * defects;
  return Score::hundredths(static_cast<std::int32_t>(std::max<std::int64_t>(0, criterion.points.hundredths() - taken)));
}

std::string steps_text(const Criterion& criterion) {
  if (criterion.rule != CriterionRule::steps) return criterion.step.text();
  std::string text;
  for (const Score step : criterion.steps) text += (text.empty() ? "" : ", ") + step.text();
  return text;
}

bool is_a_step(const Criterion& criterion, Score points) {
  if (criterion.rule == CriterionRule::steps) {
    return std::find(criterion.steps.begin(), criterion.steps.end(), points) != criterion.steps.end();
  }
  // The full points may always be given, also where they are no multiple of the step.
  return points == criterion.points || criterion.step.hundredths() <= 0 ||
         points.hundredths() % criterion.step.hundredths() == 0;
}

void check_points(const Criterion& criterion, const ScoreItem& item, const std::string& where, Problems& problems) {
  if (!item.points) return;
  const Params about{{"criterion", criterion.title}, {"points", item.points->text()}};
  const auto with = [&](std::string name, std::string value) {
    Params params = about;
    params.emplace_back(std::move(name), std::move(value));
    return params;
  };
  if (*item.points < Score() || *item.points > criterion.points) {
    problems.push_back(refusal("sheet.score_out_of_range", where + "/points", with("most", criterion.points.text())));
  } else if (criterion.rule == CriterionRule::per_defect) {
    if (item.defects && after_defects(criterion, *item.defects) != *item.points) {
      problems.push_back(refusal("sheet.defects_and_points", where + "/points",
                                 with("expected", after_defects(criterion, *item.defects).text())));
    } else if (!item.defects && *item.points != criterion.points) {
      problems.push_back(refusal("sheet.defects_not_counted", where + "/defects", about));
    }
  } else if (!is_a_step(criterion, *item.points)) {
    problems.push_back(refusal("sheet.not_a_step", where + "/points", with("steps", steps_text(criterion))));
  }
}

void check_item(const Component& component, const ScoreItem& item, const std::string& where,
                std::set<std::string>& seen, Problems& problems) {
  const Criterion* criterion = find_criterion(component, item.criterion);
  if (!criterion) {
    problems.push_back(refusal("sheet.unknown_criterion", where + "/criterion", {{"criterion", item.criterion}}));
    return;
  }
  if (!seen.insert(item.criterion).second) {
    problems.push_back(refusal("sheet.criterion_twice", where + "/criterion", {{"criterion", criterion->title}}));
    return;
  }
  if (item.defects && (criterion->rule != CriterionRule::per_defect || *item.defects < 0 || *item.defects > 9999)) {
    problems.push_back(
        refusal("sheet.defects_not_counted", where + "/defects", {{"criterion", criterion->title}, {"points", ""}}));
    return;
  }
  check_points(*criterion, item, where, problems);
}

Problem missing(const Component& component, const std::string& where, const std::string& name) {
  return refusal("sheet.score_missing", where, {{"component", component.title}, {"criterion", name}});
}

}  // namespace

Outcome may_write(const Panel& panel, std::int64_t expert_id, const ScoreSheet& sheet, Date today) {
  if (panel.state != "open") return refusal(Kind::conflict, "panel.not_open");
  const PanelMember* member = panel.member_of(expert_id);
  if (!member || member->id != sheet.member_id) return refusal(Kind::forbidden, "sheet.not_a_member");
  if (member->recused) return refusal(Kind::conflict, "sheet.recused");
  if (!member->left_at.empty()) return refusal(Kind::conflict, "sheet.member_left");
  if (panel.invites && member->invitation == "invited") {
    return refusal(Kind::conflict, "sheet.invitation_open", {},
                   {{"answer_on", member->answer_on ? member->answer_on->text() : std::string()}});
  }
  if (today > panel.deadline_on && sheet.state != "returned" && panel.discussion != "open") {
    return refusal(Kind::conflict, "sheet.after_deadline", {}, {{"deadline", panel.deadline_on.text()}});
  }
  if (!find_transition(sheet_workflow, sheet.state, "save")) {
    return refusal(Kind::conflict, "sheet.already_submitted");
  }
  return Done{};
}

void complete_points(const Component& component, std::vector<ScoreItem>& items) {
  for (ScoreItem& item : items) {
    const Criterion* criterion = find_criterion(component, item.criterion);
    if (!criterion || criterion->rule != CriterionRule::per_defect || item.points || !item.defects) continue;
    if (*item.defects >= 0 && *item.defects <= 9999) item.points = after_defects(*criterion, *item.defects);
  }
}

Problems check_bounds(const Component& component, const ScoreSheet& sheet) {
  Problems problems;
  const Params about{{"component", component.title}};
  const bool by_criteria_only =
      !component.criteria.empty() && (component.entry == SheetEntry::criteria || component.aggregation.by_criterion);
  if (sheet.total && by_criteria_only) problems.push_back(refusal("sheet.total_not_allowed", "/total", about));
  if (!sheet.items.empty() && (component.entry == SheetEntry::total || component.criteria.empty())) {
    problems.push_back(refusal("sheet.items_not_allowed", "/items", about));
    return problems;
  }
  if (sheet.total && !by_criteria_only && !sheet.items.empty()) {
    problems.push_back(refusal("sheet.total_and_items", "/total", about));
  }
  if (sheet.total && (*sheet.total < Score() || *sheet.total > full_score)) {
    problems.push_back(
        refusal("sheet.score_out_of_range", "/total",
                {{"criterion", component.title}, {"points", sheet.total->text()}, {"most", full_score.text()}}));
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < sheet.items.size(); ++i) {
    check_item(component, sheet.items[i], pointer_to("/items", i), seen, problems);
  }
  return problems;
}

Result<Score> total_of(const Component& component, const ScoreSheet& sheet) {
  Problems problems = check_bounds(component, sheet);
  if (sheet.items.empty() && (sheet.total || component.criteria.empty() || component.entry == SheetEntry::total)) {
    if (!sheet.total) problems.push_back(missing(component, "/total", component.title));
    if (!problems.empty()) return problems;
    return *sheet.total;
  }
  Score total;
  for (const Criterion& criterion : component.criteria) {
    const ScoreItem* item = find_item(sheet, criterion.code);
    const std::string where =
        item ? pointer_to("/items", static_cast<std::size_t>(item - sheet.items.data())) : "/items";
    if (!item || !item->points) {
      problems.push_back(missing(component, item ? where + "/points" : where, criterion.title));
      continue;
    }
    total = total + *item->points;
    if (*item->points < criterion.points && criterion.reason_required && item->reason.empty()) {
      problems.push_back(refusal(
          "sheet.reason_missing", where + "/reason",
          {{"criterion", criterion.title}, {"points", item->points->text()}, {"most", criterion.points.text()}}));
    }
    if (*item->points < criterion.points && criterion.page_required && item->page.empty()) {
      problems.push_back(refusal(
          "sheet.page_missing", where + "/page",
          {{"criterion", criterion.title}, {"points", item->points->text()}, {"most", criterion.points.text()}}));
    }
  }
  if (!problems.empty()) return problems;
  return total;
}

Outcome return_sheet(std::string_view panel_state, const ScoreSheet& sheet, std::string_view reason) {
  if (panel_state != "open") return refusal(Kind::conflict, "panel.not_open");
  if (!find_transition(sheet_workflow, sheet.state, "return")) {
    return refusal(Kind::conflict, "sheet.not_submitted");
  }
  if (reason.empty()) return refusal("sheet.return_reason_missing", "/reason");
  return Done{};
}

}  // namespace zhiheng::domain
