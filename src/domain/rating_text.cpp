#include "domain/rating_text.h"

#include "domain/agency_rating.h"

namespace zhiheng::domain {
namespace {

std::string plain(Score score) {
  return score.exact().decimal();
}

std::string hundredths(std::int64_t points) {
  return Fraction(points, 100).decimal();
}

// The two languages side by side, so that neither can be forgotten.
const char* either(Language language, const char* zh, const char* en) {
  return language == Language::zh ? zh : en;
}

std::string rounding_name(Rounding mode, Language language) {
  switch (mode) {
    case Rounding::half_up: return either(language, "四舍五入", "rounded half up");
    case Rounding::half_even: return either(language, "四舍六入五成双", "rounded half to even");
    case Rounding::down: return either(language, "舍去", "cut off");
    case Rounding::up: return either(language, "进位", "rounded up");
  }
  return "";
}

std::string deciding(const CreditRule& rule, const RatingOutcome& outcome) {
  return rule.rounding.compare_exact ? outcome.exact->decimal() : outcome.score->text();
}

std::string mean_name(const CreditRule& rule, Language language) {
  if (!rule.kind_weights.empty())
    return either(language, "，按对象类别加权平均 ", ", mean weighted by kind of object ");
  if (rule.weighted_by_fee) return either(language, "，按费用加权平均 ", ", mean weighted by fee ");
  if (rule.weighted_by_amount) return either(language, "，按项目资金加权平均 ", ", mean weighted by project amount ");
  if (rule.weighted_by_job) return either(language, "，按项目权重平均 ", ", mean by the jobs' weights ");
  return either(language, "，平均 ", ", mean ");
}

std::string counted_jobs(int jobs, Language language) {
  return std::to_string(jobs) + either(language, " 个项目", jobs == 1 ? " job" : " jobs");
}

std::string points_of(const CreditEvent& rule, int times, Language language) {
  if (rule.rising.empty()) {
    return std::string(either(language, "，每次", ", each ")) +
           either(language, rule.adds ? "加 " : "减 ", rule.adds ? "adds " : "takes ") + plain(rule.points) +
           either(language, " 分，共 ",
                  rule.points == Score::hundredths(100) ? " point, together " : " points, together ");
  }
  std::string listed;
  for (std::size_t i = 0; i < rule.rising.size() && static_cast<int>(i) < times; ++i) {
    listed += (i ? either(language, "、", ", ") : "") + plain(rule.rising[i]);
  }
  if (times > static_cast<int>(rule.rising.size()))
    listed += either(language, "（以后每次同末项）", " (the last for each further one)");
  return std::string(either(language, rule.adds ? "，逐次加 " : "，逐次减 ",
                            rule.adds ? ", one by one adds " : ", one by one takes ")) +
         listed + either(language, " 分，共 ", " points, together ");
}

}  // namespace

std::string step_of_year(const CreditRule& rule, const YearOutcome& outcome, bool counts, Language language) {
  std::string text = std::to_string(outcome.year) + either(language, " 年：", ": ");
  if (!counts)
    return text + either(language, "没有可计的项目，本年不计", "no job that counts; the year does not count");
  text += counted_jobs(outcome.jobs, language);
  if (outcome.dropped > 0) {
    text += either(language, "，去掉最低 ", ", without the lowest ") + std::to_string(rule.drop_lowest) +
            either(language, " 个、最高 ", " and the highest ") + std::to_string(rule.drop_highest) +
            either(language, " 个", "");
  }
  if (outcome.mean) text += mean_name(rule, language) + outcome.mean->decimal();
  if (rule.from_base || outcome.daily) text += either(language, "；基础分 ", "; base ") + plain(rule.base);
  if (outcome.taken > Score()) text += either(language, "，减 ", ", less ") + plain(outcome.taken);
  if (outcome.added > Score()) text += either(language, "，加 ", ", plus ") + plain(outcome.added);
  if (outcome.daily) {
    text += either(language, "，即 ", ", that is ") + outcome.daily->decimal() + either(language, "；", "; ") +
            rule.jobs_part.decimal() + " × " + outcome.mean->decimal() + " + " +
            (Fraction(1) - rule.jobs_part).decimal() + " × " + outcome.daily->decimal();
  }
  text += either(language, "，年度得分 ", ", score of the year ") + outcome.exact->decimal();
  if (rule.rounding.each_level) text += either(language, "，即 ", ", that is ") + outcome.printed->text();
  return text + either(language, "，权重 ", ", weight ") + outcome.weight.decimal();
}

std::string step_of_event(int year, const CountedEvent& event, Language language) {
  std::string text = std::to_string(year) + either(language, " 年事项「", ": event “") +
                     (event.rule ? event.rule->title : event.code) + either(language, "」", "” ") +
                     std::to_string(event.happened) + either(language, " 次", event.happened == 1 ? " time" : " times");
  if (!event.rule) {
    return text + either(language, "：不在本办法的信用事项之列，不加不减",
                         ": not one of the policy's credit events, nothing is added or taken");
  }
  if (event.counted < event.happened) {
    text += either(language, "，计 ", ", counted ") + std::to_string(event.counted) + either(language, " 次", "");
  }
  return text + points_of(*event.rule, event.counted, language) + hundredths(event.rule->hundredths_of(event.counted)) +
         either(language, " 分", "");
}

std::string step_of_category(int year, const CreditCategory& category, std::int64_t sum, bool adds, Language language) {
  return std::to_string(year) + either(language, " 年类别「", ": category “") + category.title +
         either(language, adds ? "」加分合计 " : "」减分合计 ", adds ? "” adds " : "” takes ") + hundredths(sum) +
         either(language, " 分，以 ", ", counted as its limit ") + plain(category.most) +
         either(language, " 分为限", "");
}

std::string step_of_years(const CreditRule& rule, const std::vector<YearOutcome>& years, const Ratio& combined,
                          Language language) {
  std::string over, under;
  for (const YearOutcome& year : years) {
    if (!year.exact) continue;
    over += (over.empty() ? "" : " + ") + year.weight.decimal() + " × " +
            (rule.rounding.each_level ? year.printed->text() : year.exact->decimal());
    under += (under.empty() ? "" : " + ") + year.weight.decimal();
  }
  return either(language, "各年加权：(", "Years by weight: (") + over + ") ÷ (" + under + ") = " + combined.decimal();
}

std::string step_of_prior(const CreditRule& rule, int jobs, const Ratio& before, const Ratio& after,
                          Language language) {
  const std::string weight = rule.prior_weight.decimal();
  return either(language, "项目较少时向 ", "Few jobs, drawn towards ") + plain(rule.prior) +
         either(language, " 分收缩：(", ": (") + std::to_string(jobs) + " × " + before.decimal() + " + " + weight +
         " × " + plain(rule.prior) + ") ÷ (" + std::to_string(jobs) + " + " + weight + ") = " + after.decimal();
}

std::string step_of_rounding(const CreditRule& rule, const Ratio& exact, Score printed, Language language) {
  return either(language, "信用得分 ", "Credit score ") + exact.decimal() + either(language, "，", ", ") +
         rounding_name(rule.rounding.mode, language) + either(language, "到 ", " to ") +
         std::to_string(rule.rounding.digits) +
         either(language, " 位小数为 ", rule.rounding.digits == 1 ? " decimal: " : " decimals: ") + printed.text() +
         either(language, " 分", "");
}

std::string step_of_rating_grade(const CreditRule& rule, const RatingOutcome& outcome, const Band& band,
                                 Language language) {
  if (outcome.vetoed && rule.veto_to_lowest) {
    return either(language, "本年有一票否决事项，信用等级为最低档「", "A veto of this year: the lowest grade, “") +
           outcome.grade + either(language, "」", "”");
  }
  return deciding(rule, outcome) + either(language, " 分在 [", " lies in [") + plain(band.from) + ", " +
         plain(band.to) + (band.to == full_score ? "]" : ")") + either(language, "，信用等级为「", ": grade “") +
         outcome.grade + either(language, "」", "”");
}

std::string step_of_limit(const Policy& policy, const GradeLimit& limit, int times, Language language) {
  std::string text = either(language, "等级限制：", "Limit of the grade: ");
  if (limit.of == "jobs") {
    text += either(language, "当年项目少于 ", "fewer jobs in the year than ") + std::to_string(limit.fewer_than) +
            either(language, " 个", "");
  } else {
    text += limit.of == "event"
                ? either(language, "「", "“") + event_title(policy, limit.subject) + either(language, "」", "”")
            : limit.of == "job"
                ? either(language, "项目等级「", "jobs of grade “") + limit.subject + either(language, "」", "”")
                : std::string(either(language, "一票否决", "vetoes"));
    text += either(language, "达到 ", ": ") + std::to_string(limit.times * times) + either(language, " 次", " or more");
  }
  if (!limit.at_most.empty()) {
    return text + either(language, "，等级至多为「", "; no better than “") + limit.at_most +
           either(language, "」", "”");
  }
  return text + either(language, "，降 ", "; lower by ") + std::to_string(limit.lower_by * times) +
         either(language, " 级", "");
}

std::string step_of_lowered(const std::string& by_score, const std::string& grade, Language language) {
  return either(language, "信用等级由「", "The grade goes from “") + by_score + either(language, "」降为「", "” to “") +
         grade + either(language, "」", "”");
}

std::string step_of_quota(const GradeQuota& quota, const RatingCase& input, std::int64_t places,
                          const std::string& grade, Language language) {
  return either(language, "「", "“") + quota.grade + either(language, "」限前 ", "” is for the first ") +
         quota.within_first.decimal() + " × " + std::to_string(input.rank_of) + " → " + std::to_string(places) +
         either(language, " 家，得分更高的有 ", "; scored higher: ") + std::to_string(input.scored_higher) +
         either(language, " 家，信用等级为「", "; grade “") + grade + either(language, "」", "”");
}

std::string step_of_unrated(const CreditRule& rule, int jobs, const std::string& reason, Language language) {
  if (reason == "no_jobs") {
    return either(language, "回看期内没有项目，不评级（不等于满分）",
                  "No job in the years looked at: unrated (which is not full marks)");
  }
  return either(language, "回看期内 ", "In the years looked at: ") + counted_jobs(jobs, language) +
         either(language, "，少于 ", ", fewer than ") + std::to_string(rule.least_jobs) +
         either(language, " 个，不评级", ": unrated");
}

std::string words_of_watch(const std::string& reason, Language language) {
  if (reason == "below") return either(language, "得分低于关注线", "the score is below the line");
  if (reason == "drop")
    return either(language, "比上年下降达到关注幅度", "the score fell by as much against the year before");
  if (reason == "bottom") return either(language, "得分在当年末位", "the score is among the last of the year");
  return either(language, "未评级而有一票否决事项", "unrated, with a veto");
}

std::string step_of_watch(const std::string& reason, Language language) {
  return either(language, "列入关注名单：", "On the watch list: ") + words_of_watch(reason, language);
}

std::string step_of_consequence(const DueConsequence& due, Language language) {
  std::string text = either(language, "后果：", "Consequence: ");
  text += due.effect == "skip_round"  ? either(language, "下一轮委托轮空", "passed over in the next round")
          : due.effect == "skip_year" ? either(language, "次年不委托", "no commission in the next year")
          : due.effect == "remove"    ? either(language, "清退", "removed")
                                      : either(language, "暂停委托", "suspended");
  if (due.months > 0) {
    text += either(language, " ", " for ") + std::to_string(due.months) +
            either(language, " 个月", due.months == 1 ? " month" : " months");
  }
  text += either(language, "，因为 ", ", because of ");
  for (std::size_t i = 0; i < due.causes.size(); ++i) text += (i ? either(language, "、", ", ") : "") + due.causes[i];
  return text;
}

}  // namespace zhiheng::domain
