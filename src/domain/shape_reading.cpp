#include "base/date.h"
#include "base/money.h"
#include "base/uscc.h"
#include "domain/shape.h"
#include "domain/shape_text.h"

namespace zhiheng::domain {

namespace {

// Long texts are written into boxes of several lines.
constexpr std::int64_t several_lines_from = 500;

template <class T, class Into>
Result<Value> converted(const Result<T>& read, Into into) {
  if (!read) return read.problems();
  return Value(into(*read));
}

Result<Value> read_integer(const Field& field, std::string_view text, const std::string& where) {
  const bool negative = field.smallest < 0 && text.starts_with('-');
  const Result<std::int64_t> read = read_decimal(negative ? text.substr(1) : text, 0, where);
  if (!read) return read.problems();
  const std::int64_t number = negative ? -*read : *read;
  if (number < field.smallest || number > field.largest) {
    return refusal("field.out_of_range", where,
                   {{"least", std::to_string(field.smallest)}, {"most", std::to_string(field.largest)}});
  }
  return Value(number);
}

Result<Value> read_choice(const Field& field, const std::string& text, const std::string& where) {
  std::string allowed;
  for (const std::string& choice : choice_list(field.list)) {
    if (choice == text) return Value(text);
    allowed += (allowed.empty() ? "" : ", ") + choice;
  }
  return refusal("field.bad_choice", where, {{"value", text}, {"allowed", allowed}});
}

Result<Value> read_reference(std::string_view text, const std::string& where) {
  const Result<std::int64_t> read = read_decimal(text, 0, where);
  if (!read || *read == 0) return refusal("field.bad_reference", where, {{"value", std::string(text)}});
  return Value(*read);
}

Result<Value> read_from_text(const Field& field, const std::string& text, const std::string& where) {
  switch (field.type) {
    case FieldType::text:
      return converted(read_text(text, field.largest, field.largest >= several_lines_from, where),
                       [](const std::string& value) { return value; });
    case FieldType::code:
      return converted(read_code(text, field.largest, where), [](const std::string& value) { return value; });
    case FieldType::uscc: return converted(read_uscc(text, where), [](const std::string& value) { return value; });
    case FieldType::choice: return read_choice(field, text, where);
    case FieldType::date: return converted(read_date(text, where), [](Date date) { return date.text(); });
    case FieldType::money: return converted(read_money(text, where), [](Money amount) { return amount.fen(); });
    case FieldType::score:
      return converted(read_score(text, where), [](Score score) { return std::int64_t{score.hundredths()}; });
    case FieldType::integer: return read_integer(field, text, where);
    case FieldType::reference: return read_reference(text, where);
    case FieldType::flag:
      if (text == "true" || text == "1") return Value(std::int64_t{1});
      if (text == "false" || text == "0") return Value(std::int64_t{0});
      return refusal("field.wrong_type", where, {{"type", "flag"}});
  }
  throw Defect("every field type is read");
}

// What a row holds in a field that nobody filled in: the columns of texts and amounts are never null.
Value nothing_in(const Field& field) {
  switch (field.type) {
    case FieldType::text:
    case FieldType::code:
    case FieldType::uscc:
    case FieldType::choice: return Value(field.otherwise);
    case FieldType::money:
    case FieldType::integer:
    case FieldType::flag: return Value(std::int64_t{0});
    default: return Value();
  }
}

std::string_view type_name(FieldType type) {
  switch (type) {
    case FieldType::integer: return "integer";
    case FieldType::flag: return "flag";
    case FieldType::reference: return "reference";
    default: return "text";
  }
}

bool filled(const Field& field, const Value& value) {
  if (is_null(value)) return false;
  if (const auto* text = std::get_if<std::string>(&value)) return !text->empty();
  return field.type != FieldType::reference || integer_or(value) != 0;
}

}  // namespace

Result<Value> read_value(const Field& field, const Json* given, const std::string& where) {
  if (given == nullptr || given->is_null() || (given->is_string() && trimmed(given->string()).empty())) {
    if (field.required) return refusal("field.required", where);
    return nothing_in(field);
  }
  if (given->is_string()) return read_from_text(field, std::string(trimmed(given->string())), where);
  const bool whole = field.type == FieldType::integer || field.type == FieldType::reference;
  if (whole && given->is_number() && given->integer()) return read_from_text(field, given->number(), where);
  if (field.type == FieldType::flag && given->is_bool()) return Value(std::int64_t{given->boolean() ? 1 : 0});
  return refusal("field.wrong_type", where, {{"type", std::string(type_name(field.type))}});
}

namespace {

// A moment that the house itself keeps, as its column holds it; see moment_field().
bool is_moment(const Field& field, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return field.type == FieldType::text && field.read_only && field.key.ends_with("_at") && text && text->size() == 23 &&
         (*text)[10] == ' ';
}

}  // namespace

Json value_to_json(const Field& field, const Value& value) {
  if (is_null(value)) return Json();
  if (is_moment(field, value)) return Json(timestamp_from_utc(std::get<std::string>(value)).text());
  switch (field.type) {
    case FieldType::integer: return Json(integer_or(value));
    case FieldType::flag: return Json(integer_or(value) != 0);
    default: return Json(value_to_text(field, value));
  }
}

std::string value_to_text(const Field& field, const Value& value) {
  if (is_null(value)) return {};
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  const std::int64_t number = integer_or(value);
  if (field.type == FieldType::money) return Money::fen(number).text();
  if (field.type == FieldType::score) return Score::hundredths(static_cast<std::int32_t>(number)).text();
  return std::to_string(number);
}

Result<Record> read_record(const Shape& shape, const Json& body, const Record* current, const std::string& where) {
  if (!body.is_object()) return refusal("record.not_an_object", where);
  Problems problems;
  for (const auto& member : body.members()) {
    const Field* field = shape.find(member.key);
    if (field == nullptr) {
      problems.push_back(refusal("field.unknown", pointer_to(where, member.key), {{"key", member.key}}));
    } else if (field->read_only) {
      problems.push_back(refusal("field.read_only", pointer_to(where, member.key)));
    }
  }
  Record record = current ? *current : Record();
  for (const Field& field : shape.fields) {
    if (field.read_only) continue;
    const Json* given = body.find(field.key);
    if (current != nullptr && given == nullptr) continue;
    const std::string at = pointer_to(where, field.key);
    Result<Value> read = read_value(field, given, at);
    if (!read) {
      problems.insert(problems.end(), read.problems().begin(), read.problems().end());
      continue;
    }
    // A fixed field may be sent back unchanged, as forms do.
    if (current != nullptr && field.fixed_after_create && filled(field, current->get(field.key)) &&
        *read != current->get(field.key)) {
      problems.push_back(refusal("field.fixed", at));
      continue;
    }
    record.set(field.key, std::move(*read));
  }
  if (!problems.empty()) return problems;
  return record;
}

Json record_to_json(const Shape& shape, const Record& record) {
  Json out = Json::object();
  out.set("id", Json(std::to_string(record.integer("id"))));
  out.set("version", Json(record.integer("version")));
  for (const Field& field : shape.fields) out.set(field.key, value_to_json(field, record.get(field.key)));
  for (const char* moment : {"created_at", "updated_at"}) {
    if (!record.text(moment).empty()) out.set(moment, Json(timestamp_from_utc(record.text(moment)).text()));
  }
  return out;
}

}  // namespace zhiheng::domain
