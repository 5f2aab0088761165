#include "web/letter_web.h"

#include "service/letter_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

Reply letter_reply(Call& call, service::LetterRequest request) {
  auto letter = service::make_letter(call.gate, call.actor, request);
  if (!letter) return refused(letter.problems());
  return bytes_reply(std::move(letter->bytes), service::docx_media_type, letter->file_name);
}

Reply evidence_reply(Call& call, const service::LetterRequest& request) {
  auto evidence = service::letter_evidence(call.gate, call.actor, request);
  if (!evidence) return refused(evidence.problems());
  if (call.api) return json_or_refused(parse_json(*evidence));
  return bytes_reply(std::move(*evidence), "application/json", request.kind + ".json");
}

service::LetterRequest asked_for(const Call& call, const std::string& folder) {
  service::LetterRequest request{call.captured_text("kind"), {}, folder};
  for (const auto& [name, value] : call.request.query) {
    if (!value.empty()) request.params.emplace_back(name, value);
  }
  return request;
}

// Rows that a letter is about: the page of each has a button that leads here.
struct RowLetter {
  const char* plural;
  const char* kind;
  const char* param;
  bool has_evidence;
  const char* tail = "letter";
};
constexpr RowLetter row_letters[] = {{"results", "result", "result", true},
                                     {"contracts", "statement", "contract", true},
                                     {"experts", "appointment", "expert", false},
                                     {"panel-members", "invitation", "member", false},
                                     {"draws", "draw_record", "draw", true},
                                     {"panels", "meeting_record", "panel", false},
                                     {"objections", "objection_decision", "objection", true},
                                     {"expert-fees", "expert_payroll", "expert_fee", false},
                                     {"deduction-notices", "deduction_notice", "deduction_notice", true},
                                     {"contracts", "claim", "contract", true, "claim-letter"}};

void add_row_letters(Router& router, const std::string& folder) {
  for (const RowLetter& row : row_letters) {
    const std::string stem = std::string("letter.") + row.kind;
    const std::string place = std::string("/") + row.plural + "/{id}/" + row.tail;
    const auto request_of = [row, folder](const Call& call) {
      return service::LetterRequest{row.kind, {{row.param, std::to_string(call.id())}}, folder};
    };
    router.add(
        {"GET", place, stem + "_page", [request_of](Call& call) { return letter_reply(call, request_of(call)); }});
    if (!row.has_evidence) continue;
    router.add({"GET", place + "/evidence", stem + "_evidence_page",
                [request_of](Call& call) { return evidence_reply(call, request_of(call)); }});
  }
}

Json field_rows(const Call& call, const Json& fields, const std::string& list) {
  Json rows = Json::array();
  for (const Json& field : fields.items()) {
    const Json* inner = field.find("fields");
    const std::string name = field.text_at("name");
    const bool must = field.at("must").boolean();
    rows.push(
        Json(Json::Object{{"mark", inner ? "{{#" + name + "}} … {{/" + name + "}}" : "{{" + name + "}}"},
                          {"mark_key", field.text_at("key")},
                          {"meaning", field.text_at("meaning")},
                          {"must_text", must ? call.words("letter.must") : std::string()},
                          {"where", list.empty() ? std::string() : call.words("letter.in_list", {{"list", list}})}}));
    if (!inner) continue;
    for (Json& one : field_rows(call, *inner, name).items()) rows.push(std::move(one));
  }
  return rows;
}

Reply letters_page(Call& call, const std::string& folder) {
  if (Outcome may = call.gate.may(call.actor, domain::Action::see_history, {"", 0}); !may)
    return refused(may.problems());
  const Json listed = service::list_letters(call.actor, folder, call.language);
  Json rows = Json::array();
  for (const Json& letter : listed.items()) {
    const std::string kind = letter.text_at("kind");
    const bool edited = letter.at("edited").boolean();
    const std::string problems = letter.at("problems").number();
    Json row = Json::object();
    row.set("letter_title", letter.text_at("title")).set("letter_kind", kind);
    row.set("template_href", "/letters/" + kind + "/template");
    row.set("state_text", call.words(edited ? "letter.edited" : "letter.shipped"));
    row.set("wrong", problems == "0" ? std::string() : call.words("letter.edited_wrong", {{"count", problems}}));
    row.set("letter_fields", field_rows(call, letter.at("fields"), ""));
    rows.push(std::move(row));
  }
  Json view = Json::object();
  view.set("page_title", call.words("letter.page_title"));
  view.set("letters", std::move(rows));
  return page("letter/list.html", std::move(view));
}

Reply template_reply(Call& call, const std::string& folder) {
  if (Outcome may = call.gate.may(call.actor, domain::Action::see_history, {"", 0}); !may)
    return refused(may.problems());
  const std::string kind = call.captured_text("kind");
  auto bytes = service::letter_template(kind, folder);
  if (!bytes) return refused(bytes.problems());
  return bytes_reply(std::move(*bytes), service::docx_media_type, kind + ".docx");
}

}  // namespace

void add_letter_routes(Router& router, const std::string& folder) {
  Route list{
      "GET", "/api/v1/letters", "letter.list", [folder](Call& call) {
        return json_reply(Json(Json::Object{{"items", service::list_letters(call.actor, folder, call.language)}}));
      }};
  list.answers = "letter_list";
  router.add(std::move(list));
  Route read{"GET",          "/api/v1/letters/{kind}",
             "letter.read",  [folder](Call& call) { return letter_reply(call, asked_for(call, folder)); },
             BodyKind::none, Access::signed_in,
             {"*"}};
  read.produces = {service::docx_media_type};
  router.add(std::move(read));
  Route evidence{"GET",
                 "/api/v1/letters/{kind}/evidence",
                 "letter.evidence",
                 [folder](Call& call) { return evidence_reply(call, asked_for(call, folder)); },
                 BodyKind::none,
                 Access::signed_in,
                 {"*"}};
  evidence.answers = "evidence";
  router.add(std::move(evidence));
  Route shape{"GET", "/api/v1/letters/{kind}/template", "letter.template",
              [folder](Call& call) { return template_reply(call, folder); }};
  shape.produces = {service::docx_media_type};
  router.add(std::move(shape));
  router.add({"GET", "/letters", "letter.list_page", [folder](Call& call) { return letters_page(call, folder); }});
  router.add({"GET", "/letters/{kind}/template", "letter.template_page",
              [folder](Call& call) { return template_reply(call, folder); }});
  add_row_letters(router, folder);
}

}  // namespace zhiheng::web
