// The approval desk on both engines: whatever waits there, nobody confirms what is his own, every line that is
// confirmed leaves its own audit rows, and what was refused leaves none.
#include "service/approval_service.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "domain/fee_scheme.h"
#include "domain/identity_number.h"
#include "service/agency_account_service.h"
#include "service/agency_record_service.h"
#include "service/contract_service.h"
#include "service/deduction_notice_service.h"
#include "service/fee_scheme_service.h"
#include "service/invoice_service.h"
#include "service/payment_order_service.h"
#include "service/rating_service.h"
#include "service/retention_service.h"
#include "service/security_key.h"
#include "service/task_service.h"
#include "service/termination_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

struct DeskKey {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("zhiheng_desk_" + std::to_string(::getpid()));
  DeskKey() {
    std::filesystem::create_directories(folder);
    use_key_file((folder / "key").string());
  }
  ~DeskKey() {
    use_key_file("");
    std::filesystem::remove_all(folder);
  }
};

void with_everything(Json& policy) {
  policy.set("billing", json(R"({"notice":{"days":5},"retention":{"part":"0.05","months":12}})"));
  policy.set("credit", json(R"({"method":"jobs","mean":"plain","window_years":1,"least_jobs":1,
    "events":[{"code":"complaint","title":"投诉属实","points":"5"}],"watch":{"below":"80"},
    "bands":[{"grade":"优","from":"90","to":"100"},{"grade":"差","from":"0","to":"90"}]})"));
}

Json ok(Result<Json> result) {
  if (!result) throw Defect("a row is made: " + rules_of(result));
  return std::move(*result);
}

// One row of every kind that services make without much ado, each drafted by the clerk or handed in by the agency.
class Desk {
 public:
  explicit Desk(store::Database& database) : stage(database, "honghe-2022", with_everything) {
    stage.sql("UPDATE policy SET state = 'approved' WHERE id = ?", {stage.world.policy});
    orders();
    told_and_ended();
    retained();
    ratings_and_records();
    (void)ok(create_fee_scheme(stage.gate, stage.as("clerk"), *domain::shipped_fee_scheme("guangdong-2020")));
  }

  // Somebody with every role of the bureau, under this account.
  domain::Actor everybody(std::int64_t account) const {
    domain::Actor actor = stage.as("leader");
    actor.roles = {domain::Role::clerk, domain::Role::reviewer, domain::Role::leader};
    actor.account_id = account;
    return actor;
  }
  Json confirm(const domain::Actor& actor, const Json& item) {
    Json line = Json::object().set("kind", item.text_at("kind")).set("id", item.text_at("id"));
    line.set("version", *item.at("version").integer());
    const auto done = confirm_approvals(stage.gate, actor,
                                        Json::object().set("items", Json(Json::Array{std::move(line)})), Language::en);
    return ok(done).at("items").items().at(0);
  }
  std::int64_t audits(const Json& item, const domain::Actor& actor) {
    return stage.count("SELECT COUNT(*) FROM audit WHERE subject = '" + item.text_at("kind") + "' AND subject_id = " +
                       item.text_at("id") + " AND account_id = " + std::to_string(actor.account_id));
  }

  DeskKey key;
  Stage stage;

 private:
  const domain::Actor& clerk() const { return stage.as("clerk"); }

  void orders() {
    const TestContract contract = stage.contract("HT-ORDER", {10'000'000});
    const auto account = [&](const std::string& number) {
      return ok(enter_agency_account(
          stage.gate, clerk(),
          json(R"({"agency":")" + std::to_string(stage.world.agency) +
               R"(","bank_name":"示范银行","account_name":"云岭（示范）咨询","account_number":")" + number + "\"}")));
    };
    const Json payee = account("6222021234567894");
    (void)ok(check_agency_account(stage.gate, stage.as("reviewer"), id_of(payee), 1));
    (void)account("6222021234567803");
    (void)ok(draft_payment_order(
        stage.gate, clerk(), contract.id,
        json(R"({"amount":"1000","payee":")" + payee.text_at("id") +
             R"(","without_invoice":"先付后票","instalment":")" + std::to_string(contract.instalment) + R"("})")));
    (void)ok(stage.pay(contract, "2000", "V-HAND"));
    const Json known = ok(invoices_of_contract(stage.gate, clerk(), contract.id));
    Json paper = Json::object().set("number", "25532000000000000001").set("issued_on", "2022-10-01");
    paper.set("item", "绩效评价服务费").set("rate", "6%").set("gross", "2000");
    for (const char* name : {"buyer_name", "buyer_uscc", "seller_name", "seller_uscc"}) {
      paper.set(name, known.at("expected").text_at(name));
    }
    (void)ok(enter_invoice(stage.gate, stage.as("agency"), contract.id, paper));
  }

  void told_and_ended() {
    const TestContract told = stage.contract("HT-TOLD", {10'000'000});
    (void)stage.scored(told.engagements[0], "70", "70");
    const Json draft = ok(draft_statement(stage.gate, clerk(), told.id));
    const Json notice = ok(send_deduction_notice(stage.gate, clerk(), id_of(draft), version_of(draft)));
    (void)ok(answer_deduction_notice(stage.gate, stage.as("agency"), id_of(notice), version_of(notice),
                                     json(R"({"answer":"contested","lines":[{"line":1,"reason":"评分有误"}]})")));
    const TestContract ended = stage.contract("HT-END", {6'000'000, 4'000'000});
    const Json contract = ok(read_contract(stage.gate, clerk(), ended.id));
    Json ending = json(R"({"ground":"breach","terminated_on":"2022-10-01","reason":"未按方案开展","evidence":"函"})");
    Json line =
        Json::object().set("code", text_or_empty(stage.database.reader()->query(
                                       "SELECT code FROM engagement WHERE id = ?", {ended.engagements[1]})[0][0]));
    ending.set("engagements", Json(Json::Array{line.set("fee", "0.00").set("reason", "未开展")}));
    (void)ok(draft_termination(stage.gate, clerk(), ended.id, version_of(contract), ending));
  }

  void retained() {
    const TestContract contract = stage.contract("HT-KEEP", {10'000'000});
    (void)stage.scored(contract.engagements[0], "95", "95");
    const Json statement = stage.confirmed(contract.id);
    (void)ok(request_release(stage.gate, clerk(), *read_decimal(statement.text_at("retention"), 0, {}), 1,
                             json(R"({"evidence":"验收单","reason":"提前退还"})")));
    const TestContract drafted = stage.contract("HT-DRAFT", {10'000'000});
    (void)stage.scored(drafted.engagements[0], "95", "95");
    (void)ok(draft_statement(stage.gate, clerk(), drafted.id));
  }

  void ratings_and_records() {
    Json event = Json::object().set("agency", std::to_string(stage.world.agency)).set("kind", "event");
    event.set("code", "complaint").set("happened_on", "2022-09-02").set("evidence", "来函");
    (void)ok(record_credit_event(stage.gate, clerk(), event));
    const std::string body =
        R"({"group":"lead_evaluator","code":"ZP-9","name":"白某","education":"master","title_level":"senior",)"
        R"("work_started_on":"2010-01-01"})";
    const auto submitted = [&](const std::string& entry) {
      const Json item = ok(enter_record_item(stage.gate, stage.as("agency"), json(entry)));
      return ok(submit_record_item(stage.gate, stage.as("agency"), id_of(item), version_of(item)));
    };
    const Json lead = submitted(body);
    (void)ok(review_record_item(stage.gate, clerk(), id_of(lead), version_of(lead), json(R"({"accept":true})")));
    (void)ok(ask_lead_change(stage.gate, stage.as("agency"),
                             json(R"({"contract":"HT-ORDER","to_lead":"ZP-9","reason":"原主评人离职"})")));
    const std::string seventeen = "53250119720229" + std::string("001");
    (void)submitted(R"({"group":"staff","name":"段某","identity_number":")" + seventeen +
                    domain::identity_check_place(seventeen) + R"("})");
  }
};

}  // namespace

TEST_CASE("each line of the approval desk is four-eyed and audited by itself", "[approval]") {
  for_each_engine([](store::Database& database) {
    Desk desk(database);
    const domain::Actor other = desk.everybody(desk.stage.as("leader").account_id);
    const Json waiting = ok(approval_desk(desk.stage.gate, other, "", Language::zh));
    std::set<std::string> kinds;
    for (const Json& item : waiting.at("items").items()) {
      const std::string kind = item.text_at("kind");
      INFO(kind);
      kinds.insert(kind);
      CHECK(item.at("allowed").boolean());
      const domain::Actor same = desk.everybody(*read_decimal(item.text_at("drafted_by"), 0, {}));
      const Json own = ok(approval_desk(desk.stage.gate, same, kind, Language::zh));
      CHECK_FALSE(own.at("items").items().at(0).at("allowed").boolean());
      const std::int64_t before = desk.audits(item, same), by_other = desk.audits(item, other);
      CHECK_FALSE(desk.confirm(same, item).at("confirmed").boolean());
      CHECK(desk.audits(item, same) == before);
      const Json line = desk.confirm(other, item);
      if (item.at("alone").boolean()) {
        CHECK(line.text_at("rule") == "approval.decide_alone");
        CHECK(desk.audits(item, other) == by_other);
        continue;
      }
      INFO(line.text_at("rule"));
      REQUIRE((line.at("confirmed").boolean() || kind == "statement"));
      if (kind == "statement" && !line.at("confirmed").boolean()) {
        // The draft whose deductions are contested is not confirmed from the desk either.
        CHECK(line.text_at("rule") == "statement.notice_open");
        CHECK(desk.audits(item, other) == by_other);
        continue;
      }
      const std::int64_t once = desk.audits(item, other);
      CHECK(once > by_other);
      CHECK_FALSE(desk.confirm(other, item).at("confirmed").boolean());
      CHECK(desk.audits(item, other) == once);
    }
    CHECK(kinds == std::set<std::string>{"agency_account", "agency_record_item", "contract_termination", "credit_event",
                                         "deduction_notice", "fee_scheme", "invoice", "lead_change", "payment",
                                         "payment_order", "retention", "statement"});
    const Json rest = ok(approval_desk(desk.stage.gate, other, "", Language::zh));
    CHECK(rest.at("items").items().size() == 2);  // the contested notice and the draft that waits for it
    CHECK(approvals_waiting(desk.stage.gate, other) == 2);
    CHECK(desk.stage.broken_laws() == "");
  });
}

TEST_CASE("what waits on the desk is a task of who may act on it, and of nobody else", "[approval]") {
  for_each_engine([](store::Database& database) {
    Desk desk(database);
    const auto kinds = [&](const char* who) {
      std::set<std::string> found;
      for (const Json& group : ok(my_tasks(desk.stage.gate, desk.stage.as(who))).at("groups").items()) {
        found.insert(group.text_at("kind"));
      }
      return found;
    };
    const std::set<std::string> leader = kinds("leader"), clerk = kinds("clerk"), agency = kinds("agency");
    for (const char* kind : {"confirm_payment_order", "check_agency_account", "countersign_payment",
                             "decide_termination", "approve_retention", "decide_deduction"}) {
      INFO(kind);
      CHECK(leader.count(kind) == 1);
      CHECK(clerk.count(kind) == 0);
      CHECK(agency.count(kind) == 0);
    }
    for (const char* kind : {"review_record_item", "decide_lead_change", "check_invoice"}) {
      INFO(kind);
      CHECK(clerk.count(kind) == 1);
      CHECK(agency.count(kind) == 0);
    }
    CHECK(kinds("other_clerk").count("review_record_item") == 0);
    // What is held back until its day is nothing to pay yet.
    CHECK(clerk.count("pay_statement") == 1);
    desk.stage.sql(
        "INSERT INTO payment (bureau_id, agency_id, contract_id, kind, paid_on, amount_fen, voucher_number, "
        "created_at, "
        "updated_at) SELECT bureau_id, agency_id, contract_id, 'payment', '2022-10-08', fee_fen + bonus_fen - "
        "deduction_fen - (SELECT amount_fen FROM retention WHERE retention.statement_id = statement.id), 'V-REST', "
        "created_at, created_at FROM statement WHERE state = 'confirmed'");
    CHECK(kinds("clerk").count("pay_statement") == 0);
  });
}
