#include "web/backup_web.h"

#include "service/backup_service.h"
#include "service/job_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

std::string size_text(std::int64_t bytes) {
  if (bytes < 1024 * 1024) return std::to_string((bytes + 1023) / 1024) + " KB";
  const std::int64_t tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MB";
}

bool is_true(const Json* value) {
  return value && value->is_bool() && value->boolean();
}

Reply backups_page(Call& call, const Problems& problems) {
  auto listed = service::BackupService::list(call.gate, call.actor);
  if (!listed) return refused(listed.problems());
  Json rows = Json::array();
  for (const Json& one : listed->at("items").items()) {
    const bool removed = one.at("removed_at").is_string();
    const bool sound = is_true(one.find("verified"));
    Json row = Json::object();
    row.set("file", one.text_at("name")).set("made_at", short_moment(one.text_at("made_at")));
    row.set("size", size_text(one.at("bytes").integer().value_or(0))).set("row_count", one.at("rows").number());
    row.set("digest", one.text_at("sha256").substr(0, 16));
    row.set("state", call.words(removed ? "backup.removed" : sound ? "backup.sound" : "backup.unread"));
    row.set("tone", removed ? "info" : sound ? "good" : "bad");
    rows.push(std::move(row));
  }
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.backups")).set("rows", std::move(rows));
  view.set("configured", is_true(listed->find("configured")));
  view.set("page_problems", problem_list(problems, call.language));
  return page("backup/list.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

// A backup is a job: the node that has it in hand makes it, and its end is seen among the jobs.
Result<Json> ask_for_backup(Call& call) {
  if (Outcome may = call.gate.may(call.actor, domain::Action::make_backup, {"backup_file", 0}); !may) {
    return may.problems();
  }
  auto asked = service::JobService(call.gate).ask(call.actor, "backup", call.language);
  if (!asked && asked.problems().front().rule == "job.absent") return refusal(Kind::conflict, "backup.no_folder");
  return asked;
}

}  // namespace

void add_backup_routes(Router& router) {
  router.add({"GET", "/api/v1/backups", "backup.list", [](Call& call) {
                auto listed = service::BackupService::list(call.gate, call.actor);
                if (listed) listed->set("next", Json()).set("total", std::int64_t(listed->at("items").items().size()));
                return json_or_refused(std::move(listed));
              }});
  router.last().answers = "backup_list";
  add_post(router, "/api/v1/backups", "backup.make",
           [](Call& call) { return json_or_refused(ask_for_backup(call), 202); });
  router.last().answers = "job";
  router.last().status = 202;
  router.add({"GET", "/backups", "backup.list_page", [](Call& call) { return backups_page(call, {}); }});
  router.add({"POST", "/backups", "backup.make_page",
              [](Call& call) {
                const auto asked = ask_for_backup(call);
                if (asked) return see_other("/backups?done=job_asked");
                return asked.problems().front().kind == Kind::conflict ? backups_page(call, asked.problems())
                                                                       : refused(asked.problems());
              },
              BodyKind::form});
}

}  // namespace zhiheng::web
