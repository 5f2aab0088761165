// Tables of rates: one rate to a line, so that a bureau keeps them as it would write them down.
#include "base/resource.h"
#include "domain/fee_basis.h"
#include "domain/shape_text.h"

namespace zhiheng::domain {

namespace {

constexpr std::size_t most_lines = 200;

struct RateLine {
  std::string name, value;
};

std::optional<RateLine> split_line(std::string_view line) {
  const auto at = line.rfind('=');
  if (at == std::string_view::npos) return std::nullopt;
  RateLine out{std::string(trimmed(line.substr(0, at))), std::string(trimmed(line.substr(at + 1)))};
  if (out.name.empty() || out.value.empty() || out.name.size() > 200) return std::nullopt;
  return out;
}

bool read_bracket(const RateLine& line, FeeRates& rates) {
  if (!line.value.ends_with('%')) return false;
  const std::string_view value(line.value);
  const Result<std::int64_t> percent = read_decimal(trimmed(value.substr(0, value.size() - 1)), 4, {});
  if (!percent || *percent > 1'000'000) return false;
  FeeBracket bracket;
  bracket.percent = Fraction(*percent, 10'000);
  if (line.name != "rest") {
    if (!line.name.starts_with("<=")) return false;
    const Result<Money> up_to = read_money(trimmed(std::string_view(line.name).substr(2)), {});
    if (!up_to) return false;
    bracket.up_to = *up_to;
  }
  rates.brackets.push_back(bracket);
  return true;
}

bool read_line(const RateLine& line, FeeRates& rates) {
  const bool progression = rates.basis == "amount_progression";
  const bool limit = line.name == "floor" || line.name == "cap";
  if (progression && !limit) return read_bracket(line, rates);
  const Result<Money> amount = read_money(line.value, {});
  if (!amount) return false;
  if (!progression) {
    rates.rates.push_back({line.name, *amount});
  } else {
    (line.name == "floor" ? rates.floor : rates.cap) = *amount;
  }
  return true;
}

bool in_order(const std::vector<FeeBracket>& brackets) {
  for (std::size_t i = 0; i < brackets.size(); ++i) {
    const bool last = i + 1 == brackets.size();
    if (!brackets[i].up_to && !last) return false;
    if (!brackets[i].up_to) continue;
    if (*brackets[i].up_to <= (i == 0 ? Money() : *brackets[i - 1].up_to)) return false;
  }
  return true;
}

}  // namespace

const Money* FeeRates::find(std::string_view name) const {
  for (const NamedRate& one : rates) {
    if (one.name == name) return &one.rate;
  }
  return nullptr;
}

Result<FeeRates> read_fee_rates(const std::string& basis, std::string_view lines, const std::string& where) {
  FeeRates rates;
  rates.basis = basis;
  std::size_t number = 0;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const std::string_view text = trimmed(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
    ++number;
    if (text.empty() || text.starts_with('#')) continue;
    const auto line = split_line(text);
    const Params params{{"line", std::to_string(number)}, {"text", std::string(text)}};
    if (number > most_lines || !line) return refusal("fee_rate.line_malformed", where, params);
    const bool limit_twice = (line->name == "floor" && rates.floor) || (line->name == "cap" && rates.cap);
    if (limit_twice || rates.find(line->name) != nullptr) return refusal("fee_rate.name_twice", where, params);
    if (!read_line(*line, rates)) return refusal("fee_rate.line_malformed", where, params);
  }
  if (rates.rates.empty() && rates.brackets.empty()) return refusal("fee_rate.empty", where);
  if (!in_order(rates.brackets)) return refusal("fee_rate.brackets_out_of_order", where);
  if (rates.floor && rates.cap && *rates.cap < *rates.floor) return refusal("fee_rate.cap_below_floor", where);
  return rates;
}

std::string fee_rate_lines(const FeeRates& rates) {
  std::string out;
  for (const NamedRate& one : rates.rates) out += one.name + " = " + one.rate.text() + "\n";
  for (const FeeBracket& one : rates.brackets) {
    out += (one.up_to ? "<= " + one.up_to->text() : std::string("rest")) + " = " + one.percent.decimal() + "%\n";
  }
  if (rates.floor) out += "floor = " + rates.floor->text() + "\n";
  if (rates.cap) out += "cap = " + rates.cap->text() + "\n";
  return out;
}

const std::vector<ShippedFeeRates>& shipped_fee_rates() {
  static const std::vector<ShippedFeeRates> all = [] {
    std::vector<ShippedFeeRates> out;
    for (const std::string_view path : resources_under("sql/seed/fee_rates/")) {
      const Result<Json> document = parse_json(resource(path));
      ensure(document.ok(), "shipped rates are JSON");
      ShippedFeeRates one{document->text_at("code"),  document->text_at("title"),  document->text_at("title_en"),
                          document->text_at("basis"), document->text_at("source"), {}};
      for (const Json& line : document->at("lines").items()) one.lines += line.string() + "\n";
      out.push_back(std::move(one));
    }
    return out;
  }();
  return all;
}

}  // namespace zhiheng::domain
