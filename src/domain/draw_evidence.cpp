// A draw's evidence: the result computed from the case, and the parts of both that must fit each other.
#include <algorithm>
#include <set>

#include "domain/draw_document.h"

namespace zhiheng::domain {

namespace {

struct Contributions {
  std::vector<std::string> values;
  Json commitments = Json::array();
};

Problem malformed(const std::string& where) {
  return refusal("draw.document_malformed", where);
}

Result<Contributions> read_contributions(const Json& document, const DrawList& list) {
  Contributions read;
  if (list.mode == "public_number") {
    const Json* number = document.find("public_number");
    if (!number || !number->is_object()) return malformed("/public_number");
    read.values.push_back(number->text_at("value"));
    return read;
  }
  const Json* given = document.find("contributions");
  if (!given || !given->is_array() || given->items().size() != list.parties.size()) return malformed("/contributions");
  for (std::size_t i = 0; i < list.parties.size(); ++i) {
    const Json& one = given->items()[i];
    const std::string at = "/contributions/" + std::to_string(i);
    if (!one.is_object() || one.text_at("party") != list.parties[i]) return malformed(at + "/party");
    const auto commitment = draw_commitment(one.text_at("value"), one.text_at("salt"), at);
    if (!commitment) return commitment.problems();
    read.commitments.push(Json::object().set("party", list.parties[i]).set("commitment", *commitment));
    read.values.push_back(one.text_at("value"));
  }
  return read;
}

Result<std::vector<DrawEvent>> read_events(const Json& document, const DrawList& list) {
  std::vector<DrawEvent> events;
  const Json* given = document.find("events");
  if (!given || !given->is_array()) return malformed("/events");
  for (std::size_t i = 0; i < given->items().size(); ++i) {
    const Json& one = given->items()[i];
    const std::string at = "/events/" + std::to_string(i);
    const auto number = [&](const char* key) -> std::int64_t {
      const Json* found = one.find(key);
      return found ? found->integer().value_or(-1) : -1;
    };
    const std::int64_t most = static_cast<std::int64_t>(list.people.size());
    const std::string kind = one.text_at("kind");
    if (kind != "call" && kind != "refusal" && kind != "passed_over") return malformed(at + "/kind");
    if (number("number") < 1 || number("number") > most) return malformed(at + "/number");
    if (number("leaving") < 0 || number("leaving") > most) return malformed(at + "/leaving");
    const std::string purpose = one.text_at("purpose");
    const bool known = purpose == "substitute" || purpose == "extra" || purpose == "objection";
    if (known != (kind == "call")) return malformed(at + "/purpose");
    events.push_back({kind, static_cast<int>(number("number")), purpose, static_cast<int>(number("leaving")),
                      one.text_at("reason"), one.text_at("happened_on")});
  }
  return events;
}

Json places_json(const std::vector<DrawPlace>& places) {
  Json list = Json::array();
  for (const DrawPlace& place : places) {
    Json one = Json::object().set("number", place.number).set("outcome", place.quota.empty() ? "member" : "skipped");
    list.push(std::move(one.set("quota", place.quota)));
  }
  return list;
}

Json numbers_json(const std::vector<int>& numbers) {
  Json list = Json::array();
  for (const int number : numbers) list.push(number);
  return list;
}

Json steps_json(const std::vector<DrawStep>& steps) {
  Json list = Json::array();
  for (const DrawStep& step : steps) {
    Json one = Json::object().set("step", step.step).set("digest", step.digest).set("remaining", step.remaining);
    list.push(std::move(one.set("index", step.index).set("picked", step.picked)));
  }
  return list;
}

Json members_json(const DrawList& list, const std::vector<int>& members) {
  Json out = Json::array();
  for (std::size_t i = 0; i < members.size(); ++i) {
    out.push(Json::object().set("number", members[i]).set("group", group_of_seat(list, i)));
  }
  return out;
}

}  // namespace

Json draw_calls_json(const DrawList& list, const DrawOutcome& outcome, const std::vector<DrawEvent>& events) {
  Json calls = Json::array();
  std::vector<DrawEvent> before;
  for (const DrawEvent& event : events) {
    if (event.kind == "call") {
      const auto next = next_in_order(list, outcome, before, event.purpose, event.leaving);
      Json one = Json::object().set("called", event.number).set("next_in_order", next ? next->number : 0);
      one.set("quotas_kept", next && next->quotas_kept);
      one.set("skipped", next ? places_json(next->skipped) : Json::array());
      calls.push(std::move(one));
    }
    before.push_back(event);
  }
  return calls;
}

Result<Json> draw_result(const Json& case_document) {
  const Json* published = case_document.is_object() ? case_document.find("list") : nullptr;
  if (!published || !published->is_object()) return malformed("/list");
  const auto list = read_draw_list(*published, "/list");
  if (!list) return list.problems();
  const auto contributions = read_contributions(case_document, *list);
  if (!contributions) return contributions.problems();
  auto key = draw_key(contributions->values, "/contributions");
  if (!key) return key.problems();
  const auto events = read_events(case_document, *list);
  if (!events) return events.problems();
  const DrawOutcome outcome = draw_outcome(*list, *key);
  const DrawChances chances = draw_chances(list->people, list->quotas);
  Json probabilities = Json::array();
  for (const std::int64_t one : chances.millionths) probabilities.push(millionths_text(one));
  Json result = Json::object().set("list_hash", draw_list_hash(*published));
  result.set("commitments", contributions->commitments).set("key", outcome.key);
  result.set("probabilities", std::move(probabilities)).set("steps", steps_json(outcome.steps));
  result.set("places", places_json(outcome.seats.places)).set("members", members_json(*list, outcome.seats.members));
  result.set("substitutes", numbers_json(outcome.substitutes));
  result.set("objection_reserves", numbers_json(outcome.reserves));
  return result.set("calls", draw_calls_json(*list, outcome, *events));
}

std::vector<DrawDifference> draw_differences(const Json& evidence, const Json& result) {
  std::vector<DrawDifference> differences;
  const auto& people = evidence.at("case").at("list").at("people").items();
  const auto& probabilities = result.at("probabilities").items();
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::string published = people[i].text_at("probability");
    if (published == probabilities[i].string()) continue;
    differences.push_back(
        {"/case/list/people/" + std::to_string(i) + "/probability", published, probabilities[i].string()});
  }
  const auto& calls = result.at("calls").items();
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].at("called") == calls[i].at("next_in_order")) continue;
    differences.push_back({"/result/calls/" + std::to_string(i) + "/called", calls[i].at("called").number(),
                           calls[i].at("next_in_order").number()});
  }
  const Json* subject = evidence.find("subject");
  const Json* opened = subject && subject->is_object() ? subject->find("people") : nullptr;
  if (!opened || !opened->is_array()) return differences;
  for (std::size_t i = 0; i < opened->items().size(); ++i) {
    const Json& one = opened->items()[i];
    const Json* number = one.find("number");
    const auto at = static_cast<std::size_t>(number ? number->integer().value_or(0) : 0);
    const std::string published = at >= 1 && at <= people.size() ? people[at - 1].text_at("commitment") : "";
    const std::string computed = draw_identity_commitment(one.text_at("identity"), one.text_at("salt"));
    if (published == computed) continue;
    differences.push_back({"/subject/people/" + std::to_string(i) + "/identity", published, computed});
  }
  return differences;
}

}  // namespace zhiheng::domain
