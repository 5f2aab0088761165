#include "service/contract_hints.h"

#include "domain/contract.h"
#include "domain/policy.h"
#include "service/case_builder.h"
#include "service/contract_terms.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr int days_to_sign = 30;         // 政府采购法 art. 46: after the award notice
constexpr int working_days_public = 2;   // 政府采购法实施条例 art. 50: after signing
constexpr int working_days_on_file = 7;  // 政府采购法 art. 47: after signing

class Hints {
 public:
  void add(const char* name, const char* tone, const Params& params) {
    Json slots = Json::object();
    for (const auto& [key, value] : params) slots.set(key, value);
    items_.push(Json::object().set("hint", name).set("tone", tone).set("params", std::move(slots)));
  }
  Json take() { return std::move(items_); }

 private:
  Json items_ = Json::array();
};

void hint_signing(const Record& contract, Hints& hints) {
  const std::string& award = contract.text("award_notice_on");
  if (award.empty()) return;
  const Date last = *read_date(award, {}) + days_to_sign;
  const std::string& signed_on = contract.text("signed_on");
  if (signed_on > last.text()) hints.add("signed_late", "warn", {{"signed", signed_on}, {"last", last.text()}});
}

// A clock that runs from the signing: done in time, done late, still running or run out.
void hint_clock(const Record& contract, const char* key, int working_days, Date today, const Calendar& calendar,
                Hints& hints) {
  const std::string done = contract.text(key);
  const std::string last =
      calendar.add_working_days(*read_date(contract.text("signed_on"), {}), working_days).value.text();
  const std::string name = std::string(key) == "published_on" ? "publication" : "filing";
  if (!done.empty()) {
    if (done > last) hints.add((name + "_late").c_str(), "warn", {{"done", done}, {"last", last}});
    return;
  }
  // Contracts that ended are history.
  if (contract.text("state") != "active") return;
  const bool over = today.text() > last;
  hints.add((name + (over ? "_overdue" : "_due")).c_str(), over ? "warn" : "info", {{"last", last}});
}

void hint_procurement(Tx& tx, const Record& contract, Hints& hints) {
  const std::string year = std::to_string(contract.integer("fiscal_year"));
  const auto limit = load_procurement_limit(tx, contract.integer("bureau"), contract.integer("fiscal_year"));
  if (!limit) return hints.add("no_limits", "info", {{"year", year}});
  const Money sum = Money::fen(contract.integer("fee"));
  const bool fit = domain::fits(*limit, contract.text("procurement_method"), sum);
  hints.add(fit ? "method_fits" : "method_does_not_fit", fit ? "good" : "warn",
            {{"decentralised", limit->decentralised.text()},
             {"open_tender", limit->open_tender.text()},
             {"bureau", limit->bureau},
             {"year", year},
             {"source", limit->source}});
  // Several contracts for one kind of work, each just below the limit, may be one purchase that was split.
  const auto rows = tx.rows().query(
      "SELECT COUNT(*), CAST(COALESCE(SUM(fee_fen), 0) AS SIGNED), MAX(fee_fen) FROM contract WHERE bureau_id = ? AND "
      "agency_id = ? AND commission_type = ? AND fiscal_year = ?",
      {contract.get("bureau"), contract.get("agency"), contract.get("commission_type"), contract.get("fiscal_year")});
  const Money all = Money::fen(integer_or(rows.at(0)[1]));
  for (const auto& [name, edge] :
       {std::pair("split_open_tender", limit->open_tender), std::pair("split_decentralised", limit->decentralised)}) {
    if (integer_or(rows[0][0]) < 2 || integer_or(rows[0][2]) >= edge.fen() || all < edge) continue;
    return hints.add(name, "warn",
                     {{"count", std::to_string(integer_or(rows[0][0]))}, {"sum", all.text()}, {"limit", edge.text()}});
  }
}

void hint_sheet(Tx& tx, const Record& contract, Hints& hints) {
  if (contract.text("fee_basis") == "lump_sum") return;
  const auto rows =
      tx.rows().query("SELECT 1 FROM fee_basis_sheet WHERE contract_id = ? LIMIT 1", {contract.get("id")});
  if (rows.empty()) hints.add("no_sheet", "warn", {});
}

// Grounds that the policy ends a contract on; a person decides, nothing ends by itself.
void hint_termination(Tx& tx, const Record& contract, Date today, Hints& hints) {
  const std::int64_t id = contract.integer("id");
  const FrozenPolicy policy = load_policy(tx.rows(), contract.integer("policy"));
  for (const store::Row& row :
       tx.rows().query("SELECT e.code, c.code FROM conduct c INNER JOIN engagement e ON e.id = c.engagement_id "
                       "WHERE e.contract_id = ? AND c.kind = 'veto' AND c.state = 'recorded' ORDER BY e.code, c.id",
                       {id})) {
    const domain::VetoRule* rule = policy.rules->find_veto(text_or_empty(row[1]));
    if (rule == nullptr || !rule->ends_contract) continue;
    hints.add("veto_ends_contract", "warn", {{"code", text_or_empty(row[0])}, {"veto", rule->title}});
  }
  const auto& lateness = policy.rules->lateness;
  if (!lateness || !lateness->terminate_after) return;
  for (const store::Row& row : tx.rows().query(
           "SELECT e.code, e.report_due_on FROM engagement e WHERE e.contract_id = ? AND e.cancelled = 0 AND "
           "e.report_due_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deliverable d WHERE d.engagement_id = e.id AND "
           "d.kind = 'report' AND d.state <> 'returned') ORDER BY e.code",
           {id})) {
    const Date due = *read_date(text_or_empty(row[1]), {});
    const int days = (today - due) - lateness->free_days;
    if (days <= *lateness->terminate_after) continue;
    hints.add("lateness_ends_contract", "warn",
              {{"code", text_or_empty(row[0])},
               {"days", std::to_string(days)},
               {"most", std::to_string(*lateness->terminate_after)}});
  }
}

}  // namespace

Result<Json> contract_hints(Gate& gate, const domain::Actor& actor, std::int64_t contract_id,
                            const Calendar& calendar) {
  return gate.read(actor, Action::see_contracts, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const auto row = store::find_record(tx.rows(), domain::contract_shape(), contract_id);
    if (!row) return refusal(Kind::absent, "record.absent");
    Hints hints;
    if (domain::scope(actor, Action::see_procurement).has_bureau(row->integer("bureau"))) {
      hint_signing(*row, hints);
      hint_clock(*row, "published_on", working_days_public, tx.today(), calendar, hints);
      hint_clock(*row, "filed_on", working_days_on_file, tx.today(), calendar, hints);
      hint_procurement(tx, *row, hints);
      hint_sheet(tx, *row, hints);
      if (row->text("state") == "active") hint_termination(tx, *row, tx.today(), hints);
    }
    return Json::object().set("items", hints.take());
  });
}

}  // namespace zhiheng::service
