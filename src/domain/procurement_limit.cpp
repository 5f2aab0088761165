#include "domain/procurement_limit.h"

#include "base/messages.h"
#include "domain/fee_basis.h"
#include "domain/field_maker.h"
#include "domain/shape_text.h"

namespace zhiheng::domain {

namespace {

constexpr std::int64_t longest_table = 8000;

// A code or a title in either language; empty for what is no method.
std::string method_named(std::string_view word) {
  for (const std::string& code : choice_list("procurement_method")) {
    const std::string key = "choice.procurement_method." + code;
    if (word == code || word == say(key, Language::zh) || word == say(key, Language::en)) return code;
  }
  return {};
}

}  // namespace

const Shape& procurement_limit_shape() {
  static const Shape shape{"procurement_limit",
                           "procurement-limits",
                           "procurement_limit",
                           "fiscal_year",
                           {
                               reference_field("bureau", "bureau").fixed().filterable(),
                               integer_field("fiscal_year", 2000, 2099).required().filterable().sortable(),
                               money_field("decentralised_limit").required().sortable(),
                               money_field("open_tender_limit").required().sortable(),
                               text_field("methods_below", 200),
                               text_field("methods_between", 200),
                               text_field("methods_above", 200),
                               text_field("source", 499).required().searchable(),
                           },
                           true,
                           false,
                           "fiscal_year"};
  return shape;
}

const Shape& fee_rate_shape() {
  static const Shape shape{"fee_rate",
                           "fee-rates",
                           "fee_rate",
                           "code",
                           {
                               reference_field("bureau", "bureau").fixed().filterable(),
                               code_field("code", 64).required().searchable().sortable(),
                               text_field("title", 200).required().searchable().sortable(),
                               integer_field("fiscal_year", 2000, 2099).required().filterable().sortable(),
                               choice_field("basis", "fee_rate_basis").required().filterable(),
                               text_field("document", longest_table).required(),
                               text_field("source", 499).required().searchable(),
                           },
                           true,
                           false,
                           "title"};
  return shape;
}

std::optional<std::vector<std::string>> read_methods(std::string_view text) {
  std::vector<std::string> methods;
  std::string words(text);
  for (const char* mark : {"，", "、", "；", ";"}) {
    for (auto at = words.find(mark); at != std::string::npos; at = words.find(mark)) {
      words.replace(at, std::string_view(mark).size(), ",");
    }
  }
  std::string_view rest = words;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    const std::string_view word = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.empty()) continue;
    std::string method = method_named(word);
    if (method.empty()) return std::nullopt;
    methods.push_back(std::move(method));
  }
  return methods;
}

std::string_view range_of(const ProcurementLimit& limit, Money sum) {
  if (sum < limit.decentralised) return "below";
  return sum < limit.open_tender ? "between" : "above";
}

const std::string& methods_of(const ProcurementLimit& limit, std::string_view range) {
  return range == "below" ? limit.below : range == "between" ? limit.between : limit.above;
}

bool fits(const ProcurementLimit& limit, std::string_view method, Money sum) {
  const auto methods = read_methods(methods_of(limit, range_of(limit, sum)));
  if (!methods || methods->empty()) return true;
  return std::find(methods->begin(), methods->end(), method) != methods->end();
}

Problems check_procurement_limit(const Record& row) {
  Problems problems;
  for (const char* key : {"methods_below", "methods_between", "methods_above"}) {
    if (read_methods(row.text(key))) continue;
    problems.push_back(refusal("procurement_limit.methods_unknown", pointer_to("", key), {{"value", row.text(key)}}));
  }
  if (row.integer("open_tender_limit") < row.integer("decentralised_limit")) {
    problems.push_back(refusal("procurement_limit.limits_out_of_order", "/open_tender_limit"));
  }
  return problems;
}

Problems check_fee_rate(const Record& row) {
  const Result<FeeRates> read = read_fee_rates(row.text("basis"), row.text("document"), "/document");
  if (!read) return read.problems();
  return {};
}

}  // namespace zhiheng::domain
