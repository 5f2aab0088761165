#include "service/command_body.h"

namespace zhiheng::service {

Result<Record> read_command(const std::vector<domain::Field>& fields, const Json& body, const std::string& where) {
  domain::Shape shape;
  shape.fields = fields;
  return domain::read_record(shape, body, nullptr, where);
}

Json::Array take_array(Json& body, const std::string& key, bool required, std::size_t most, Problems& problems) {
  if (!body.is_object()) return {};
  auto& members = body.members();
  for (auto member = members.begin(); member != members.end(); ++member) {
    if (member->key != key) continue;
    Json value = std::move(member->value);
    members.erase(member);
    if (!value.is_array()) {
      problems.push_back(refusal("field.wrong_type", pointer_to("", key), {{"type", "array"}}));
      return {};
    }
    if (value.items().size() > most) {
      problems.push_back(refusal("field.too_many", pointer_to("", key), {{"most", std::to_string(most)}}));
      return {};
    }
    return std::move(value.items());
  }
  if (required) problems.push_back(refusal("field.required", pointer_to("", key)));
  return {};
}

void append(Problems& problems, const Problems& more) {
  problems.insert(problems.end(), more.begin(), more.end());
}

Result<Money> read_signed_money(const std::string& text, const std::string& where) {
  if (!text.starts_with('-')) return read_money(text, where);
  auto amount = read_money(std::string_view(text).substr(1), where);
  if (!amount) return amount.problems();
  return Money() - *amount;
}

}  // namespace zhiheng::service
