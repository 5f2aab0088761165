#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include "base/crypto.h"
#include "service/import_service.h"
#include "service/template_service.h"
#include "web/data_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

constexpr std::size_t largest_workbook = 64u << 20;
const char* const workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const char* const kinds[] = {"agencies", "budget-units", "projects", "contracts", "experts", "score-sheets", "invoices"};

// A file of this process alone that goes when the request is answered.
class ScratchFile {
 public:
  ScratchFile()
      : path_((std::filesystem::temp_directory_path() / ("zhiheng-" + random_token(12) + ".xlsx")).string()) {}
  ScratchFile(const ScratchFile&) = delete;
  ~ScratchFile() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }
  bool write(const std::string& bytes) const {
    std::ofstream file(path_, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return static_cast<bool>(file.flush());
  }
  std::string read() const {
    std::ifstream file(path_, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return std::move(bytes).str();
  }

 private:
  std::string path_;
};

// Marked copies wait a while for the person who imported; only the last few, because they are a convenience.
class MarkedCopies {
 public:
  std::string keep(std::int64_t account_id, std::string bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    copies_.push_back({random_token(16), account_id, std::move(bytes)});
    if (copies_.size() > 12) copies_.pop_front();
    return copies_.back().token;
  }
  std::optional<std::string> find(std::int64_t account_id, const std::string& token) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const Copy& copy : copies_) {
      if (copy.account_id == account_id && copy.token == token) return copy.bytes;
    }
    return {};
  }

 private:
  struct Copy {
    std::string token;
    std::int64_t account_id;
    std::string bytes;
  };
  std::mutex mutex_;
  std::deque<Copy> copies_;
};

MarkedCopies& marked_copies() {
  static MarkedCopies copies;
  return copies;
}

struct Imported {
  service::ImportRequest request;
  service::ImportReport report;
  std::string marked;
};

Result<Imported> import_bytes(const Call& call, service::ImportRequest request, const std::string& bytes) {
  const ScratchFile file, marked;
  if (!file.write(bytes)) return refusal(Kind::busy, "storage.full");
  request.path = file.path();
  request.marked_path = marked.path();
  request.language = call.language;
  auto report = service::import_workbook(call.gate, call.actor, request);
  if (!report) return report.problems();
  Imported imported{std::move(request), std::move(*report), {}};
  if (!imported.report.marked_path.empty()) imported.marked = marked.read();
  return imported;
}

bool is_true(const std::string& text) {
  return text == "1" || text == "true" || text == "yes" || text == "on";
}

Reply import_by_api(Call& call) {
  service::ImportRequest request;
  request.kind = call.captured_text("kind");
  request.update = is_true(call.parameter("update"));
  request.dry_run = is_true(call.parameter("dry_run"));
  request.bureau = call.parameter("bureau");
  const std::string* bytes = &call.request.body;
  if (!call.files.empty()) {
    bytes = &call.files.front().bytes;
    request.file_name = call.files.front().file_name;
  } else if (auto name = percent_decode(call.request.header("X-File-Name"), false)) {
    request.file_name = *name;
  }
  if (request.file_name.empty()) request.file_name = request.kind + ".xlsx";
  auto imported = import_bytes(call, request, *bytes);
  if (!imported) return refused(imported.problems());
  if (imported->report.problem_count == 0)
    return json_reply(service::import_report_to_json(imported->request, imported->report));
  Json report = service::import_report_to_json(imported->request, imported->report);
  if (!imported->marked.empty()) {
    report.set("marked",
               "/api/v1/imports/marked/" + marked_copies().keep(call.actor.account_id, imported->marked) + ".xlsx");
  }
  Json problems = Json::array();
  for (const service::ImportProblem& problem : imported->report.problems) {
    problems.push(Json(Json::Object{{"rule", problem.rule},
                                    {"field", problem.sheet + "!" + problem.cell},
                                    {"text", problem.reason},
                                    {"params", Json(Json::Object{{"value", problem.value}})}}));
  }
  Json body = Json::object();
  body.set("type", "about:blank");
  body.set("title", call.words("web.status.422"));
  body.set("status", 422);
  body.set("detail", call.words("web.import.refused", {{"count", std::to_string(imported->report.problem_count)}}));
  body.set("instance", "urn:zhiheng:request:" + call.request.request_id);
  body.set("problems", std::move(problems));
  body.set("report", std::move(report));
  Reply reply = bytes_reply(write_json(body), "application/problem+json; charset=utf-8");
  reply.status = 422;
  return reply;
}

Json kinds_view(const Call& call, const std::string& chosen) {
  Json rows = Json::array();
  for (const char* kind : kinds) {
    const domain::Shape* shape = domain::find_shape_by_plural(kind);
    rows.push(Json(Json::Object{{"option_value", kind},
                                {"option_label", shape ? call.words("stem." + shape->stem) : std::string(kind)},
                                {"selected", chosen == kind},
                                {"template_href", "/templates/" + std::string(kind) + ".xlsx"}}));
  }
  return rows;
}

Reply import_page(Call& call, const Imported* imported, const Problems& problems) {
  const std::string chosen = call.has_field("kind") ? call.field("kind") : call.parameter("kind");
  Json rows = Json::array();
  std::string marked_href, outcome;
  if (imported) {
    for (const service::ImportProblem& problem : imported->report.problems) {
      if (rows.items().size() >= 500) break;
      rows.push(Json(Json::Object{
          {"sheet", problem.sheet}, {"cell", problem.cell}, {"value", problem.value}, {"reason", problem.reason}}));
    }
    if (!imported->marked.empty())
      marked_href = "/imports/marked/" + marked_copies().keep(call.actor.account_id, imported->marked) + ".xlsx";
    const service::ImportReport& report = imported->report;
    const Params numbers{{"rows", std::to_string(report.rows)},
                         {"created", std::to_string(report.created)},
                         {"updated", std::to_string(report.updated)},
                         {"unchanged", std::to_string(report.unchanged)},
                         {"count", std::to_string(report.problem_count)}};
    outcome = call.words(report.problem_count > 0 ? "web.import.refused"
                         : report.written         ? "web.import.written"
                                                  : "web.import.checked",
                         numbers);
  }
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.imports"));
  view.set("kinds", kinds_view(call, chosen));
  view.set("update", is_true(call.field("update")));
  view.set("dry_run", is_true(call.field("dry_run")));
  view.set("problem_rows", std::move(rows));
  view.set("marked_href", marked_href);
  view.set("outcome", outcome);
  view.set("outcome_tone", imported && imported->report.problem_count > 0 ? "danger" : "success");
  view.set("page_problems", problem_list(problems, call.language));
  const bool failed = !problems.empty() || (imported && imported->report.problem_count > 0);
  return page("import/form.html", std::move(view), failed ? 422 : 200);
}

Reply import_by_form(Call& call) {
  if (call.files.empty() || call.files.front().file_name.empty())
    return import_page(call, nullptr, {refusal("upload.file_missing", "file")});
  service::ImportRequest request;
  request.kind = call.field("kind");
  request.update = is_true(call.field("update"));
  request.dry_run = is_true(call.field("dry_run"));
  request.file_name = call.files.front().file_name;
  auto imported = import_bytes(call, request, call.files.front().bytes);
  if (imported) return import_page(call, &*imported, {});
  const Kind kind = leading_kind(imported.problems());
  if (kind == Kind::forbidden || kind == Kind::busy || kind == Kind::defect) return refused(imported.problems());
  return import_page(call, nullptr, imported.problems());
}

Reply template_file(Call& call) {
  if (Outcome may = call.gate.may(call.actor, domain::Action::import_workbook, {"", 0}); !may)
    return refused(may.problems());
  const std::string kind = call.captured_text("kind");
  auto bytes = service::import_template_bytes(kind, call.language);
  if (!bytes) {
    Problems problems = bytes.problems();
    for (Problem& problem : problems) {
      if (problem.rule == "import.unknown_kind") problem.kind = Kind::absent;
    }
    return refused(problems);
  }
  return bytes_reply(std::move(*bytes), workbook_type, kind + ".xlsx");
}

Reply marked_file(Call& call) {
  auto bytes = marked_copies().find(call.actor.account_id, call.captured_text("token"));
  if (!bytes) return refused(refusal(Kind::absent, "request.no_such_page"));
  return bytes_reply(std::move(*bytes), workbook_type, call.words("web.import.marked_name") + ".xlsx");
}

}  // namespace

void add_import_routes(Router& router) {
  router.add({"POST",
              "/api/v1/imports/{kind}",
              "import.run",
              import_by_api,
              BodyKind::bytes,
              Access::signed_in,
              {"update", "dry_run", "bureau"},
              largest_workbook,
              true});
  router.add({"GET", "/api/v1/templates/{kind}.xlsx", "template.read", template_file});
  router.add({"GET", "/templates/{kind}.xlsx", "template.page", template_file});
  router.add({"GET", "/imports", "import.page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, domain::Action::import_workbook, {"", 0}); !may)
                  return refused(may.problems());
                return import_page(call, nullptr, {});
              }});
  router.add(
      {"POST", "/imports", "import.form", import_by_form, BodyKind::form, Access::signed_in, {}, largest_workbook});
  router.add({"GET", "/imports/marked/{token}.xlsx", "import.marked", marked_file});
  router.add({"GET", "/api/v1/imports/marked/{token}.xlsx", "import.marked_copy", marked_file});
}

}  // namespace zhiheng::web
