#include "domain/fee_basis.h"

#include <algorithm>

#include "domain/document_reader.h"

namespace zhiheng::domain {

namespace {

constexpr std::size_t most_lines = 500;
constexpr std::size_t most_coefficients = 6;

struct LineKind {
  std::string_view basis, list, name, quantity;
};
constexpr LineKind line_kinds[] = {
    {"lump_sum", "parts", "name", ""},
    {"person_day", "work", "level", "days"},
    {"amount_progression", "projects", "name", ""},
    {"per_item", "items", "name", "count"},
};

// Days in halves, hundredths at most; pieces are whole.
Fraction read_quantity(ObjectReader& reader, const LineKind& kind) {
  if (kind.quantity.empty()) return Fraction(1);
  if (kind.quantity == "count") return Fraction(reader.integer("count", 0, 1'000'000));
  return reader.fraction("days", 2);
}

void read_line(const Json& item, const Path& path, Problems& problems, const LineKind& kind, FeeInput& input) {
  const bool money_given = kind.basis == "lump_sum" || kind.basis == "amount_progression";
  ObjectReader reader = money_given ? ObjectReader(item, path, problems, {"name", "amount"})
                                    : ObjectReader(item, path, problems, {kind.name, kind.quantity, "rate"});
  if (!reader.is_object()) return;
  FeeLine line;
  line.name = reader.text(kind.name);
  line.quantity = read_quantity(reader, kind);
  if (kind.basis == "amount_progression") {
    line.base = reader.money("amount");
  } else if (money_given) {
    line.rate = reader.money("amount");
  } else if (reader.has("rate")) {
    line.rate = reader.money("rate");
  } else if (const Money* rate = input.rates.find(line.name)) {
    line.rate = *rate;
  } else {
    reader.refuse("fee_basis.rate_missing", "rate", {{"name", line.name}});
  }
  input.lines.push_back(std::move(line));
}

void read_rates(ObjectReader& reader, const FeeRates* table, Problems& problems, FeeInput& input) {
  input.rates.basis = input.basis;
  if (!reader.has("rates")) return;
  const Json& given = *reader.member("rates");
  if (given.is_string()) {
    if (table == nullptr) {
      reader.refuse("fee_basis.no_such_rates", "rates", {{"code", given.string()}});
    } else if (table->basis != input.basis) {
      reader.refuse("fee_basis.rates_of_other_basis", "rates", {{"code", given.string()}});
    } else {
      input.rates = *table;
    }
    return;
  }
  std::string lines;
  if (given.is_array()) {
    for (const Json& line : given.items()) lines += (line.is_string() ? line.string() : std::string("?")) + "\n";
  }
  const Result<FeeRates> read = read_fee_rates(input.basis, lines, "/rates");
  if (read) {
    input.rates = *read;
  } else {
    problems.insert(problems.end(), read.problems().begin(), read.problems().end());
  }
}

void read_coefficients(ObjectReader& reader, const Path& root, Problems& problems, FeeInput& input) {
  const Path path(root, "coefficients");
  const Json::Array& items = reader.array_or_empty("coefficients");
  if (items.size() > most_coefficients) {
    reader.refuse(
        "document.out_of_range", "coefficients",
        {{"value", std::to_string(items.size())}, {"least", "0"}, {"greatest", std::to_string(most_coefficients)}});
    return;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    ObjectReader row(items[i], place, problems, {"name", "factor"});
    if (!row.is_object()) continue;
    input.coefficients.push_back({row.text("name"), row.fraction("factor", 3)});
  }
}

// The part of an amount in each bracket, at the bracket's rate; in fen.
bool progress(const FeeRates& rates, FeeLine& line) {
  Money below;
  Fraction sum;
  for (const FeeBracket& bracket : rates.brackets) {
    const Money upper = bracket.up_to ? std::min(*bracket.up_to, line.base) : line.base;
    if (upper <= below && line.base != Money()) break;
    const Money part = upper - below;
    line.parts.emplace_back(bracket, part);
    sum = sum + Fraction(part.fen()) * bracket.percent * Fraction(1, 100);
    below = upper;
    if (below == line.base) break;
  }
  if (below != line.base) return false;
  line.exact = sum;
  if (rates.floor && line.exact < Fraction(rates.floor->fen())) {
    line.exact = Fraction(rates.floor->fen());
    line.limited = "floor";
  }
  if (rates.cap && line.exact > Fraction(rates.cap->fen())) {
    line.exact = Fraction(rates.cap->fen());
    line.limited = "cap";
  }
  return true;
}

// Largest remainder, ties to the earlier line: what the lines show adds up to what is paid.
void share_out(FeeSheet& sheet) {
  std::vector<std::pair<Fraction, std::size_t>> rests;
  Money left = sheet.work;
  for (std::size_t i = 0; i < sheet.lines.size(); ++i) {
    const auto [whole, rest] = product_parts(sheet.lines[i].exact, sheet.coefficient);
    sheet.lines[i].amount = Money::fen(whole);
    left = left - sheet.lines[i].amount;
    rests.emplace_back(rest, i);
  }
  std::stable_sort(rests.begin(), rests.end(), [](const auto& a, const auto& b) { return b.first < a.first; });
  for (const auto& [rest, index] : rests) {
    if (left == Money()) break;
    sheet.lines[index].amount = sheet.lines[index].amount + Money::fen(1);
    left = left - Money::fen(1);
  }
}

}  // namespace

std::string fee_rates_named(const Json& document) {
  return document.is_object() ? document.text_at("rates") : std::string();
}

Result<FeeInput> read_fee_input(const Json& document, const FeeRates* table) {
  Problems problems;
  const Path root;
  ObjectReader reader(
      document, root, problems,
      {"case", "basis", "rates", "parts", "work", "projects", "items", "coefficients", "travel", "experts"});
  if (!reader.is_object()) return problems;
  FeeInput input;
  if (reader.has("case")) input.label = reader.optional_text("case");
  input.basis = reader.choice("basis", {"lump_sum", "person_day", "amount_progression", "per_item"});
  if (!problems.empty()) return problems;
  const LineKind& kind = *std::find_if(std::begin(line_kinds), std::end(line_kinds),
                                       [&](const LineKind& one) { return one.basis == input.basis; });
  for (const LineKind& other : line_kinds) {
    if (other.list != kind.list && reader.member(other.list)) {
      reader.refuse("document.unknown_member", other.list, {{"member", std::string(other.list)}});
    }
  }
  read_rates(reader, table, problems, input);
  const Path path(root, kind.list);
  const Json::Array& items = reader.array(kind.list);
  const Json* given = reader.member(kind.list);
  if (given && given->is_array() && (items.empty() || items.size() > most_lines)) {
    reader.refuse("fee_basis.empty", kind.list, {{"most", std::to_string(most_lines)}});
  }
  for (std::size_t i = 0; i < items.size() && i < most_lines; ++i) {
    const Path place(path, i);
    read_line(items[i], place, problems, kind, input);
  }
  if (input.basis == "amount_progression" && input.rates.brackets.empty() && problems.empty()) {
    reader.refuse("fee_basis.brackets_missing", "rates");
  }
  read_coefficients(reader, root, problems, input);
  input.travel = reader.money_or("travel", Money());
  input.experts = reader.money_or("experts", Money());
  if (!problems.empty()) return problems;
  return input;
}

Result<FeeSheet> work_out_fee(const FeeInput& input) {
  FeeSheet sheet;
  sheet.input = input;
  sheet.lines = input.lines;
  sheet.coefficient = Fraction(1);
  try {
    for (std::size_t i = 0; i < sheet.lines.size(); ++i) {
      FeeLine& line = sheet.lines[i];
      if (input.basis != "amount_progression") {
        line.exact = Fraction(line.rate.fen()) * line.quantity;
      } else if (!progress(input.rates, line)) {
        return refusal("fee_basis.amount_over_brackets", pointer_to("/projects", i),
                       {{"name", line.name}, {"amount", line.base.text()}});
      }
      sheet.work_exact = sheet.work_exact + line.exact;
    }
    for (const FeeCoefficient& one : input.coefficients) sheet.coefficient = sheet.coefficient * one.factor;
    const auto [whole, rest] = product_parts(sheet.work_exact, sheet.coefficient);
    sheet.work = Money::fen(whole + rest.scaled(0, Rounding::half_up));
    share_out(sheet);
  } catch (const FractionOverflow&) {
    return refusal("fee_basis.too_fine");
  }
  const Money limit = largest_amount;
  if (sheet.work > limit) return refusal("fee_basis.too_large");
  sheet.total = sheet.work + input.travel + input.experts;
  if (sheet.total > limit) return refusal("fee_basis.too_large");
  return sheet;
}

}  // namespace zhiheng::domain
