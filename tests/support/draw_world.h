// A stage on which a panel can be drawn: more experts, and parties who commit and reveal.
#pragma once

#include "domain/draw.h"
#include "service/draw_service.h"
#include "support/heart_world.h"

namespace zhiheng::testing {

struct DrawWorld {
  static constexpr const char* usual_rule =
      R"({"least_members":5, "least_performance":2,"least_industry":2,"most_per_employer":1,"substitutes":2,"objection_reserves":2})";
  explicit DrawWorld(store::Database& database, const std::string& panel_rule = usual_rule, int more = 17,
                     int employers = 17, const std::string& objection_rule = "")
      : stage(database, "honghe-2022",
              [&](Json& document) {
                document.set("panel", json(panel_rule));
                if (!objection_rule.empty()) document.set("objection", json(objection_rule));
              }),
        contract(stage.contract("HT-1", {6'000'000, 4'000'000})) {
    auto lease = database.writer();
    lease->begin_write();
    for (int i = 0; i < more; ++i) {
      const std::string number = std::to_string(100 + i);
      experts.push_back(insert(*lease, "expert",
                               {{"bureau_id", stage.world.bureau},
                                {"code", "D" + number},
                                {"name", "抽样人" + number},
                                {"employer", "单位" + std::to_string(i % employers)},
                                {"category", std::string(i % 2 == 0 ? "industry" : "performance")}}));
    }
    lease->commit();
  }

  Json body(const std::string& more = "") const {
    return json(R"({"deadline_on":"2022-10-30","commit_until":"2022-10-10","reveal_until":"2022-10-12")" + more + "}");
  }
  Result<Json> prepared(const std::string& more = "") {
    return service::prepare_draw(stage.gate, stage.as("clerk"), contract.engagements[0], body(more));
  }
  Json published(const std::string& more = "") {
    const auto draw = prepared(more);
    if (!draw) throw Defect("the draw is prepared: " + rules_of(draw));
    auto answer = service::publish_draw(stage.gate, stage.as("clerk"), id_of(*draw), version_of(*draw));
    if (!answer) throw Defect("the draw is published: " + rules_of(answer));
    return std::move(*answer);
  }
  static std::string salt_of(const std::string& login) { return sm3_hex(login); }
  static std::string value_of(const std::string& login) { return "value of " + login; }
  Result<Json> commit(std::int64_t id, const std::string& login) {
    const auto commitment = domain::draw_commitment(value_of(login), salt_of(login));
    return service::commit_draw(stage.gate, stage.as(login), id, Json::object().set("commitment", *commitment));
  }
  Result<Json> reveal(std::int64_t id, const std::string& login) {
    return service::reveal_draw(stage.gate, stage.as(login), id,
                                Json::object().set("value", value_of(login)).set("salt", salt_of(login)));
  }
  // With the outcome fixed.
  Json revealed(const std::string& more = "") {
    const Json draw = published(more);
    for (const char* who : {"clerk", "agency", "leader"}) {
      if (const auto done = commit(id_of(draw), who); !done) throw Defect(rules_of(done));
    }
    Result<Json> last = draw;
    for (const char* who : {"leader", "clerk", "agency"}) {
      last = reveal(id_of(draw), who);
      if (!last) throw Defect(rules_of(last));
    }
    return *last;
  }
  Json drawn(const std::string& more = "") {
    revealed(more);
    const auto now = service::read_draw(stage.gate, stage.as("clerk"), newest());
    auto answer = service::carry_out_draw(stage.gate, stage.as("clerk"), newest(), version_of(*now), Json::object());
    if (!answer) throw Defect("the panel is made: " + rules_of(answer));
    return std::move(*answer);
  }
  std::int64_t newest() { return stage.count("SELECT MAX(id) FROM draw"); }

  Stage stage;
  TestContract contract;
  std::vector<std::int64_t> experts;
};

}  // namespace zhiheng::testing
