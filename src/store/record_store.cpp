#include "store/record_store.h"

#include "base/money.h"
#include "store/migration.h"

namespace zhiheng::store {

namespace {

struct Column {
  std::string key;     // in the record
  std::string column;  // in the table
};

constexpr const char* common_before[] = {"id", "version", "bureau_id", "agency_id"};
constexpr const char* common_after[] = {"created_at", "updated_at"};

std::vector<Column> read_columns(const domain::Shape& shape) {
  std::vector<Column> columns;
  const auto has_field = [&](std::string_view name) {
    return std::any_of(shape.fields.begin(), shape.fields.end(), [&](const auto& field) { return field.key == name; });
  };
  for (const char* name : common_before) {
    if (has_column(shape.table, name) && !has_field(name)) columns.push_back({name, name});
  }
  for (const domain::Field& field : shape.fields) {
    if (has_column(shape.table, field.column)) columns.push_back({field.key, field.column});
  }
  for (const char* name : common_after) {
    if (has_column(shape.table, name) && !has_field(name)) columns.push_back({name, name});
  }
  return columns;
}

Record to_record(const std::vector<Column>& columns, const Row& row) {
  Record record;
  for (std::size_t i = 0; i < columns.size(); ++i) record.set(columns[i].key, row[i]);
  return record;
}

std::string select_text(const domain::Shape& shape, const std::vector<Column>& columns) {
  std::string sql = "SELECT ";
  for (const Column& column : columns) sql.append(&column == &columns.front() ? "" : ", ").append(column.column);
  return sql + " FROM " + shape.table;
}

std::string and_conditions(const Conditions& conditions, Parameters& parameters) {
  std::string sql;
  for (const auto& [column, value] : conditions) {
    if (is_null(value)) {
      sql += " AND " + column + " IS NULL";
    } else {
      sql += " AND " + column + " = ?";
      parameters.push_back(value);
    }
  }
  return sql;
}

std::vector<Record> select_records(Connection& connection, const domain::Shape& shape, const Conditions& where) {
  Parameters parameters;
  const std::string condition = "1 = 1" + and_conditions(where, parameters);
  return find_records_where(connection, shape, condition, parameters, has_column(shape.table, "id") ? "id" : "");
}

// The columns that a record sets, besides those that the store sets itself. A field's own key comes before the common
// name of its column, because a change is made at the field: "agency" before "agency_id".
std::vector<std::pair<std::string, Value>> given_columns(const domain::Shape& shape, const Record& record) {
  std::vector<std::pair<std::string, Value>> given;
  const auto add = [&](const std::string& key, const std::string& column) {
    const bool twice = std::any_of(given.begin(), given.end(), [&](const auto& one) { return one.first == column; });
    if (twice || !record.has(key) || !has_column(shape.table, column)) return;
    const Value& value = record.get(key);
    given.emplace_back(column, is_null(value) ? empty_value(shape.table, column) : value);
  };
  for (const domain::Field& field : shape.fields) add(field.key, field.column);
  for (const char* name : {"bureau_id", "agency_id"}) add(name, name);
  std::erase_if(given, [](const auto& one) {
    return one.first == "id" || one.first == "version" || one.first == "created_at" || one.first == "updated_at";
  });
  return given;
}

}  // namespace

std::optional<Record> find_record(Connection& connection, const domain::Shape& shape, std::int64_t id) {
  auto records = select_records(connection, shape, {{"id", id}});
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

std::optional<Record> find_record_by_key(Connection& connection, const domain::Shape& shape, const Value& key,
                                         const Conditions& within) {
  const domain::Field* field = shape.find(shape.natural_key);
  ensure(field != nullptr, "a shape that is found by its key has a natural key");
  Conditions where{{field->column, key}};
  where.insert(where.end(), within.begin(), within.end());
  auto records = select_records(connection, shape, where);
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

std::vector<Record> find_records(Connection& connection, const domain::Shape& shape, const Conditions& where) {
  return select_records(connection, shape, where);
}

std::vector<Record> find_records_where(Connection& connection, const domain::Shape& shape, const std::string& condition,
                                       const Parameters& parameters, const std::string& order) {
  const auto columns = read_columns(shape);
  std::string sql = select_text(shape, columns) + " WHERE " + condition;
  if (!order.empty()) sql += " ORDER BY " + order;
  std::vector<Record> records;
  connection.each(sql, parameters, [&](const Row& row) {
    records.push_back(to_record(columns, row));
    return true;
  });
  return records;
}

std::int64_t insert_record(Connection& connection, const domain::Shape& shape, const Record& record, Timestamp now) {
  auto given = given_columns(shape, record);
  for (const char* name : common_after) {
    if (has_column(shape.table, name)) given.emplace_back(name, now.utc());
  }
  std::string names;
  std::string marks;
  Parameters parameters;
  for (auto& [column, value] : given) {
    names.append(names.empty() ? "" : ", ").append(column);
    marks.append(marks.empty() ? "?" : ", ?");
    parameters.push_back(std::move(value));
  }
  connection.execute("INSERT INTO " + shape.table + " (" + names + ") VALUES (" + marks + ")", parameters);
  const std::int64_t id = connection.last_id();
  if (shape.table == "bureau") refresh_bureau_paths(connection, id);
  return id;
}

bool update_record(Connection& connection, const domain::Shape& shape, const Record& record, Timestamp now) {
  std::string sets = "version = version + 1";
  Parameters parameters;
  if (has_column(shape.table, "updated_at")) {
    sets += ", updated_at = ?";
    parameters.push_back(now.utc());
  }
  for (auto& [column, value] : given_columns(shape, record)) {
    sets += ", " + column + " = ?";
    parameters.push_back(value);
  }
  parameters.push_back(record.integer("id"));
  parameters.push_back(record.integer("version"));
  const auto matched =
      connection.execute("UPDATE " + shape.table + " SET " + sets + " WHERE id = ? AND version = ?", parameters);
  if (matched > 0 && shape.table == "bureau" && record.has("parent")) {
    refresh_bureau_paths(connection, record.integer("id"));
  }
  return matched > 0;
}

void refresh_bureau_paths(Connection& connection, std::int64_t id) {
  std::string above = "/";
  const auto row = connection.query("SELECT parent_id, path FROM bureau WHERE id = ?", {id});
  if (row.empty()) return;
  if (const std::int64_t parent = integer_or(row[0][0]); parent != 0) {
    const auto parent_row = connection.query("SELECT path FROM bureau WHERE id = ?", {parent});
    if (!parent_row.empty()) above = text_or_empty(parent_row[0][0]);
  }
  const std::string own = "/" + std::to_string(id) + "/";
  if (above.find(own) != std::string::npos) throw SqlError(Fault::broken_check, "a bureau cannot stand below itself");
  const std::string before = text_or_empty(row[0][1]);
  const std::string after = above + own.substr(1);
  if (before == after) return;
  connection.execute("UPDATE bureau SET path = ? WHERE id = ?", {after, id});
  if (before.empty()) return;
  for (const Row& below :
       connection.query("SELECT id, path FROM bureau WHERE INSTR(path, ?) = 1 AND id <> ?", {before, id})) {
    connection.execute("UPDATE bureau SET path = ? WHERE id = ?",
                       {after + text_or_empty(below[1]).substr(before.size()), below[0]});
  }
}

std::vector<std::int64_t> bureau_subtree(Connection& connection, std::int64_t id) {
  std::vector<std::int64_t> ids;
  if (id == 0) return ids;
  const std::string own = "/" + std::to_string(id) + "/";
  for (const Row& row : connection.query("SELECT id FROM bureau WHERE INSTR(path, ?) > 0 ORDER BY id", {own})) {
    ids.push_back(integer_or(row[0]));
  }
  return ids;
}

std::vector<std::int64_t> bureau_and_above(Connection& connection, std::int64_t id) {
  std::vector<std::int64_t> ids;
  if (id == 0) return ids;
  const auto row = connection.query("SELECT path FROM bureau WHERE id = ?", {id});
  std::string path = row.empty() ? std::string() : text_or_empty(row[0][0]);
  while (path.size() > 1) {
    path.pop_back();  // the slash behind the last id
    const std::size_t before = path.rfind('/') + 1;
    const auto last = read_decimal(std::string_view(path).substr(before), 0, {});
    ensure(last.ok(), "a path is made of ids");
    ids.push_back(*last);
    path.resize(before);
  }
  return ids;
}

}  // namespace zhiheng::store
