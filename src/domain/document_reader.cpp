#include "domain/document_reader.h"

#include <algorithm>

namespace zhiheng::domain {
namespace {

void add(Problems& problems, const Path& path, std::string rule, Params params = {}) {
  problems.push_back(refusal(std::move(rule), path.pointer(), std::move(params)));
}

template <class T>
T taken(Result<T> read, const Path& path, Problems& problems) {
  if (read) return *read;
  Problem problem = read.problems().front();
  problem.field = path.pointer();
  problems.push_back(std::move(problem));
  return T{};
}

// Amounts and scores travel as strings, because a JSON number has been through a binary float somewhere.
const std::string* decimal_text(const Json& value, const Path& path, Problems& problems) {
  if (value.is_string()) return &value.string();
  add(problems, path, value.is_number() ? "number.not_a_string" : "document.wrong_type", {{"expected", "string"}});
  return nullptr;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

const Json::Array& no_items() {
  static const Json::Array nothing;
  return nothing;
}

}  // namespace

std::string Path::pointer() const {
  if (!parent_) return {};
  return index_ >= 0 ? pointer_to(parent_->pointer(), static_cast<std::size_t>(index_))
                     : pointer_to(parent_->pointer(), key_);
}

Money read_money_at(const Json& value, const Path& path, Problems& problems) {
  const std::string* text = decimal_text(value, path, problems);
  return text ? taken(read_money(*text, {}), path, problems) : Money();
}

Score read_score_at(const Json& value, const Path& path, Problems& problems) {
  const std::string* text = decimal_text(value, path, problems);
  return text ? taken(read_score(*text, {}), path, problems) : Score();
}

std::string read_text_at(const Json& value, const Path& path, Problems& problems, std::size_t longest) {
  if (!value.is_string()) {
    add(problems, path, "document.wrong_type", {{"expected", "string"}});
    return {};
  }
  const std::string& text = value.string();
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) add(problems, path, "document.blank");
  if (text.size() > longest && characters(text) > longest) {
    add(problems, path, "document.too_long", {{"longest", std::to_string(longest)}});
  }
  return text;
}

std::int64_t read_integer_at(const Json& value, const Path& path, Problems& problems, std::int64_t least,
                             std::int64_t greatest) {
  const auto number = value.integer();
  if (!number) {
    add(problems, path, "document.wrong_type", {{"expected", "integer"}});
    return least;
  }
  if (*number < least || *number > greatest) {
    add(problems, path, "document.out_of_range",
        {{"value", value.number()}, {"least", std::to_string(least)}, {"greatest", std::to_string(greatest)}});
    return least;
  }
  return *number;
}

ObjectReader::ObjectReader(const Json& value, const Path& path, Problems& problems,
                           std::initializer_list<std::string_view> known)
    : value_(value), path_(path), problems_(problems) {
  if (!value.is_object()) {
    add(problems, path, "document.wrong_type", {{"expected", "object"}});
    return;
  }
  // Members mostly come in the order in which they are known, so each search starts where the last one ended.
  auto next = known.begin();
  for (const JsonMember& member : value.members()) {
    auto found = std::find(next, known.end(), member.key);
    if (found == known.end()) found = std::find(known.begin(), known.end(), member.key);
    if (found == known.end()) {
      add(problems, Path(path, member.key), "document.unknown_member", {{"member", member.key}});
    } else {
      next = found + 1;
    }
  }
}

bool ObjectReader::has(std::string_view key) const {
  const Json* value = value_.find(key);
  return value && !value->is_null();
}

const Json* ObjectReader::required(std::string_view key) {
  if (!value_.is_object()) return nullptr;
  const Json* value = value_.find(key);
  if (!value) refuse("document.missing_member", key, {{"member", std::string(key)}});
  return value;
}

std::string ObjectReader::text(std::string_view key, std::size_t longest) {
  const Json* value = required(key);
  return value ? read_text_at(*value, Path(path_, key), problems_, longest) : std::string();
}

std::string ObjectReader::optional_text(std::string_view key, std::size_t longest) {
  return has(key) ? text(key, longest) : std::string();
}

std::string ObjectReader::text_or_none(std::string_view key, std::size_t longest) {
  return value_.find(key) ? text(key, longest) : std::string();
}

std::string ObjectReader::choice(std::string_view key, std::initializer_list<std::string_view> allowed) {
  const Json* value = required(key);
  if (!value) return std::string(*allowed.begin());
  const std::string chosen = value->is_string() ? value->string() : std::string();
  if (std::find(allowed.begin(), allowed.end(), chosen) != allowed.end()) return chosen;
  std::string list;
  for (const std::string_view each : allowed) list += (list.empty() ? "" : ", ") + std::string(each);
  refuse("document.bad_choice", key, {{"value", chosen}, {"allowed", list}});
  return std::string(*allowed.begin());
}

std::string ObjectReader::choice_or(std::string_view key, std::initializer_list<std::string_view> allowed,
                                    std::string otherwise) {
  return value_.find(key) ? choice(key, allowed) : std::move(otherwise);
}

bool ObjectReader::flag_or(std::string_view key, bool otherwise) {
  const Json* value = value_.find(key);
  if (!value) return otherwise;
  if (value->is_bool()) return value->boolean();
  refuse("document.wrong_type", key, {{"expected", "true / false"}});
  return otherwise;
}

std::int64_t ObjectReader::integer(std::string_view key, std::int64_t least, std::int64_t greatest) {
  const Json* value = required(key);
  return value ? read_integer_at(*value, Path(path_, key), problems_, least, greatest) : least;
}

std::int64_t ObjectReader::integer_or(std::string_view key, std::int64_t least, std::int64_t greatest,
                                      std::int64_t otherwise) {
  return value_.find(key) ? integer(key, least, greatest) : otherwise;
}

Money ObjectReader::money(std::string_view key) {
  const Json* value = required(key);
  return value ? read_money_at(*value, Path(path_, key), problems_) : Money();
}

Money ObjectReader::money_or(std::string_view key, Money otherwise) {
  return value_.find(key) ? money(key) : otherwise;
}

Score ObjectReader::score(std::string_view key) {
  const Json* value = required(key);
  return value ? read_score_at(*value, Path(path_, key), problems_) : Score();
}

Score ObjectReader::score_or(std::string_view key, Score otherwise) {
  return value_.find(key) ? score(key) : otherwise;
}

Score ObjectReader::score_up_to(std::string_view key, Score most) {
  const Json* value = required(key);
  if (!value) return {};
  const Path place(path_, key);
  const std::string* text = decimal_text(*value, place, problems_);
  if (!text) return {};
  const std::int64_t hundredths = taken(read_decimal(*text, 2, {}), place, problems_);
  if (hundredths > most.hundredths()) {
    refuse("score.out_of_range", key, {{"value", *text}});
    return {};
  }
  return Score::hundredths(static_cast<std::int32_t>(hundredths));
}

Fraction ObjectReader::fraction(std::string_view key, int decimals) {
  const Json* value = required(key);
  if (!value) return {};
  const Path place(path_, key);
  const std::string* text = decimal_text(*value, place, problems_);
  if (!text) return {};
  std::int64_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  return Fraction(taken(read_decimal(*text, decimals, {}), place, problems_), scale);
}

Fraction ObjectReader::fraction_or(std::string_view key, Fraction otherwise, int decimals) {
  return value_.find(key) ? fraction(key, decimals) : otherwise;
}

const Json::Array& ObjectReader::array(std::string_view key) {
  const Json* value = required(key);
  if (!value) return no_items();
  if (value->is_array()) return value->items();
  refuse("document.wrong_type", key, {{"expected", "array"}});
  return no_items();
}

const Json::Array& ObjectReader::array_or_empty(std::string_view key) {
  return value_.find(key) ? array(key) : no_items();
}

void ObjectReader::refuse(std::string rule, std::string_view key, Params params) {
  add(problems_, Path(path_, key), std::move(rule), std::move(params));
}

}  // namespace zhiheng::domain
