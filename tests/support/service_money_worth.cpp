// The acts of a random history on what the work is worth: statements, adjustments, notices of deductions, retention.
#include "service/deduction_notice_service.h"
#include "service/retention_service.h"
#include "support/money_history.h"

namespace zhiheng::testing {

using namespace zhiheng::service;

void MoneyHistory::confirm(const Row& statement) {
  const auto confirmed = confirm_statement(stage_.gate, stage_.as("reviewer"), statement.id, statement.version);
  done("confirm", confirmed);
  if (confirmed) return;
  const std::string why = rules_of(confirmed);
  if (why.find(":statement.notice") != std::string::npos) step_notice(statement);
  if (why == ":statement.stale_results") {
    done("redraw", redraw_statement(stage_.gate, stage_.as("clerk"), statement.id, statement.version));
  }
}

void MoneyHistory::adjust(const Row& statement) {
  const std::int64_t amount = below(4) == 0 ? -below(fee_ / 4) : below(200'001) - 100'000;
  Json body = Json::object().set("amount", Money::fen(amount).text()).set("corrects", "异议成立后的更正");
  const auto drafted = draft_adjustment(stage_.gate, stage_.as("clerk"), statement.id, body.set("reason", "复核"));
  done("adjust", drafted);
  if (!drafted || below(5) == 0) return;
  if (below(6) == 0) {
    return done("void_adjustment",
                void_adjustment(stage_.gate, stage_.as("clerk"), id_of(*drafted), version_of(*drafted)));
  }
  done("confirm_adjustment",
       confirm_adjustment(stage_.gate, stage_.as("reviewer"), id_of(*drafted), version_of(*drafted)));
}

void MoneyHistory::step_notice(const Row& statement) {
  const Row notice = newest("deduction_notice");
  const bool open = notice.state == "sent" || notice.state == "contested";
  if (open && below(8) == 0) {
    return done("withdraw_notice", withdraw_deduction_notice(stage_.gate, stage_.as("clerk"), notice.id, notice.version,
                                                             json(R"({"reason":"有误"})")));
  }
  if (notice.state == "sent") return answer_notice(notice);
  if (notice.state == "contested") {
    return done("decide_notice",
                decide_deduction_notice(
                    stage_.gate, stage_.as("leader"), notice.id, notice.version,
                    Json::object().set("decision", below(2) == 0 ? "kept" : "redraw").set("reason", "依据充分")));
  }
  done("send_notice", send_deduction_notice(stage_.gate, stage_.as("clerk"), statement.id, statement.version));
}

// In time or late; what was not answered in time counts as accepted.
void MoneyHistory::answer_notice(const Row& notice) {
  if (below(4) == 0) {
    stage_.clock.advance_minutes(20 * 24 * 60);
    if (below(2) == 0) return;
  }
  const bool accepts = below(3) != 0;
  done("answer_notice",
       answer_deduction_notice(stage_.gate, stage_.as("agency"), notice.id, notice.version,
                               accepts ? json(R"({"answer":"accepted"})")
                                       : json(R"({"answer":"contested","lines":[{"line":1,"reason":"x"}]})")));
}

void MoneyHistory::step_retention() {
  const Row retention = newest("retention");
  if (!retention) return pay();
  if (retention.state == "held") {
    if (below(3) == 0) stage_.clock.advance_minutes(367 * 24 * 60);
    Json body = Json::object().set("evidence", "验收单").set("reason", "提前验收");
    if (below(2) == 0) body.set("kept", yuan(fee_ / 15));
    const auto asked = request_release(stage_.gate, stage_.as("clerk"), retention.id, retention.version, body);
    done("request_release", asked);
    if (!asked || below(3) == 0) return;
    return done("approve_release", approve_release(stage_.gate, stage_.as("leader"), retention.id, version_of(*asked)));
  }
  if (below(4) == 0) {
    return done("reject_release", reject_release(stage_.gate, stage_.as("leader"), retention.id, retention.version,
                                                 json(R"({"reason":"证据不足"})")));
  }
  done("approve_release", approve_release(stage_.gate, stage_.as("leader"), retention.id, retention.version));
}

}  // namespace zhiheng::testing
