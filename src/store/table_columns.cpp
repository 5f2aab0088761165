// The columns of every table, read once from the migrations themselves, so that generic SQL asks for nothing that a
// table does not have and no second list must be kept.
#include <charconv>
#include <map>

#include "store/driver.h"
#include "store/migration.h"

namespace zhiheng::store {

namespace {

struct Table {
  std::vector<std::string> columns;
  std::map<std::string, Value, std::less<>> empties;  // of columns that are NOT NULL and have a default
};

struct Tables {
  std::vector<std::string> order;
  std::map<std::string, Table, std::less<>> by_name;
};

// "status VARCHAR(16) NOT NULL DEFAULT 'active'," has the empty value "active".
void read_column(Table& table, const std::string& name, std::string_view rest) {
  table.columns.push_back(name);
  const auto at = rest.find(" NOT NULL DEFAULT ");
  if (at == std::string_view::npos) return;
  rest.remove_prefix(at + 18);
  if (rest.starts_with("'")) {
    table.empties[name] = std::string(rest.substr(1, rest.find('\'', 1) - 1));
  } else {
    std::int64_t number = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), number);
    table.empties[name] = number;
  }
}

std::string take_word(std::string_view& line) {
  const auto start = line.find_first_not_of(' ');
  line.remove_prefix(start == std::string_view::npos ? line.size() : start);
  const auto end = std::min(line.find_first_of(" (,"), line.size());
  std::string word(line.substr(0, end));
  line.remove_prefix(end);
  return word;
}

void read_create(Tables& tables, std::string_view statement) {
  const std::string name = take_word(statement);
  tables.order.push_back(name);
  Table& table = tables.by_name[name];
  statement.remove_prefix(std::min(statement.find('\n'), statement.size()));
  while (!statement.empty()) {
    statement.remove_prefix(1);
    const auto end = std::min(statement.find('\n'), statement.size());
    std::string_view line = statement.substr(0, end);
    statement.remove_prefix(end);
    const std::string word = take_word(line);
    // Column names are small letters; what else begins a line are constraints in capitals and the closing bracket.
    if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') read_column(table, word, line);
  }
}

void read_alter(Tables& tables, std::string_view statement) {
  const std::string name = take_word(statement);
  const std::string verb = take_word(statement);
  ensure(take_word(statement) == "COLUMN", "a migration alters a table by ADD COLUMN or DROP COLUMN");
  const std::string column = take_word(statement);
  Table& table = tables.by_name[name];
  if (verb == "ADD") read_column(table, column, statement);
  if (verb == "DROP") std::erase(table.columns, column);
}

Tables read_tables() {
  Tables tables;
  for (const Migration& step : migrations_of(Engine::mysql)) {
    for (const std::string& statement : split_statements(step.statements)) {
      const std::string_view text = statement;
      if (text.starts_with("CREATE TABLE ")) read_create(tables, text.substr(13));
      if (text.starts_with("ALTER TABLE ")) read_alter(tables, text.substr(12));
    }
  }
  return tables;
}

const Tables& tables() {
  static const Tables all = read_tables();
  return all;
}

}  // namespace

const std::vector<std::string>& columns_of(std::string_view table) {
  static const std::vector<std::string> none;
  const auto found = tables().by_name.find(table);
  return found == tables().by_name.end() ? none : found->second.columns;
}

bool has_column(std::string_view table, std::string_view column) {
  const auto& columns = columns_of(table);
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

Value empty_value(std::string_view table, std::string_view column) {
  const auto found = tables().by_name.find(table);
  if (found == tables().by_name.end()) return {};
  const auto value = found->second.empties.find(column);
  return value == found->second.empties.end() ? Value() : value->second;
}

const std::vector<std::string>& all_tables() {
  return tables().order;
}

}  // namespace zhiheng::store
