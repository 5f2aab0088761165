#include "web/stale_view.h"

#include <optional>
#include <set>

#include "service/record_service.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/shape_view.h"

namespace zhiheng::web {

using domain::Field;
using domain::Shape;

namespace {

std::string plain(const Json* value) {
  if (!value) return {};
  if (value->is_string()) return value->string();
  if (value->is_number()) return value->number();
  if (value->is_bool()) return value->boolean() ? "1" : "0";
  return {};
}

// The fields that the history names after that version; nothing where the reader sees no history.
std::optional<std::set<std::string>> changed_since(const Call& call, const Shape& shape, std::int64_t id,
                                                   std::int64_t seen_version) {
  const auto history = service::row_history(call.gate, call.actor, shape, id);
  if (!history) return {};
  std::set<std::string> keys;
  for (const Json& item : history->at("items").items()) {
    const Json* detail = item.find("detail");
    const Json* version = detail ? detail->find("version") : nullptr;
    if (!version || !version->is_number() || version->integer().value_or(0) <= seen_version) continue;
    const Json* after = detail->find("after");
    if (!after || !after->is_object()) continue;
    for (const auto& member : after->members()) keys.insert(member.key);
  }
  return keys;
}

}  // namespace

Problems in_words(const Shape& shape, Problems problems, Language language) {
  for (Problem& problem : problems) {
    if (problem.rule != "record.stale") continue;
    for (auto& [name, value] : problem.params) {
      if (name == "at") value = short_moment(value);
      if (name != "fields") continue;
      std::string labels;
      std::string_view rest = value;
      while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(", "), rest.size());
        const std::string key(rest.substr(0, comma));
        // What is no field of the row's shape has no title: a part of it that people see elsewhere.
        if (shape.find(key)) {
          labels +=
              (labels.empty() ? "" : say("web.list.separator", language)) + field_label(shape.stem, key, language);
        }
        rest.remove_prefix(std::min(comma + 2, rest.size()));
      }
      value = labels.empty() ? "—" : labels;
    }
  }
  return problems;
}

void add_theirs(const Call& call, const Shape& shape, std::int64_t id, std::int64_t seen_version, const Json& current,
                const Json& typed, const Problems& problems, Json& view) {
  if (leading_kind(problems) != Kind::stale) return;
  const auto changed = changed_since(call, shape, id, seen_version);
  Json rows = Json::array();
  for (const Field& field : shape.fields) {
    if (field.read_only || field.fixed_after_create || !typed.find(field.key)) continue;
    if (changed && !changed->count(field.key)) continue;
    const std::string theirs = plain(current.find(field.key));
    const std::string yours = plain(typed.find(field.key));
    if (theirs == yours) continue;
    // A reference is typed as an id; its name stands in the form below.
    const bool reference = field.type == domain::FieldType::reference;
    rows.push(Json(Json::Object{
        {"label", field_label(shape.stem, field.key, call.language)},
        {"theirs", shown_value(shape, field, current, call.language)},
        {"theirs_raw", theirs},
        {"yours", reference ? call.words("web.stale.in_form") : shown_value(shape, field, typed, call.language)},
        {"input_id", field_anchor(field.key).substr(1)}}));
  }
  view.set("page_theirs_intro", say(in_words(shape, {problems.front()}, call.language).front(), call.language));
  view.set("page_theirs", std::move(rows));
}

}  // namespace zhiheng::web
