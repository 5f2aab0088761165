// The calculation sheet as a document and as sentences.
#include "base/amount_text.h"
#include "domain/fee_basis.h"

namespace zhiheng::domain {

namespace {

// Amounts that are not whole fen yet are shown exactly, "1333.335".
std::string exact_yuan(const Fraction& fen) {
  return (fen * Fraction(1, 100)).decimal();
}

std::string step(const char* name, Language language, const Params& params) {
  return say("fee_basis.step." + std::string(name), params, language);
}

void add_line_steps(const FeeSheet& sheet, const FeeLine& line, Language language, std::vector<std::string>& steps) {
  if (sheet.input.basis != "amount_progression") {
    steps.push_back(step(sheet.input.basis == "lump_sum" ? "part" : "line", language,
                         {{"name", line.name},
                          {"quantity", line.quantity.decimal()},
                          {"rate", grouped(line.rate)},
                          {"amount", exact_yuan(line.exact)}}));
    return;
  }
  for (const auto& [bracket, part] : line.parts) {
    steps.push_back(step(bracket.up_to ? "bracket" : "rest", language,
                         {{"name", line.name},
                          {"up_to", bracket.up_to ? grouped(*bracket.up_to) : std::string()},
                          {"part", grouped(part)},
                          {"percent", bracket.percent.decimal()},
                          {"amount", exact_yuan(Fraction(part.fen()) * bracket.percent * Fraction(1, 100))}}));
  }
  if (!line.limited.empty()) {
    steps.push_back(step(line.limited == "floor" ? "floor" : "cap", language,
                         {{"name", line.name}, {"amount", exact_yuan(line.exact)}}));
  }
}

Json line_json(const FeeSheet& sheet, const FeeLine& line) {
  Json out = Json::object().set("name", line.name);
  const bool progression = sheet.input.basis == "amount_progression";
  if (progression) {
    out.set("base", line.base.text());
    Json parts = Json::array();
    for (const auto& [bracket, part] : line.parts) {
      Json one = Json::object().set("up_to", bracket.up_to ? Json(bracket.up_to->text()) : Json());
      parts.push(one.set("percent", bracket.percent.decimal()).set("part", part.text()));
    }
    out.set("parts", std::move(parts)).set("limited", line.limited.empty() ? Json() : Json(line.limited));
  } else {
    out.set("quantity", line.quantity.decimal()).set("rate", line.rate.text());
  }
  return out.set("exact", exact_yuan(line.exact)).set("amount", line.amount.text());
}

}  // namespace

std::vector<std::string> fee_steps(const FeeSheet& sheet, Language language) {
  std::vector<std::string> steps;
  for (const FeeLine& line : sheet.lines) add_line_steps(sheet, line, language, steps);
  steps.push_back(step("work", language, {{"amount", exact_yuan(sheet.work_exact)}}));
  for (const FeeCoefficient& one : sheet.input.coefficients) {
    steps.push_back(step("coefficient", language, {{"name", one.name}, {"factor", one.factor.decimal()}}));
  }
  steps.push_back(step("rounded", language,
                       {{"amount", exact_yuan(sheet.work_exact)},
                        {"factor", sheet.coefficient.decimal()},
                        {"work", grouped(sheet.work)}}));
  if (sheet.input.travel != Money())
    steps.push_back(step("travel", language, {{"amount", grouped(sheet.input.travel)}}));
  if (sheet.input.experts != Money()) {
    steps.push_back(step("experts", language, {{"amount", grouped(sheet.input.experts)}}));
  }
  steps.push_back(step("total", language, {{"amount", grouped(sheet.total)}}));
  return steps;
}

Json fee_sheet_json(const FeeSheet& sheet, Language language) {
  Json out = Json::object();
  if (!sheet.input.label.empty()) out.set("case", sheet.input.label);
  out.set("basis", sheet.input.basis);
  Json lines = Json::array();
  for (const FeeLine& line : sheet.lines) lines.push(line_json(sheet, line));
  out.set("lines", std::move(lines));
  Json coefficients = Json::array();
  for (const FeeCoefficient& one : sheet.input.coefficients) {
    coefficients.push(Json::object().set("name", one.name).set("factor", one.factor.decimal()));
  }
  out.set("coefficients", std::move(coefficients));
  out.set("work_exact", exact_yuan(sheet.work_exact)).set("coefficient", sheet.coefficient.decimal());
  out.set("work", sheet.work.text()).set("travel", sheet.input.travel.text());
  out.set("experts", sheet.input.experts.text()).set("total", sheet.total.text());
  Json steps = Json::array();
  for (const std::string& one : fee_steps(sheet, language)) steps.push(one);
  return out.set("steps", std::move(steps));
}

}  // namespace zhiheng::domain
