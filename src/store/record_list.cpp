// Lists of any stem: search, filters, scope and paging by key.
#include "base/json.h"
#include "store/migration.h"
#include "store/record_store.h"
#include "store/record_sum.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view digits64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64(std::string_view bytes) {
  std::string text;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char byte : bytes) {
    buffer = (buffer << 8) | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 6; bits -= 6) text += digits64[(buffer >> (bits - 6)) & 63];
  }
  if (bits > 0) text += digits64[(buffer << (6 - bits)) & 63];
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char letter : text) {
    const auto digit = digits64.find(letter);
    if (digit == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 6) | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>((buffer >> bits) & 0xff);
    }
  }
  return bytes;
}

std::string lower(std::string_view text) {
  std::string answer(text);
  for (char& letter : answer) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return answer;
}

// How a list is ordered. Empty cells sort first, as the least value of their kind, because a comparison with NULL is
// neither true nor false and would lose rows between pages.
struct Order {
  std::string key = "id";
  std::string column = "id";
  std::string expression = "id";
  bool number = true;
  bool descending = false;
  std::string name() const { return (descending ? "-" : "") + key; }
};

bool is_number(domain::FieldType type) {
  using domain::FieldType;
  return type == FieldType::money || type == FieldType::score || type == FieldType::integer ||
         type == FieldType::flag || type == FieldType::reference;
}

const FieldVeil* veil_of(const ListQuery& query, std::string_view key) {
  for (const FieldVeil& veil : query.veils) {
    if (veil.key == key) return &veil;
  }
  return nullptr;
}

std::optional<Order> read_order(const domain::Shape& shape, const ListQuery& query) {
  Order order;
  order.descending = query.descending;
  std::string_view key = query.sort;
  if (key.starts_with('-')) {
    order.descending = true;
    key.remove_prefix(1);
  }
  if (key.empty() || key == "id") return order;
  order.key = key;
  if (key == "created_at" || key == "updated_at") {
    if (!has_column(shape.table, key)) return std::nullopt;
    order.column = order.expression = key;
    order.number = false;
    return order;
  }
  const domain::Field* field = shape.find(key);
  if (!field || !field->sortable || !has_column(shape.table, field->column)) return std::nullopt;
  order.column = field->column;
  order.number = is_number(field->type);
  order.expression = field->required
                         ? field->column
                         : "COALESCE(" + field->column + (order.number ? ", -9223372036854775807)" : ", '')");
  if (const FieldVeil* veil = veil_of(query, key)) {
    order.expression = "CASE WHEN " + veil->condition + " THEN " + (order.number ? "-9223372036854775807" : "''") +
                       " ELSE " + order.expression + " END";
  }
  return order;
}

std::string write_cursor(const Order& order, const Record& last, const Value& sort_value) {
  Json cursor = Json::array();
  cursor.push(order.name());
  if (order.number) {
    cursor.push(integer_or(sort_value, -9223372036854775807));
  } else {
    cursor.push(text_or_empty(sort_value));
  }
  cursor.push(last.integer("id"));
  return to_base64(write_json(cursor));
}

struct Cursor {
  Value value;
  std::int64_t id = 0;
};

std::optional<Cursor> read_cursor(const std::string& text, const Order& order) {
  const auto bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  const auto json = parse_json(*bytes);
  if (!json || !json->is_array() || json->items().size() != 3) return std::nullopt;
  const auto& items = json->items();
  if (!items[0].is_string() || items[0].string() != order.name() || !items[2].integer()) return std::nullopt;
  Cursor cursor;
  cursor.id = *items[2].integer();
  if (order.number) {
    if (!items[1].integer()) return std::nullopt;
    cursor.value = *items[1].integer();
  } else {
    if (!items[1].is_string()) return std::nullopt;
    cursor.value = items[1].string();
  }
  return cursor;
}

std::string search_condition(const domain::Shape& shape, const ListQuery& query, Parameters& parameters) {
  std::vector<std::string> columns;
  for (const domain::Field& field : shape.fields) {
    if (!field.searchable || !has_column(shape.table, field.column)) continue;
    const FieldVeil* veil = veil_of(query, field.key);
    columns.push_back(veil ? "CASE WHEN " + veil->condition + " THEN '' ELSE " + field.column + " END" : field.column);
  }
  std::string_view q = query.q;
  std::string sql;
  while (!q.empty() && !columns.empty()) {
    const auto start = std::min(q.find_first_not_of(' '), q.size());
    q.remove_prefix(start);
    const std::string word = lower(q.substr(0, q.find(' ')));
    q.remove_prefix(word.size());
    if (word.empty()) continue;
    sql += " AND (";
    for (const std::string& column : columns) {
      sql.append(&column == &columns.front() ? "" : " OR ").append("INSTR(LOWER(" + column + "), ?) > 0");
      parameters.push_back(word);
    }
    sql += ")";
  }
  return sql;
}

Result<std::string> filter_conditions(const domain::Shape& shape, const ListQuery& query, Parameters& parameters) {
  std::string sql;
  Problems problems;
  for (const auto& [key, text] : query.filters) {
    const domain::Field* field = shape.find(key);
    if (!field || !field->filterable || !has_column(shape.table, field->column)) {
      problems.push_back(refusal("list.bad_filter", key, {{"filter", key}}));
      continue;
    }
    const bool flag = field->type == domain::FieldType::flag;
    const Json given = flag && (text == "true" || text == "false") ? Json(text == "true") : Json(text);
    const auto value = domain::read_value(*field, &given, key);
    if (!value) {
      problems.insert(problems.end(), value.problems().begin(), value.problems().end());
      continue;
    }
    if (const FieldVeil* veil = veil_of(query, key)) sql += " AND NOT (" + veil->condition + ")";
    sql += " AND " + field->column + " = ?";
    parameters.push_back(*value);
  }
  if (!problems.empty()) return problems;
  return sql;
}

// SELECT with the record's columns, then the value that is sorted by.
struct Columns {
  std::vector<std::string> keys;
  std::string text;
};

Columns list_columns(const domain::Shape& shape, const Order& order) {
  Columns answer;
  const auto add = [&](const std::string& key, const std::string& column) {
    if (!has_column(shape.table, column)) return;
    if (std::find(answer.keys.begin(), answer.keys.end(), key) != answer.keys.end()) return;
    answer.keys.push_back(key);
    answer.text += column + ", ";
  };
  for (const char* name : {"id", "version", "bureau_id", "agency_id"}) {
    if (!shape.find(name)) add(name, name);
  }
  for (const domain::Field& field : shape.fields) add(field.key, field.column);
  for (const char* name : {"created_at", "updated_at"}) add(name, name);
  answer.text += order.expression;
  return answer;
}

}  // namespace

namespace {

// Which rows the list has, on all of its pages.
Result<std::string> where_of(const domain::Shape& shape, const ListQuery& query, Parameters& parameters) {
  std::string where = " WHERE " + scope_condition(shape, query.scope, parameters);
  for (const auto& [column, value] : query.where) {
    where += " AND " + column + (is_null(value) ? " IS NULL" : " = ?");
    if (!is_null(value)) parameters.push_back(value);
  }
  where += query.condition;
  parameters.insert(parameters.end(), query.condition_parameters.begin(), query.condition_parameters.end());
  const auto filters = filter_conditions(shape, query, parameters);
  if (!filters) return filters.problems();
  where += *filters;
  return where + search_condition(shape, query, parameters);
}

}  // namespace

Result<Money> sum_records(Connection& connection, const domain::Shape& shape, const ListQuery& query,
                          const std::string& key) {
  const domain::Field* field = shape.find(key);
  ensure(field && field->type == domain::FieldType::money, "a sum is of money");
  Parameters parameters;
  const auto where = where_of(shape, query, parameters);
  if (!where) return where.problems();
  const std::string sum = "SELECT CAST(COALESCE(SUM(" + field->column + "), 0) AS SIGNED) FROM ";
  return Money::fen(integer_or(connection.query(sum + shape.table + *where, parameters)[0][0]));
}

Result<ListPage> list_records(Connection& connection, const domain::Shape& shape, const ListQuery& query) {
  Problems problems;
  const auto order = read_order(shape, query);
  std::optional<Cursor> cursor;
  if (!order) {
    problems.push_back(refusal("list.bad_sort", "sort", {{"sort", query.sort}}));
  } else if (!query.cursor.empty()) {
    cursor = read_cursor(query.cursor, *order);
    if (!cursor) problems.push_back(refusal("list.bad_cursor", "cursor"));
  }
  Parameters parameters;
  const auto found = where_of(shape, query, parameters);
  if (!found) problems.insert(problems.end(), found.problems().begin(), found.problems().end());
  if (!problems.empty()) return problems;
  std::string where = *found;

  ListPage page;
  page.total = integer_or(connection.query("SELECT COUNT(*) FROM " + shape.table + where, parameters)[0][0]);
  const std::string beyond = order->descending ? " < ?" : " > ?";
  if (cursor && order->key == "id") {
    where += " AND id" + beyond;
    parameters.emplace_back(cursor->id);
  } else if (cursor) {
    where += " AND (" + order->expression + beyond + " OR (" + order->expression + " = ? AND id" + beyond + "))";
    parameters.insert(parameters.end(), {cursor->value, cursor->value, Value(cursor->id)});
  }
  const std::string direction = order->descending ? " DESC" : "";
  const std::string by = order->key == "id" ? "id" + direction : order->expression + direction + ", id" + direction;
  const int limit = std::clamp(query.limit, 1, 500);
  const Columns columns = list_columns(shape, *order);
  const auto rows = connection.query("SELECT " + columns.text + " FROM " + shape.table + where + " ORDER BY " + by +
                                         " LIMIT " + std::to_string(limit + 1),
                                     parameters);
  for (const Row& row : rows) {
    if (page.items.size() == static_cast<std::size_t>(limit)) break;
    Record record;
    for (std::size_t i = 0; i < columns.keys.size(); ++i) record.set(columns.keys[i], row[i]);
    page.items.push_back(std::move(record));
  }
  if (rows.size() > static_cast<std::size_t>(limit)) {
    page.next = write_cursor(*order, page.items.back(), rows[page.items.size() - 1].back());
  }
  return page;
}

}  // namespace zhiheng::store
