// The attack on permissions. It walks the table of routes, so a route that somebody adds is attacked without being
// named here: as every kind of person, about rows of every kind.
//
// Two laws are held against every answer. What somebody may not know answers exactly like what does not exist. And what
// somebody may not know makes no difference: something changes that he must not notice, and every answer that he gets,
// in every order, with every search and filter, is the one that he got before - so no list, count, sum, average, export
// or order tells it.
#include "support/web_attack.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>

#include "service/record_service.h"
#include "store/facts.h"

using namespace zhiheng;
using namespace zhiheng::testing;

namespace {

constexpr std::int64_t no_such_id = 999'999'999;
constexpr const char* secrets[] = {"$argon2",          "attack-token-of-",  "sealed-account-of-",
                                   "sealed-bank-file", "sealed-number-of-", "sealed-signing-key"};

using Findings = std::vector<std::string>;

std::string told(const std::string& law, const Attacker& attacker, const Shot& shot, const std::string& what) {
  std::string query;
  for (const auto& [key, value] : shot.query) query += (query.empty() ? "?" : "&") + key + "=" + value;
  const std::string all = law + ": " + attacker.name + " " + shot.route->method + " " + shot.path + query + ": " + what;
  if (std::getenv("ATTACK_TELLS")) std::cerr << all << std::endl;  // while it runs, for whoever looks for a leak
  return all;
}

// Where two answers part, for whoever looks for the leak.
std::string difference(const Hit& before, const Hit& after) {
  if (before.status != after.status) return std::to_string(before.status) + " became " + std::to_string(after.status);
  std::size_t at = 0;
  while (at < before.body.size() && at < after.body.size() && before.body[at] == after.body[at]) ++at;
  const std::size_t from = at > 60 ? at - 60 : 0;
  return "\"" + before.body.substr(from, 160) + "\" became \"" + after.body.substr(from, 160) + "\"";
}

void look_at(const Attacker& attacker, const Shot& shot, const Hit& hit, Findings& findings) {
  if (hit.status >= 500) findings.push_back(told("defect", attacker, shot, std::to_string(hit.status)));
  for (const char* secret : secrets) {
    if (hit.body.find(secret) != std::string::npos) findings.push_back(told("secret", attacker, shot, secret));
  }
}

// Up to `most` of the ids, others from route to route, so that together they meet many.
std::vector<std::int64_t> some_of(const std::vector<std::int64_t>& ids, std::size_t most, std::size_t turn) {
  if (ids.size() <= most) return ids;
  std::vector<std::int64_t> chosen;
  for (std::size_t i = 0; i < most; ++i) chosen.push_back(ids[(turn + i * (ids.size() / most)) % ids.size()]);
  return chosen;
}

Findings attack_hidden_rows(AttackWorld& world) {
  Findings findings;
  std::map<std::string, std::vector<std::int64_t>> ids;
  std::map<std::string, std::vector<std::int64_t>> hidden_ids, known_ids;  // by table and attacker
  std::size_t turn = 0;
  for (const web::Route& route : world.routes()) {
    ++turn;
    const std::string table = table_of_pattern(route.pattern);
    if (table.empty() || is_exempt(route.name)) continue;
    if (!ids.contains(table)) ids[table] = world.ids_of(table);
    for (const Attacker& attacker : world.attackers) {
      const std::string key = table + "/" + attacker.name;
      if (!hidden_ids.contains(key)) {
        for (const std::int64_t id : ids[table]) {
          (may_know(world, attacker, table, id) ? known_ids : hidden_ids)[key].push_back(id);
        }
      }
      const auto shot = [&](std::int64_t id) { return Shot{&route, address_of(route, id), {}, {}}; };
      const Shot nowhere = shot(no_such_id);
      const Hit absent = world.fire(attacker, nowhere);
      look_at(attacker, nowhere, absent, findings);
      for (const std::int64_t id : some_of(hidden_ids[key], 3, turn)) {
        const Shot one = shot(id);
        const Hit hit = world.fire(attacker, one);
        look_at(attacker, one, hit, findings);
        if (hit != absent) findings.push_back(told("hidden row", attacker, one, difference(absent, hit)));
      }
      if (route.method != "GET") continue;
      for (const std::int64_t id : some_of(known_ids[key], 2, turn)) {
        const Shot one = shot(id);
        look_at(attacker, one, world.fire(attacker, one), findings);
      }
    }
  }
  return findings;
}

std::vector<std::string> report_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(ZHIHENG_SOURCE_DIR) + "/reports")) {
    files.push_back(entry.path().stem().string() + ".csv");
  }
  files.push_back("statement.json");
  std::sort(files.begin(), files.end());
  return files;
}

bool takes(const web::Route& route, const std::string& parameter) {
  return std::find(route.query.begin(), route.query.end(), parameter) != route.query.end();
}

// A list in every order and with searches and filters that a hidden field would answer to.
void add_list_shots(const web::Route& route, std::vector<Shot>& shots) {
  shots.push_back({&route, route.pattern, {}, {}});
  if (takes(route, "q") || route.pattern == "/search") {
    for (const char* word : {"改", "草稿", "e01", "外"}) shots.push_back({&route, route.pattern, {{"q", word}}, {}});
  }
  if (!route.pattern.starts_with("/api/")) return;
  const std::string plural = route.pattern.substr(route.pattern.rfind('/') + 1);
  const domain::Shape* shape = domain::find_shape_by_plural(plural);
  if (!shape) return;
  for (const domain::Field& field : shape->fields) {
    if (field.sortable && takes(route, "sort")) {
      shots.push_back({&route, route.pattern, {{"sort", "-" + field.key}}, {}});
    }
    const bool sided = field.key == "agency" || field.key == "expert" || field.key == "bureau";
    if (field.filterable && sided && takes(route, field.key)) {
      for (const char* id : {"1", "2"}) shots.push_back({&route, route.pattern, {{field.key, id}}, {}});
    }
  }
}

// Everything that can be read, about the rows that this attacker knows.
std::vector<Shot> readings(AttackWorld& world, const Attacker& attacker) {
  std::vector<Shot> shots;
  std::size_t turn = 0;
  for (const web::Route& route : world.routes()) {
    ++turn;
    if (route.name == "what_if.run") shots.push_back({&route, route.pattern, {}, R"({"policy":"honghe-2022"})"});
    if (route.name == "what_if.pasted") shots.push_back({&route, route.pattern, {}, "policy=honghe-2022"});
    if (route.method != "GET" || is_exempt(route.name)) continue;
    if (takes(route, "run")) shots.push_back({&route, route.pattern, {{"run", "1"}, {"policy", "honghe-2022"}}, {}});
    if (route.pattern.find('{') == std::string::npos) {
      add_list_shots(route, shots);
    } else if (const std::string table = table_of_pattern(route.pattern); !table.empty()) {
      std::vector<std::int64_t> known;
      for (const std::int64_t id : world.ids_of(table)) {
        if (may_know(world, attacker, table, id)) known.push_back(id);
      }
      for (const std::int64_t id : some_of(known, 2, turn)) shots.push_back({&route, address_of(route, id), {}, {}});
    } else if (route.pattern.find("reports/{file}") != std::string::npos) {
      for (const std::string& file : report_files()) {
        web::Pairs query;
        if (file == "statement.json" || file == "fee_statement.csv") query = {{"contract", "1"}};
        shots.push_back({&route, route.pattern.substr(0, route.pattern.find('{')) + file, query, {}});
      }
    } else {
      shots.push_back({&route, address_of(route, 1), {}, {}});
    }
  }
  return shots;
}

// Changes that the same people may notice are made together: everybody else sees no difference after one of them, nor
// after all of them, and each round asks for everything that can be read.
std::vector<Change> grouped_changes(const AttackWorld& world) {
  std::map<std::string, std::size_t> places;
  std::vector<Change> groups;
  for (Change& change : changes(world)) {
    std::string who;
    for (const Attacker& attacker : world.attackers) who += change.may_notice(attacker) ? attacker.name + " " : "";
    const auto [place, fresh] = places.emplace(who, groups.size());
    if (fresh) {
      groups.push_back(std::move(change));
      continue;
    }
    Change& group = groups[place->second];
    group.name += "; " + change.name;
    group.make = [first = std::move(group.make), next = std::move(change.make)](AttackWorld& at) {
      first(at);
      next(at);
    };
  }
  return groups;
}

Findings attack_by_changes(AttackWorld& world) {
  Findings findings;
  struct Known {
    std::vector<Shot> shots;
    std::vector<Hit> hits;
    bool fresh = false;
  };
  std::map<std::string, Known> known;
  for (const Attacker& attacker : world.attackers) known[attacker.name].shots = readings(world, attacker);
  // What somebody's own first look changes about himself (a second factor that is made ready) is not what is asked
  // here.
  for (const Attacker& attacker : world.attackers) {
    for (const Shot& shot : known[attacker.name].shots) {
      const std::string& pattern = shot.route->pattern;
      if (!pattern.starts_with("/api/") && pattern.find('{') == std::string::npos) (void)world.fire(attacker, shot);
    }
  }
  const auto all = grouped_changes(world);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const Attacker& attacker : world.attackers) {
      Known& of = known[attacker.name];
      if (of.fresh || all[i].may_notice(attacker)) continue;
      of.hits.clear();
      for (const Shot& shot : of.shots) of.hits.push_back(world.fire(attacker, shot));
      of.fresh = true;
    }
    all[i].make(world);
    for (const Attacker& attacker : world.attackers) {
      Known& of = known[attacker.name];
      if (all[i].may_notice(attacker)) {
        of.fresh = false;
        continue;
      }
      for (std::size_t n = 0; n < of.shots.size(); ++n) {
        const Hit now = world.fire(attacker, of.shots[n]);
        look_at(attacker, of.shots[n], now, findings);
        if (now == of.hits[n]) continue;
        findings.push_back(told(all[i].name, attacker, of.shots[n], difference(of.hits[n], now)));
        of.hits[n] = now;
      }
    }
  }
  return findings;
}

// All of them at once, so that one run tells the whole.
void expect_none(const Findings& findings) {
  std::string text;
  for (std::size_t i = 0; i < findings.size() && i < 60; ++i) text += findings[i] + "\n";
  INFO(text);
  CHECK(findings.size() == 0);
}

}  // namespace

TEST_CASE("every route can be attacked, or says why not", "[web][attack]") {
  AttackWorld world;
  std::set<std::string> names;
  for (const web::Route& route : world.routes()) {
    names.insert(route.name);
    CAPTURE(route.name, route.pattern);
    if (is_exempt(route.name)) continue;
    CHECK_FALSE(address_of(route, 1).empty());
    if (route.pattern.find("{id}") != std::string::npos) CHECK_FALSE(table_of_pattern(route.pattern).empty());
  }
  int listed = 0;
  for (const Exemption& one : exemptions()) {
    CHECK_FALSE(one.why.empty());
    listed += names.contains(one.route) ? 1 : 0;
  }
  CHECK(listed >= 2);
  CHECK(names.size() > 150);
}

TEST_CASE("what somebody may not know answers like what does not exist", "[web][attack]") {
  AttackWorld world;
  expect_none(attack_hidden_rows(world));
}

TEST_CASE("what somebody may not know makes no difference to any answer", "[web][attack]") {
  AttackWorld world;
  expect_none(attack_by_changes(world));
}

TEST_CASE("a list holds exactly the rows that its reader reaches one by one", "[web][attack]") {
  AttackWorld world;
  Findings findings;
  for (const web::Route& route : world.routes()) {
    const bool is_list = route.method == "GET" && route.pattern.starts_with("/api/v1/") && takes(route, "cursor");
    const domain::Shape* shape = domain::find_shape_by_plural(route.pattern.substr(route.pattern.rfind('/') + 1));
    if (!is_list || !shape || shape->stem == "account" || route.pattern.find('{') != std::string::npos) continue;
    for (const Attacker& attacker : world.attackers) {
      const Shot shot{&route, route.pattern, {{"limit", "500"}}, {}};
      const Hit hit = world.fire(attacker, shot);
      const domain::Action action = service::action_to_see(*shape);
      std::int64_t reached = 0;
      for (const std::int64_t id : world.ids_of(shape->table)) {
        const auto facts = store::load_facts(*world.database->reader(), shape->table, id);
        if (facts && domain::may(attacker.actor, action, *facts).ok()) ++reached;
      }
      if (hit.status != 200) {
        if (reached > 0) findings.push_back(told("list", attacker, shot, std::to_string(hit.status)));
        continue;
      }
      const auto answer = parse_json(hit.body);
      const std::int64_t total = answer->at("total").integer().value_or(-1);
      const auto shown = static_cast<std::int64_t>(answer->at("items").items().size());
      if (total == reached && shown == reached) continue;
      findings.push_back(told("list", attacker, shot,
                              std::to_string(total) + " told, " + std::to_string(shown) + " shown, " +
                                  std::to_string(reached) + " reached"));
    }
  }
  expect_none(findings);
}

TEST_CASE("nobody who is not signed in is answered by a route for people", "[web][attack]") {
  AttackWorld world;
  Findings findings;
  for (const web::Route& route : world.routes()) {
    if (route.access == web::Access::open || is_exempt(route.name)) continue;
    const Shot shot{&route, address_of(route, 1), {}, {}};
    const Hit hit = world.fire(world.attackers.front(), shot);
    look_at(world.attackers.front(), shot, hit, findings);
    const bool shown_out = hit.status == 401 || (hit.status == 303 && hit.body.starts_with("/sign-in"));
    if (!shown_out)
      findings.push_back(told("not signed in", world.attackers.front(), shot, std::to_string(hit.status)));
  }
  expect_none(findings);
}

TEST_CASE("the attack finds a leak that was planted", "[web][attack]") {
  AttackWorld world;
  const auto route = [&](const std::string& pattern, const std::function<web::Reply(web::Call&)>& handler) {
    web::Route planted;
    planted.method = "GET";
    planted.pattern = pattern;
    planted.name = "planted";
    planted.handler = handler;
    world.plant(planted);
  };
  const auto count = [&](const std::string& condition) {
    return integer_or(world.database->reader()->query("SELECT COUNT(*) FROM " + condition)[0][0]);
  };
  SECTION("a row of somebody else") {
    route("/api/v1/contracts/{id}", [&](web::Call& call) {
      const auto rows = world.database->reader()->query("SELECT title FROM contract WHERE id = ?", {call.id()});
      if (rows.empty()) return web::refused(refusal(Kind::absent, "access.absent"));
      return web::json_reply(Json::object().set("title", text_or_empty(rows[0][0])));
    });
    CHECK_FALSE(attack_hidden_rows(world).empty());
  }
  SECTION("only a count") {
    route("/api/v1/contracts",
          [&](web::Call&) { return web::json_reply(Json::object().set("total", count("contract"))); });
    CHECK(attack_hidden_rows(world).empty());
    CHECK_FALSE(attack_by_changes(world).empty());
  }
  SECTION("only an average of drafts") {
    route("/api/v1/panels", [&](web::Call&) {
      return web::json_reply(Json::object().set("high", count("score_sheet WHERE total > 9000 AND state = 'draft'")));
    });
    CHECK_FALSE(attack_by_changes(world).empty());
  }
  SECTION("nothing at all") {
    route("/api/v1/contracts", [&](web::Call&) { return web::json_reply(Json::object().set("total", 0)); });
    CHECK(attack_by_changes(world).empty());
    CHECK(attack_hidden_rows(world).empty());
  }
}
