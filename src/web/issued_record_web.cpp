// Signed records: issued and revoked by those who may, looked up by everybody, verified from a file.
#include "domain/agency_record.h"
#include "domain/record_evidence.h"
#include "service/disclosure_service.h"
#include "service/issued_record_service.h"
#include "web/agency_record_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/qr_code.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;
using service::PublicService;

Json fact(const Call& call, const char* key, const std::string& text) {
  return Json(Json::Object{{"label", call.words(std::string("web.issued_record.") + key)}, {"text", text}});
}

// What the record says in figures: of all years, and year by year.
void add_figures(const Json& result, Json& view) {
  Json years = Json::array();
  const Json* by_year = result.find("by_year");
  if (by_year && by_year->is_object()) {
    for (const JsonMember& year : by_year->members()) {
      years.push(Json(Json::Object{{"year", year.key},
                                   {"year_jobs", year.value.text_at("jobs")},
                                   {"year_mean", year.value.text_at("mean_score")},
                                   {"year_passed", year.value.text_at("passed")},
                                   {"year_deduction", grouped_amount(year.value.text_at("deduction"))}}));
    }
  }
  view.set("years", std::move(years)).set("jobs", result.text_at("jobs")).set("mean", result.text_at("mean_score"));
}

Json subject_facts(const Call& call, const Json& subject, const std::string& issued, const std::string& fingerprint) {
  Json facts = Json::array();
  facts.push(fact(call, "agency", subject.text_at("agency")));
  facts.push(fact(call, "uscc", subject.text_at("uscc")));
  facts.push(fact(call, "bureau", subject.text_at("bureau")));
  facts.push(fact(call, "issued_at", short_moment(issued)));
  facts.push(fact(call, "valid_until", subject.text_at("valid_until")));
  facts.push(fact(call, "confirmed_on", subject.text_at("confirmed_on")));
  facts.push(fact(call, "fingerprint", fingerprint));
  return facts;
}

void add_picture(const std::string& text, Json& view) {
  const QrCode code = qr_code(text);
  Json runs = Json::array();
  for (const QrRun& run : code.runs) {
    runs.push(Json(Json::Object{
        {"qr_x", std::to_string(run.x)}, {"qr_y", std::to_string(run.y)}, {"qr_width", std::to_string(run.width)}}));
  }
  view.set("qr_size", std::to_string(code.size)).set("qr_runs", std::move(runs));
}

std::string state_text(const Call& call, const Json& record) {
  if (record.at("revoked_at").is_string()) {
    return call.words("web.issued_record.revoked", {{"reason", record.text_at("revoked_reason")}});
  }
  if (record.at("expired").boolean()) return call.words("web.issued_record.expired");
  return record.at("superseded").boolean() ? call.words("web.issued_record.superseded") : std::string();
}

Reply show(Call& call, const Problems& problems) {
  auto record = service::read_issued_record(call.gate, call.actor, call.id());
  if (!record) return refused(record.problems());
  const std::string code = record->text_at("code");
  const Json& document = record->at("document");
  Json view = Json::object().set("page_title", call.words("stem.issued_record") + " " + code).set("code", code);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.issued_record"), "/issued-records"), crumb(code)}));
  view.set("state_text", state_text(call, *record)).set("agency_name", record->text_at("agency_label"));
  view.set("revoked", record->at("revoked_at").is_string());
  view.set("facts", subject_facts(call, document.at("subject"), document.text_at("issued"),
                                  domain::spoken_fingerprint(document.at("subject").text_at("key"))));
  add_figures(document.at("result"), view);
  view.set("sections", record_sections(call, document.at("case")));
  view.set("here", "/issued-records/" + record->text_at("id")).set("row_version", record->at("version").number());
  view.set("may_revoke",
           !record->at("revoked_at").is_string() && can(call, Action::issue_agency_record, "issued_record", call.id()));
  view.set("reason", call.field("reason")).set("public_href", "/public/records/" + code);
  add_picture(call.public_url + "/public/records/" + code, view);
  view.set("page_problems", problem_list(problems, call.language));
  return page("agency_record/issued.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply issue(Call& call) {
  auto made = service::issue_record(call.gate, call.actor, call.id(), Json::object());
  if (made) return see_other("/issued-records/" + made->text_at("id") + "?done=record_issued");
  return is_about_the_form(made.problems()) ? show_agency_record(call, call.id(), made.problems())
                                            : refused(made.problems());
}

Reply revoke(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object();
  if (const std::string reason(trimmed(call.field("reason"))); !reason.empty()) body.set("reason", reason);
  auto done = service::revoke_record(call.gate, call.actor, call.id(), *version, body);
  if (done) return see_other("/issued-records/" + done->text_at("id") + "?done=record_revoked");
  return is_about_the_form(done.problems()) ? show(call, done.problems()) : refused(done.problems());
}

Reply document_file(Call& call) {
  auto record = service::read_issued_record(call.gate, call.actor, call.id());
  if (!record) return refused(record.problems());
  return bytes_reply(write_json_indented(record->at("document")) + "\n", "application/json; charset=utf-8",
                     record->text_at("code") + ".json");
}

Reply verify_page(Call& call, const Json* checked, const Problems& problems) {
  if (Outcome may = call.gate.may(call.actor, Action::see_agency_record, {"issued_record", 0}); !may) {
    return refused(may.problems());
  }
  Json view = Json::object().set("page_title", call.words("web.issued_record.verify"));
  view.set("checked", checked != nullptr).set("key", call.field("key"));
  view.set("page_problems", problem_list(problems, call.language));
  if (checked) {
    view.set("genuine", checked->at("genuine").boolean()).set("expired", checked->at("expired").boolean());
    // A valid signature by a key that nobody knows is told by its own problem, not as a forgery.
    const bool fits = checked->text_at("signature") == "valid" && checked->at("differences").items().empty();
    view.set("forged", !fits);
    view.set("facts",
             subject_facts(call, checked->at("subject"), checked->text_at("issued"), checked->text_at("fingerprint")));
    view.set("found", checked->at("problems")).set("differences", checked->at("differences"));
    add_figures(checked->at("result"), view);
    view.set("sections", record_sections(call, checked->at("case")));
  }
  return page("agency_record/verify.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply verify_by_form(Call& call) {
  if (call.files.empty() || call.files.front().bytes.empty()) {
    return verify_page(call, nullptr, {refusal("upload.file_missing", "file")});
  }
  auto document = parse_json(call.files.front().bytes, JsonLimits{64, 16u << 20});
  if (!document) return verify_page(call, nullptr, {refusal("record.not_a_record", "/document")});
  Json body = Json::object().set("document", std::move(*document));
  if (const std::string key(trimmed(call.field("key"))); !key.empty()) body.set("key", key);
  auto checked = service::verify_record_document(call.gate, call.actor, body, call.language);
  if (checked) return verify_page(call, &*checked, {});
  return leading_kind(checked.problems()) == Kind::forbidden ? refused(checked.problems())
                                                             : verify_page(call, nullptr, checked.problems());
}

Reply public_record(Call& call) {
  auto record = PublicService(call.gate).record_by_code(call.captured_text("code"));
  if (!record) return refused(record.problems());
  const Json& subject = record->at("subject");
  Json view = Json::object().set("page_title", call.words("stem.issued_record")).set("code", record->text_at("code"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.public.title"), "/public"),
                                           crumb(call.words("stem.issued_record"))}));
  view.set("verified", record->at("verified").boolean()).set("state_text", state_text(call, *record));
  view.set("revoked", record->at("revoked_at").is_string());
  view.set("facts", subject_facts(call, subject, record->text_at("issued_at"), record->text_at("fingerprint")));
  view.set("agency_name", subject.text_at("agency"));
  add_figures(record->at("result"), view);
  return page("public/record.html", std::move(view));
}

Reply public_keys(Call& call) {
  auto keys = PublicService(call.gate).signing_keys();
  if (!keys) return refused(keys.problems());
  Json rows = Json::array();
  for (const Json& key : keys->at("items").items()) {
    const bool in_use = key.at("until_at").is_null();
    rows.push(Json(Json::Object{{"spoken", key.text_at("spoken")},
                                {"public_key", key.text_at("public_key")},
                                {"in_use", in_use},
                                {"from_at", short_moment(key.text_at("from_at"))},
                                {"until_at", in_use ? std::string() : short_moment(key.text_at("until_at"))}}));
  }
  Json view = Json::object().set("page_title", call.words("web.issued_record.keys")).set("keys", std::move(rows));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.public.title"), "/public"),
                                           crumb(call.words("web.issued_record.keys"))}));
  return page("public/keys.html", std::move(view));
}

Route api(std::string method, std::string pattern, std::string name, std::function<Reply(Call&)> handler,
          std::string takes, std::string answers) {
  const bool reads = method == "GET";
  Route route{std::move(method), "/api/v1" + std::move(pattern), std::move(name), std::move(handler),
              reads ? BodyKind::none : BodyKind::json};
  route.creates = !reads;
  route.takes = std::move(takes);
  route.answers = std::move(answers);
  return route;
}

}  // namespace

void add_issued_record_routes(Router& router) {
  router.add(api(
      "POST", "/agencies/{id}/issued-records", "issued_record.issue",
      [](Call& call) {
        return created_or_refused(service::issue_record(call.gate, call.actor, call.id(), body_or_empty(call)),
                                  "issued-records");
      },
      "record_months", "issued_record_detail"));
  router.add(api(
      "GET", "/issued-records/{id}", "issued_record.read",
      [](Call& call) { return json_or_refused(service::read_issued_record(call.gate, call.actor, call.id())); }, "",
      "issued_record_detail"));
  router.add(api(
      "POST", "/issued-records/{id}/revoke", "issued_record.revoke",
      [](Call& call) {
        auto version = version_or_current(call, "issued_record");
        if (!version) return refused(version.problems());
        return json_or_refused(service::revoke_record(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
      },
      "reason", "issued_record_detail"));
  Route verify = api(
      "POST", "/records/verify", "issued_record.verify",
      [](Call& call) {
        return json_or_refused(
            service::verify_record_document(call.gate, call.actor, body_or_empty(call), call.language));
      },
      "record_to_verify", "record_verified");
  verify.creates = false;
  verify.body_limit = 16u << 20;
  router.add(std::move(verify));
  router.add({"GET", "/issued-records/{id}", "issued_record.page", [](Call& call) { return show(call, {}); }});
  router.add({"GET", "/issued-records/{id}/document.json", "issued_record.document_page", document_file});
  router.add({"POST", "/issued-records/{id}/revoke", "issued_record.revoke_page", revoke, BodyKind::form});
  router.add({"POST", "/agencies/{id}/issued-records", "issued_record.issue_page", issue, BodyKind::form});
  router.add({"GET", "/records/verify", "issued_record.verify_page",
              [](Call& call) { return verify_page(call, nullptr, {}); }});
  Route upload{"POST", "/records/verify", "issued_record.verify_form", verify_by_form, BodyKind::form};
  upload.body_limit = 16u << 20;
  router.add(std::move(upload));
}

void add_public_record_routes(Router& router) {
  const auto open = [&router](std::string pattern, std::string name, std::function<Reply(Call&)> handler,
                              std::string answers) {
    Route route{"GET", std::move(pattern), std::move(name), std::move(handler), BodyKind::none, Access::open};
    route.answers = std::move(answers);
    router.add(std::move(route));
  };
  open("/public/records/{code}", "public.record_page", public_record, "");
  open("/public/keys", "public.keys_page", public_keys, "");
  open(
      "/api/v1/public/records/{code}", "public.record",
      [](Call& call) { return json_or_refused(PublicService(call.gate).record_by_code(call.captured_text("code"))); },
      "public_record");
  open(
      "/api/v1/public/keys", "public.keys",
      [](Call& call) { return json_or_refused(PublicService(call.gate).signing_keys()); }, "public_keys");
}

}  // namespace zhiheng::web
