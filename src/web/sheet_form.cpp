#include "web/sheet_form.h"

#include "service/gate.h"

namespace zhiheng::web {

namespace {

constexpr const char* row_keys[] = {"points", "defects", "reason", "page"};

}  // namespace

Json body_of_sheet(const Call& call, const Json& sheet, std::vector<std::string>& body_rows) {
  Json items = Json::array();
  for (const Json& criterion : sheet.at("rubric").at("criteria").items()) {
    const std::string code = criterion.text_at("criterion");
    Json item(Json::Object{{"criterion", code}});
    for (const char* key : row_keys) {
      const std::string text(trimmed(call.field(std::string(key) + "." + code)));
      if (!text.empty()) item.set(key, text);
    }
    if (item.members().size() == 1) continue;
    body_rows.push_back(code);
    items.push(std::move(item));
  }
  Json body = Json::object();
  if (!items.items().empty()) body.set("items", std::move(items));
  if (const std::string total(trimmed(call.field("total"))); !total.empty()) body.set("total", total);
  body.set("comment", std::string(trimmed(call.field("comment"))));
  return body;
}

Json submission_of_sheet(const Call& call, const Json& sheet, std::vector<std::string>& body_rows) {
  Json body = body_of_sheet(call, sheet, body_rows);
  if (const std::string reason(trimmed(call.field("confirm_outlying"))); !reason.empty()) {
    body.set("confirm_outlying", reason);
  }
  return body;
}

Json change_of_sheet(const Call& call, const Json& sheet, std::vector<std::string>& body_rows) {
  Json items = Json::array();
  for (const Json& criterion : sheet.at("rubric").at("criteria").items()) {
    const std::string code = criterion.text_at("criterion");
    Json item(Json::Object{{"criterion", code}});
    for (const char* key : row_keys) {
      const std::string name = std::string(key) + "." + code;
      if (call.has_field(name)) item.set(key, std::string(trimmed(call.field(name))));
    }
    if (item.members().size() == 1) continue;
    body_rows.push_back(code);
    items.push(std::move(item));
  }
  Json body = Json::object();
  if (!items.items().empty()) body.set("items", std::move(items));
  for (const char* key : {"total", "comment"}) {
    if (call.has_field(key)) body.set(key, std::string(trimmed(call.field(key))));
  }
  return body;
}

std::string field_of_sheet(const std::string& pointer, const std::vector<std::string>& body_rows) {
  const std::string start = "/items/";
  if (!pointer.starts_with(start)) return pointer.empty() ? "" : pointer.substr(1);
  const std::size_t end = std::min(pointer.find('/', start.size()), pointer.size());
  std::size_t row = 0;
  for (const char digit : pointer.substr(start.size(), end - start.size())) {
    if (digit < '0' || digit > '9' || row > body_rows.size()) return {};
    row = row * 10 + static_cast<std::size_t>(digit - '0');
  }
  if (row >= body_rows.size()) return {};
  const std::string key = end < pointer.size() ? pointer.substr(end + 1) : "points";
  return key + "." + body_rows[row];
}

std::string why_closed(const Call& call, const Json& sheet) {
  const Json& recused = sheet.at("recused");
  if (sheet.text_at("panel_state") != "open") return call.words("panel.not_open");
  if (recused.is_bool() && recused.boolean()) return call.words("sheet.recused");
  const std::string deadline = sheet.text_at("deadline_on");
  const bool late = deadline < call.gate.clock().today().text() && sheet.text_at("state") != "returned";
  return late ? call.words("sheet.after_deadline", {{"deadline", deadline}}) : "";
}

std::string days_in_words(const Call& call, const std::string& deadline_on, bool returned) {
  const auto deadline = read_date(deadline_on, "");
  if (!deadline) return {};
  if (returned) return call.words("web.days.returned");
  const std::int32_t days = *deadline - call.gate.clock().today();
  if (days == 0) return call.words("web.days.today");
  if (days == 1) return call.words("web.days.tomorrow");
  return call.words(days > 0 ? "web.days.left" : "web.days.over", {{"days", std::to_string(days > 0 ? days : -days)}});
}

}  // namespace zhiheng::web
