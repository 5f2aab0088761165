// Agencies that contest their results: the cast of the heart with the steps of an objection by one word each.
#pragma once

#include "service/objection_service.h"
#include "support/heart_world.h"

namespace zhiheng::testing {

struct ObjectionStage : Stage {
  explicit ObjectionStage(store::Database& given, int levels = 1, bool second_panel = false,
                          const std::string& policy = "honghe-2022")
      : Stage(given, policy, [=](Json& document) {
          Json rule = Json::object();
          rule.set("days", 5).set("day_kind", "working").set("levels", levels).set("answer_days", 10);
          rule.set("decided_by", second_panel ? "second_panel" : "leader");
          document.set("objection", std::move(rule));
        }) {
    auto lease = database.writer();
    lease->begin_write();
    add_account(*lease, world, "province_leader", domain::Role::leader, world.province);
    for (int i = 1; i <= 3; ++i) {
      const std::string code = "R0" + std::to_string(i);
      reviewers.push_back(insert(*lease, "expert",
                                 {{"bureau_id", world.bureau},
                                  {"code", code},
                                  {"name", "复核" + code},
                                  {"category", std::string("performance")}}));
      add_account(*lease, world, "reviewer_expert" + std::to_string(i), domain::Role::expert, world.bureau, 0,
                  reviewers.back());
    }
    lease->commit();
  }

  Result<Json> draft(std::int64_t engagement, const std::string& target, const std::string& wanted) {
    return service::draft_objection(
        gate, as("agency"), engagement,
        json(R"({"rows":[{"target":")" + target + R"(","ground":"factual_error","statement":"报告中已列明",)" +
             R"("evidence":"附件2第3页","remedy":"points","wanted":")" + wanted + R"("}]})"));
  }
  Json filed(std::int64_t engagement, const std::string& target, const std::string& wanted) {
    const auto made = draft(engagement, target, wanted);
    if (!made) throw Defect("an objection is drafted: " + rules_of(made));
    auto done = service::file_objection(gate, as("agency"), id_of(*made), version_of(*made));
    if (!done) throw Defect("an objection is filed: " + rules_of(done));
    return std::move(*done);
  }
  Json prepared(const Json& objection) {
    const auto received = service::receive_objection(gate, as("clerk"), id_of(objection), version_of(objection));
    if (!received) throw Defect("an objection is received: " + rules_of(received));
    Json rows = Json::array();
    for (const Json& row : received->at("rows").items()) {
      rows.push(Json::object()
                    .set("target", row.text_at("target"))
                    .set("proposal", "upheld")
                    .set("opinion", "附件2属实")
                    .set("opinion_evidence", "第3页"));
    }
    auto done = service::prepare_objection(gate, as("clerk"), id_of(objection), version_of(*received),
                                           Json::object().set("rows", std::move(rows)));
    if (!done) throw Defect("an objection is prepared: " + rules_of(done));
    return std::move(*done);
  }
  Json decision(const std::string& target, const std::string& outcome, const std::string& value) {
    Json row = Json::object().set("target", target).set("outcome", outcome).set("reason", "经核对");
    if (!value.empty()) row.set("decided", value);
    return Json::object().set("rows", Json(Json::Array{std::move(row)}));
  }
  Result<Json> decide(const Json& objection, const std::string& login, const std::string& outcome,
                      const std::string& value) {
    const std::string target = objection.at("rows").items()[0].text_at("target");
    return service::decide_objection(gate, as(login), id_of(objection), version_of(objection),
                                     decision(target, outcome, value));
  }

  std::vector<std::int64_t> reviewers;
};

}  // namespace zhiheng::testing
