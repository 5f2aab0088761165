#include "domain/derivation_text.h"

#include <algorithm>

namespace zhiheng::domain {
namespace {

// "80", "82.5": a line or a limit without trailing noughts, as rules print them.
std::string plain(Score score) {
  return score.exact().decimal();
}

const char* rounding_name(Rounding mode) {
  switch (mode) {
    case Rounding::half_up: return "四舍五入";
    case Rounding::half_even: return "四舍六入五成双";
    case Rounding::down: return "舍去";
    case Rounding::up: return "进位";
  }
  return "";
}

void append_scores(std::string& text, const std::vector<Sheet>& sheets) {
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    if (i > 0) text += "、";
    text += sheets[i].rater;
    text += ' ';
    text += sheets[i].score.text();
  }
}

void append_method(std::string& text, const Component& component, const ComponentOutcome& outcome) {
  if (component.aggregation.by_criterion) text += "逐项汇总后相加，";
  if (!component.groups.empty()) {
    text += "分组";
  }
  if (component.aggregation.method == AggregationMethod::median) {
    text += "取中位数";
  } else if (component.aggregation.method == AggregationMethod::weighted) {
    text += "按评分人权重加权平均";
  } else if (component.aggregation.method == AggregationMethod::without_outlying && !outcome.dropped.empty()) {
    text += "剔除与平均分相差超过 " + plain(component.aggregation.outlying_points) + " 分的（";
    for (std::size_t i = 0; i < outcome.dropped.size(); ++i) text += (i ? "、" : "") + outcome.dropped[i];
    text += "）后取平均";
  } else if (!outcome.dropped.empty()) {
    text += "去掉最高分和最低分（";
    for (std::size_t i = 0; i < outcome.dropped.size(); ++i) text += (i ? "、" : "") + outcome.dropped[i];
    text += "）后取平均";
  } else {
    text += "取平均";
  }
  if (component.groups.empty()) return;
  text += "，再按";
  for (std::size_t i = 0; i < component.groups.size(); ++i) {
    const RaterGroup& group = component.groups[i];
    text += (i ? "、" : "") + (group.title.empty() ? group.code : group.title) + " " + group.weight.decimal();
  }
  text += " 加权";
}

}  // namespace

std::string step_of_component(const Component& component, const std::vector<Sheet>* sheets,
                              const ComponentOutcome& outcome) {
  std::string text;
  text.reserve(160 + component.title.size() + (sheets ? sheets->size() * 32 : 0));
  text += component.title;
  if (!sheets) {
    text += "得分直接给定：";
    text += outcome.printed.text();
  } else {
    text += "：";
    append_scores(text, *sheets);
    text += "；";
    append_method(text, component, outcome);
    text += "，得 ";
    text += outcome.exact.decimal();
    text += "，即 ";
    text += outcome.printed.text();
  }
  text += " 分";
  if (component.mode == ComponentMode::monitored) text += "（监管项，不计入综合得分）";
  return text;
}

std::string step_of_final_score(const Policy& policy, const std::vector<ComponentOutcome>& components,
                                const Fraction& event_points, const Fraction& exact, Score printed) {
  std::string text;
  text.reserve(160 + components.size() * 32);
  text += "综合得分 = ";
  bool first = true;
  for (const ComponentOutcome& outcome : components) {
    const Component* component = policy.find_component(outcome.component);
    if (!component || component->mode != ComponentMode::scored) continue;
    if (!first) text += " + ";
    first = false;
    text += component->weight.decimal();
    text += " × ";
    text += policy.rounding.each_level ? outcome.printed.text() : outcome.exact.decimal();
  }
  if (!(event_points == Fraction(0))) {
    text += event_points < Fraction(0) ? " - " : " + ";
    text += (event_points < Fraction(0) ? Fraction(0) - event_points : event_points).decimal();
    text += "（事项加减分，结果限于 0 至 " + plain(policy.event_limits.most_score) + "）";
  }
  text += " = ";
  text += exact.decimal();
  text += "，";
  text += rounding_name(policy.rounding.mode);
  text += "到 ";
  text += std::to_string(policy.rounding.digits);
  text += " 位小数为 ";
  text += printed.text();
  text += " 分";
  return text;
}

std::string step_of_grade(const Policy& policy, const EngagementOutcome& outcome, const Band& band, bool vetoed) {
  if (vetoed) return "一票否决，等级为「" + outcome.grade + "」";
  std::string text;
  text.reserve(96);
  text += policy.rounding.compare_exact ? outcome.exact.decimal() : outcome.final_score.text();
  text += " 分在 [";
  text += plain(band.from);
  text += ", ";
  text += plain(band.to);
  text += band.to == full_score ? "]，等级为「" : ")，等级为「";
  text += outcome.grade;
  text += "」";
  return text;
}

std::string step_of_overall(const Policy& policy, const OverallOutcome& overall) {
  std::string text = policy.scope.score == ScoreScope::contract ? "合同得分" : "机构年度得分";
  text += policy.scope.combine_by_fee ? "（按费用加权）= " : "（各项目平均）= ";
  text += overall.exact.decimal();
  text += "，即 ";
  text += overall.final_score.text();
  text += " 分，等级为「" + overall.grade + "」，付费以此为准";
  return text;
}

std::string step_of_rule(const Policy& policy, const Fraction& score, bool passed) {
  const FeeRule& fee = policy.fee;
  std::string text;
  switch (fee.kind) {
    case FeeKind::none: return "本办法不按得分扣费";
    case FeeKind::flat:
      text = "分数线 " + plain(fee.line) + " 分（恰在线上" + (fee.full_at_line ? "全额支付" : "扣费") + "）：" +
             score.decimal() + (passed ? " 分达线，不扣费" : " 分未达线");
      break;
    case FeeKind::tiers:
    case FeeKind::grades: {
      text = score.decimal() + " 分所在档次按费用的 " + (Fraction(1) - quality_rate(fee, score)).decimal() + " 支付";
      const QualityCharge charge = quality_charge(fee, score, false);
      if (charge.less > Money()) text += "，另减 " + charge.less.text() + " 元";
      if (charge.more > Money()) text += "，另加 " + charge.more.text() + " 元";
      break;
    }
    case FeeKind::base_performance:
      text = "基本费 " + fee.base.decimal() + " + 绩效费 " + fee.performance.decimal() + " × " + score.decimal() +
             " ÷ 100 = 支付比例 " + (Fraction(1) - quality_rate(fee, score)).decimal();
      break;
    case FeeKind::per_point:
      text = "低于 " + plain(fee.line) + " 分的，每" +
             (fee.step == Score::hundredths(100) ? std::string("分") : " " + plain(fee.step) + " 分") + "扣 " +
             fee.rate.decimal() + "，最多扣 " + fee.cap.decimal() + "：" + score.decimal() + " 分扣 " +
             quality_rate(fee, score).decimal();
      break;
    case FeeKind::linear:
      text = plain(fee.line) + " 分及以上全额，" + plain(fee.zero) + " 分及以下不付，其间按比例：" + score.decimal() +
             " 分扣 " + quality_rate(fee, score).decimal();
      break;
  }
  return text;
}

std::string step_of_quorum(int quorum) {
  return "本评审组的最少评分表数经领导批准降为 " + std::to_string(quorum) + " 份";
}

std::string step_of_veto(const Policy& policy, const Engagement& engagement) {
  std::string text = "一票否决：";
  for (std::size_t i = 0; i < engagement.vetoes.size(); ++i) {
    const VetoRule* rule = policy.find_veto(engagement.vetoes[i]);
    text += (i ? "、" : "") + (rule ? rule->title : engagement.vetoes[i]);
  }
  if (engagement.vetoes.empty()) text += "有否决方面低于规定分数";
  Fraction most = engagement.vetoes.empty() ? Fraction(1) : Fraction(0);
  for (const std::string& code : engagement.vetoes) {
    const VetoRule* rule = policy.find_veto(code);
    most = std::max(most, rule ? rule->deduct : Fraction(1));
  }
  if (most == Fraction(1)) return text + "；质量扣费为全部费用，不发奖励";
  return text + "；质量扣费为费用的 " + most.decimal() + "，不发奖励";
}

std::string step_of_deduction(const Policy& policy, const Deduction& deduction, Money asked, const Lateness& lateness) {
  std::string text;
  text.reserve(128);
  if (deduction.kind == "quality") {
    text += "质量扣费";
  } else if (deduction.kind == "lateness") {
    text += "逾期扣费（计 ";
    text += std::to_string(lateness.days);
    text += " 天）";
  } else if (deduction.kind == "event") {
    const EventRule* rule = policy.find_event(deduction.code);
    text += "事项扣费（";
    text += rule ? rule->title : deduction.code;
    text += "）";
  } else {
    text += "固定扣款";
  }
  text += " = ";
  if (deduction.rate) {
    text += deduction.base.text();
    text += " × ";
    text += deduction.rate->decimal();
    text += " = ";
  }
  text += asked.text();
  text += " 元";
  if (deduction.amount < asked) text += "，以剩余费用为限扣 " + deduction.amount.text() + " 元";
  return text;
}

std::string step_of_bonus(Money fee, const std::optional<Fraction>& rate, Money amount) {
  std::string text = "奖励 = ";
  if (rate) text += fee.text() + " × " + rate->decimal() + " = ";
  return text + amount.text() + " 元";
}

std::string step_of_least(const Component& component, const ComponentOutcome& outcome) {
  std::string text =
      component.title + " " + outcome.printed.text() + " 分，低于最低要求 " + plain(*component.fail_below) + " 分：";
  return text + (component.final_at_most ? "综合得分至多 " + plain(*component.final_at_most) + " 分"
                                         : std::string("不合格，等级为最低档"));
}

std::string step_of_most_bonus(const Policy& policy, Money bonus) {
  return "奖励合计以费用的 " + policy.fee.most_bonus->decimal() + " 为限，即 " + bonus.text() + " 元";
}

std::string step_of_most_deducted(const Policy& policy, Money most) {
  return "各项扣减合计以费用的 " + policy.fee.most_deducted->decimal() + " 为限，即 " + most.text() + " 元";
}

std::string step_of_total(Money fee, Money deducted, Money bonus) {
  std::string text;
  text.reserve(128);
  text += "本项目费用 ";
  text += fee.text();
  if (bonus > Money()) {
    text += " 元，加奖励 ";
    text += bonus.text();
  }
  text += " 元，扣减 ";
  text += deducted.text();
  text += " 元，应计 ";
  text += (fee + bonus - deducted).text();
  text += " 元";
  return text;
}

}  // namespace zhiheng::domain
