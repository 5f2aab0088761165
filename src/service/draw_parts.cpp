#include "service/draw_parts.h"

#include <algorithm>
#include <set>

#include "base/crypto.h"
#include "service/case_builder.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "service/recusal_check.h"

namespace zhiheng::service {

namespace {

constexpr std::size_t salt_bytes = 32;

thread_local bool salts_are_repeated = false;

std::string salt_of(const std::string& identity, std::int64_t engagement_id) {
  if (!salts_are_repeated) return hex_text(random_bytes(salt_bytes));
  return sha256_hex("demonstration " + std::to_string(engagement_id) + " " + identity);
}

Json texts(const std::vector<std::string>& list) {
  Json json = Json::array();
  for (const std::string& text : list) json.push(text);
  return json;
}

std::vector<std::string> texts_in(const Json& settings, const char* key) {
  std::vector<std::string> list;
  for (const Json& text : settings.at(key).items()) list.push_back(text.string());
  return list;
}

Json paths_json(const std::vector<domain::RecusalPath>& paths) {
  Json list = Json::array();
  for (const domain::RecusalPath& path : paths) {
    Json steps = Json::array();
    for (const domain::RecusalStep& step : path.steps) {
      Json one = Json::object().set("relation", step.relation).set("from", step.from).set("to", step.to);
      steps.push(std::move(one.set("since", step.since).set("until", step.until)));
    }
    list.push(Json::object().set("rule", path.rule).set("steps", std::move(steps)));
  }
  return list;
}

// Same label for people of one employer, in the order of the list, so that a label tells nobody's name.
void label_employers(std::vector<store::DrawListEntry>& people, const std::map<std::int64_t, std::string>& employers) {
  std::map<std::string, std::string> labels;
  for (store::DrawListEntry& one : people) {
    const std::string& employer = employers.at(one.expert_id);
    if (employer.empty()) continue;
    one.employer = labels.emplace(employer, "U" + std::to_string(labels.size() + 1)).first->second;
  }
}

std::optional<store::DrawExclusion> excluded(const store::DrawableExpert& expert,
                                             const std::map<std::int64_t, std::vector<domain::RecusalPath>>& recusals,
                                             const domain::Policy& policy) {
  store::DrawExclusion out;
  out.expert_id = expert.id;
  out.path = "[]";
  if (const auto found = recusals.find(expert.id); found != recusals.end()) {
    std::vector<domain::RecusalPath> paths = found->second;
    std::erase_if(paths, [](const domain::RecusalPath& path) { return !path.excludes; });
    if (!paths.empty()) {
      out.rule = paths.front().rule;
      out.path = write_json(paths_json(paths));
      return out;
    }
  }
  if (policy.panel.most_load > 0 && expert.open_panels >= policy.panel.most_load) {
    out.rule = "draw.load_reached";
    return out;
  }
  return std::nullopt;
}

std::vector<domain::DrawPerson> persons_of(const std::vector<store::DrawListEntry>& people) {
  std::vector<domain::DrawPerson> persons;
  std::vector<std::string> employers;
  for (const store::DrawListEntry& one : people) {
    domain::DrawPerson person{one.commitment, one.category == "performance", 0};
    if (!one.employer.empty()) {
      auto found = std::find(employers.begin(), employers.end(), one.employer);
      if (found == employers.end()) found = employers.insert(employers.end(), one.employer);
      person.employer = static_cast<int>(found - employers.begin()) + 1;
    }
    persons.push_back(std::move(person));
  }
  return persons;
}

domain::DrawQuotas quotas_of(const domain::Draw& draw, const domain::Policy& policy, const DrawSettings& settings,
                             const std::vector<store::DrawListEntry>& people) {
  domain::DrawQuotas quotas{
      draw.seats, policy.panel.least_performance, policy.panel.least_industry, policy.panel.most_per_employer, {}};
  const auto number = [&](std::int64_t expert) {
    for (const store::DrawListEntry& one : people) {
      if (one.expert_id == expert) return one.number;
    }
    return 0;  // he did not come onto the list, so nobody need be kept apart from him
  };
  for (const auto& [a, b] : settings.apart) {
    if (number(a) != 0 && number(b) != 0) quotas.apart.emplace_back(number(a), number(b));
  }
  return quotas;
}

Json quotas_json(const domain::DrawQuotas& quotas, const domain::Policy& policy, const DrawSettings& settings) {
  Json json = Json::object().set("seats", quotas.seats).set("least_performance", quotas.least_performance);
  json.set("least_industry", quotas.least_industry).set("most_per_employer", quotas.most_per_employer);
  json.set("most_load", policy.panel.most_load);
  Json apart = Json::array();
  for (const auto& [a, b] : quotas.apart) apart.push(Json(Json::Array{a, b}));
  Json groups = Json::array();
  for (const domain::DrawGroup& group : settings.groups) {
    groups.push(Json::object().set("group", group.code).set("seats", group.seats));
  }
  json.set("apart", std::move(apart)).set("groups", std::move(groups));
  return json.set("substitutes", policy.panel.substitutes).set("objection_reserves", policy.panel.objection_reserves);
}

// Earlier draws of the engagement that were published and came to nothing: everybody sees who let them fail.
Json failed_before(Tx& tx, const domain::Draw& draw) {
  Json failed = Json::array();
  for (const domain::Draw& one : store::draws_of_engagement(tx.rows(), draw.engagement_id)) {
    if (one.sequence >= draw.sequence || one.published_at.empty()) continue;
    Json json = Json::object().set("attempt", one.sequence).set("list_hash", one.list_hash);
    json.set("state", one.state).set("reason", one.void_reason);
    json.set("voided_on", one.voided_at.substr(0, 10));
    failed.push(std::move(json));
  }
  return failed;
}

}  // namespace

Json settings_json(const DrawSettings& settings) {
  Json json = Json::object().set("name", settings.name).set("components", texts(settings.components));
  json.set("parties", texts(settings.parties));
  Json groups = Json::array();
  for (const domain::DrawGroup& group : settings.groups) {
    groups.push(Json::object().set("group", group.code).set("seats", group.seats));
  }
  Json apart = Json::array();
  for (const auto& [a, b] : settings.apart) apart.push(Json(Json::Array{id_json(a), id_json(b)}));
  return json.set("groups", std::move(groups)).set("apart", std::move(apart));
}

DrawSettings settings_of(const domain::Draw& draw) {
  const auto json = parse_json(draw.settings);
  ensure(json.ok(), "the settings of a draw are JSON");
  DrawSettings settings;
  settings.name = json->text_at("name");
  settings.components = texts_in(*json, "components");
  settings.parties = texts_in(*json, "parties");
  for (const Json& group : json->at("groups").items()) {
    settings.groups.push_back({group.text_at("group"), static_cast<int>(group.at("seats").integer().value_or(0))});
  }
  for (const Json& pair : json->at("apart").items()) {
    settings.apart.emplace_back(number_in(pair.items().at(0).string()), number_in(pair.items().at(1).string()));
  }
  return settings;
}

RepeatedSalts::RepeatedSalts() {
  salts_are_repeated = true;
}

RepeatedSalts::~RepeatedSalts() {
  salts_are_repeated = false;
}

DrawEligible eligible_people(Tx& tx, const domain::Draw& draw, const domain::Policy& policy) {
  const auto experts = store::drawable_experts(tx.rows(), draw.bureau_id, tx.today());
  std::vector<std::int64_t> ids;
  for (const store::DrawableExpert& expert : experts) ids.push_back(expert.id);
  const auto recusals = recusals_for(tx, draw.engagement_id, ids);
  DrawEligible eligible;
  std::map<std::int64_t, std::string> employers;
  for (const store::DrawableExpert& expert : experts) {
    if (auto out = excluded(expert, recusals, policy)) {
      eligible.excluded.push_back(std::move(*out));
      continue;
    }
    store::DrawListEntry one;
    one.expert_id = expert.id;
    one.identity = domain::draw_identity(expert.bureau_code, expert.code, expert.name);
    one.salt = salt_of(one.identity, draw.engagement_id);
    one.commitment = domain::draw_identity_commitment(one.identity, one.salt);
    one.category = expert.category;
    one.open_panels = expert.open_panels;
    employers[expert.id] = expert.employer_key;
    eligible.people.push_back(std::move(one));
  }
  std::sort(eligible.people.begin(), eligible.people.end(),
            [](const auto& a, const auto& b) { return a.commitment < b.commitment; });
  for (std::size_t i = 0; i < eligible.people.size(); ++i) eligible.people[i].number = static_cast<int>(i) + 1;
  label_employers(eligible.people, employers);
  return eligible;
}

bool list_is_current(Tx& tx, const domain::Draw& draw, const domain::Policy& policy) {
  const auto experts = store::drawable_experts(tx.rows(), draw.bureau_id, tx.today());
  std::vector<std::int64_t> ids;
  for (const store::DrawableExpert& expert : experts) ids.push_back(expert.id);
  const auto recusals = recusals_for(tx, draw.engagement_id, ids);
  std::map<std::int64_t, std::string> employers;
  std::map<std::int64_t, std::string> categories;
  for (const store::DrawableExpert& expert : experts) {
    if (excluded(expert, recusals, policy)) continue;
    employers[expert.id] = expert.employer_key;
    categories[expert.id] = expert.category;
  }
  const auto stored = store::draw_people(tx.rows(), draw.id);
  auto now = stored;
  for (store::DrawListEntry& one : now) {
    if (!employers.contains(one.expert_id) || categories.at(one.expert_id) != one.category) return false;
    one.employer.clear();
  }
  label_employers(now, employers);
  const bool same = std::equal(now.begin(), now.end(), stored.begin(),
                               [](const auto& a, const auto& b) { return a.employer == b.employer; });
  return same && now.size() == employers.size();
}

Result<Json> list_document(Tx& tx, const domain::Draw& draw, const domain::Policy& policy) {
  const auto people = store::draw_people(tx.rows(), draw.id);
  const DrawSettings settings = settings_of(draw);
  const auto persons = persons_of(people);
  const domain::DrawQuotas quotas = quotas_of(draw, policy, settings, people);
  if (const Outcome met = domain::check_quotas(persons, quotas); !met) return met.problems();
  const domain::DrawChances chances = domain::draw_chances(persons, quotas);
  const store::DrawSurroundings names = store::draw_surroundings(tx.rows(), draw.engagement_id);
  Json about = Json::object().set("bureau", names.bureau).set("contract", names.contract);
  about.set("engagement", names.engagement_code).set("engagement_name", names.engagement).set("policy", names.policy);
  Json json = Json::object().set("construction", "RFC 3797").set("hash", draw.hash).set("attempt", draw.sequence);
  json.set("failed_before", failed_before(tx, draw)).set("about", std::move(about));
  json.set("quotas", quotas_json(quotas, policy, settings)).set("mode", draw.mode);
  const bool numbered = draw.mode == "public_number";
  json.set("parties", numbered ? Json::array() : texts(settings.parties));
  json.set("commit_until", date_json(draw.commit_until)).set("reveal_until", date_json(draw.reveal_until));
  Json number = Json::object().set("name", draw.public_number_name).set("known_on", date_json(draw.public_number_on));
  json.set("public_number", numbered ? std::move(number) : Json());
  json.set("chances", domain::draw_chances_json(chances)).set("people", domain::draw_people_json(persons, chances));
  return json;
}

}  // namespace zhiheng::service
