#include "service/objection_parts.h"

#include <algorithm>

#include "base/calendar.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "store/panel_store.h"
#include "store/payment_store.h"
#include "store/result_store.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Contestable;
using domain::Objection;

namespace {

const domain::Criterion* criterion_of(const domain::Component* component, std::string_view code) {
  if (!component) return nullptr;
  for (const domain::Criterion& one : component->criteria) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

// 专家1, 专家2: by the first place at which the case names somebody.
int place_of(std::vector<std::string>& seen, const std::string& rater) {
  auto at = std::find(seen.begin(), seen.end(), rater);
  if (at == seen.end()) at = seen.insert(seen.end(), rater);
  return static_cast<int>(at - seen.begin()) + 1;
}

void add_sheet(const domain::Policy& policy, const std::string& component, const domain::Sheet& sheet,
               const domain::ScoreSheet& stored, int place, std::vector<Contestable>& there) {
  const domain::Component* known = policy.find_component(component);
  Contestable row;
  row.component = component;
  row.place = place;
  row.sheet_id = stored.id;
  row.rater = sheet.rater;
  const std::string head = known ? known->title : component;
  const std::string where = ":" + std::to_string(place) + ":" + component;
  if (sheet.items.empty()) {
    row.kind = "total";
    row.target = row.kind + where;
    row.title = head;
    row.value = sheet.score.hundredths();
    row.most = full_score.hundredths();
    there.push_back(std::move(row));
    return;
  }
  for (const domain::SheetItem& item : sheet.items) {
    Contestable one = row;
    one.criterion = criterion_of(known, item.criterion);
    one.kind = "criterion";
    one.item = item.criterion;
    one.target = one.kind + where + ":" + item.criterion;
    one.title = head + " · " + item.criterion + (one.criterion ? " " + one.criterion->title : std::string());
    one.reason = item.reason;
    one.value = item.points.hundredths();
    one.most = one.criterion ? one.criterion->points.hundredths() : item.points.hundredths();
    there.push_back(std::move(one));
  }
}

void add_sheets(const ContestedEngagement& engagement, std::vector<Contestable>& there) {
  std::vector<std::string> seen;
  for (const domain::ComponentSheets& each : engagement.stated.sheets) {
    const auto stored = domain::counted_sheets(*engagement.sources.panel, engagement.sources.sheets, each.component);
    ensure(stored.size() == each.sheets.size(), "a case has the counted sheets in their order");
    for (std::size_t i = 0; i < each.sheets.size(); ++i) {
      const int place = place_of(seen, each.sheets[i].rater);
      add_sheet(*engagement.policy.rules, each.component, each.sheets[i], *stored[i], place, there);
    }
  }
}

Contestable counted(const char* kind, const std::string& name, const std::string& title, std::int64_t value) {
  Contestable row;
  row.kind = kind;
  row.target = row.kind + ":" + name;
  row.title = title;
  row.value = row.most = value;
  row.more_is_better = false;
  return row;
}

void add_given(const ContestedEngagement& engagement, std::vector<Contestable>& there) {
  const domain::Policy& policy = *engagement.policy.rules;
  const auto title_of = [&](const std::string& component) {
    const domain::Component* known = policy.find_component(component);
    return known ? known->title : component;
  };
  for (const domain::NamedScore& score : engagement.stated.scores) {
    Contestable row = counted("score", score.component, title_of(score.component), score.score.hundredths());
    row.component = score.component;
    row.most = full_score.hundredths();
    row.more_is_better = true;
    there.push_back(std::move(row));
  }
  for (const domain::DaysLate& days : engagement.stated.days_late) {
    if (days.days == 0) continue;
    Contestable row = counted("days", days.component, title_of(days.component), days.days);
    row.component = days.component;
    there.push_back(std::move(row));
  }
  for (const domain::EventCount& event : engagement.stated.events) {
    const domain::EventRule* rule = policy.find_event(event.code);
    Contestable row = counted("event", event.code, rule ? rule->title : event.code, event.count);
    row.item = event.code;
    if (rule && rule->adds) {
      row.more_is_better = true;
      row.most = 999;
    }
    there.push_back(std::move(row));
  }
  for (const std::string& veto : engagement.stated.vetoes) {
    const domain::VetoRule* rule = policy.find_veto(veto);
    Contestable row = counted("veto", veto, rule ? rule->title : veto, 1);
    row.item = veto;
    there.push_back(std::move(row));
  }
}

std::vector<store::StoredCorrection> joined(std::vector<store::StoredCorrection> all,
                                            const std::vector<store::StoredCorrection>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

ContestedEngagement look_at_engagement(Tx& tx, std::int64_t engagement_id) {
  ContestedEngagement one;
  const auto facts = *store::find_engagement_facts(tx.rows(), engagement_id);
  one.contract = *store::find_contract_facts(tx.rows(), facts.contract_id);
  one.sources = load_engagement_sources(tx.rows(), facts);
  one.policy = load_policy(tx.rows(), one.sources.panel ? one.sources.panel->policy_id : one.contract.policy_id);
  if (!one.sources.result || !one.sources.panel || one.sources.panel->state != "closed") return one;
  // What was published, not what the rows say by now: nobody is told of a change before the result is computed anew.
  const auto published = parse_json(one.sources.result->case_document);
  ensure(published.ok(), "a stored case document is JSON");
  const auto stated = domain::read_case(*published);
  ensure(stated.ok(), "a stored case was read before it was stored");
  one.stated = stated->engagements.front();
  add_sheets(one, one.there);
  add_given(one, one.there);
  return one;
}

std::optional<Date> contest_until(Tx& tx, const ContestedEngagement& engagement) {
  const auto published = store::result_published_at(tx.rows(), engagement.sources.engagement.id);
  if (!published) return std::nullopt;
  const domain::Policy& policy = *engagement.policy.rules;
  return domain::objection_day(policy, Calendar::shipped(), published->date(), policy.objection_days);
}

Result<Figures> figures_with(Tx& tx, const ContestedEngagement& engagement,
                             const std::vector<store::StoredCorrection>& more) {
  EngagementSources sources = engagement.sources;
  sources.corrections = joined(sources.corrections, more);
  const auto alone = derive(case_of_engagement(engagement.contract, sources, engagement.policy), engagement.policy);
  if (!alone) return alone.problems();
  Figures figures{alone->evaluation.engagements.front(), std::nullopt};
  ContractSources all = load_sources(tx.rows(), engagement.contract);
  for (EngagementSources& each : all.engagements) {
    if (!each.result || each.result->policy_id != engagement.policy.id) return figures;
    if (each.engagement.id == sources.engagement.id) each.corrections = sources.corrections;
  }
  const Money paid = domain::paid_by(store::payments_of(tx.rows(), engagement.contract.id));
  const auto whole = derive(case_of_contract(all, engagement.policy, engagement.contract.number, paid,
                                             other_results(tx.rows(), engagement.contract, engagement.policy)),
                            engagement.policy);
  if (whole) figures.statement = whole->evaluation.statement;
  return figures;
}

Json figures_json(Tx& tx, const ContestedEngagement& engagement, const Figures& figures) {
  const domain::EngagementOutcome& outcome = figures.outcome;
  Json json = Json::object();
  json.set("final_score", outcome.final_score.text()).set("grade", outcome.grade).set("passed", outcome.passed);
  json.set("deduction", outcome.deducted().text()).set("bonus", outcome.bonus.text());
  if (!figures.statement) return json;
  const domain::StatementOutcome& statement = *figures.statement;
  json.set("contract_deduction", statement.deduction.text()).set("contract_bonus", statement.bonus.text());
  // Adjustments that no objection made stay on top of what is recomputed.
  const Account account = load_account(tx, engagement.contract.id);
  Money others;
  if (account.is_confirmed()) {
    others = domain::net_of(*account.statement, account.adjustments) - domain::net_of(*account.statement, {}) -
             objection_adjustments(tx, account.statement->id);
  }
  const Money net = statement.fee + statement.bonus - statement.deduction + others;
  const domain::Balance balance = domain::balance_of(net, domain::paid_by(account.payments));
  return json.set("payable", balance.payable.text()).set("recoverable", balance.recoverable.text());
}

Money objection_adjustments(Tx& tx, std::int64_t statement_id) {
  const auto rows = tx.rows().query(
      "SELECT CAST(SUM(a.amount_fen) AS SIGNED) FROM adjustment a INNER JOIN objection o ON o.adjustment_id = a.id "
      "WHERE a.statement_id = ? AND a.state = 'confirmed'",
      {statement_id});
  return Money::fen(rows.empty() ? 0 : integer_or(rows[0][0]));
}

std::vector<store::StoredCorrection> corrections_of_rows(const Objection& objection,
                                                         const std::vector<Contestable>& there) {
  std::vector<store::StoredCorrection> all;
  for (const domain::ObjectionRow& row : objection.rows) {
    const Contestable* figure = domain::find_contestable(there, row.target);
    const bool changes = row.outcome == "upheld" || row.outcome == "partly";
    if (!changes || !figure || !row.decided || *row.decided == figure->value) continue;
    store::StoredCorrection one;
    one.engagement_id = objection.engagement_id;
    one.objection_id = objection.id;
    one.row_id = row.id;
    one.sheet_id = figure->sheet_id;
    one.figure = domain::correction_of(*figure, *row.decided, objection.number);
    all.push_back(std::move(one));
  }
  return all;
}

bool reads_as_bureau(Tx& tx, const Objection& objection) {
  return domain::scope(tx.actor(), domain::Action::see_objections).has_bureau(objection.bureau_id);
}

Problem stale_objection(Tx& tx, std::int64_t id, std::int64_t version) {
  return stale_problem(tx, domain::objection_shape(), id, version);
}

Result<Objection> load_objection(Tx& tx, std::int64_t id, std::int64_t version) {
  auto found = store::find_objection(tx.rows(), id);
  if (!found) return refusal(Kind::absent, "access.absent");
  if (found->version != version) return stale_objection(tx, id, version);
  return std::move(*found);
}

Outcome save_step(Tx& tx, Objection& objection, std::string_view action, const std::string& before, const Json& more) {
  if (!store::save_objection(tx.rows(), objection, tx.now())) {
    return stale_objection(tx, objection.id, objection.version);
  }
  ++objection.version;
  Json detail = state_change(before, objection.state, objection.version);
  for (const auto& [key, value] : more.members()) detail.find("after")->set(key, value);
  tx.audit(action, {"objection", objection.id}, objection.bureau_id, detail);
  return Done{};
}

}  // namespace zhiheng::service
