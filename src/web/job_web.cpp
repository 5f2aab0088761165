#include "web/job_web.h"

#include "service/job_service.h"
#include "web/heart_web.h"
#include "web/json_text.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

bool is_true(const Json* value) {
  return value && value->is_bool() && value->boolean();
}

// "每 30 秒", "每 10 分钟", "每天 2 时以后".
std::string rhythm_text(const Call& call, const Json& job) {
  if (const std::string hour = text_of(job.find("at_hour")); !hour.empty()) {
    return call.words("job.rhythm.hour", {{"hour", hour}});
  }
  const std::int64_t seconds = job.at("every_seconds").integer().value_or(0);
  if (seconds % 3600 == 0) return call.words("job.rhythm.hours", {{"count", std::to_string(seconds / 3600)}});
  if (seconds % 60 == 0) return call.words("job.rhythm.minutes", {{"count", std::to_string(seconds / 60)}});
  return call.words("job.rhythm.seconds", {{"count", std::to_string(seconds)}});
}

std::string counts_text(const Call& call, const Json& job) {
  std::string text;
  for (const JsonMember& count : job.at("counts").members()) {
    text += text.empty() ? "" : call.words("job.count_separator");
    text += call.words("job.count." + count.key, {{"count", count.value.number()}});
  }
  return text;
}

Json row_view(const Call& call, const Json& job) {
  const std::string name = job.text_at("name");
  const bool running = is_true(job.find("running"));
  const bool failed = job.text_at("outcome") == "failed";
  const bool asked = !job.text_at("asked_by").empty() && !running;
  std::string state = "waiting";
  if (failed) state = "failed";
  if (job.text_at("outcome") == "done") state = "done";
  if (asked) state = "asked";
  if (running) state = "running";
  Json row = Json::object();
  row.set("job_name", name).set("job_title", call.words("job." + name)).set("about", call.words("job.about." + name));
  row.set("rhythm", rhythm_text(call, job)).set("state", call.words("job.state." + state));
  row.set("tone", failed && !running ? "bad" : running || asked ? "info" : state == "done" ? "good" : "info");
  row.set("last_run", short_moment(job.text_at("ended_at")));
  row.set("next_due", short_moment(job.text_at("next_due_at")));
  const Json* problem = job.find("problem");
  row.set("problem", failed && problem && problem->is_object() ? problem->text_at("text") : std::string());
  row.set("counts", counts_text(call, job)).set("node", text_of(job.find("node")));
  row.set("runs", text_of(job.find("run_count"))).set("failures", text_of(job.find("failed_count")));
  row.set("seconds", call.words("job.milliseconds", {{"count", text_of(job.find("last_milliseconds"))}}));
  row.set("can_run", !running && !domain::scope(call.actor, domain::Action::run_jobs).nothing);
  row.set("run_href", "/jobs/" + name + "/run");
  row.set("run_label", call.words("job.run_one", {{"job", call.words("job." + name)}}));
  return row;
}

Reply jobs_page(Call& call, const Problems& problems) {
  auto listed = service::JobService(call.gate).list(call.actor, call.language);
  if (!listed) return refused(listed.problems());
  Json rows = Json::array();
  for (const Json& job : listed->at("items").items()) rows.push(row_view(call, job));
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.jobs"));
  view.set("rows", std::move(rows));
  view.set("page_problems", problem_list(problems, call.language));
  return page("job/list.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply run_by_form(Call& call) {
  const auto asked = service::JobService(call.gate).ask(call.actor, call.captured_text("name"), call.language);
  if (asked) return see_other("/jobs?done=job_asked");
  return asked.problems().front().kind == Kind::conflict ? jobs_page(call, asked.problems())
                                                         : refused(asked.problems());
}

}  // namespace

void add_job_routes(Router& router) {
  router.add({"GET", "/api/v1/jobs", "job.list", [](Call& call) {
                auto listed = service::JobService(call.gate).list(call.actor, call.language);
                if (listed) listed->set("next", Json()).set("total", std::int64_t(listed->at("items").items().size()));
                return json_or_refused(std::move(listed));
              }});
  router.last().answers = "job_list";
  router.add({"GET", "/api/v1/jobs/{name}", "job.read", [](Call& call) {
                return json_or_refused(
                    service::JobService(call.gate).read(call.actor, call.captured_text("name"), call.language));
              }});
  router.last().answers = "job";
  add_post(router, "/api/v1/jobs/{name}/run", "job.run", [](Call& call) {
    return json_or_refused(service::JobService(call.gate).ask(call.actor, call.captured_text("name"), call.language),
                           202);
  });
  router.last().answers = "job";
  router.last().status = 202;
  router.add({"GET", "/jobs", "job.list_page", [](Call& call) { return jobs_page(call, {}); }});
  router.add({"POST", "/jobs/{name}/run", "job.run_page", run_by_form, BodyKind::form});
}

}  // namespace zhiheng::web
