// One draw as people read it: what is to be done by when, the list with chances, the steps, and why somebody was passed
// over.
#include "domain/draw_life.h"
#include "service/draw_service.h"
#include "web/draw_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string whole(const Json& object, const char* key) {
  const Json* found = object.find(key);
  return found && found->is_number() ? found->number() : std::string();
}

std::string words_in_list(const Call& call, const Json& parties) {
  std::string text;
  for (const Json& party : parties.items()) {
    text += (text.empty() ? "" : "、") + call.words("web.draw.party." + party.string());
  }
  return text;
}

std::string what_next(const Call& call, const Json& draw) {
  const std::string state = draw.text_at("state");
  if (state == "published" && draw.text_at("mode") == "public_number") {
    return call.words("web.draw.next_number",
                      {{"name", draw.text_at("public_number_name")}, {"day", draw.text_at("public_number_on")}});
  }
  const std::string day = draw.text_at(state == "published" ? "commit_until" : "reveal_until");
  return call.words(
      "web.draw.next_" + state,
      {{"day", day}, {"parties", words_in_list(call, draw.at("awaited"))}, {"reason", draw.text_at("void_reason")}});
}

// "专家 7", with the name where the reader may know it.
class Names {
 public:
  Names(const Call& call, const Json& people) : call_(call), people_(people) {}
  std::string of(const std::string& number) const {
    std::string text = call_.words("web.draw.number", {{"number", number}});
    if (!people_.is_array()) return text;
    for (const Json& one : people_.items()) {
      if (whole(one, "number") == number) return text + " " + one.text_at("name");
    }
    return text;
  }
  std::string list(const Json& numbers) const {
    std::string text;
    for (const Json& number : numbers.items()) {
      text += (text.empty() ? "" : "、") + of(number.is_number() ? number.number() : whole(number, "number"));
    }
    return text.empty() ? "—" : text;
  }

 private:
  const Call& call_;
  const Json& people_;
};

Json party_rows(const Call& call, const Json& draw) {
  Json rows = Json::array();
  for (const Json& party : draw.at("parties").items()) {
    Json row = Json::object().set("party_label", call.words("web.draw.party." + party.text_at("party")));
    row.set("party_commitment", party.text_at("commitment")).set("party_value", party.text_at("value"));
    row.set("party_salt", party.text_at("salt")).set("party_committed_at", short_moment(party.text_at("committed_at")));
    rows.push(std::move(row.set("party_revealed_at", short_moment(party.text_at("revealed_at")))));
  }
  return rows;
}

Json people_rows(const Call& call, const Json& list, const Names& names) {
  Json rows = Json::array();
  for (const Json& one : list.at("people").items()) {
    Json row = Json::object().set("person", names.of(whole(one, "number")));
    row.set("category_label", choice_label("expert_category", one.text_at("category"), call.language));
    row.set("employer_label", one.text_at("employer")).set("chance", one.text_at("probability"));
    rows.push(std::move(row.set("person_hash", one.text_at("commitment"))));
  }
  return rows;
}

Json quota_rows(const Call& call, const Json& list) {
  const Json& quotas = list.at("quotas");
  Json rows = Json::array();
  const auto add = [&](const std::string& label, const std::string& text) {
    rows.push(Json::object().set("quota_label", label).set("quota_text", text));
  };
  add(call.words("field.draw.seats"), whole(quotas, "seats"));
  for (const char* key :
       {"least_performance", "least_industry", "most_per_employer", "most_load", "substitutes", "objection_reserves"}) {
    add(call.words(std::string("web.draw.quota.") + key), whole(quotas, key));
  }
  std::string pairs;
  for (const Json& pair : quotas.at("apart").items()) {
    pairs += (pairs.empty() ? "" : "、") + pair.items()[0].number() + "–" + pair.items()[1].number();
  }
  add(call.words("web.draw.quota.apart"), pairs.empty() ? "—" : pairs);
  return rows;
}

std::string place_words(const Call& call, const Json& place) {
  const std::string quota = place.text_at("quota");
  return call.words(quota.empty() ? "web.draw.place_member" : "web.draw.place_" + quota);
}

void add_result(const Call& call, const Json& result, const Names& names, Json& view) {
  Json places = Json::array();
  for (const Json& place : result.at("places").items()) {
    Json row = Json::object().set("person", names.of(whole(place, "number")));
    row.set("place_tone", std::string(place.text_at("quota").empty() ? "good" : "plain"));
    places.push(std::move(row.set("place_text", place_words(call, place))));
  }
  Json steps = Json::array();
  for (const Json& step : result.at("steps").items()) {
    Json row = Json::object().set("step_digest", step.text_at("digest"));
    for (const char* key : {"step", "remaining", "index"}) row.set(std::string("step_") + key, whole(step, key));
    steps.push(std::move(row.set("person", names.of(whole(step, "picked")))));
  }
  view.set("places", std::move(places)).set("steps", std::move(steps)).set("draw_key", result.text_at("key"));
  view.set("members_text", names.list(result.at("members")));
  view.set("substitutes_text", names.list(result.at("substitutes")));
  view.set("reserves_text", names.list(result.at("objection_reserves")));
}

// Reasons that the draw itself gave are rules; people's own words stay as they are.
std::string reason_words(const Call& call, const std::string& reason) {
  // Which rule excludes, without its path: that one stands on the page of recusals, for who may see it.
  constexpr std::string_view recusal = "recusal.";
  if (reason.starts_with(recusal)) return call.words("choice.recusal_rule." + reason.substr(recusal.size()));
  return has_text(reason, call.language) ? call.words(reason) : reason;
}

Json event_rows(const Call& call, const Json& events, const Names& names) {
  Json rows = Json::array();
  for (const Json& event : events.items()) {
    std::string kind = call.words("web.draw.event." + event.text_at("kind"));
    const std::string purpose = event.text_at("purpose");
    if (!purpose.empty()) kind += " · " + call.words("web.draw.purpose." + purpose);
    Json row = Json::object().set("event_kind", kind).set("person", names.of(whole(event, "number")));
    row.set("event_day", event.text_at("happened_on"));
    rows.push(std::move(row.set("event_reason", reason_words(call, event.text_at("reason")))));
  }
  return rows;
}

Json excluded_rows(const Call& call, const Json& excluded) {
  Json rows = Json::array();
  for (const Json& one : excluded.items()) {
    std::string path;
    for (const Json& found : one.at("paths").items()) {
      for (const Json& step : found.at("steps").items()) {
        path += (path.empty() ? "" : " → ") + step.text_at("from") + " → " + step.text_at("to");
      }
    }
    Json row = Json::object().set("excluded_name", one.text_at("code") + " " + one.text_at("name"));
    const std::string why = reason_words(call, one.text_at("rule"));
    rows.push(std::move(row.set("excluded_why", path.empty() ? why : why + " (" + path + ")")));
  }
  return rows;
}

Json failed_rows(const Json& list) {
  Json rows = Json::array();
  for (const Json& one : list.at("failed_before").items()) {
    Json row = Json::object().set("failed_attempt", whole(one, "attempt")).set("failed_day", one.text_at("voided_on"));
    rows.push(std::move(row.set("failed_reason", one.text_at("reason")).set("failed_hash", one.text_at("list_hash"))));
  }
  return rows;
}

void add_list(const Call& call, const Json& draw, const Names& names, Json& view) {
  const Json& list = draw.at("list");
  const bool there = list.is_object();
  view.set("list_there", there).set("list_missing", !there);
  for (const char* rows : {"people", "quotas", "failed"}) view.set(rows, Json::array());
  view.set("chances_text", "");
  if (!there) return;
  view.set("people", people_rows(call, list, names)).set("quotas", quota_rows(call, list));
  view.set("failed", failed_rows(list));
  const bool exact = list.at("chances").text_at("method") == "exact";
  view.set("chances_text",
           exact ? call.words("web.draw.chances_exact")
                 : call.words("web.draw.chances_counted", {{"repetitions", whole(list.at("chances"), "repetitions")}}));
}

void add_acts(const Call& call, const Json& draw, Json& view) {
  const std::string here = "/draws/" + std::to_string(call.id());
  const std::string state = draw.text_at("state");
  const std::int64_t version = draw.at("version").integer().value_or(0);
  const bool edits = can(call, Action::edit_draws, "draw", call.id());
  const bool numbers = draw.text_at("mode") == "public_number";
  view.set("publish", Json::array()).set("carry_out", Json::array());
  if (edits && state == "prepared") {
    view.set("publish", act_button(call, "web.draw.publish", here + "/publish", version, Action::edit_draws, "draw",
                                   call.id(), draw.at("list").is_object(), "web.draw.no_list"));
  }
  if (edits && (state == "published" || state == "committed" || state == "revealed")) {
    view.set("carry_out", act_button(call, "web.draw.carry_out", here + "/carry-out", version, Action::edit_draws,
                                     "draw", call.id(), state == "revealed", "web.draw.off_not_revealed"));
  }
  view.set("edit_href", edits && state == "prepared" ? here + "/edit" : std::string());
  view.set("may_void", edits && (state == "prepared" || state == "published" || state == "committed"));
  view.set("may_number", edits && numbers && state == "published");
  const std::string party = draw.text_at("party");
  const bool contributes = !party.empty() && can(call, Action::contribute_draw, "draw", call.id());
  bool awaited = false;
  for (const Json& one : draw.at("awaited").items()) awaited = awaited || one.string() == party;
  view.set("may_commit", contributes && awaited && state == "published");
  view.set("may_reveal", contributes && awaited && state == "committed");
  view.set("act_version", std::to_string(version)).set("draw_here", here);
  for (const char* key : {"commitment", "value", "salt", "reason", "source"}) {
    view.set(std::string("typed_") + key, call.field(key));
  }
}

}  // namespace

Reply show_draw(Call& call, const Problems& problems) {
  auto draw = service::read_draw(call.gate, call.actor, call.id());
  if (!draw) return refused(draw.problems());
  const domain::Shape& shape = domain::draw_shape();
  const std::string title = call.words("web.draw.of", {{"title", draw->text_at("engagement_label")}});
  const std::string state = draw->text_at("state");
  Json view = Json::object().set("page_title", title).set("draw_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.draw"), "/draws"), crumb(title)}));
  view.set("draw_state", choice_label("draw_state", state, call.language)).set("draw_tone", tone_of(state));
  view.set("what_next", what_next(call, *draw)).set("facts", facts_of(call, shape, *draw));
  const Names names(call, draw->at("people"));
  add_list(call, *draw, names, view);
  view.set("parties", party_rows(call, *draw));
  const bool fixed = draw->at("result").is_object();
  view.set("is_fixed", fixed);
  for (const char* rows : {"places", "steps"}) view.set(rows, Json::array());
  for (const char* text : {"draw_key", "members_text", "substitutes_text", "reserves_text"}) view.set(text, "");
  if (fixed) add_result(call, draw->at("result"), names, view);
  view.set("events", event_rows(call, draw->at("events"), names));
  const bool bureau = draw->at("people").is_array();
  view.set("excluded", bureau ? excluded_rows(call, draw->at("excluded")) : Json::array()).set("is_bureau", bureau);
  const std::string panel = draw->text_at("panel");
  view.set("panel_href", panel.empty() ? std::string() : "/panels/" + panel);
  const std::string number = draw->text_at("public_number");
  view.set("public_number", number).set("public_number_source", draw->text_at("public_number_source"));
  add_acts(call, *draw, view);
  view.set("history", bureau ? history_view(call, shape, call.id()) : Json::array());
  view.set("page_problems", problem_list(problems, call.language));
  return page("draw/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

}  // namespace zhiheng::web
