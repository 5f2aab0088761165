// The world of the random histories, and how each of them begins: policies of every kind of deduction and bonus, the
// contract that is signed, the panel that scores it.
#include "service/agency_account_service.h"
#include "service/contract_service.h"
#include "support/money_history.h"

namespace zhiheng::testing {

using namespace zhiheng::service;

namespace {

constexpr const char* objections =
    R"({"days":5,"day_kind":"working","levels":1,"answer_days":10,"decided_by":"leader"})";

// What each policy has in place of the shipped one's members.
struct Members {
  const char* code;
  std::vector<std::pair<const char*, const char*>> members;
};

const std::vector<Members>& policies_of_histories() {
  static const std::vector<Members> all{
      {"plain", {}},
      {"billing",
       {{"billing", R"({"notice":{"days":5},"retention":{"part":"0.05","months":12}})"}, {"objection", objections}}},
      {"late",
       {{"fee", R"({"kind":"tiers","tiers":[{"from":"90","part":"1.00"},{"from":"80","part":"0.95"},
                    {"from":"60","part":"0.8333"},{"from":"0","part":"0.00"}]})"},
        {"lateness", R"({"day_kind":"calendar","free_days":1,"rate_per_day":"0.0033","cap":"0.05",
                         "documents":["plan","report"],"days_add_up":true})"},
        {"events", R"([{"code":"data_error","title":"报告数据差错","effect":"rate","rate":"0.013","most_times":3},
                       {"code":"praised","title":"通报表扬","effect":"amount","amount":"333.33","adds":true},
                       {"code":"absent_at_defence","title":"答辩缺席","effect":"amount","amount":"1200.01"}])"},
        {"billing", R"({"notice":{"days":3}})"},
        {"objection", objections}}},
      {"bonus",
       {{"fee", R"({"kind":"grades","grades":[{"from":"90","part":"1.05"},{"from":"60","part":"1.00"},
                    {"from":"0","part":"0.90"}],"pass_grade":"良"})"},
        {"events", R"([{"code":"praised","title":"通报表扬","effect":"rate","rate":"0.017","adds":true},
                       {"code":"data_error","title":"报告数据差错","effect":"points","points":"3"}])"},
        {"billing", R"({"retention":{"part":"0.1","months":6}})"},
        {"objection", objections}}},
      {"contract",
       {{"fee", R"({"kind":"per_point","from":"95","rate":"0.0133","cap":"0.40","parts_of_a_point_count":true})"},
        {"scope", R"({"score":"contract","combine":"by_fee","base":"contract"})"},
        {"lateness",
         R"({"day_kind":"working","free_days":0,"tiers":[{"from_day":1,"rate":"0.01"},{"from_day":6,"rate":"0.03"},
                         {"from_day":11,"rate":"0.05"}],"documents":["report"]})"}}}};
  return all;
}

std::int64_t add_policy(Stage& stage, const Members& wished) {
  auto lease = stage.database.writer();
  lease->begin_write();
  World other = stage.world;
  other.policy = insert(*lease, "policy",
                        {{"code", std::string("history-") + wished.code},
                         {"revision", 1},
                         {"title", "结算办法"},
                         {"state", "approved"},
                         {"document", "{}"},
                         {"digest", std::string(64, '0')}});
  use_policy(*lease, other, "honghe-2022", [&](Json& document) {
    document.set("assumed", Json::array());
    for (const auto& [name, text] : wished.members) document.set(name, json(text));
  });
  const auto written = lease->query("SELECT document FROM policy WHERE id = ?", {other.policy});
  const auto rules = domain::read_policy(json(text_or_empty(written[0][0])));
  if (!rules) throw Defect(std::string("the policy ") + wished.code + ": " + rules_of(rules));
  lease->commit();
  return other.policy;
}

}  // namespace

HistoryWorld::HistoryWorld(store::Database& database, std::uint64_t seed)
    : faulty(database), stage(faulty), random(seed), begins(stage.clock.now()), latest(begins) {
  for (const Members& wished : policies_of_histories()) policies.push_back(add_policy(stage, wished));
  const auto made = enter_agency_account(
      stage.gate, stage.as("clerk"),
      json(R"({"agency":")" + std::to_string(stage.world.agency) +
           R"(","bank_name":"示范银行","account_name":"云岭咨询","account_number":"6222021234567894"})"));
  if (!made || !check_agency_account(stage.gate, stage.as("reviewer"), id_of(*made), 1)) {
    throw Defect("the agency has a bank account: " + rules_of(made));
  }
  payee = made->text_at("id");
}

void MoneyHistory::begin() {
  stage_.clock.set(world_.begins.utc());
  std::vector<std::int64_t> fees;
  for (int i = 0; i <= below(2); ++i) fees.push_back(100'000 + below(9'000'000));
  for (const std::int64_t fee : fees) fee_ += fee;
  stage_.world.policy = one_of(world_.policies);
  below(2) == 0 ? sign_by_hand(fees) : sign_by_service(fees);
  if (below(3) == 0) {
    stage_.sql("UPDATE engagement SET fixed_deduction_fen = ?, fixed_deduction_reason = '人员不足' WHERE id = ?",
               {1 + below(50'000), contract_.engagements[0]});
  }
  if (below(2) == 0) {
    const std::string kind = below(3) == 0 ? "plan" : "report";
    stage_.sql("UPDATE engagement SET " + kind + "_due_on = '2022-10-01' WHERE contract_id = ?", {contract_.id});
  }
}

// As contracts from before the journal stand there: one instalment, nothing posted yet.
void MoneyHistory::sign_by_hand(const std::vector<std::int64_t>& fees) {
  contract_ = stage_.contract("HT-" + std::to_string(number_) + (below(4) == 0 ? "〔2022〕;: 号" : ""), fees);
  instalments_ = {contract_.instalment};
}

void MoneyHistory::sign_by_service(const std::vector<std::int64_t>& fees) {
  Json body = json(R"({"title":"绩效评价","procurement_method":"open_tender","fiscal_year":2022,
                       "signed_on":"2022-03-01","starts_on":"2022-03-01","ends_on":"2022-12-31"})");
  body.set("number", "HT-" + std::to_string(number_)).set("agency", std::to_string(stage_.world.agency));
  body.set("policy", std::to_string(stage_.world.policy)).set("fee", Money::fen(fee_).text());
  Json engagements = Json::array(), instalments = Json::array();
  for (std::size_t i = 0; i < fees.size(); ++i) {
    Json one = json(R"({"name":"评价","object_kind":"special_fund"})").set("code", "PJ-" + std::to_string(i + 1));
    engagements.push(one.set("fee", Money::fen(fees[i]).text()));
  }
  const std::int64_t parts = 1 + below(3);
  for (std::int64_t i = 1, left = fee_; i <= parts; ++i) {
    const std::int64_t amount = i == parts ? left : 1 + below(left / 2);
    left -= amount;
    const char* conditions[] = {"signed", "report_accepted", "date"};
    const std::string condition = conditions[below(3)];
    Json one = Json::object().set("sequence", i).set("name", "第" + std::to_string(i) + "期");
    one.set("due_condition", condition).set("amount", Money::fen(amount).text());
    if (condition == "date") one.set("due_on", "2022-09-15");
    instalments.push(std::move(one));
  }
  if (below(3) == 0) {
    const Json rate = Json::object().set("name", "件").set("count", 1).set("rate", Money::fen(fee_).text());
    Json document = Json::object().set("basis", "per_item").set("items", Json(Json::Array{rate}));
    body.set("fee_basis", "per_item");
    body.set("fee_basis_sheet", Json::object().set("document", std::move(document)));
  }
  body.set("engagements", std::move(engagements)).set("instalments", std::move(instalments));
  const auto made = create_contract(stage_.gate, stage_.as("clerk"), body);
  if (!made) throw Defect("a contract is signed: " + rules_of(made));
  contract_.id = id_of(*made);
  for (const Json& one : made->at("engagements").items()) contract_.engagements.push_back(id_of(one));
  for (const Json& one : made->at("instalments").items()) instalments_.push_back(id_of(one));
}

// A panel for everything that was not cancelled, closed with a result; one expert mostly, as money asks for no more.
void MoneyHistory::score_all() {
  const std::string deadline = (stage_.clock.now().date() + 12).text();
  for (const std::int64_t engagement : contract_.engagements) {
    if (scalar("SELECT COUNT(*) FROM engagement WHERE id = ? AND cancelled <> 0", {engagement}) > 0) continue;
    const int experts = below(4) == 0 ? 3 : 1;
    const auto panel =
        create_panel(stage_.gate, stage_.as("clerk"), engagement,
                     json(R"({"deadline_on":")" + deadline + R"(","members":)" + stage_.members(experts) + "}"));
    if (!panel) throw Defect("a panel is made: " + rules_of(panel));
    const std::string plan = std::to_string(60 + below(41)), report = std::to_string(60 + below(41));
    const auto sheets = sheets_of_panel(stage_.gate, stage_.as("clerk"), id_of(*panel));
    for (const Json& sheet : sheets->at("items").items()) {
      const std::string component = sheet.text_at("component");
      if (component != "plan" && component != "report") continue;
      int expert = 0;
      while (sheet.text_at("expert") != std::to_string(stage_.world.experts[static_cast<std::size_t>(expert)])) {
        ++expert;
      }
      const auto given =
          submit_sheet(stage_.gate, stage_.as("expert" + std::to_string(expert + 1)), id_of(sheet), version_of(sheet),
                       json(R"({"total":")" + (component == "plan" ? plan : report) + R"("})"));
      if (!given) throw Defect("sheets are handed in: " + rules_of(given));
    }
    const auto closed = stage_.close(id_of(*panel));
    if (!closed) throw Defect("a panel is closed: " + rules_of(closed));
  }
}

}  // namespace zhiheng::testing
