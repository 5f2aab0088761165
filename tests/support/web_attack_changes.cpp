// What changes in the attack, and who may notice it.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

bool of_other_side(const AttackWorld& world, const Attacker& attacker) {
  return attacker.actor.bureau_id == world.stage->world.other_bureau ||
         attacker.actor.agency_id == world.stage->world.other_agency;
}

void add_rows_elsewhere(AttackWorld& world) {
  Stage& stage = *world.stage;
  const std::int64_t bureau = stage.world.other_bureau;
  auto lease = world.database->writer();
  lease->begin_write();
  const auto put = [&](const std::string& table, const std::vector<std::pair<std::string, Value>>& cells) {
    return insert(*lease, table, cells);
  };
  const auto unit = put("budget_unit", {{"bureau_id", bureau}, {"code", "202"}, {"name", "外单位乙"}});
  const auto project = put("project", {{"bureau_id", bureau},
                                       {"budget_unit_id", unit},
                                       {"code", "P92"},
                                       {"name", "外项目乙"},
                                       {"fiscal_year", 2023},
                                       {"kind", "project"}});
  put("expert", {{"bureau_id", bureau}, {"code", "X02"}, {"name", "外地评委乙"}, {"category", "industry"}});
  const TestContract made = [&] {
    World other = stage.world;
    other.bureau = bureau;
    return add_contract(*lease, other, "HT-ELSEWHERE", {12'345'00}, stage.world.other_agency);
  }();
  lease->execute("UPDATE engagement SET project_id = ? WHERE id = ?", {project, made.engagements[0]});
  const auto panel = put("panel", {{"bureau_id", bureau},
                                   {"agency_id", stage.world.other_agency},
                                   {"engagement_id", made.engagements[0]},
                                   {"policy_id", stage.world.policy},
                                   {"name", "外地专家组乙"},
                                   {"state", "closed"},
                                   {"deadline_on", "2022-10-19"}});
  const auto result = put("result", {{"bureau_id", bureau},
                                     {"agency_id", stage.world.other_agency},
                                     {"engagement_id", made.engagements[0]},
                                     {"panel_id", panel},
                                     {"policy_id", stage.world.policy},
                                     {"sequence", 1},
                                     {"final_score", 9900},
                                     {"grade", "优"},
                                     {"passed", 1},
                                     {"deduction_fen", 7},
                                     {"case_document", "{}"},
                                     {"result_document", "{}"}});
  put("payment", {{"bureau_id", bureau},
                  {"agency_id", stage.world.other_agency},
                  {"contract_id", made.id},
                  {"paid_on", "2022-10-01"},
                  {"amount_fen", 4'400},
                  {"voucher_number", "V-ELSEWHERE"}});
  put("policy", {{"bureau_id", bureau},
                 {"code", "elsewhere"},
                 {"revision", 1},
                 {"title", "外地办法草稿"},
                 {"document", "{}"},
                 {"digest", std::string(64, '2')}});
  lease->commit();
  (void)result;
}

void rename_expert(AttackWorld& world) {
  Stage& stage = *world.stage;
  stage.sql(
      "UPDATE expert SET name = '改名之人', code = 'Q01', phone = '13700000000', employer = '某大学' WHERE id = ?",
      {stage.world.experts[0]});
  for (const char* table : {"result", "statement"}) {
    stage.sql("UPDATE " + std::string(table) +
              " SET case_document = REPLACE(case_document, '\"E01\"', '\"Q01\"'), result_document = "
              "REPLACE(REPLACE(result_document, 'E01 ', 'Q01 '), '\"E01\"', '\"Q01\"')");
  }
}

void rename_agency(AttackWorld& world) {
  Stage& stage = *world.stage;
  stage.sql("UPDATE agency SET name = '改名事务所', uscc = '91530000MA6K00009X', contact = '某人' WHERE id = ?",
            {stage.world.agency});
  stage.sql("UPDATE deliverable SET file_name = '改名事务所方案.pdf', remark = '改名事务所'");
  stage.sql("UPDATE contract SET number = 'GM-OPEN', title = '改名合同' WHERE id = ?",
            {world.rows.at("contract.open")});
  stage.sql("UPDATE contract SET number = 'GM-CLOSED', title = '改名合同二' WHERE id = ?",
            {world.rows.at("contract.closed")});
}

void change_drafts(AttackWorld& world) {
  Stage& stage = *world.stage;
  stage.sql("UPDATE statement SET deduction_fen = deduction_fen + 1, number = 'JS-CHANGED' WHERE id = ?",
            {world.rows.at("statement.draft")});
  stage.sql("UPDATE adjustment SET amount_fen = 777, reason = '改了事由', corrects = '改' WHERE id = ?",
            {world.rows.at("adjustment.draft")});
  stage.sql("UPDATE policy SET title = '改了题目的草稿' WHERE id = ?", {world.rows.at("policy.draft")});
  stage.sql("UPDATE disclosure SET title = '改了题目的公开' WHERE id = ?", {world.rows.at("disclosure.draft")});
}

void change_unpublished(AttackWorld& world) {
  Stage& stage = *world.stage;
  stage.sql("UPDATE conduct SET evidence = '改了的履约记录', count = 2 WHERE id = ?", {world.rows.at("conduct.open")});
  stage.sql("UPDATE score_sheet SET total = 1234, comment = '改了评语' WHERE id = ?",
            {world.rows.at("sheet.submitted")});
  auto lease = world.database->writer();
  lease->begin_write();
  insert(*lease, "component_score",
         {{"bureau_id", stage.world.bureau},
          {"agency_id", stage.world.agency},
          {"engagement_id", world.rows.at("engagement.open")},
          {"component", "duty"},
          {"score", 6100},
          {"reason", "未公布的得分"}});
  lease->commit();
}

void change_someones_account(AttackWorld& world) {
  const std::int64_t leader = world.named("leader").actor.account_id;
  world.stage->sql("UPDATE session SET address = '10.9.8.7', program = '别人的浏览器' WHERE account_id = ?", {leader});
  world.stage->sql("UPDATE api_token SET name = '别人的令牌', last_address = '10.9.8.7' WHERE account_id = ?",
                   {leader});
  world.stage->sql("UPDATE notice SET kind = 'statement_paid', read_at = NULL WHERE account_id = ?", {leader});
}

}  // namespace

std::vector<Change> changes(const AttackWorld& world) {
  const auto is = [](const Attacker& attacker, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), attacker.name) != names.end();
  };
  return {
      {"rows of another bureau are added", add_rows_elsewhere,
       [&world](const Attacker& who) { return of_other_side(world, who); }},
      {"points of a sheet that is not handed in",
       [](AttackWorld& here) {
         here.stage->sql("UPDATE score_sheet SET total = 9999, comment = '改了的草稿' WHERE id = ?",
                         {here.rows.at("sheet.draft")});
       },
       [is](const Attacker& who) { return is(who, {"expert2"}); }},
      {"who an expert is", rename_expert,
       [is](const Attacker& who) {
         return who.of_bureau || is(who, {"expert1", "system", "security", "admin"});
       }},
      {"whose work is scored", rename_agency,
       [](const Attacker& who) { return !who.token.empty() && !(who.blind && who.actor.roles.size() == 1); }},
      {"drafts of statements, adjustments, policies, disclosures", change_drafts,
       [](const Attacker& who) { return who.of_bureau; }},
      {"what an open panel gathers", change_unpublished,
       [is](const Attacker& who) { return who.of_bureau || is(who, {"expert1"}); }},
      {"who is on the list of a draw", change_draw_people, [](const Attacker& who) { return who.of_bureau; }},
      {"a draw that is not published", change_prepared_draw, [](const Attacker& who) { return who.of_bureau; }},
      {"how an open panel lives", change_panel_life, [](const Attacker& who) { return who.of_bureau; }},
      {"scores before a discussion", change_first_scores,
       [is](const Attacker& who) { return who.of_bureau || is(who, {"expert1"}); }},
      {"a session of another bureau", change_other_session,
       [&world](const Attacker& who) { return of_other_side(world, who); }},
      {"payment orders that were not sent", change_draft_orders,
       [](const Attacker& who) { return who.of_bureau; }},
      {"a payment order of another bureau", change_foreign_order,
       [&world](const Attacker& who) { return who.actor.bureau_id == world.stage->world.other_bureau; }},
      {"bank accounts and a payment that was sent", change_bank_accounts,
       [&world](const Attacker& who) {
         return who.of_bureau || who.actor.agency_id == world.stage->world.agency;
       }},
      {"what is sealed", change_sealed_bank_files, [](const Attacker&) { return false; }},
      {"a signed record and a change of the lead evaluator", change_own_issued_record,
       [&world](const Attacker& who) {
         return who.of_bureau || who.actor.agency_id == world.stage->world.agency;
       }},
      {"a signed record and a change of the lead evaluator of another bureau", change_other_issued_record,
       [&world](const Attacker& who) { return of_other_side(world, who); }},
      {"what is proposed about a retention", change_proposed_release,
       [](const Attacker& who) { return who.of_bureau; }},
      {"an entry of a record that nobody submitted", change_record_draft,
       [&world](const Attacker& who) { return who.actor.agency_id == world.stage->world.agency; }},
      {"a sealed number", change_sealed_record, [](const Attacker&) { return false; }},
      {"experts' fees that are still a draft", change_draft_fees, [](const Attacker& who) { return who.of_bureau; }},
      {"a termination that nobody decided", change_draft_termination,
       [](const Attacker& who) { return who.of_bureau; }},
      {"ratings and events that are still drafts", change_draft_ratings,
       [](const Attacker& who) { return who.of_bureau; }},
      {"a published rating, what follows and an objection", change_published_rating,
       [&world](const Attacker& who) {
         return who.of_bureau || who.actor.agency_id == world.stage->world.agency;
       }},
      {"limits of procurement", change_limits, [](const Attacker& who) { return who.of_bureau; }},
      {"an expert's confirmed fee", change_confirmed_fee,
       [is](const Attacker& who) { return who.of_bureau || is(who, {"expert2"}); }},
      {"an objection that is not filed", change_draft_objection,
       [is](const Attacker& who) { return is(who, {"agency"}); }},
      {"what a clerk proposes on an objection", change_objection_answers,
       [](const Attacker& who) { return who.of_bureau; }},
      {"an opinion of the second panel before all are in", change_review_opinion,
       [is](const Attacker& who) {
         return is(who, {"expert3", "two_roles"});
       }},
      {"a deduction notice and a retention", change_own_billing,
       [is](const Attacker& who) { return who.of_bureau || is(who, {"agency"}); }},
      {"a deduction notice and a retention of another bureau", change_other_billing,
       [&world](const Attacker& who) { return of_other_side(world, who); }},
      {"an objection of another bureau", change_other_objection,
       [&world](const Attacker& who) { return of_other_side(world, who); }},
      {"an invoice of the agency", change_invoice,
       [&world](const Attacker& who) {
         return who.of_bureau || who.actor.agency_id == world.stage->world.agency;
       }},
      {"an invoice of another bureau", change_other_invoice,
       [&world](const Attacker& who) { return of_other_side(world, who); }},
      {"the journal of the bureau", change_own_journal, [](const Attacker& who) { return who.of_bureau; }},
      {"the journal of another bureau", change_other_journal,
       [&world](const Attacker& who) { return of_other_side(world, who); }},
      {"who is related to whom", change_recusal, [](const Attacker& who) { return who.of_bureau; }},
      {"what an expert declared", change_declaration,
       [is](const Attacker& who) { return who.of_bureau || is(who, {"expert2"}); }},
      {"what is said and planned about an expert", change_expert_library,
       [](const Attacker& who) { return who.of_bureau; }},
      {"somebody's sessions, tokens and notices", change_someones_account,
       [is](const Attacker& who) {
         return is(who, {"leader", "system", "security", "admin"});
       }},
  };
}

}  // namespace zhiheng::testing
