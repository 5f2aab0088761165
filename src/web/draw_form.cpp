// The form that prepares a draw.
#include "domain/draw_life.h"
#include "service/draw_service.h"
#include "web/draw_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

constexpr const char* all_parties[] = {"bureau", "agency", "discipline"};

Options options_of(const char* list, const Call& call) {
  Options options;
  for (const std::string& value : domain::choice_list(list)) {
    options.emplace_back(value, choice_label(list, value, call.language));
  }
  return options;
}

// What was typed, or what the row or the policy says.
std::string value_of(const Call& call, const Json& values, const std::string& key, const std::string& otherwise = {}) {
  if (call.has_field(key)) return call.field(key);
  const Json* found = values.find(key);
  if (!found || found->is_null()) return otherwise;
  return found->is_number() ? found->number() : found->is_string() ? found->string() : otherwise;
}

std::string group_seats(const Call& call, const Json& values, const std::string& group) {
  if (call.has_field("seats_" + group)) return call.field("seats_" + group);
  const Json* groups = values.find("groups");
  if (!groups || !groups->is_array()) return {};
  for (const Json& one : groups->items()) {
    const Json* seats = one.find("seats");
    if (one.text_at("group") == group && seats && seats->is_number()) return seats->number();
  }
  return {};
}

Json fields_of(const Call& call, const Json& values, const Json& defaults, const Problems& problems) {
  Json fields = Json::array();
  const auto add = [&](const std::string& key, const std::string& label, const char* type, bool required,
                       const std::string& otherwise = {}, Options options = {}) {
    PlainField field{key,      call.words(label),  type, value_of(call, values, key, otherwise),
                     required, std::move(options), ""};
    fields.push(plain_field(field, problems, call.language));
  };
  const Json& seats = defaults.at("seats");
  add("panel_name", "web.draw.panel_name", "text", false);
  add("seats", "field.draw.seats", "number", true, seats.number());
  add("deadline_on", "field.draw.deadline_on", "date", true);
  add("mode", "field.draw.mode", "choice", true, "commitments", options_of("draw_mode", call));
  add("hash", "web.draw.hash", "choice", true, "sm3", options_of("draw_hash", call));
  add("commit_until", "field.draw.commit_until", "date", false);
  add("reveal_until", "field.draw.reveal_until", "date", false);
  add("public_number_name", "field.draw.public_number_name", "text", false);
  add("public_number_on", "field.draw.public_number_on", "date", false);
  const auto& groups = defaults.at("groups").items();
  if (groups.size() > 1) {
    for (const Json& group : groups) {
      PlainField field{"seats_" + group.string(),
                       call.words("web.draw.seats_of_group", {{"group", group.string()}}),
                       "number",
                       group_seats(call, values, group.string()),
                       true,
                       {},
                       ""};
      fields.push(plain_field(field, problems, call.language));
    }
  }
  return fields;
}

bool takes_part(const Call& call, const Json& values, const std::string& party) {
  if (call.has_field("mode")) return call.has_field("party_" + party);
  const Json* parties = values.find("parties");
  if (!parties || !parties->is_array() || parties->items().empty()) return true;
  for (const Json& one : parties->items()) {
    if (one.text_at("party") == party) return true;
  }
  return false;
}

Json party_boxes(const Call& call, const Json& values) {
  Json boxes = Json::array();
  for (const std::string party : all_parties) {
    Json box = Json::object().set("party_field", "party_" + party);
    box.set("party_label", call.words("web.draw.party." + party));
    boxes.push(std::move(box.set("party_checked", takes_part(call, values, party))));
  }
  return boxes;
}

// "E01 E02" on a line: the ids of two experts whom the actor may see.
Result<Json> pairs_of(Call& call) {
  Json pairs = Json::array();
  Problems problems;
  const Json experts = rows_of(call, "expert", {}, 500);
  const auto id_of = [&](const std::string& code) {
    for (const Json& expert : experts.items()) {
      if (expert.text_at("code") == code) return expert.text_at("id");
    }
    return std::string();
  };
  std::string word;
  std::vector<std::string> line;
  const auto end_word = [&] {
    if (!word.empty()) line.push_back(word);
    word.clear();
  };
  for (const char c : call.field("apart") + "\n") {
    if (c == ' ' || c == '\t' || c == '\r') end_word();
    if (c == '\n') {
      end_word();
      const bool two = line.size() == 2 && !id_of(line[0]).empty() && !id_of(line[1]).empty();
      if (two) pairs.push(Json(Json::Array{id_of(line[0]), id_of(line[1])}));
      if (!line.empty() && !two) problems.push_back(refusal("draw.pair_unknown", "/apart"));
      line.clear();
    }
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') word.push_back(c);
  }
  if (!problems.empty()) return problems;
  return pairs;
}

}  // namespace

Result<Json> draw_form_body(Call& call, const Json& defaults) {
  auto pairs = pairs_of(call);
  if (!pairs) return pairs.problems();
  Json body = Json::object();
  const auto take = [&](const char* field, const char* member) {
    std::string text(trimmed(call.field(field)));
    if (!text.empty()) body.set(member, std::move(text));
  };
  take("panel_name", "name");
  for (const char* key : {"seats", "deadline_on", "mode", "hash"}) take(key, key);
  const bool numbered = call.field("mode") == "public_number";
  if (numbered) {
    take("public_number_name", "public_number_name");
    take("public_number_on", "public_number_on");
  } else {
    take("commit_until", "commit_until");
    take("reveal_until", "reveal_until");
    Json parties = Json::array();
    for (const std::string party : all_parties) {
      if (call.has_field("party_" + party)) parties.push(party);
    }
    body.set("parties", std::move(parties));
  }
  const auto& groups = defaults.at("groups").items();
  if (groups.size() > 1) {
    Json seats = Json::array();
    for (const Json& group : groups) {
      Json one = Json::object().set("group", group.string());
      seats.push(std::move(one.set("seats", std::string(trimmed(call.field("seats_" + group.string()))))));
    }
    body.set("groups", std::move(seats));
  }
  return body.set("apart", std::move(*pairs));
}

Reply draw_form_page(Call& call, std::int64_t engagement_id, std::int64_t draw_id, const Json& values,
                     const std::string& version, const Problems& problems) {
  auto defaults = service::draw_defaults(call.gate, call.actor, engagement_id);
  if (!defaults) return refused(defaults.problems());
  const std::string title = call.words(draw_id == 0 ? "web.draw.new" : "web.draw.change");
  const std::string engagement = "/engagements/" + std::to_string(engagement_id);
  const std::string back = draw_id == 0 ? engagement : "/draws/" + std::to_string(draw_id);
  Json view = Json::object().set("page_title", title).set("form_title", title).set("row_version", version);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.draw"), "/draws"),
                                           crumb(defaults->text_at("engagement_name"), engagement), crumb(title)}));
  view.set("form_action", draw_id == 0 ? engagement + "/draw" : back).set("cancel_href", back);
  view.set("fields", fields_of(call, values, *defaults, problems)).set("parties", party_boxes(call, values));
  view.set("apart", call.field("apart"));
  Json quotas = Json::array();
  for (const JsonMember& quota : defaults->at("quotas").members()) {
    quotas.push(Json::object()
                    .set("quota_label", call.words("web.draw.quota." + quota.key))
                    .set("quota_text", quota.value.number()));
  }
  view.set("quotas", std::move(quotas)).set("page_problems", problem_list(problems, call.language));
  return page("draw/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

}  // namespace zhiheng::web
