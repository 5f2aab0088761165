#include "domain/expert_fee.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

void say_step(ExpertFeeLine& line, std::string key, Params params = {}) {
  line.steps.push_back({std::move(key), std::move(params)});
}

Money by_hours(const FeeScheme& scheme, ExpertFeeLine& line) {
  const HourlySteps& rule = scheme.hourly;
  const std::int64_t hours = counted_hours(line.quantity);
  say_step(line, "expert_fee.step.hours",
           {{"minutes", std::to_string(line.quantity)}, {"hours", std::to_string(hours)}});
  const std::int64_t within = std::min(hours, rule.day_hours);
  const std::int64_t over = hours - within;
  const bool first_day = line.day_number <= 1;
  Money sum;
  if (first_day) {
    sum = rule.first_amount;
    say_step(line, "expert_fee.step.first_block",
             {{"hours", std::to_string(rule.first_hours)}, {"amount", rule.first_amount.text()}});
  }
  const std::int64_t steps = first_day ? std::max<std::int64_t>(0, within - rule.first_hours) : within;
  const Money step = first_day ? rule.step_amount : rule.next_day_amount;
  if (steps > 0) {
    const Money part = Money::fen(mul_div(step.fen(), steps, 1, Rounding::half_up));
    say_step(line, first_day ? "expert_fee.step.further_hours" : "expert_fee.step.next_day_hours",
             {{"hours", std::to_string(steps)}, {"rate", step.text()}, {"amount", part.text()}});
    sum = sum + part;
  }
  if (over > 0) {
    const Money rate = first_day ? rule.over_amount : rule.next_day_over_amount;
    const Money part = Money::fen(mul_div(rate.fen(), over, 1, Rounding::half_up));
    say_step(line, "expert_fee.step.over_hours",
             {{"day_hours", std::to_string(rule.day_hours)},
              {"hours", std::to_string(over)},
              {"rate", rate.text()},
              {"amount", part.text()}});
    sum = sum + part;
  }
  return sum;
}

Money by_days(const FeeScheme& scheme, ExpertFeeLine& line) {
  Money sum = scheme.amounts.at(line.title_level);
  say_step(line, "expert_fee.step.day_amount", {{"amount", sum.text()}});
  if (line.quantity == 1) {
    sum = sum.times(scheme.half_part);
    say_step(line, "expert_fee.step.half_day", {{"part", scheme.half_part.decimal()}, {"amount", sum.text()}});
  }
  if (scheme.full_days > 0 && line.day_number > scheme.full_days) {
    sum = sum.times(scheme.later_part);
    say_step(line, "expert_fee.step.later_day",
             {{"day", std::to_string(line.day_number)}, {"part", scheme.later_part.decimal()}, {"amount", sum.text()}});
  }
  return sum;
}

Money by_method(const FeeScheme& scheme, ExpertFeeLine& line) {
  switch (scheme.method) {
    case FeeMethod::hourly_steps: return by_hours(scheme, line);
    case FeeMethod::half_day: return by_days(scheme, line);
    case FeeMethod::per_item: {
      const Money one = scheme.amounts.at(line.title_level);
      const Money sum = Money::fen(mul_div(one.fen(), line.quantity, 1, Rounding::half_up));
      say_step(line, "expert_fee.step.items",
               {{"count", std::to_string(line.quantity)}, {"rate", one.text()}, {"amount", sum.text()}});
      return sum;
    }
    case FeeMethod::fixed: break;
  }
  const Money sum = scheme.amounts.at(line.title_level);
  say_step(line, "expert_fee.step.fixed", {{"amount", sum.text()}});
  return sum;
}

Money capped(const FeeScheme& scheme, ExpertFeeLine& line, Money sum) {
  const bool half = line.part != "day" || (scheme.method == FeeMethod::half_day && line.quantity == 1);
  const auto& cap = half && scheme.half_day_cap ? scheme.half_day_cap : scheme.day_cap;
  if (!cap || sum <= *cap) return sum;
  say_step(line, "expert_fee.step.cap", {{"cap", cap->text()}});
  return *cap;
}

// From what is agreed to gross, tax and net, within the sums of the month.
void withhold_line(ExpertFeeLine& line, bool net_agreed, Money agreed, MonthSum& month) {
  Money gross = agreed;
  if (net_agreed) {
    gross = gross_for_net(month.income, month.tax, agreed);
    say_step(line, "expert_fee.step.net_agreed", {{"net", agreed.text()}, {"gross", gross.text()}});
  }
  line.figures = withhold(month.income, month.tax, gross);
  const LabourTax& tax = line.figures.month;
  if (month.income != Money()) {
    say_step(line, "expert_fee.step.month_sum",
             {{"earlier", month.income.text()}, {"gross", gross.text()}, {"income", tax.income.text()}});
  }
  say_step(line, tax.income <= Money::fen(400'000) ? "expert_fee.step.taxable_small" : "expert_fee.step.taxable_large",
           {{"income", tax.income.text()}, {"allowance", tax.allowance.text()}, {"taxable", tax.taxable.text()}});
  say_step(line, "expert_fee.step.tax",
           {{"taxable", tax.taxable.text()},
            {"rate", std::to_string(tax.rate_percent)},
            {"quick", tax.quick_deduction.text()},
            {"tax", tax.tax.text()}});
  if (month.income != Money()) {
    say_step(line, "expert_fee.step.tax_now",
             {{"tax", tax.tax.text()}, {"earlier", month.tax.text()}, {"now", line.figures.tax.text()}});
  }
  say_step(line, "expert_fee.step.net",
           {{"gross", gross.text()}, {"tax", line.figures.tax.text()}, {"net", line.figures.net().text()}});
  month = {tax.income, tax.tax};
}

Result<Money> agreed_for(const FeeScheme& scheme, ExpertFeeLine& line, const std::string& where) {
  if (!line.given) return fee_by_rule(scheme, line, where);
  const bool correction = line.kind == "correction";
  say_step(line, correction ? "expert_fee.step.correction" : "expert_fee.step.given",
           {{"amount", line.given->text()}, {"reason", line.reason}});
  return *line.given;
}

}  // namespace

std::int64_t counted_hours(std::int64_t minutes) {
  return minutes / 60 + (minutes % 60 > 30 ? 1 : 0);
}

Result<Money> fee_by_rule(const FeeScheme& scheme, ExpertFeeLine& line, const std::string& where) {
  if (line.kind == "travel") {
    if (!scheme.travel_allowance) return refusal("expert_fee.no_travel_allowance", where + "/kind");
    say_step(line, "expert_fee.step.travel", {{"amount", scheme.travel_allowance->text()}});
    return *scheme.travel_allowance;
  }
  if (line.kind == "correspondence" && !scheme.correspondence_part) {
    return refusal("expert_fee.no_correspondence", where + "/kind");
  }
  if (scheme.method != FeeMethod::fixed && line.quantity <= 0) {
    line.unfinished = true;
    say_step(line, "expert_fee.step.unfinished");
    return Money();
  }
  Money sum = by_method(scheme, line);
  const auto factor = scheme.factors.find(line.title_level);
  if (factor != scheme.factors.end() && factor->second != Fraction(1)) {
    sum = sum.times(factor->second);
    say_step(line, "expert_fee.step.factor", {{"factor", factor->second.decimal()}, {"amount", sum.text()}});
  }
  if (line.kind == "correspondence") {
    sum = sum.times(*scheme.correspondence_part);
    say_step(line, "expert_fee.step.correspondence",
             {{"part", scheme.correspondence_part->decimal()}, {"amount", sum.text()}});
  }
  return capped(scheme, line, sum);
}

Outcome work_out(ExpertFee& fee, const FeeScheme& scheme, MonthSums before) {
  Problems problems;
  fee.gross = fee.tax = Money();
  for (std::size_t i = 0; i < fee.lines.size(); ++i) {
    ExpertFeeLine& line = fee.lines[i];
    const std::string where = "/lines/" + std::to_string(i);
    line.steps.clear();
    line.figures = {};
    line.unfinished = false;
    if (line.unpayable) {
      say_step(line, "expert_fee.step.unpayable", {{"reason", line.reason}});
      continue;
    }
    const Result<Money> agreed = agreed_for(scheme, line, where);
    if (!agreed) {
      problems.insert(problems.end(), agreed.problems().begin(), agreed.problems().end());
      continue;
    }
    MonthSum& month = before[{line.expert_id, line.matter}];
    if (month.income + *agreed < Money()) {
      problems.push_back(
          refusal("expert_fee.below_zero", where + "/amount", {{"month", fee.month}, {"paid", month.income.text()}}));
      continue;
    }
    if (!line.unfinished) withhold_line(line, scheme.net_agreed && line.kind != "correction", *agreed, month);
    fee.gross = fee.gross + line.figures.gross;
    fee.tax = fee.tax + line.figures.tax;
  }
  if (!problems.empty()) return problems;
  return Done{};
}

bool claims_clash(const ExpertFeeLine& a, const ExpertFeeLine& b) {
  if (a.kind == "correction" || b.kind == "correction" || a.expert_id != b.expert_id) return false;
  if (a.panel_id != b.panel_id || (a.panel_id == 0 && a.matter != b.matter)) return false;
  if (!a.worked_on || !b.worked_on) return true;
  return *a.worked_on == *b.worked_on && (a.part == b.part || a.part == "day" || b.part == "day");
}

Outcome check_month(const std::string& month, const std::string& where) {
  const bool shaped = month.size() == 7 && month[4] == '-' && read_date(month + "-01", where).ok();
  if (!shaped) return refusal("expert_fee.month_malformed", where, {{"month", month}});
  return Done{};
}

std::string level_of_title(std::string_view title) {
  // 副高级 and 正高级 are both 高级; 副教授 and 副研究员 stand beside them (职称系列).
  for (const std::string_view senior :
       {"高级", "教授", "研究员", "研究馆员", "正高", "副高", "主任医师", "译审", "编审"}) {
    const bool junior = title.find("助理研究员") != std::string_view::npos;
    if (!junior && title.find(senior) != std::string_view::npos) return "senior";
  }
  for (const std::string_view middle :
       {"中级", "讲师", "助理研究员", "工程师", "会计师", "经济师", "审计师", "统计师"}) {
    const bool junior =
        title.find("助理工程师") != std::string_view::npos || title.find("助理会计师") != std::string_view::npos;
    if (!junior && title.find(middle) != std::string_view::npos) return "middle";
  }
  return "other";
}

}  // namespace zhiheng::domain
