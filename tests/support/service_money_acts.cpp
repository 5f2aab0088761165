// The acts of a random history on the contract and its work: each looks where its stem stands and does the next thing,
// or something that is refused.
#include "service/contract_service.h"
#include "service/deliverable_service.h"
#include "service/fee_basis_service.h"
#include "service/objection_service.h"
#include "service/termination_service.h"
#include "support/money_history.h"

namespace zhiheng::testing {

using namespace zhiheng::service;

namespace {

Json sheet_of(Money fee) {
  const Json rate = Json::object().set("name", "件").set("count", 1).set("rate", fee.text());
  Json document = Json::object().set("basis", "per_item").set("items", Json(Json::Array{rate}));
  return Json::object().set("document", std::move(document)).set("difference_reason", "议价");
}

}  // namespace

void MoneyHistory::amend() {
  const std::int64_t change = below(fee_ / 40 + 1) - fee_ / 80;
  if (change == 0) return;
  const auto place = static_cast<std::size_t>(below(static_cast<std::int64_t>(contract_.engagements.size())));
  const auto sequence = 1 + below(static_cast<std::int64_t>(instalments_.size()));
  const std::int64_t instalment = instalments_[static_cast<std::size_t>(sequence - 1)];
  const std::int64_t fee = scalar("SELECT fee_fen FROM engagement WHERE id = ?", {contract_.engagements[place]});
  const std::int64_t amount = scalar("SELECT amount_fen FROM instalment WHERE id = ?", {instalment});
  Json body = Json::object().set("signed_on", "2022-09-01").set("change", Money::fen(change).text());
  body.set("reason", "工作量变化");
  Json engagement = Json::object().set("code", "PJ-" + std::to_string(place + 1));
  body.set("engagements", Json(Json::Array{engagement.set("fee", Money::fen(fee + change).text())}));
  Json part = Json::object().set("sequence", sequence).set("amount", Money::fen(amount + change).text());
  body.set("instalments", Json(Json::Array{part}));
  const std::int64_t sum = scalar("SELECT fee_fen FROM contract WHERE id = ?", {contract_.id});
  const bool worked_out = scalar("SELECT COUNT(*) FROM fee_basis_sheet WHERE contract_id = ?", {contract_.id}) > 0;
  if (worked_out && below(4) != 0) body.set("fee_basis_sheet", sheet_of(Money::fen(sum + change)));
  const std::int64_t version = scalar("SELECT version FROM contract WHERE id = ?", {contract_.id});
  done("amend", add_amendment(stage_.gate, stage_.as("clerk"), contract_.id, version, body));
}

// What was typed wrongly when the contract was entered: its sum before anything rests on it, or the day of signing.
void MoneyHistory::change_contract() {
  const std::int64_t version = scalar("SELECT version FROM contract WHERE id = ?", {contract_.id});
  const auto change = [&](const Json& body) {
    return service::change_contract(stage_.gate, stage_.as("clerk"), contract_.id, version, body);
  };
  if (below(3) == 0) {
    const char* days[] = {"2022-03-01", "2022-02-15", "2022-03-31"};
    return done("change_day", change(Json::object().set("signed_on", days[below(3)])));
  }
  const std::int64_t more = 1 + below(fee_ / 10);
  const std::int64_t sum = scalar("SELECT fee_fen FROM contract WHERE id = ?", {contract_.id}) + more;
  const auto parts = [&](const std::vector<std::int64_t>& ids, const std::string& read, const char* name) {
    Json rows = Json::array();
    for (const std::int64_t id : ids) {
      Json row = Json::object().set("id", std::to_string(id));
      if (id == ids.back()) row.set(name, Money::fen(scalar(read, {id}) + more).text());
      rows.push(std::move(row));
    }
    return rows;
  };
  Json body = Json::object().set("fee", Money::fen(sum).text());
  body.set("engagements", parts(contract_.engagements, "SELECT fee_fen FROM engagement WHERE id = ?", "fee"));
  body.set("instalments", parts(instalments_, "SELECT amount_fen FROM instalment WHERE id = ?", "amount"));
  if (below(2) == 0) body.set("fee_basis", "per_item").set("fee_basis_sheet", sheet_of(Money::fen(sum - below(2))));
  done("change_fee", change(body));
}

void MoneyHistory::keep_sheet() {
  const std::int64_t version = scalar("SELECT version FROM contract WHERE id = ?", {contract_.id});
  const std::int64_t sum = scalar("SELECT fee_fen FROM contract WHERE id = ?", {contract_.id});
  Json part = Json::object().set("name", "评价").set("amount", Money::fen(sum).text());
  Json lump = Json::object().set("basis", "lump_sum").set("parts", Json(Json::Array{part}));
  const Json body = below(2) == 0 ? sheet_of(Money::fen(sum + below(3))) : Json::object().set("document", lump);
  done("keep_sheet", save_fee_sheet(stage_.gate, stage_.as("clerk"), contract_.id, version, body, Language::zh));
}

void MoneyHistory::deliver() {
  const std::int64_t engagement = one_of(contract_.engagements);
  const auto found = stage_.database.reader()->query(
      "SELECT id, version, state FROM deliverable WHERE engagement_id = ? ORDER BY id DESC LIMIT 1", {engagement});
  if (!found.empty() && text_or_empty(found[0][2]) == "received") {
    const std::int64_t id = integer_or(found[0][0]), version = integer_or(found[0][1]);
    if (below(2) == 0) {
      return done("accept_report", accept_deliverable(stage_.gate, stage_.as("clerk"), id, version, Json::object()));
    }
    return done("return_report",
                return_deliverable(stage_.gate, stage_.as("clerk"), id, version, json(R"({"reason":"数据缺失"})")));
  }
  const std::string bytes = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n" + std::to_string(number_) + "." +
                            std::to_string(below(1'000'000));
  done("deliver", add_deliverable(stage_.gate, stage_.as("agency"), engagement,
                                  Json::object().set("kind", below(4) == 0 ? "plan" : "report"), {"报告.pdf", bytes}));
}

// Events and vetoes are recorded and taken back, and results computed from them anew.
void MoneyHistory::step_conduct() {
  const std::int64_t engagement = one_of(contract_.engagements);
  const domain::Actor& clerk = stage_.as("clerk");
  const auto known = conduct_records(stage_.gate, clerk, engagement);
  const Json* last = known && !known->at("items").items().empty() ? &known->at("items").items().back() : nullptr;
  if (last && last->text_at("state") == "recorded" && below(2) == 0) {
    done("withdraw_conduct",
         withdraw_conduct(stage_.gate, clerk, id_of(*last), version_of(*last), json(R"({"reason":"查无实据"})")));
  } else {
    const char* codes[] = {"data_error", "praised", "absent_at_defence"};
    const bool veto = below(8) == 0;
    Json body = Json::object().set("kind", veto ? "veto" : "event").set("evidence", "函");
    body.set("code", veto ? "plagiarism" : codes[below(3)]).set("happened_on", "2022-09-20").set("count", 1 + below(3));
    if (veto) body = json(R"({"kind":"veto","code":"plagiarism","happened_on":"2022-09-20","evidence":"函"})");
    done("record_conduct", record_conduct(stage_.gate, clerk, engagement, body));
  }
  if (below(4) == 0) return;
  done("recompute", recompute_result(stage_.gate, clerk, engagement, json(R"({"reason":"行为记录有变"})")));
}

void MoneyHistory::step_termination() {
  const Row draft = newest("contract_termination", "AND state = 'draft'");
  if (draft) {
    if (below(5) == 0) {
      return done("withdraw_termination",
                  withdraw_termination(stage_.gate, stage_.as("clerk"), draft.id, draft.version));
    }
    return done("terminate", decide_termination(stage_.gate, stage_.as("leader"), draft.id, draft.version,
                                                below(5) == 0 ? json(R"({"outcome":"refuse","reason":"可继续"})")
                                                              : json(R"({"outcome":"terminate"})")));
  }
  const std::int64_t fee = scalar("SELECT fee_fen FROM engagement WHERE id = ?", {contract_.engagements[0]});
  Json body = json(R"({"ground":"breach","terminated_on":"2022-10-01","reason":"未按方案开展","evidence":"函"})");
  const std::string settled = below(3) == 0 || fee == 0 ? "0.00" : Money::fen(below(fee)).text();
  body.set("engagements",
           Json(Json::Array{Json::object().set("code", "PJ-1").set("fee", settled).set("reason", "未完成")}));
  const std::int64_t version = scalar("SELECT version FROM contract WHERE id = ?", {contract_.id});
  const auto drafted = draft_termination(stage_.gate, stage_.as("clerk"), contract_.id, version, body);
  done("draft_termination", drafted);
}

void MoneyHistory::step_objection() {
  const Row found = newest("objection");
  Gate& gate = stage_.gate;
  const std::string target = "total:" + std::to_string(below(4) == 0 ? 2 : 1) + (below(2) == 0 ? ":report" : ":plan");
  if (found.state == "draft") {
    return done("file_objection", file_objection(gate, stage_.as("agency"), found.id, found.version));
  }
  if (found.state == "filed") {
    return done("receive_objection", receive_objection(gate, stage_.as("clerk"), found.id, found.version));
  }
  if (found.state == "received" || found.state == "prepared") return decide_objection_step(found);
  const std::int64_t engagement =
      contract_.engagements[static_cast<std::size_t>(below(static_cast<std::int64_t>(contract_.engagements.size())))];
  done("objection",
       draft_objection(gate, stage_.as("agency"), engagement,
                       json(R"({"rows":[{"target":")" + target +
                            R"(","ground":"factual_error","statement":"报告中已列明","evidence":"附件2第3页",)" +
                            R"("remedy":"points","wanted":")" + std::to_string(90 + below(11)) + R"("}]})")));
}

// What the bureau does with an objection that was received.
void MoneyHistory::decide_objection_step(const Row& found) {
  Gate& gate = stage_.gate;
  const auto rows_of = [&](const std::function<void(Json&)>& fill) {
    Json rows = Json::array();
    const auto objection = read_objection(gate, stage_.as("clerk"), found.id);
    for (const Json& row : objection->at("rows").items()) {
      Json one = Json::object().set("target", row.text_at("target"));
      fill(one);
      rows.push(std::move(one));
    }
    return Json::object().set("rows", std::move(rows));
  };
  if (found.state == "received") {
    const Json body = rows_of(
        [](Json& row) { row.set("proposal", "upheld").set("opinion", "附件2属实").set("opinion_evidence", "第3页"); });
    return done("prepare_objection", prepare_objection(gate, stage_.as("clerk"), found.id, found.version, body));
  }
  const bool upheld = below(3) != 0;
  const Json body = rows_of([&](Json& row) {
    row.set("outcome", upheld ? "upheld" : "rejected").set("reason", "经核对");
    if (upheld) row.set("decided", "100");
  });
  return done("decide_objection", decide_objection(gate, stage_.as("leader"), found.id, found.version, body));
}

}  // namespace zhiheng::testing
