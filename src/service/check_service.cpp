#include "service/check_service.h"

#include "base/resource.h"
#include "store/migration.h"

namespace zhiheng::service {

namespace {

constexpr std::size_t most_rows_per_law = 1000;
constexpr std::string_view folder = "sql/checks/";
constexpr std::string_view shows = "-- Shows: ";

std::string name_of_law(std::string_view path) {
  path.remove_prefix(folder.size());
  return std::string(path.substr(0, path.size() - 4));
}

// The names of the columns as the law's file states them.
std::vector<std::string> columns_of_law(std::string_view text) {
  const auto at = text.find(shows);
  ensure(at != std::string_view::npos, "a law says what its columns are");
  std::string_view rest = text.substr(at + shows.size());
  rest = rest.substr(0, rest.find('\n'));
  std::vector<std::string> names;
  while (!rest.empty()) {
    const auto comma = rest.find(", ");
    names.emplace_back(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 2);
  }
  return names;
}

std::string text_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return text_or_empty(value);
}

std::string statement_of(std::string_view text) {
  text.remove_prefix(text.find("\nSELECT") + 1);
  return std::string(text.substr(0, text.rfind(';')));
}

}  // namespace

Json CheckReport::to_json() const {
  Json rows = Json::array();
  for (const BrokenLaw& row : broken) {
    Json columns = Json::object();
    for (const auto& [name, value] : row.columns) columns.set(name, value);
    Json one = Json::object();
    one.set("law", row.law).set("row", columns);
    rows.push(one);
  }
  Json names = Json::array();
  for (const std::string& law : laws) names.push(law);
  Json json = Json::object();
  json.set("laws", names).set("broken", rows);
  return json;
}

Result<CheckReport> CheckService::run(const domain::Actor& actor) {
  return gate_.read(actor, domain::Action::run_checks, {}, [&](Tx& tx) -> Result<CheckReport> {
    CheckReport report;
    for (const std::string_view path : resources_under(folder)) {
      if (!path.ends_with(".sql")) continue;
      const std::string law = name_of_law(path);
      const std::string_view text = resource(path);
      const auto names = columns_of_law(text);
      report.laws.push_back(law);
      std::size_t rows = 0;
      tx.rows().each(statement_of(text), {}, [&](const store::Row& row) {
        BrokenLaw broken{law, {}};
        for (std::size_t i = 0; i < row.size(); ++i) {
          broken.columns.emplace_back(i < names.size() ? names[i] : "column " + std::to_string(i + 1), text_of(row[i]));
        }
        report.broken.push_back(std::move(broken));
        return ++rows < most_rows_per_law;
      });
    }
    return report;
  });
}

Outcome CheckService::schema_state() {
  return gate_.system_read(SystemKey{}, {}, [](Tx& tx) { return store::schema_state(tx.rows()); });
}

}  // namespace zhiheng::service
