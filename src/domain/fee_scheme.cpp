#include "domain/fee_scheme.h"

#include "base/resource.h"
#include "domain/document_reader.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

constexpr std::array<std::string_view, 4> methods{"hourly_steps", "half_day", "per_item", "fixed"};

HourlySteps read_hourly(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems,
                      {"first_hours", "first_amount", "step_amount", "day_hours", "over_amount", "next_day_amount",
                       "next_day_over_amount"});
  HourlySteps hourly;
  hourly.first_hours = reader.integer("first_hours", 0, 24);
  hourly.first_amount = reader.money("first_amount");
  hourly.step_amount = reader.money("step_amount");
  hourly.day_hours = reader.integer("day_hours", 1, 24);
  hourly.over_amount = reader.money("over_amount");
  hourly.next_day_amount = reader.money_or("next_day_amount", hourly.step_amount);
  hourly.next_day_over_amount = reader.money_or("next_day_over_amount", hourly.over_amount);
  if (hourly.day_hours < hourly.first_hours) reader.refuse("fee_scheme.day_shorter_than_block", "day_hours");
  return hourly;
}

void read_amounts(ObjectReader& whole, FeeScheme& scheme, Problems& problems) {
  const Json* value = whole.required("amounts");
  if (!value) return;
  const Path path(whole.path(), "amounts");
  ObjectReader reader(*value, path, problems, {"senior", "middle", "other"});
  for (const std::string_view level : fee_levels) scheme.amounts.emplace(level, reader.money(level));
}

void read_daily(const Json& value, const Path& path, FeeScheme& scheme, Problems& problems) {
  ObjectReader reader(value, path, problems, {"amounts", "half_part", "full_days", "later_part"});
  read_amounts(reader, scheme, problems);
  scheme.half_part = reader.fraction_or("half_part", Fraction(1, 2));
  scheme.full_days = reader.integer_or("full_days", 0, 31, 0);
  scheme.later_part = reader.fraction_or("later_part", Fraction(1));
}

void read_options(ObjectReader& reader, FeeScheme& scheme, Problems& problems) {
  if (reader.has("factors")) {
    const Path path(reader.path(), "factors");
    ObjectReader factors(*reader.member("factors"), path, problems, {"senior", "middle", "other"});
    for (const std::string_view level : fee_levels) {
      scheme.factors.emplace(level, factors.fraction_or(level, Fraction(1)));
    }
  }
  if (reader.has("caps")) {
    const Path path(reader.path(), "caps");
    ObjectReader caps(*reader.member("caps"), path, problems, {"half_day", "day"});
    if (caps.has("half_day")) scheme.half_day_cap = caps.money("half_day");
    if (caps.has("day")) scheme.day_cap = caps.money("day");
  }
  if (reader.has("correspondence_part")) scheme.correspondence_part = reader.fraction("correspondence_part");
  if (reader.has("travel_allowance")) scheme.travel_allowance = reader.money("travel_allowance");
  for (std::size_t i = 0; i < reader.array_or_empty("assumed").size(); ++i) {
    const Path list(reader.path(), "assumed");
    (void)read_text_at(reader.array_or_empty("assumed")[i], Path(list, i), problems);
  }
}

const std::map<std::string, Json, std::less<>>& shipped() {
  static const auto library = [] {
    std::map<std::string, Json, std::less<>> read;
    for (const std::string_view path : resources_under("sql/seed/fee_schemes/")) {
      auto document = parse_json(resource(path));
      ensure(document.ok() && read_fee_scheme(*document).ok(), "a shipped fee scheme is good");
      read.emplace(document->text_at("scheme"), std::move(*document));
    }
    return read;
  }();
  return library;
}

}  // namespace

std::string_view name_of(FeeMethod method) {
  return methods[static_cast<std::size_t>(method)];
}

Result<FeeScheme> read_fee_scheme(const Json& document) {
  Problems problems;
  const Path root;
  ObjectReader reader(document, root, problems,
                      {"scheme", "revision", "title", "source", "assumed", "agreed", "method", "hourly", "daily",
                       "item", "fixed", "factors", "caps", "correspondence_part", "travel_allowance"});
  if (!reader.is_object()) return problems;
  FeeScheme scheme;
  scheme.code = reader.text("scheme", 64);
  scheme.revision = static_cast<int>(reader.integer("revision", 1, 9999));
  scheme.title = reader.text("title");
  scheme.source = reader.optional_text("source", 500);
  scheme.net_agreed = reader.choice("agreed", {"gross", "net"}) == "net";
  const std::string method = reader.choice("method", {"hourly_steps", "half_day", "per_item", "fixed"});
  for (std::size_t i = 0; i < methods.size(); ++i) {
    if (methods[i] == method) scheme.method = static_cast<FeeMethod>(i);
  }
  // One part per method; those of the others would be read by nobody.
  const std::string_view parts[] = {"hourly", "daily", "item", "fixed"};
  for (std::size_t i = 0; i < std::size(parts); ++i) {
    const bool wanted = i == static_cast<std::size_t>(scheme.method);
    if (!wanted && reader.has(parts[i])) reader.refuse("fee_scheme.part_of_another_method", parts[i]);
    if (!wanted || method.empty()) continue;
    const Json* value = reader.required(parts[i]);
    if (!value) continue;
    const Path path(root, parts[i]);
    if (i == 0) {
      scheme.hourly = read_hourly(*value, path, problems);
    } else if (i == 1) {
      read_daily(*value, path, scheme, problems);
    } else {
      ObjectReader part(*value, path, problems, {"amounts"});
      read_amounts(part, scheme, problems);
    }
  }
  read_options(reader, scheme, problems);
  if (!problems.empty()) return problems;
  return scheme;
}

std::string name_of_scheme(const Json& document) {
  const Json* revision = document.find("revision");
  return document.text_at("scheme") + "@" + (revision && revision->is_number() ? revision->number() : "");
}

const Shape& fee_scheme_shape() {
  static const Shape shape{
      "fee_scheme",
      "fee-schemes",
      "fee_scheme",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       text_field("title", 200).read_only().searchable().sortable(),
       text_field("code", 64).read_only().searchable().sortable(), integer_field("revision", 1, 9999).read_only(),
       choice_field("method", "fee_method").read_only().filterable(),
       choice_field("agreed", "fee_agreed").read_only().filterable(),
       choice_field("state", "fee_scheme_state").read_only().filterable().sortable(),
       text_field("digest", 64).read_only(), reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("approved_by", "account").column("approved_by").read_only(),
       moment_field("approved_at").sortable()},
      true,
      false,
      "title"};
  return shape;
}

std::vector<std::string> shipped_fee_schemes() {
  std::vector<std::string> codes;
  for (const auto& [code, document] : shipped()) codes.push_back(code);
  return codes;
}

const Json* shipped_fee_scheme(std::string_view code) {
  const auto found = shipped().find(code);
  return found == shipped().end() ? nullptr : &found->second;
}

}  // namespace zhiheng::domain
