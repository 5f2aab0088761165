// The story of the attack: two bureaus below one province, each with a contract of its own; in the first an open panel,
// a closed one, a statement in draft and a confirmed one; the policy hides the agency from the experts.
#include "support/web_attack.h"

#include "base/crypto.h"
#include "web/template.h"

namespace zhiheng::testing {

using domain::Role;

namespace {

constexpr const char* far_away = "2099-01-01 00:00:00.000";

void hide_the_agency(Json& document) {
  document.set("review", Json::object().set("agency_hidden", true).set("after_closing", "own"));
}

}  // namespace

std::int64_t AttackWorld::put(const std::string& table, const std::vector<std::pair<std::string, Value>>& cells) {
  auto lease = database->writer();
  lease->begin_write();
  const std::int64_t id = insert(*lease, table, cells);
  lease->commit();
  return id;
}

void AttackWorld::add_person(const std::string& name, const std::vector<Role>& roles, std::int64_t bureau,
                             std::int64_t agency, std::int64_t expert, std::int64_t unit) {
  const auto id_or_null = [](std::int64_t id) { return id == 0 ? Value() : Value(id); };
  Attacker one;
  one.name = name;
  if (stage->world.actors.contains(name)) {
    one.actor = stage->world.as(name);
  } else {
    one.actor.login = one.actor.display_name = name;
    one.actor.account_id = put("account", {{"login", name},
                                           {"display_name", name},
                                           {"password_hash", test_password_hash()},
                                           {"bureau_id", id_or_null(bureau)},
                                           {"agency_id", id_or_null(agency)},
                                           {"expert_id", id_or_null(expert)},
                                           {"budget_unit_id", id_or_null(unit)}});
    for (const Role role : roles) {
      stage->sql("INSERT INTO account_role (account_id, role) VALUES (?, ?)",
                 {one.actor.account_id, std::string(domain::name_of(role))});
    }
    one.actor.roles = roles;
    one.actor.bureau_id = bureau;
    one.actor.bureaus = store::bureau_subtree(*database->reader(), bureau);
    one.actor.agency_id = agency;
    one.actor.expert_id = expert;
    one.actor.budget_unit_id = unit;
  }
  one.token = "attack-token-of-" + name + "-0123456789abcdef";
  one.csrf = "attack-csrf-of-" + name + "-0123456789abcdef";
  one.of_bureau = one.actor.bureau_id == stage->world.bureau &&
                  (one.actor.has(Role::clerk) || one.actor.has(Role::reviewer) || one.actor.has(Role::leader));
  const std::string now = stage->clock.now().utc();
  put("session", {{"token_digest", sha256_hex(one.token)},
                  {"account_id", one.actor.account_id},
                  {"csrf_token", one.csrf},
                  {"last_seen_at", now},
                  {"idle_ends_at", std::string(far_away)},
                  {"second_factor_at", now},
                  {"expires_at", std::string(far_away)}});
  put("api_token", {{"account_id", one.actor.account_id},
                    {"name", "令牌 " + name},
                    {"token_digest", sha256_hex("personal " + name)},
                    {"scopes", std::string("read")},
                    {"expires_at", std::string(far_away)}});
  put("notice", {{"account_id", one.actor.account_id},
                 {"kind", std::string("sheet_assigned")},
                 {"subject", std::string("engagement")},
                 {"subject_id", rows.at("engagement.open")},
                 {"params", std::string("{}")},
                 {"dedupe_key", "attack " + name}});
  attackers.push_back(std::move(one));
}

void AttackWorld::build_own_bureau() {
  const World& world = stage->world;
  stage->sql("UPDATE engagement SET budget_unit_id = NULL WHERE id = 0");
  const TestContract closed = stage->contract("HT-CLOSED", {100'000'00, 50'000'00});
  rows["contract.closed"] = closed.id;
  rows["engagement.closed"] = closed.engagements[0];
  stage->sql("UPDATE engagement SET project_id = ? WHERE id = ?", {world.project, closed.engagements[0]});
  stage->sql("UPDATE engagement SET budget_unit_id = ? WHERE id = ?", {world.unit, closed.engagements[1]});
  for (const std::int64_t engagement : closed.engagements) (void)stage->scored(engagement, "82.50", "76.00");
  const Json statement = stage->confirmed(closed.id);
  rows["statement.confirmed"] = id_of(statement);
  rows["adjustment.draft"] = put("adjustment", {{"bureau_id", world.bureau},
                                                {"agency_id", world.agency},
                                                {"statement_id", rows["statement.confirmed"]},
                                                {"sequence", 1},
                                                {"amount_fen", 100},
                                                {"corrects", std::string("核对")},
                                                {"reason", std::string("草稿调整事由")},
                                                {"drafted_by", world.as("clerk").account_id}});
  if (!stage->pay(closed, "100.00", "V-CLOSED").ok()) throw Defect("a payment is registered");

  const TestContract drafted = stage->contract("HT-DRAFTED", {70'000'00});
  rows["contract.drafted"] = drafted.id;
  (void)stage->scored(drafted.engagements[0], "91.00", "92.00");
  const auto draft = service::draft_statement(stage->gate, stage->as("clerk"), drafted.id);
  if (!draft) throw Defect("a statement is drafted: " + rules_of(draft));
  rows["statement.draft"] = id_of(*draft);

  const TestContract open = stage->contract("HT-OPEN", {60'000'00});
  rows["contract.open"] = open.id;
  rows["engagement.open"] = open.engagements[0];
  const auto panel = stage->panel(open.engagements[0]);
  if (!panel) throw Defect("a panel is made: " + rules_of(panel));
  rows["panel.open"] = id_of(*panel);
  if (!stage->submit(rows["panel.open"], 1, "plan", "88.00").ok()) throw Defect("a sheet is handed in");
  rows["sheet.submitted"] = id_of(stage->sheet(rows["panel.open"], 1, "plan"));
  rows["sheet.draft"] = id_of(stage->sheet(rows["panel.open"], 2, "plan"));
  stage->sql("UPDATE score_sheet SET total = 4321, comment = '草稿评语' WHERE id = ?", {rows["sheet.draft"]});
  put("file", {{"sha256", std::string(64, 'a')}, {"size", 4}, {"media_type", std::string("application/pdf")}});
  put("file_piece", {{"sha256", std::string(64, 'a')}, {"sequence", 0}, {"bytes", std::string("%PDF")}});
  rows["deliverable.open"] = put("deliverable", {{"bureau_id", world.bureau},
                                                 {"agency_id", world.agency},
                                                 {"engagement_id", rows["engagement.open"]},
                                                 {"kind", std::string("plan")},
                                                 {"revision", 1},
                                                 {"file_name", std::string("云岭方案.pdf")},
                                                 {"sha256", std::string(64, 'a')},
                                                 {"received_at", stage->clock.now().utc()}});
  rows["conduct.open"] = put("conduct", {{"bureau_id", world.bureau},
                                         {"agency_id", world.agency},
                                         {"engagement_id", rows["engagement.open"]},
                                         {"kind", std::string("event")},
                                         {"code", std::string("E1")},
                                         {"happened_on", std::string("2022-09-01")},
                                         {"evidence", std::string("未公布的履约记录")}});
  rows["policy.draft"] = put("policy", {{"bureau_id", world.bureau},
                                        {"code", std::string("draft-policy")},
                                        {"revision", 1},
                                        {"title", std::string("起草中的办法")},
                                        {"document", write_json(*domain::shipped_policy_document("honghe-2022"))},
                                        {"digest", std::string(64, '1')},
                                        {"drafted_by", world.as("clerk").account_id}});
  rows["disclosure.draft"] = put("disclosure", {{"bureau_id", world.bureau},
                                                {"kind", std::string("agency_list")},
                                                {"title", std::string("起草中的公开")},
                                                {"fiscal_year", 2022},
                                                {"drafted_by", world.as("clerk").account_id}});
}

void AttackWorld::build_other_bureau() {
  const World& world = stage->world;
  const std::int64_t bureau = world.other_bureau;
  rows["unit.other"] = put("budget_unit", {{"bureau_id", bureau}, {"code", "201"}, {"name", "外单位甲"}});
  rows["project.other"] = put("project", {{"bureau_id", bureau},
                                          {"budget_unit_id", rows["unit.other"]},
                                          {"code", "P91"},
                                          {"name", "外项目甲"},
                                          {"fiscal_year", 2022},
                                          {"kind", "project"}});
  rows["expert.other"] =
      put("expert",
          {{"bureau_id", bureau}, {"code", "X01"}, {"name", "外地评委甲"}, {"category", std::string("performance")}});
  rows["contract.other"] = put("contract", {{"bureau_id", bureau},
                                            {"number", std::string("HT-OTHER")},
                                            {"title", std::string("外地合同甲")},
                                            {"agency_id", world.other_agency},
                                            {"policy_id", world.policy},
                                            {"procurement_method", std::string("open_tender")},
                                            {"fiscal_year", 2022},
                                            {"signed_on", std::string("2022-03-01")},
                                            {"starts_on", std::string("2022-03-01")},
                                            {"ends_on", std::string("2022-12-31")},
                                            {"original_fee_fen", 9'900},
                                            {"fee_fen", 9'900}});
  rows["engagement.other"] = put("engagement", {{"bureau_id", bureau},
                                                {"agency_id", world.other_agency},
                                                {"contract_id", rows["contract.other"]},
                                                {"code", std::string("PJ-9")},
                                                {"name", std::string("外地评价甲")},
                                                {"project_id", rows["project.other"]},
                                                {"object_kind", std::string("project")},
                                                {"fee_fen", 9'900}});
  rows["panel.other"] = put("panel", {{"bureau_id", bureau},
                                      {"agency_id", world.other_agency},
                                      {"engagement_id", rows["engagement.other"]},
                                      {"policy_id", world.policy},
                                      {"name", std::string("外地专家组")},
                                      {"deadline_on", std::string("2022-10-20")}});
  const std::int64_t member =
      put("panel_member", {{"panel_id", rows["panel.other"]}, {"expert_id", rows["expert.other"]}});
  rows["sheet.other"] = put("score_sheet", {{"bureau_id", bureau},
                                            {"agency_id", world.other_agency},
                                            {"expert_id", rows["expert.other"]},
                                            {"panel_id", rows["panel.other"]},
                                            {"member_id", member},
                                            {"component", std::string("plan")}});
}

void AttackWorld::build_people() {
  const World& world = stage->world;
  attackers.push_back({});
  attackers.back().name = "public";
  for (const char* name : {"clerk", "reviewer", "leader", "expert1", "expert2", "expert3", "agency", "other_agency",
                           "admin", "other_clerk"}) {
    add_person(name, {}, 0, 0, 0, 0);
  }
  add_person("unit", {Role::budget_unit}, world.bureau, 0, 0, world.unit);
  add_person("other_unit", {Role::budget_unit}, world.other_bureau, 0, 0, rows["unit.other"]);
  add_person("county", {Role::county_bureau}, world.bureau, 0, 0, 0);
  add_person("other_county", {Role::county_bureau}, world.other_bureau, 0, 0, 0);
  add_person("system", {Role::system_administrator}, world.bureau, 0, 0, 0);
  add_person("security", {Role::security_administrator}, world.bureau, 0, 0, 0);
  add_person("auditor", {Role::auditor}, world.bureau, 0, 0, 0);
  add_person("other_auditor", {Role::auditor}, world.other_bureau, 0, 0, 0);
  add_person("other_expert", {Role::expert}, world.other_bureau, 0, rows["expert.other"], 0);
  add_person("two_roles", {Role::clerk, Role::expert}, world.other_bureau, 0, world.experts[2], 0);
  add_person("agency_and_unit", {Role::agency, Role::budget_unit}, world.other_bureau, world.other_agency, 0,
             rows["unit.other"]);
  for (Attacker& one : attackers) one.blind = one.actor.has(Role::expert);
}

AttackWorld::AttackWorld() {
  web::refuse_missing_names(true);
  database = fresh_sqlite();
  stage = std::make_unique<Stage>(*database, "honghe-2022", hide_the_agency);
  build_own_bureau();
  build_other_bureau();
  build_people();
  plant_expert_library(*this);
  plant_draw(*this);
  plant_statistics(*this);
  plant_panel_life(*this);
  plant_expert_fee(*this);
  plant_order(*this);
  plant_recusal(*this);
  plant_objection(*this);
  plant_agency_record(*this);
  plant_billing(*this);
  plant_invoice(*this);
  plant_basis(*this);
  plant_credit(*this);
  plant_journal(*this);
  plant_issued_record(*this);
  application = std::make_unique<web::Application>(stage->gate);
}

AttackWorld::~AttackWorld() = default;

const Attacker& AttackWorld::named(const std::string& name) const {
  for (const Attacker& one : attackers) {
    if (one.name == name) return one;
  }
  throw Defect("there is such an attacker");
}

std::vector<std::int64_t> AttackWorld::ids_of(const std::string& table) const {
  std::vector<std::int64_t> ids;
  if (!store::has_column(table, "id")) return ids;
  for (const store::Row& row : database->reader()->query("SELECT id FROM " + table + " ORDER BY id")) {
    ids.push_back(integer_or(row[0]));
  }
  return ids;
}

}  // namespace zhiheng::testing
