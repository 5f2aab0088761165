#include "store/backup_store.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "store/driver.h"
#include "store/migration.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view left_out[] = {"write_turn", "session",     "idempotency",   "job",
                                         "mail",       "backup_file", "sign_in_guard", "setup_code"};

struct Plan {
  std::vector<std::string> key;
  int rows_at_once = 500;
};

// "  id INTEGER NOT NULL ... PRIMARY KEY," or "  PRIMARY KEY (sha256, sequence),".
void read_key(std::string_view line, std::vector<std::string>& key) {
  const auto at = line.find("PRIMARY KEY");
  if (at == std::string_view::npos) return;
  const auto word_at = line.find_first_not_of(' ');
  if (word_at != at) {
    key.emplace_back(line.substr(word_at, line.find(' ', word_at) - word_at));
    return;
  }
  std::string name;
  for (const char c : line.substr(at + 11)) {
    const bool letter = (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
    if (letter) name += c;
    if (!letter && !name.empty()) key.push_back(std::exchange(name, {}));
    if (c == ')') break;
  }
}

std::map<std::string, Plan> read_plans() {
  std::map<std::string, Plan> plans;
  for (const Migration& step : migrations_of(Engine::mysql)) {
    for (const std::string& statement : split_statements(step.statements)) {
      if (!statement.starts_with("CREATE TABLE ")) continue;
      Plan plan;
      if (statement.find("LONGTEXT") != std::string::npos) plan.rows_at_once = 50;
      if (statement.find("LONGBLOB") != std::string::npos) plan.rows_at_once = 4;
      std::string_view rest = statement;
      while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        read_key(rest.substr(0, end), plan.key);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      plans[statement.substr(13, statement.find(' ', 13) - 13)] = std::move(plan);
    }
  }
  return plans;
}

const Plan& plan_of(const std::string& table) {
  static const std::map<std::string, Plan> plans = read_plans();
  const auto found = plans.find(table);
  ensure(found != plans.end() && !found->second.key.empty(), "every table has a primary key");
  return found->second;
}

std::string comma_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// (a > ?) OR (a = ? AND b > ?): the rows behind the last one.
std::string behind(const std::vector<std::string>& key, const Parameters& last, Parameters& parameters) {
  std::string sql;
  for (std::size_t i = 0; i < key.size(); ++i) {
    std::string part;
    for (std::size_t j = 0; j < i; ++j) {
      part += key[j] + " = ? AND ";
      parameters.push_back(last[j]);
    }
    sql += (sql.empty() ? "(" : " OR (") + part + key[i] + " > ?)";
    parameters.push_back(last[i]);
  }
  return sql;
}

char hex_digit(unsigned value) {
  return static_cast<char>(value < 10 ? '0' + value : 'a' + value - 10);
}

// Bytes that are no text travel as {"hex": "..."}.
void append_cell(std::string& line, const Value& value) {
  if (is_null(value)) {
    line += "null";
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    line += std::to_string(*number);
  } else if (const std::string& text = text_or_empty(value); is_utf8(text) && text.find('\0') == std::string::npos) {
    append_json_string(line, text);
  } else {
    line += "{\"hex\":\"";
    for (const char c : text) {
      line += hex_digit(static_cast<unsigned char>(c) >> 4);
      line += hex_digit(static_cast<unsigned char>(c) & 15);
    }
    line += "\"}";
  }
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool read_hex(const std::string& hex, std::string& bytes) {
  if (hex.size() % 2 != 0) return false;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_value(hex[i]);
    const int low = hex_value(hex[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes += static_cast<char>(high << 4 | low);
  }
  return true;
}

bool read_cell(const Json& cell, Value& value) {
  if (cell.is_null()) {
    value = Value();
  } else if (cell.is_string()) {
    value = cell.string();
  } else if (const auto number = cell.is_number() ? cell.integer() : std::nullopt) {
    value = *number;
  } else if (const Json* hex = cell.find("hex"); hex && hex->is_string()) {
    std::string bytes;
    if (!read_hex(hex->string(), bytes)) return false;
    value = std::move(bytes);
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool is_left_out(std::string_view table) {
  return std::find(std::begin(left_out), std::end(left_out), table) != std::end(left_out);
}

std::int64_t write_table(Connection& rows, const std::string& table,
                         const std::function<void(std::string_view line)>& line) {
  const Plan& plan = plan_of(table);
  const std::vector<std::string>& columns = columns_of(table);
  Json names = Json::array();
  for (const std::string& column : columns) names.push(column);
  line(write_json(Json::object().set("table", table).set("columns", std::move(names))));
  std::vector<std::size_t> key_at;
  for (const std::string& name : plan.key) {
    key_at.push_back(static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin()));
  }
  const std::string select = "SELECT " + comma_list(columns) + " FROM " + table;
  const std::string order = " ORDER BY " + comma_list(plan.key) + " LIMIT " + std::to_string(plan.rows_at_once);
  std::int64_t count = 0;
  Parameters last;
  for (bool more = true; more;) {
    Parameters parameters;
    const std::string condition = last.empty() ? "" : " WHERE " + behind(plan.key, last, parameters);
    int got = 0;
    std::string text;
    rows.each(select + condition + order, parameters, [&](const Row& row) {
      text = "[";
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) text += ',';
        append_cell(text, row[i]);
      }
      line(text += ']');
      last.clear();
      for (const std::size_t at : key_at) last.push_back(row[at]);
      ++got;
      return true;
    });
    count += got;
    more = got == plan.rows_at_once;
  }
  return count;
}

bool has_data(Connection& rows) {
  for (const char* table : {"bureau", "account", "contract", "agency", "file"}) {
    if (!rows.query(std::string("SELECT 1 FROM ") + table + " LIMIT 1").empty()) return true;
  }
  return !rows.query("SELECT 1 FROM policy WHERE bureau_id IS NOT NULL LIMIT 1").empty();
}

void clear_shipped_rows(Connection& rows) {
  for (const char* table : {"audit", "policy"}) rows.execute(std::string("DELETE FROM ") + table);
}

void defer_references(Connection& rows, bool defer) {
  if (rows.engine() == Engine::sqlite) {
    rows.execute(std::string("PRAGMA defer_foreign_keys = ") + (defer ? "ON" : "OFF"));
  } else {
    rows.execute(std::string("SET SESSION foreign_key_checks = ") + (defer ? "0" : "1"));
  }
}

Outcome restore_row(Connection& rows, const std::string& table, const std::vector<std::string>& columns,
                    const Json& cells) {
  const Problem malformed = refusal("backup.row_malformed", "", {{"table", table}});
  if (!cells.is_array() || cells.items().size() != columns.size()) return malformed;
  Parameters values(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!read_cell(cells.items()[i], values[i])) return malformed;
  }
  rows.execute("INSERT INTO " + table + " (" + comma_list(columns) + ") VALUES (" + placeholders(columns.size()) + ")",
               values);
  return Done{};
}

}  // namespace zhiheng::store
