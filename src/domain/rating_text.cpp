#include "domain/rating_text.h"

namespace zhiheng::domain {
namespace {

std::string plain(Score score) {
  return score.exact().decimal();
}

std::string rounding_name(Rounding mode) {
  switch (mode) {
    case Rounding::half_up: return "四舍五入";
    case Rounding::half_even: return "四舍六入五成双";
    case Rounding::down: return "舍去";
    case Rounding::up: return "进位";
  }
  return "";
}

std::string deciding(const CreditRule& rule, const RatingOutcome& outcome) {
  return rule.rounding.compare_exact ? outcome.exact->decimal() : outcome.score->text();
}

}  // namespace

std::string step_of_year(const CreditRule& rule, const YearOutcome& outcome, bool counts) {
  std::string text = std::to_string(outcome.year) + " 年：";
  if (!counts) return text + "没有可计的项目，本年不计";
  text += std::to_string(outcome.jobs) + " 个项目";
  if (outcome.mean) {
    text += rule.weighted_by_fee ? "，按费用加权平均 " : rule.weighted_by_job ? "，按项目权重平均 " : "，平均 ";
    text += outcome.mean->decimal();
  }
  if (rule.from_base) text += "；基础分 " + plain(rule.base);
  if (outcome.taken > Score()) text += "，减 " + plain(outcome.taken);
  if (outcome.added > Score()) text += "，加 " + plain(outcome.added);
  text += "，年度得分 " + outcome.exact->decimal();
  if (rule.rounding.each_level) text += "，即 " + outcome.printed->text();
  return text + "，权重 " + outcome.weight.decimal();
}

std::string step_of_event(int year, const CountedEvent& event) {
  std::string text = std::to_string(year) + " 年事项「" + (event.rule ? event.rule->title : event.code) + "」" +
                     std::to_string(event.happened) + " 次";
  if (!event.rule) return text + "：不在本办法的信用事项之列，不加不减";
  if (event.counted < event.happened) text += "，计 " + std::to_string(event.counted) + " 次";
  const Fraction points = event.rule->points.exact() * Fraction(event.counted);
  return text + "，每次" + (event.rule->adds ? "加 " : "减 ") + plain(event.rule->points) + " 分，共 " +
         points.decimal() + " 分";
}

std::string step_of_years(const CreditRule& rule, const std::vector<YearOutcome>& years, const Ratio& combined) {
  std::string over, under;
  for (const YearOutcome& year : years) {
    if (!year.exact) continue;
    over += (over.empty() ? "" : " + ") + year.weight.decimal() + " × " +
            (rule.rounding.each_level ? year.printed->text() : year.exact->decimal());
    under += (under.empty() ? "" : " + ") + year.weight.decimal();
  }
  return "各年加权：(" + over + ") ÷ (" + under + ") = " + combined.decimal();
}

std::string step_of_prior(const CreditRule& rule, int jobs, const Ratio& before, const Ratio& after) {
  const std::string weight = rule.prior_weight.decimal();
  return "项目较少时向 " + plain(rule.prior) + " 分收缩：(" + std::to_string(jobs) + " × " + before.decimal() + " + " +
         weight + " × " + plain(rule.prior) + ") ÷ (" + std::to_string(jobs) + " + " + weight +
         ") = " + after.decimal();
}

std::string step_of_rounding(const CreditRule& rule, const Ratio& exact, Score printed) {
  return "信用得分 " + exact.decimal() + "，" + rounding_name(rule.rounding.mode) + "到 " +
         std::to_string(rule.rounding.digits) + " 位小数为 " + printed.text() + " 分";
}

std::string step_of_rating_grade(const CreditRule& rule, const RatingOutcome& outcome, const Band& band) {
  if (outcome.vetoed && rule.veto_to_lowest) {
    return "本年有一票否决事项，信用等级为最低档「" + outcome.grade + "」";
  }
  return deciding(rule, outcome) + " 分在 [" + plain(band.from) + ", " + plain(band.to) +
         (band.to == full_score ? "]" : ")") + "，信用等级为「" + outcome.grade + "」";
}

std::string step_of_unrated(const CreditRule& rule, int jobs, const std::string& reason) {
  if (reason == "no_jobs") return "回看期内没有项目，不评级（不等于满分）";
  return "回看期内 " + std::to_string(jobs) + " 个项目，少于 " + std::to_string(rule.least_jobs) + " 个，不评级";
}

std::string step_of_watch(const std::string& reason) {
  if (reason == "below") return "列入关注名单：得分低于关注线";
  if (reason == "drop") return "列入关注名单：比上年下降达到关注幅度";
  if (reason == "bottom") return "列入关注名单：得分在当年末位";
  return "列入关注名单：未评级而有一票否决事项";
}

std::string step_of_consequence(const DueConsequence& due) {
  std::string text = "后果：";
  text += due.effect == "skip_round"  ? "下一轮委托轮空"
          : due.effect == "skip_year" ? "次年不委托"
          : due.effect == "remove"    ? "清退"
                                      : "暂停委托";
  if (due.months > 0) text += " " + std::to_string(due.months) + " 个月";
  text += "，因为 ";
  for (std::size_t i = 0; i < due.causes.size(); ++i) text += (i ? "、" : "") + due.causes[i];
  return text;
}

}  // namespace zhiheng::domain
