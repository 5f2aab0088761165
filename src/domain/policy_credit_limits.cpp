// What limits a credit score and its grade, and what follows from them: the reader of those parts of a policy.
#include <algorithm>
#include <set>

#include "domain/policy_parts.h"

namespace zhiheng::domain {

namespace {

bool names_a_grade(const std::vector<Band>& bands, const std::string& grade) {
  return std::any_of(bands.begin(), bands.end(), [&](const Band& band) { return band.grade == grade; });
}

std::string read_grade(ObjectReader& reader, std::string_view key, const std::vector<Band>& bands) {
  std::string grade = reader.text(key, 16);
  if (!grade.empty() && !names_a_grade(bands, grade)) reader.refuse("policy.unknown_grade", key, {{"grade", grade}});
  return grade;
}

std::string kind_of(const Json& value, std::string otherwise) {
  const Json* of = value.is_object() ? value.find("of") : nullptr;
  return of && of->is_string() ? of->string() : std::move(otherwise);
}

// Either so many grades lower, or no better than one.
void read_lowering(ObjectReader& reader, const CreditRule& rule, GradeLimit& limit) {
  if (reader.member("at_most")) {
    limit.at_most = read_grade(reader, "at_most", rule.bands);
    if (reader.member("lower_by")) reader.refuse("policy.not_both", "lower_by", {{"other", "at_most"}});
  } else {
    limit.lower_by = static_cast<int>(reader.integer("lower_by", 1, 99));
  }
}

GradeLimit read_happened(ObjectReader reader, const CreditRule& rule, const Policy& policy) {
  GradeLimit limit;
  limit.of = reader.choice("of", {"event", "job", "veto", "jobs"});
  if (limit.of == "event") limit.subject = reader.text("code", 64);
  if (limit.of == "job") limit.subject = read_grade(reader, "grade", policy.bands);
  limit.times = static_cast<int>(reader.integer_or("times", 1, 999, 1));
  limit.each_time = reader.flag_or("each_time", false);
  read_lowering(reader, rule, limit);
  return limit;
}

GradeLimit read_grade_limit(const Json& value, const Path& path, Problems& problems, const CreditRule& rule,
                            const Policy& policy) {
  const std::string of = kind_of(value, "");
  if (of == "event") {
    return read_happened({value, path, problems, {"of", "code", "times", "each_time", "lower_by", "at_most"}}, rule,
                         policy);
  }
  if (of == "job") {
    return read_happened({value, path, problems, {"of", "grade", "times", "each_time", "lower_by", "at_most"}}, rule,
                         policy);
  }
  if (of != "jobs") {
    return read_happened({value, path, problems, {"of", "times", "each_time", "lower_by", "at_most"}}, rule, policy);
  }
  ObjectReader reader(value, path, problems, {"of", "fewer_than", "lower_by", "at_most"});
  GradeLimit limit;
  limit.of = of;
  limit.fewer_than = static_cast<int>(reader.integer("fewer_than", 1, 999));
  read_lowering(reader, rule, limit);
  return limit;
}

// Quotas stand from the best grade down, each holding more than the one before it.
void read_quotas(ObjectReader& reader, CreditRule& rule, Problems& problems) {
  const Path path(reader.path(), "quotas");
  const Json::Array& items = reader.array_or_empty("quotas");
  auto band = rule.bands.rbegin();
  for (std::size_t i = 0; i < items.size(); ++i) {
    ObjectReader row(items[i], Path(path, i), problems, {"grade", "within_first"});
    GradeQuota quota{read_grade(row, "grade", rule.bands), row.fraction("within_first")};
    if (quota.within_first > Fraction(1)) row.refuse("policy.part_over_one", "within_first");
    const auto found = std::find_if(band, rule.bands.rend(), [&](const Band& one) { return one.grade == quota.grade; });
    const bool falls = !rule.quotas.empty() && quota.within_first < rule.quotas.back().within_first;
    if (falls || (found == rule.bands.rend() && names_a_grade(rule.bands, quota.grade))) {
      row.refuse("policy.quotas_out_of_order", falls ? "within_first" : "grade");
    }
    if (found != rule.bands.rend()) band = std::next(found);
    rule.quotas.push_back(std::move(quota));
  }
  rule.quotas_round_up = reader.flag_or("quotas_round_up", false);
}

void check_grade(ObjectReader& reader, const Consequence& rule, const Policy& policy) {
  // Documents from before `of` named any grade; those that say whose grade it is must name one that exists.
  if (!reader.member("of")) return;
  const std::vector<Band>* bands = rule.of_jobs ? &policy.bands : policy.credit ? &policy.credit->bands : nullptr;
  const bool known = bands && names_a_grade(*bands, rule.grade);
  if (!known && !rule.grade.empty()) reader.refuse("policy.unknown_grade", "grade", {{"grade", rule.grade}});
}

void read_effect(ObjectReader& reader, Consequence& rule) {
  rule.effect = reader.choice("effect", {"skip_round", "skip_year", "remove", "suspend"});
  rule.months = static_cast<int>(reader.integer_or("months", 0, 600, 0));
}

void read_count(ObjectReader& reader, Consequence& rule) {
  rule.times = static_cast<int>(reader.integer_or("times", 1, 99, 1));
  rule.within_years = static_cast<int>(reader.integer_or("within_years", 1, 20, 1));
}

// Of what happened, not of a grade.
Consequence read_other_consequence(const std::string& of, const Json& value, const Path& path, Problems& problems) {
  Consequence rule;
  rule.of = of;
  if (of == "event") {
    ObjectReader reader(value, path, problems, {"of", "code", "times", "within_years", "effect", "months"});
    rule.subject = reader.text("code", 64);
    read_count(reader, rule);
    read_effect(reader, rule);
  } else if (of == "veto") {
    ObjectReader reader(value, path, problems, {"of", "times", "within_years", "effect", "months"});
    read_count(reader, rule);
    read_effect(reader, rule);
  } else if (of == "taken") {
    ObjectReader reader(value, path, problems, {"of", "points", "effect", "months"});
    rule.taken = reader.score("points");
    read_effect(reader, rule);
  } else {
    ObjectReader reader(value, path, problems, {"of", "reason", "effect", "months"});
    rule.subject = reader.choice("reason", {"below", "drop", "bottom"});
    read_effect(reader, rule);
  }
  return rule;
}

}  // namespace

void read_credit_categories(ObjectReader& reader, CreditRule& rule, Problems& problems) {
  const Path path(reader.path(), "categories");
  const Json::Array& items = reader.array_or_empty("categories");
  std::set<std::string> codes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    ObjectReader row(items[i], Path(path, i), problems, {"code", "title", "most"});
    CreditCategory category{row.text("code", 64), row.text_or_none("title"), row.score("most")};
    if (category.title.empty()) category.title = category.code;
    if (!codes.insert(category.code).second) row.refuse("policy.code_twice", "code", {{"code", category.code}});
    rule.categories.push_back(std::move(category));
  }
}

void read_grade_limits(ObjectReader& reader, CreditRule& rule, Problems& problems, const Policy& policy) {
  const Path path(reader.path(), "grade_limits");
  const Json::Array& items = reader.array_or_empty("grade_limits");
  for (std::size_t i = 0; i < items.size(); ++i) {
    rule.grade_limits.push_back(read_grade_limit(items[i], Path(path, i), problems, rule, policy));
  }
  read_quotas(reader, rule, problems);
}

Consequence read_consequence(const Json& value, const Path& path, Problems& problems, const Policy& policy) {
  const std::string of = kind_of(value, "year");
  for (const char* other : {"event", "veto", "taken", "watch"}) {
    if (of == other) return read_other_consequence(of, value, path, problems);
  }
  ObjectReader reader(value, path, problems, {"grade", "of", "in_a_row", "times", "within_years", "effect", "months"});
  Consequence rule;
  rule.grade = reader.text("grade", 16);
  rule.of_jobs = reader.choice_or("of", {"job", "year", "event", "veto", "taken", "watch"}, "year") == "job";
  rule.in_a_row = reader.flag_or("in_a_row", false);
  if (rule.in_a_row && rule.of_jobs) reader.refuse("policy.row_of_years_only", "in_a_row");
  read_count(reader, rule);
  read_effect(reader, rule);
  check_grade(reader, rule, policy);
  return rule;
}

}  // namespace zhiheng::domain
