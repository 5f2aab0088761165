// The cast of the heart's tests: the small world with a shipped policy in its contracts, and people who act by name.
#pragma once

#include <string>
#include <vector>

#include "base/crypto.h"
#include "domain/policy.h"
#include "service/check_service.h"
#include "service/panel_service.h"
#include "service/payment_service.h"
#include "service/result_service.h"
#include "service/sheet_service.h"
#include "service/statement_service.h"
#include "support/world.h"

namespace zhiheng::testing {

inline Json json(const std::string& text) {
  Result<Json> read = parse_json(text);
  if (!read) throw Defect("a test writes JSON");
  return std::move(*read);
}

// "ok", or the refusals as "field:rule", one blank between.
template <class T>
std::string rules_of(const Result<T>& result) {
  std::string out;
  for (const Problem& problem : result.problems()) {
    out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
  }
  return out.empty() ? "ok" : out;
}

inline std::int64_t id_of(const Json& row) {
  return std::stoll(row.text_at("id"));
}
inline std::int64_t version_of(const Json& row) {
  return *row.at("version").integer();
}

// Writes this shipped policy into the world's policy row; `change` may edit the document first.
inline void use_policy(store::Connection& rows, const World& world, const std::string& name,
                       const std::function<void(Json&)>& change = {}) {
  Json document = *domain::shipped_policy_document(name);
  if (change) change(document);
  const std::string text = write_json(document);
  rows.execute("UPDATE policy SET document = ?, digest = ? WHERE id = ?", {text, sha256_hex(text), world.policy});
}

struct Stage {
  explicit Stage(store::Database& given, const std::string& policy = "honghe-2022",
                 const std::function<void(Json&)>& change = {})
      : database(given), world(make_world(given)), gate(given, clock) {
    auto lease = database.writer();
    lease->begin_write();
    use_policy(*lease, world, policy, change);
    lease->commit();
  }

  TestContract contract(const std::string& number, const std::vector<std::int64_t>& fees_fen) {
    auto lease = database.writer();
    lease->begin_write();
    const TestContract made = add_contract(*lease, world, number, fees_fen);
    lease->commit();
    return made;
  }
  // Where money is not what a test is about: nothing falls due before the reports are accepted.
  void nothing_is_due() { sql("UPDATE instalment SET due_condition = 'report_accepted'"); }
  void sql(const std::string& text, const store::Parameters& parameters = {}) {
    auto lease = database.writer();
    lease->begin_write();
    lease->execute(text, parameters);
    lease->commit();
  }
  std::int64_t count(const std::string& text) { return integer_or(database.reader()->query(text)[0][0]); }

  // The laws of the data that do not hold. The world's contracts and policy are plain rows without history.
  std::string broken_laws() {
    domain::Actor machine;
    machine.operator_of_machine = true;
    const auto report = service::CheckService(gate).run(machine);
    if (!report) return rules_of(report);
    std::string out;
    for (const service::BrokenLaw& broken : report->broken) {
      if (broken.law == "approved_policy_has_an_approver_or_is_shipped") continue;
      if (broken.law == "every_write_is_audited" && broken.columns.front().second == "contract") continue;
      out += broken.law;
      for (const auto& [name, value] : broken.columns) out += " " + name + "=" + value;
      out += "\n";
    }
    return out;
  }

  const domain::Actor& as(const std::string& login) const { return world.as(login); }
  std::string members(int how_many) const {
    std::string text;
    for (int i = 0; i < how_many; ++i) {
      text += (text.empty() ? "" : ",") + std::string(R"({"expert":")") +
              std::to_string(world.experts[static_cast<std::size_t>(i)]) + R"("})";
    }
    return "[" + text + "]";
  }
  Result<Json> panel(std::int64_t engagement, int how_many = 3) {
    return service::create_panel(gate, as("clerk"), engagement,
                                 json(R"({"deadline_on":"2022-10-20","members":)" + members(how_many) + "}"));
  }
  // The sheet of this expert (1, 2, 3) for the component.
  Json sheet(std::int64_t panel_id, int expert, const std::string& component) {
    const auto all = service::sheets_of_panel(gate, as("clerk"), panel_id);
    for (const Json& one : all->at("items").items()) {
      const bool his = one.text_at("expert") == std::to_string(world.experts[static_cast<std::size_t>(expert - 1)]);
      if (his && one.text_at("component") == component) return one;
    }
    throw Defect("there is such a sheet");
  }
  Result<Json> submit(std::int64_t panel_id, int expert, const std::string& component, const std::string& total) {
    const Json given = sheet(panel_id, expert, component);
    return service::submit_sheet(gate, as("expert" + std::to_string(expert)), id_of(given), version_of(given),
                                 json(R"({"total":")" + total + R"("})"));
  }
  Result<Json> close(std::int64_t panel_id) {
    const auto panel = service::read_panel(gate, as("clerk"), panel_id);
    return service::close_panel(gate, as("clerk"), panel_id, version_of(*panel));
  }
  // A panel of three whose sheets all give these totals, closed; answers close_panel's answer.
  Json scored(std::int64_t engagement, const std::string& plan, const std::string& report) {
    const auto made = panel(engagement);
    if (!made) throw Defect("the panel is made: " + rules_of(made));
    for (int expert = 1; expert <= 3; ++expert) {
      const auto first = submit(id_of(*made), expert, "plan", plan);
      const auto second = submit(id_of(*made), expert, "report", report);
      if (!first || !second) throw Defect("sheets are handed in: " + rules_of(first) + rules_of(second));
    }
    auto closed = close(id_of(*made));
    if (!closed) throw Defect("the panel is closed: " + rules_of(closed));
    return std::move(*closed);
  }
  Json confirmed(std::int64_t contract_id) {
    const auto draft = service::draft_statement(gate, as("clerk"), contract_id);
    if (!draft) throw Defect("the statement is drawn: " + rules_of(draft));
    auto statement = service::confirm_statement(gate, as("reviewer"), id_of(*draft), version_of(*draft));
    if (!statement) throw Defect("the statement is confirmed: " + rules_of(statement));
    return std::move(*statement);
  }
  Result<Json> pay(const TestContract& contract, const std::string& amount, const std::string& voucher,
                   const std::string& kind = "payment") {
    return service::register_payment(
        gate, as("clerk"), contract.id,
        json(R"({"kind":")" + kind + R"(","instalment":")" + std::to_string(contract.instalment) +
             R"(","paid_on":"2022-10-08","amount":")" + amount + R"(","voucher_number":")" + voucher + R"("})"));
  }

  store::Database& database;
  World world;
  FakeClock clock;
  service::Gate gate;
};

}  // namespace zhiheng::testing
