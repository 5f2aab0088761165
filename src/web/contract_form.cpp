// Between the forms of a contract and the bodies that services take: the lines of a calculation sheet, and problems
// brought to the fields that they were typed in.
#include "base/money.h"
#include "web/contract_basis.h"

namespace zhiheng::web {

namespace {

std::string part(std::string_view text) {
  return std::string(trimmed(text));
}

// "level = 12.5" or "level = 12.5 x 800.00"; what is not understood is left to the rules, which name it.
Json line_of(const std::string& basis, std::string_view line) {
  const auto at = line.rfind('=');
  const std::string name = part(line.substr(0, at));
  std::string value = at == std::string_view::npos ? std::string() : part(line.substr(at + 1));
  Json out = Json::object();
  if (basis == "lump_sum" || basis == "amount_progression") return out.set("name", name).set("amount", value);
  if (const auto times = value.find('x'); times != std::string::npos) {
    out.set("rate", part(std::string_view(value).substr(times + 1)));
    value = part(std::string_view(value).substr(0, times));
  }
  if (basis == "per_item") return out.set("name", name).set("count", value);
  return out.set("level", name).set("days", value);
}

template <class Each>
void each_line(std::string_view text, Each each) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("\r\n;"), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty()) each(line);
  }
}

}  // namespace

Json document_of_form(const Call& call, const std::string& basis) {
  Json document = Json::object().set("basis", basis);
  if (const std::string rates = part(call.field("rates")); !rates.empty()) document.set("rates", rates);
  Json lines = Json::array();
  each_line(call.field("lines"), [&](std::string_view line) { lines.push(line_of(basis, line)); });
  const char* list = basis == "lump_sum"             ? "parts"
                     : basis == "person_day"         ? "work"
                     : basis == "amount_progression" ? "projects"
                                                     : "items";
  document.set(list, std::move(lines));
  Json coefficients = Json::array();
  each_line(call.field("coefficients"), [&](std::string_view line) {
    const auto at = line.rfind('=');
    coefficients.push(Json::object()
                          .set("name", part(line.substr(0, at)))
                          .set("factor", at == std::string_view::npos ? "" : part(line.substr(at + 1))));
  });
  if (!coefficients.items().empty()) document.set("coefficients", std::move(coefficients));
  for (const char* key : {"travel", "experts"}) {
    if (const std::string amount = part(call.field(key)); !amount.empty()) document.set(key, amount);
  }
  return document;
}

std::string lines_in_one(const std::string& typed) {
  std::string text;
  each_line(typed, [&](std::string_view line) { text += (text.empty() ? "" : "; ") + std::string(line); });
  return text;
}

Problems at_form_fields(const Call& call, Problems problems) {
  std::vector<std::string> codes, sequences;
  for (const auto& [name, value] : call.form) {
    if (trimmed(value).empty()) continue;
    if (name.starts_with("fee.")) codes.push_back(name.substr(4));
    if (name.starts_with("amount.")) sequences.push_back(name.substr(7));
  }
  for (Problem& problem : problems) {
    const bool fee = problem.field.starts_with("/engagements/");
    if (!fee && !problem.field.starts_with("/instalments/")) continue;
    const std::string rest = problem.field.substr(13);
    const auto at = read_decimal(rest.substr(0, rest.find('/')), 0, {});
    const std::vector<std::string>& names = fee ? codes : sequences;
    if (!at || static_cast<std::size_t>(*at) >= names.size()) continue;
    const char* key = !fee ? "/amount." : rest.ends_with("/reason") ? "/why." : "/fee.";
    problem.field = key + names[static_cast<std::size_t>(*at)];
  }
  return problems;
}

Problems at_lines(Problems problems) {
  for (Problem& problem : problems) {
    for (const char* list : {"/parts/", "/work/", "/projects/", "/items/", "/coefficients/"}) {
      if (!problem.field.starts_with(list)) continue;
      problem.field = std::string_view(list) == "/coefficients/" ? "/coefficients" : "/lines";
    }
  }
  return problems;
}

}  // namespace zhiheng::web
