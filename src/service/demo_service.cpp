#include "service/demo_service.h"

#include <algorithm>

#include "base/json.h"
#include "base/resource.h"
#include "service/demo/demo_database.h"
#include "service/demo/demo_stage.h"
#include "service/draw_parts.h"
#include "store/migration.h"

namespace zhiheng::service {

namespace {

// What a database holds that was migrated and never used.
bool may_have_rows(const std::string& table) {
  constexpr const char* allowed[] = {"schema_migration", "policy", "audit", "write_turn", "setup_code", "job"};
  return std::find(std::begin(allowed), std::end(allowed), table) != std::end(allowed);
}

Outcome check_empty(store::Connection& rows) {
  for (const std::string& table : store::all_tables()) {
    const std::string of_people = table == "policy" ? " WHERE bureau_id IS NOT NULL OR state = 'draft'" : "";
    if (may_have_rows(table) && of_people.empty()) continue;
    if (!rows.query("SELECT 1 FROM " + table + of_people + " LIMIT 1").empty()) {
      return refusal(Kind::conflict, "demo.not_empty", {}, {{"table", table}});
    }
  }
  return Done{};
}

DemoReport look(store::Connection& rows, std::size_t acts, int this_year) {
  // In the order of the published list.
  constexpr const char* kinds[] = {"whole_department",    "general_budget",  "social_insurance", "policy_midterm",
                                   "government_purchase", "government_debt", "special_fund"};
  DemoReport report;
  report.acts = acts;
  for (const char* kind : kinds) {
    const auto count = rows.query(
        "SELECT COUNT(*) FROM engagement INNER JOIN contract ON contract.id = engagement.contract_id "
        "WHERE contract.fiscal_year = 2022 AND engagement.object_kind = ?",
        {std::string(kind)});
    report.kinds.emplace_back(kind, static_cast<int>(integer_or(count[0][0])));
    report.engagements += report.kinds.back().second;
  }
  for (const store::Row& row : rows.query("SELECT number, fiscal_year FROM contract ORDER BY id")) {
    if (integer_or(row[1]) == 2022) {
      report.contracts.push_back(text_or_empty(row[0]));
    } else if (integer_or(row[1]) == this_year && report.live_contract.empty()) {
      report.live_contract = text_or_empty(row[0]);
    }
  }
  const auto drawn = rows.query("SELECT MIN(panel_id) FROM draw WHERE state = 'drawn'");
  report.drawn_panel = integer_or(drawn[0][0]);
  return report;
}

}  // namespace

const std::vector<DemoAccount>& demo_accounts() {
  static const std::vector<DemoAccount> accounts = [] {
    const auto file = parse_json(resource("sql/seed/demo/accounts.json"));
    ensure(file.ok(), "the demonstration's accounts are JSON");
    std::vector<DemoAccount> all;
    for (const Json& one : file->at("accounts").items()) {
      all.push_back({one.text_at("login"), one.text_at("password"), one.text_at("display_name"),
                     one.at("roles").items().front().string()});
    }
    return all;
  }();
  return accounts;
}

std::string demo_account_table(Language language) {
  std::string lines = say("demo.accounts", {}, language) + "\n";
  for (const DemoAccount& account : demo_accounts()) {
    lines += account.login + " / " + account.password + " / " + say("demo.role." + account.role, {}, language) + "\n";
  }
  return lines;
}

std::string demo_story(const DemoReport& report, Language language) {
  std::string counts;
  std::string sum;
  for (const auto& [kind, count] : report.kinds) {
    counts +=
        (counts.empty() ? "" : " / ") + say("choice.object_kind." + kind, {}, language) + " " + std::to_string(count);
    sum += (sum.empty() ? "" : " + ") + std::to_string(count);
  }
  const std::string total = std::to_string(report.engagements);
  std::string text = say("demo.filled",
                         {{"contracts", std::to_string(report.contracts.size())},
                          {"engagements", total},
                          {"acts", std::to_string(report.acts)}},
                         language) +
                     "\n" + say("demo.kinds", {{"kinds", counts}}, language) + "\n" +
                     say("demo.sample_differs",
                         {{"published", std::to_string(published_sample)}, {"sum", sum}, {"total", total}}, language) +
                     "\n";
  for (const std::string& number : report.contracts) text += "  " + number + "\n";
  if (!report.live_contract.empty()) {
    text += say("demo.live_contract", {{"contract", report.live_contract}}, language) + "\n";
  }
  text += say("demo.drawn_panel", {{"panel", std::to_string(report.drawn_panel)}}, language) + "\n";
  return text + say("demo.where_to_look", {}, language) + "\n\n" + demo_account_table(language);
}

Result<DemoReport> DemoService::fill(store::Database& database, const Clock& clock, bool with_live_contract) {
  OneTransaction whole(database);
  const RepeatedSalts salts;
  if (Outcome empty = check_empty(whole.rows()); !empty) return empty.problems();
  DemoStage stage(whole, clock.today());
  if (Outcome raised = stage.raise(); !raised) return raised.problems();
  std::vector<std::string> files{"year_2022", "year_2023", "year_2024", "present"};
  if (with_live_contract) files.push_back("live");
  for (const std::string& file : files) {
    if (Outcome played = stage.play(file); !played) return played.problems();
  }
  DemoReport report = look(whole.rows(), stage.acts(), clock.today().year());
  whole.keep();
  return report;
}

}  // namespace zhiheng::service
