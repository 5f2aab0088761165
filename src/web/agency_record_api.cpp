// The acts on an agency's record: through the API, and as the buttons of its pages.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/crypto.h"
#include "service/agency_record_service.h"
#include "service/import_service.h"
#include "service/template_service.h"
#include "web/agency_record_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using Act = std::function<Result<Json>(Call&, std::int64_t version, const Json& body)>;

Route api(std::string method, std::string pattern, std::string name, std::function<Reply(Call&)> handler,
          std::string takes, std::string answers) {
  const bool reads = method == "GET";
  Route route{std::move(method), "/api/v1" + std::move(pattern), std::move(name), std::move(handler),
              reads ? BodyKind::none : BodyKind::json};
  route.creates = route.method == "POST";
  route.takes = std::move(takes);
  route.answers = std::move(answers);
  return route;
}

// One act of an entry: its API route, and the button of the page that does the same.
void add_item_act(Router& router, const std::string& step, const std::string& takes, const Act& act,
                  const std::function<Json(const Call&)>& form) {
  router.add(api(
      "POST", "/agency-record-items/{id}/" + step, "agency_record." + step,
      [act](Call& call) {
        auto version = version_or_current(call, "agency_record_item");
        if (!version) return refused(version.problems());
        return json_or_refused(act(call, *version, body_or_empty(call)));
      },
      takes, "record_item"));
  router.add(
      {"POST", "/agency-record-items/{id}/" + step, "agency_record." + step + "_page",
       [act, form, step](Call& call) {
         auto version = call.version();
         if (!version) return refused(version.problems());
         auto done = act(call, *version, form(call));
         if (done) {
           const std::string to = step == "drop" ? "/agency-record" : "/agency-record-items/" + done->text_at("id");
           return see_other(to + "?done=record_" + step);
         }
         return is_about_the_form(done.problems()) ? show_record_item(call, done.problems()) : refused(done.problems());
       },
       BodyKind::form});
}

Json reason_of(const Call& call, Json body) {
  const std::string reason(trimmed(call.field("reason")));
  return reason.empty() ? body : std::move(body.set("reason", reason));
}

void add_item_acts(Router& router) {
  const auto nothing = [](const Call&) { return Json::object(); };
  add_item_act(
      router, "submit", "",
      [](Call& call, std::int64_t version, const Json&) {
        return service::submit_record_item(call.gate, call.actor, call.id(), version);
      },
      nothing);
  add_item_act(
      router, "drop", "",
      [](Call& call, std::int64_t version, const Json&) {
        return service::drop_record_item(call.gate, call.actor, call.id(), version);
      },
      nothing);
  add_item_act(
      router, "end", "record_end",
      [](Call& call, std::int64_t version, const Json& body) {
        return service::end_record_item(call.gate, call.actor, call.id(), version, body);
      },
      [](const Call& call) { return reason_of(call, Json::object().set("ended_on", call.field("ended_on"))); });
  add_item_act(
      router, "review", "record_review",
      [](Call& call, std::int64_t version, const Json& body) {
        return service::review_record_item(call.gate, call.actor, call.id(), version, body);
      },
      [](const Call& call) { return reason_of(call, Json::object().set("accept", call.field("accept") == "yes")); });
}

// An act of the agency on its whole record.
void add_record_act(Router& router, const std::string& step,
                    Result<Json> (*act)(service::Gate&, const domain::Actor&)) {
  router.add(api(
      "POST", "/agency-record/" + step, "agency_record." + step + "_all",
      [act](Call& call) { return json_or_refused(act(call.gate, call.actor)); }, "", "record_act"));
  router.add({"POST", "/agency-record/" + step, "agency_record." + step + "_all_page",
              [act, step](Call& call) {
                auto done = act(call.gate, call.actor);
                if (done) return see_other("/agency-record?done=record_all_" + step);
                return is_about_the_form(done.problems())
                           ? show_agency_record(call, call.actor.agency_id, done.problems())
                           : refused(done.problems());
              },
              BodyKind::form});
}

// A file of this process alone that goes when the request is answered.
struct Scratch {
  std::string path = (std::filesystem::temp_directory_path() / ("zhiheng-" + random_token(12) + ".xlsx")).string();
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  ~Scratch() { ::unlink(path.c_str()); }
};

Reply import_page(Call& call) {
  if (call.files.empty() || call.files.front().bytes.empty()) {
    return show_agency_record(call, call.actor.agency_id, {refusal("upload.file_missing", "file")});
  }
  const Scratch scratch;
  std::ofstream file(scratch.path, std::ios::binary);
  const std::string& bytes = call.files.front().bytes;
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) return refused(refusal(Kind::busy, "storage.full"));
  service::ImportRequest request;
  request.kind = "agency-record";
  request.path = scratch.path;
  request.file_name = call.files.front().file_name;
  request.language = call.language;
  const auto report = service::import_workbook(call.gate, call.actor, request);
  if (!report && leading_kind(report.problems()) == Kind::forbidden) return refused(report.problems());
  if (!report) return show_agency_record(call, call.actor.agency_id, report.problems());
  if (report->problem_count == 0) return see_other("/agency-record?done=record_imported");
  Problems problems;
  for (const service::ImportProblem& one : report->problems) {
    if (problems.size() == 200) break;
    problems.push_back(
        refusal("agency_record.cell", "", {{"sheet", one.sheet}, {"cell", one.cell}, {"reason", one.reason}}));
  }
  return show_agency_record(call, call.actor.agency_id, problems);
}

Reply template_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, domain::Action::edit_agency_record, {"agency", call.actor.agency_id});
      !may) {
    return refused(may.problems());
  }
  auto bytes = service::import_template_bytes("agency-record", call.language);
  if (!bytes) return refused(bytes.problems());
  return bytes_reply(std::move(*bytes), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                     "agency-record.xlsx");
}

Reply reveal_page(Call& call) {
  const Json body = Json::object().set("purpose", std::string(trimmed(call.field("purpose"))));
  auto revealed = service::reveal_record_identity(call.gate, call.actor, call.id(), body);
  if (!revealed) {
    return is_about_the_form(revealed.problems()) ? show_record_item(call, revealed.problems())
                                                  : refused(revealed.problems());
  }
  Reply shown = show_record_item(call, {});
  if (shown.problems.empty()) shown.json.set("revealed", revealed->text_at("identity_number"));
  return shown;
}

}  // namespace

void add_agency_record_api(Router& router) {
  router.add(api(
      "GET", "/agencies/{id}/record", "agency_record.read",
      [](Call& call) { return json_or_refused(service::read_agency_record(call.gate, call.actor, call.id())); }, "",
      "agency_record"));
  router.add(api(
      "GET", "/agency-record-items/{id}", "agency_record_item.read",
      [](Call& call) { return json_or_refused(service::read_record_item(call.gate, call.actor, call.id())); }, "",
      "record_item"));
  router.add(api(
      "POST", "/agency-record-items", "agency_record.enter",
      [](Call& call) {
        return created_or_refused(service::enter_record_item(call.gate, call.actor, body_or_empty(call)),
                                  "agency-record-items");
      },
      "record_entry", "record_item"));
  router.add(api(
      "PUT", "/agency-record-items/{id}", "agency_record.change",
      [](Call& call) {
        auto version = call.version();
        if (!version) return refused(version.problems());
        return json_or_refused(
            service::change_record_item(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
      },
      "record_entry", "record_item"));
  router.add(api(
      "POST", "/agency-record-items/{id}/reveal", "agency_record.reveal",
      [](Call& call) {
        return json_or_refused(service::reveal_record_identity(call.gate, call.actor, call.id(), body_or_empty(call)));
      },
      "record_purpose", "record_identity"));
  router.add({"POST", "/agency-record-items/{id}/reveal", "agency_record.reveal_page", reveal_page, BodyKind::form});
  add_item_acts(router);
  add_record_act(router, "submit", service::submit_agency_record);
  add_record_act(router, "confirm", service::confirm_agency_record);
  add_record_act(router, "take-over", service::take_over_agency_record);
  router.add({"GET", "/agency-record/template.xlsx", "agency_record.template_page", template_page});
  Route import{"POST", "/agency-record/import", "agency_record.import_page", import_page, BodyKind::form};
  import.body_limit = 16u << 20;
  router.add(std::move(import));
}

}  // namespace zhiheng::web
