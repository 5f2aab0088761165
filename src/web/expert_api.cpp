#include "service/sheet_service.h"
#include "web/expert_web.h"
#include "web/heart_web.h"

namespace zhiheng::web {

namespace {

constexpr int most_rows = 500;

Reply mine(Call& call) {
  service::MySheetsQuery query;
  query.group = call.parameter("group");
  query.text = std::string(trimmed(call.parameter("q")));
  query.cursor = call.parameter("cursor");
  if (const std::string& limit = call.parameter("limit"); !limit.empty()) {
    const auto number = read_id(limit);
    if (!number || *number > most_rows) {
      return refused(refusal("list.bad_limit", "limit", {{"most", std::to_string(most_rows)}}));
    }
    query.limit = static_cast<int>(*number);
  }
  return json_or_refused(service::my_sheets(call.gate, call.actor, query));
}

Reply change(Call& call) {
  if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
  auto version = call.version();
  if (!version) return refused(version.problems());
  return json_or_refused(service::patch_sheet(call.gate, call.actor, call.id(), *version, call.body));
}

}  // namespace

void add_expert_api(Router& router) {
  Route list{"GET", "/api/v1/my-sheets", "score_sheet.mine", mine};
  list.query = {"group", "q", "cursor", "limit"};
  list.answers = "my_sheets";
  router.add(std::move(list));
  Route patch{"PATCH", "/api/v1/score-sheets/{id}", "score_sheet.change", change, BodyKind::json};
  patch.takes = "sheet_content";
  patch.answers = "sheet_detail";
  router.add(std::move(patch));
  Route earlier{"GET", "/api/v1/score-sheets/{id}/earlier", "score_sheet.earlier",
                [](Call& call) { return json_or_refused(service::earlier_sheets(call.gate, call.actor, call.id())); }};
  earlier.answers = "earlier_sheets";
  router.add(std::move(earlier));
}

}  // namespace zhiheng::web
