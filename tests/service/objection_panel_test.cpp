// A second panel out of the reserve of a panel that was drawn: who is called, what he may open, and until when.
#include <catch2/catch.hpp>

#include "domain/evidence.h"
#include "service/deliverable_service.h"
#include "service/objection_service.h"
#include "service/recusal_service.h"
#include "support/draw_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

const std::string minimal_pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

struct DrawnPanel : DrawWorld {
  explicit DrawnPanel(store::Database& database)
      : DrawWorld(database, usual_rule, 17, 17,
                  R"({"days":5,"day_kind":"working","levels":1,"answer_days":10,"decided_by":"second_panel"})") {
    add_accounts(database);
    engagement = contract.engagements[0];
    deliver("plan", "实施方案.pdf", "");
    report = deliver("report", "评价报告.pdf", "第二稿");
    const Json draw = drawn();
    panel = std::stoll(draw.text_at("panel"));
    for (const Json& number : draw.at("result").at("objection_reserves").items()) {
      const auto place = static_cast<std::size_t>(*number.integer()) - 1;
      reserve.push_back(std::stoll(draw.at("people").items()[place].text_at("expert")));
    }
    // What members answer and declare is another story.
    stage.sql("UPDATE panel SET declarations_required = 0");
    stage.sql("UPDATE panel_member SET invitation = 'accepted'");
    const auto sheets = sheets_of_panel(stage.gate, stage.as("clerk"), panel);
    for (const Json& sheet : sheets->at("items").items()) {
      const auto done = submit_sheet(stage.gate, expert(std::stoll(sheet.text_at("expert"))), id_of(sheet),
                                     version_of(sheet), json(R"({"total":"76"})"));
      if (!done) throw Defect("a sheet is handed in: " + rules_of(done));
    }
    if (const auto closed = stage.close(panel); !closed) throw Defect("the panel is closed: " + rules_of(closed));
  }

  void add_accounts(store::Database& database) {
    auto lease = database.writer();
    lease->begin_write();
    for (const std::int64_t expert : experts) {
      add_account(*lease, stage.world, "drawn" + std::to_string(expert), domain::Role::expert, stage.world.bureau, 0,
                  expert);
    }
    lease->commit();
  }
  const domain::Actor& expert(std::int64_t id) {
    for (std::size_t i = 0; i < stage.world.experts.size(); ++i) {
      if (stage.world.experts[i] == id) return stage.as("expert" + std::to_string(i + 1));
    }
    return stage.as("drawn" + std::to_string(id));
  }
  Json deliver(const std::string& kind, const std::string& name, const std::string& more) {
    const auto made = add_deliverable(stage.gate, stage.as("agency"), contract.engagements[0],
                                      json(R"({"kind":")" + kind + "\"}"), {name, minimal_pdf + more + kind});
    if (!made) throw Defect("a deliverable is handed in: " + rules_of(made));
    return *made;
  }
  Json prepared() {
    const auto draft = draft_objection(
        stage.gate, stage.as("agency"), engagement,
        json(R"({"rows":[{"target":"total:1:report","ground":"factual_error","statement":"报告中已列明",)"
             R"("evidence":"附件2第3页","remedy":"points","wanted":"86"}]})"));
    if (!draft) throw Defect(rules_of(draft));
    const auto filed_with =
        add_objection_file(stage.gate, stage.as("agency"), id_of(*draft), "云岭佐证.pdf", minimal_pdf + "evidence");
    if (!filed_with) throw Defect("evidence is added: " + rules_of(filed_with));
    evidence = filed_with->at("files").items()[0].text_at("sha256");
    const auto filed = file_objection(stage.gate, stage.as("agency"), id_of(*draft), version_of(*filed_with));
    if (!filed) throw Defect(rules_of(filed));
    const auto received = receive_objection(stage.gate, stage.as("clerk"), id_of(*filed), version_of(*filed));
    auto done = prepare_objection(
        stage.gate, stage.as("clerk"), id_of(*filed), version_of(*received),
        json(
            R"({"rows":[{"target":"total:1:report","proposal":"upheld","opinion":"属实","opinion_evidence":"第3页"}]})"));
    if (!done) throw Defect(rules_of(done));
    return *done;
  }
  Result<Json> called(const Json& objection) {
    return call_second_panel(stage.gate, stage.as("clerk"), id_of(objection), version_of(objection), json("{}"));
  }
  std::int64_t review_of(std::int64_t expert) {
    return stage.count("SELECT id FROM objection_review WHERE expert_id = " + std::to_string(expert));
  }
  Result<Json> give(std::int64_t who, const std::string& points) {
    const auto task = read_review(stage.gate, expert(who), review_of(who));
    if (!task) return task.problems();
    return give_opinion(stage.gate, expert(who), review_of(who), version_of(*task),
                        json(R"({"rows":[{"id":")" + task->at("rows").items()[0].text_at("id") + R"(","points":")" +
                             points + R"(","reason":"按标准应为此分"}]})"));
  }
  std::string opened(const domain::Actor& actor, std::int64_t review, const std::string& sha256) {
    auto file = open_review_file(stage.gate, actor, review, sha256);
    if (!file) return rules_of(file);
    std::string bytes;
    for (std::string piece = file->next(); !piece.empty(); piece = file->next()) bytes += piece;
    return file->file_name + " " + std::to_string(bytes.size() == file->length);
  }

  std::int64_t engagement = 0, panel = 0;
  Json report;
  std::string evidence;
  std::vector<std::int64_t> reserve;
};

}  // namespace

TEST_CASE("a second panel is the reserve of the draw, opens what it needs, and decides the median", "[objection]") {
  for_each_engine([](store::Database& database) {
    DrawnPanel world(database);
    Stage& stage = world.stage;
    const Json prepared = world.prepared();
    Json named = Json::array();
    named.push(std::to_string(stage.world.experts[0]));
    CHECK(rules_of(call_second_panel(stage.gate, stage.as("clerk"), id_of(prepared), version_of(prepared),
                                     Json::object().set("experts", std::move(named)))) ==
          "/experts:objection.panel_was_drawn");
    const auto reviewing = world.called(prepared);
    REQUIRE(rules_of(reviewing) == "ok");
    CHECK(reviewing->text_at("state") == "reviewing");
    REQUIRE(world.reserve.size() == 2);
    for (const std::int64_t expert : world.reserve) CHECK(world.review_of(expert) > 0);
    CHECK(stage.count("SELECT COUNT(*) FROM objection_review WHERE origin = 'drawn'") == 2);

    const std::int64_t first = world.reserve[0];
    const auto task = read_review(stage.gate, world.expert(first), world.review_of(first));
    REQUIRE(rules_of(task) == "ok");
    // The report, whose row is contested, and the evidence; not the plan. Under names that tell nobody.
    REQUIRE(task->at("files").items().size() == 2);
    CHECK(task->at("files").items()[0].text_at("file_name") == "report-1.pdf");
    CHECK(task->at("files").items()[1].text_at("file_name") == "evidence-1.pdf");
    CHECK(write_json(*task).find("云岭") == std::string::npos);
    const std::string report = world.report.text_at("sha256");
    const std::int64_t review = world.review_of(first);
    CHECK(world.opened(world.expert(first), review, report) == "report-1.pdf 1");
    CHECK(world.opened(world.expert(first), review, world.evidence) == "evidence-1.pdf 1");
    const std::string plan = sha256_hex(minimal_pdf + "plan");
    CHECK(world.opened(world.expert(first), review, plan) == ":access.absent");
    CHECK(world.opened(world.expert(world.reserve[1]), review, report) == ":access.absent");
    CHECK(world.opened(stage.as("agency"), review, world.evidence) == ":access.role");
    CHECK(world.opened(stage.as("clerk"), review, report) == ":access.role");
    // His opinion is asked about a file, not about the engagement.
    CHECK(rules_of(open_file(stage.gate, world.expert(first), id_of(world.report))) == ":access.absent");

    REQUIRE(rules_of(world.give(first, "80")) == "ok");
    CHECK(world.opened(world.expert(first), review, report) == ":objection.review_closed");
    REQUIRE(rules_of(world.give(world.reserve[1], "87")) == "ok");
    const auto reviewed = read_objection(stage.gate, stage.as("leader"), id_of(prepared));
    CHECK(reviewed->text_at("state") == "reviewed");
    CHECK(reviewed->at("rows").items()[0].text_at("panel_median") == "83.50");
    const auto decided = decide_objection(
        stage.gate, stage.as("leader"), id_of(*reviewed), version_of(*reviewed),
        json(R"({"rows":[{"target":"total:1:report","outcome":"partly","decided":"83.50","reason":"按复核中位数"}]})"));
    CHECK(rules_of(decided) == "ok");
    const auto draw = draw_evidence(stage.gate, stage.as("agency"), world.newest(), false);
    CHECK(domain::verify_evidence(*draw)->empty());
    CHECK(draw->at("case").at("events").items().size() == 2);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("who refuses a second review is followed by the next, and who became related gives none", "[objection]") {
  for_each_engine([](store::Database& database) {
    DrawnPanel world(database);
    Stage& stage = world.stage;
    const Json prepared = world.prepared();
    REQUIRE(rules_of(world.called(prepared)) == "ok");
    const std::int64_t refusing = world.reserve[0];
    const auto refused =
        refuse_review(stage.gate, world.expert(refusing), world.review_of(refusing), 1, json(R"({"reason":"出差"})"));
    REQUIRE(rules_of(refused) == "ok");
    CHECK(refused->at("files").items().empty());
    CHECK(stage.count("SELECT COUNT(*) FROM objection_review") == 3);
    const std::int64_t related = world.reserve[1];
    const auto found = add_relation(stage.gate, stage.as("clerk"),
                                    json(R"({"from":{"kind":"expert","id":")" + std::to_string(related) +
                                         R"("},"relation":"employed_by","to":{"kind":"agency","id":")" +
                                         std::to_string(stage.world.agency) + R"("},"evidence":"来函"})"));
    REQUIRE(rules_of(found) == "ok");
    CHECK(rules_of(world.give(related, "80")) == ":objection.review_recused");
    CHECK(world.opened(world.expert(related), world.review_of(related), world.evidence) == ":objection.review_recused");
    CHECK(stage.broken_laws() == "");
  });
}
