// What waits for a second person: applications, many at once, and what was proposed about experts.
#include "domain/expert.h"
#include "service/expert_library_service.h"
#include "web/expert_library_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr const char* here = "/expert-approvals";
// Stages in which something waits, in the order of the work.
constexpr const char* stages[] = {"applied", "returned", "approved", "noticed"};

Json rows_of_stage(const Call& call, const std::string& stage) {
  Json rows = Json::array();
  for (const Json& one : rows_of(call, "expert", {{"stage", stage}}, 200, "code").items()) {
    Json row = Json::object().set("id", one.text_at("id")).set("name", one.text_at("name"));
    row.set("code", one.text_at("code")).set("employer", one.text_at("employer"));
    row.set("category", choice_label("expert_category", one.text_at("category"), call.language));
    row.set("source", choice_label("expert_source", one.text_at("source"), call.language));
    row.set("certificate", one.text_at("certificate_number"));
    rows.push(row.set("expert_href", "/experts/" + one.text_at("id")));
  }
  return rows;
}

// The steps that can be taken for many at once.
Json acts_of_stage(const Call& call, const std::string& stage) {
  static const std::vector<std::pair<std::string, std::vector<const char*>>> acts{{"applied", {"approve", "take_over"}},
                                                                                  {"returned", {"resubmit"}},
                                                                                  {"approved", {"publish_notice"}},
                                                                                  {"noticed", {}}};
  Json list = Json::array();
  for (const auto& [of_stage, steps] : acts) {
    if (of_stage != stage) continue;
    for (const char* step : steps) {
      if (!service::may_take_step(call.gate, call.actor, 0, step)) continue;
      list.push(Json::object()
                    .set("act_step", step)
                    .set("act_label", call.words(std::string("web.expert_library.do_") + step)));
    }
  }
  return list;
}

Reply show(Call& call, const Problems& problems) {
  auto proposals = service::waiting_proposals(call.gate, call.actor);
  if (!proposals) return refused(proposals.problems());
  if (!can(call, Action::see_records, "expert")) return see_other("/my-expert-file");
  Json sections = Json::array();
  for (const char* stage : stages) {
    Json rows = rows_of_stage(call, stage);
    if (rows.items().empty()) continue;
    Json section =
        Json::object().set("stage", stage).set("stage_label", choice_label("expert_stage", stage, call.language));
    section.set("count", static_cast<std::int64_t>(rows.items().size()));
    const bool days = std::string(stage) == "approved";
    section.set("needs_days", days).set("acts", acts_of_stage(call, stage));
    sections.push(section.set("rows", std::move(rows)));
  }
  Json view = Json::object().set("page_title", call.words("web.expert_library.approvals"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.expert"), "/experts"),
                                           crumb(call.words("web.expert_library.approvals"))}));
  view.set("sections", std::move(sections));
  view.set("proposals", proposal_rows(call, proposals->at("items"), true, problems));
  view.set("page_problems", problem_list(problems, call.language));
  return page("expert/approvals.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply take_steps(Call& call) {
  Json body = body_of_fields(call, {"step", "from", "until", "place"});
  Json ids = Json::array();
  for (const auto& [name, value] : call.form) {
    if (name == "expert") ids.push(value);
  }
  body.set("experts", std::move(ids));
  auto taken = service::take_expert_steps(call.gate, call.actor, body);
  if (taken) return see_other(std::string(here) + "?done=saved");
  return is_about_the_form(taken.problems()) || leading_kind(taken.problems()) == Kind::forbidden
             ? show(call, taken.problems())
             : refused(taken.problems());
}

}  // namespace

void add_expert_approval_pages(Router& router) {
  router.add({"GET", here, "expert.approvals_page", [](Call& call) { return show(call, {}); }});
  router.add({"POST", here, "expert.approve_many_page", take_steps, BodyKind::form});
}

}  // namespace zhiheng::web
