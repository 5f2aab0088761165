#include "support/web_attack.h"

#include <algorithm>

#include "store/facts.h"
#include "web/http.h"

namespace zhiheng::testing {

using domain::Action;

namespace {

// What a part of an address names that is no row. A new one is added here, with a value that leads somewhere.
const std::map<std::string, std::string>& values_of_captures() {
  static const std::map<std::string, std::string> values{{"file", "quality_results.json"},
                                                         {"kind", "agencies"},
                                                         {"code", "ABCD-EFGH"},
                                                         {"token", "nothing"},
                                                         {"name", "nothing"},
                                                         {"component", "plan"},
                                                         {"sha256", "nothing"},
                                                         {"year", "2022"}};
  return values;
}

// Names in addresses that are not the plural of a shape.
const std::map<std::string, std::string>& tables_by_plural() {
  static const std::map<std::string, std::string> tables{{"accounts", "account"},
                                                         {"sessions", "session"},
                                                         {"tokens", "api_token"},
                                                         {"notices", "notice"},
                                                         {"uploads", "upload"},
                                                         {"journal", "journal_transaction"},
                                                         {"journal-proofs", "journal_proof"},
                                                         {"component-scores", "component_score"},
                                                         {"objection-reviews", "objection_review"},
                                                         {"conduct", "conduct"},
                                                         {"evaluations", "engagement"},
                                                         {"disclosures", "disclosure"},
                                                         {"terminations", "contract_termination"},
                                                         {"fee-sheets", "fee_basis_sheet"},
                                                         {"expert-qualifications", "expert_qualification"},
                                                         {"expert-remarks", "expert_remark"},
                                                         {"expert-proposals", "expert_proposal"},
                                                         {"expert-assessments", "expert_assessment"},
                                                         {"audit", "audit"},
                                                         {"my-projects", "project"},
                                                         {"api-tokens", "api_token"},
                                                         {"panel-members", "panel_member"}};
  return tables;
}

// Every way of looking at rows of a table.
std::vector<Action> looks_at(const std::string& table) {
  static const std::map<std::string, std::vector<Action>> ways{
      {"engagement",
       {Action::see_contracts, Action::see_evaluations, Action::see_deliverables, Action::see_panels,
        Action::see_results}},
      {"contract", {Action::see_contracts, Action::see_payments, Action::see_statements}},
      {"instalment", {Action::see_contracts}},
      {"amendment", {Action::see_contracts}},
      {"deliverable", {Action::see_deliverables}},
      {"upload", {Action::add_deliverable}},
      {"panel", {Action::see_panels, Action::see_sheets}},
      {"score_sheet", {Action::see_sheets}},
      {"result", {Action::see_results, Action::see_evaluations}},
      {"component_score", {Action::see_results, Action::decide_result}},
      {"conduct", {Action::see_results, Action::decide_result}},
      {"statement", {Action::see_statements}},
      {"adjustment", {Action::see_statements}},
      {"payment", {Action::see_payments}},
      {"payment_order", {Action::see_payments}},
      {"payment_batch", {Action::see_payments}},
      {"agency_account", {Action::see_payments}},
      {"bank_result", {Action::see_payments}},
      {"deduction_notice", {Action::see_statements}},
      {"retention", {Action::see_payments}},
      {"policy", {Action::see_policies}},
      {"expert", {Action::see_records, Action::see_experts}},
      {"expert_qualification", {Action::see_experts, Action::edit_own_expert}},
      {"expert_remark", {Action::edit_experts, Action::approve_expert}},
      {"expert_proposal", {Action::see_experts, Action::edit_own_expert}},
      {"expert_assessment", {Action::see_statistics, Action::approve_expert}},
      {"disclosure", {Action::see_disclosures}},
      {"agency_record_item", {Action::see_agency_record}},
      {"issued_record", {Action::see_agency_record}},
      {"lead_change", {Action::see_agency_record}},
      {"objection", {Action::see_objections}},
      {"objection_review", {Action::give_opinion}},
      {"expert_fee", {Action::see_expert_fees}},
      {"expert_fee_line", {Action::see_expert_fees}},
      {"fee_scheme", {Action::see_expert_fees}},
      {"invoice", {Action::see_invoices}},
      {"credit_event", {Action::see_ratings}},
      {"rating_run", {Action::see_ratings}},
      {"rating", {Action::see_ratings}},
      {"rating_objection", {Action::see_ratings}},
      {"consequence", {Action::see_ratings}},
      {"commission_round", {Action::see_ratings}},
      {"draw", {Action::see_draws}},
      {"review_session", {Action::see_panels}},
      {"contract_termination", {Action::see_contracts}},
      {"fee_basis_sheet", {Action::see_contracts}},
      {"procurement_limit", {Action::see_procurement}},
      {"fee_rate", {Action::see_procurement}},
      {"journal_transaction", {Action::see_journal}},
      {"journal_correction", {Action::see_journal}},
      {"journal_proof", {Action::see_journal}},
      {"relation", {Action::see_relations}},
      {"recusal_flag", {Action::see_relations}},
      {"panel_member", {Action::see_panels, Action::answer_invitation}},
      {"account", {Action::see_accounts, Action::edit_accounts, Action::edit_roles, Action::use_own_account}},
      {"session", {Action::use_own_account, Action::end_sessions}},
      {"api_token", {Action::use_own_account, Action::end_sessions}},
      {"notice", {Action::use_own_account}},
      {"audit", {Action::see_audit}}};
  const auto found = ways.find(table);
  return found != ways.end() ? found->second : std::vector<Action>{Action::see_records, Action::see_evaluations};
}

void replace_all(std::string& text, const std::string& part, const std::string& with) {
  if (part.size() < 2) return;  // "/" stands everywhere
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + with.size())) {
    text.replace(at, part.size(), with);
  }
}

// The mark against forged forms is another in every answer.
void forget_marks(std::string& text) {
  for (const std::string mark : {"name=\"csrf\" value=\"", "name=\"csrf-token\" content=\"", "data-csrf=\""}) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size())) {
      const std::size_t start = at + mark.size();
      text.erase(start, text.find('"', start) - start);
    }
  }
}

std::string taken(const web::Response& response) {
  if (!response.source) return response.body;
  std::string all;
  for (std::string piece = response.source->next(); !piece.empty(); piece = response.source->next()) all += piece;
  return all;
}

}  // namespace

Hit AttackWorld::fire(const Attacker& attacker, const Shot& shot) {
  web::Request request;
  request.method = shot.route->method;
  request.path = shot.path;
  request.query = shot.query;
  request.request_id = "attack";
  request.remote = "127.0.0.1";
  request.headers = {{"Host", "localhost"}};
  const bool api = web::is_api(request);
  const bool changes = request.method != "GET";
  if (!attacker.token.empty()) {
    if (api) {
      request.headers.emplace_back("Authorization", "Bearer " + attacker.token);
    } else {
      request.headers.emplace_back("Cookie", std::string("zhiheng_session=") + attacker.token);
    }
  }
  request.body = shot.body;
  if (changes && api) {
    if (shot.body.empty()) request.body = "{}";
    request.headers.emplace_back("Content-Type", "application/json");
    request.headers.emplace_back("If-Match", "\"999999\"");
  } else if (changes) {
    request.body = "csrf=" + attacker.csrf + "&version=999999" + (shot.body.empty() ? "" : "&" + shot.body);
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  }
  if (!request.body.empty()) request.headers.emplace_back("Content-Length", std::to_string(request.body.size()));
  web::Response response;
  const web::Route* planted = nullptr;
  for (const web::Route& route : planted_) {
    if (route.name == shot.route->name) planted = &route;
  }
  if (planted) {
    web::Call call(request, *planted, stage->gate);
    call.api = api;
    call.actor = attacker.actor;
    call.signed_in = !attacker.token.empty();
    const std::size_t at = planted->pattern.find("{id}");
    if (at != std::string::npos) call.captured = {{"id", shot.path.substr(at)}};
    web::Reply reply = planted->handler(call);
    return {reply.problems.empty() ? reply.status : 404,
            reply.problems.empty() ? write_json(reply.json) : reply.problems.front().rule};
  }
  response = application->answer(request);
  Hit hit{response.status, {}};
  try {
    hit.body = taken(response);
  } catch (const std::exception& fault) {
    hit = {599, fault.what()};  // torn off while it was sent
  }
  forget_marks(hit.body);
  replace_all(hit.body, web::percent_encode(shot.path), "ADDRESS");
  replace_all(hit.body, shot.path, "ADDRESS");
  if (response.status == 303) hit.body = response.header("Location");
  replace_all(hit.body, shot.path, "ADDRESS");
  replace_all(hit.body, web::percent_encode(shot.path), "ADDRESS");
  return hit;
}

const std::vector<web::Route>& AttackWorld::routes() const {
  return planted_.empty() ? application->router().routes() : planted_;
}

void AttackWorld::plant(web::Route route) {
  planted_.push_back(std::move(route));
}
void AttackWorld::dig_out() {
  planted_.clear();
}

std::string table_of_pattern(const std::string& pattern) {
  const std::size_t start = pattern.starts_with("/api/v1/") ? 8 : 1;
  std::size_t capture = pattern.find("{id}");
  if (capture == std::string::npos || capture <= start) return {};
  const std::string before = pattern.substr(start, capture - start - 1);
  const std::string plural = before.substr(before.rfind('/') == std::string::npos ? 0 : before.rfind('/') + 1);
  if (const auto found = tables_by_plural().find(plural); found != tables_by_plural().end()) return found->second;
  const domain::Shape* shape = domain::find_shape_by_plural(plural);
  return shape ? shape->table : std::string();
}

bool may_know(AttackWorld& world, const Attacker& attacker, const std::string& table, std::int64_t id) {
  const auto facts = store::load_facts(*world.database->reader(), table, id);
  if (!facts || attacker.token.empty()) return false;
  const auto ways = looks_at(table);
  return std::any_of(ways.begin(), ways.end(),
                     [&](Action way) { return domain::may(attacker.actor, way, *facts).ok(); });
}

std::string address_of(const web::Route& route, std::int64_t id) {
  std::string address;
  const std::string& pattern = route.pattern;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '{') {
      address += pattern[at++];
      continue;
    }
    const std::size_t end = pattern.find('}', at);
    const std::string name = pattern.substr(at + 1, end - at - 1);
    at = end + 1;
    if (name == "id") {
      address += std::to_string(id);
      continue;
    }
    const auto value = values_of_captures().find(name);
    if (value == values_of_captures().end()) return {};
    address += value->second;
  }
  return address;
}

const std::vector<Exemption>& exemptions() {
  static const std::vector<Exemption> all{
      {"system.metrics", "counts requests of the whole installation by design; its own token or address guards it"},
      {"system.ready", "the state of the whole installation"},
      {"metrics", "counts requests of the whole installation by design; its own token or address guards it"},
  };
  return all;
}

bool is_exempt(const std::string& route) {
  return std::any_of(exemptions().begin(), exemptions().end(),
                     [&](const Exemption& one) { return one.route == route; });
}

}  // namespace zhiheng::testing
