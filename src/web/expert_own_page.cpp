// The expert's own file: what the bureau keeps of him, what he changes himself and what he asks for.
#include "domain/expert.h"
#include "service/expert_library_service.h"
#include "web/expert_library_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

constexpr const char* own_page = "/my-expert-file";

Json own_facts(const Call& call, const Json& file) {
  Json facts = Json::array();
  const auto add = [&](const char* key, const std::string& text) {
    facts.push(fact(field_label("expert", key, call.language), text));
  };
  const domain::Shape& shape = domain::expert_shape();
  for (const char* key : {"name", "code", "category"})
    add(key, shown_value(shape, *shape.find(key), file, call.language));
  add("fields", service::expert_fields_in_words(file.text_at("fields"), call.language));
  for (const char* key :
       {"title", "title_level", "employer", "phone", "email", "certificate_number", "term_from", "term_until"}) {
    add(key, shown_value(shape, *shape.find(key), file, call.language));
  }
  for (const char* key : {"identity_number", "bank_name", "bank_account"}) {
    facts.push(fact(call.words(std::string("web.expert_library.") + key), file.at("secrets").text_at(key)));
  }
  return facts;
}

Json change_form(const Call& call, const Problems& problems) {
  const auto label = [&](const char* key) { return field_label("expert", key, call.language); };
  const auto secret = [&](const char* key) {
    return PlainField{key, call.words(std::string("web.expert_library.") + key), "text", "", false, {}, ""};
  };
  const PlainField reason{"reason", call.words("web.reason"), "text", "", false, {}, ""};
  Options levels{{"", ""}};
  for (const std::string& level : domain::choice_list("expert_title_level")) {
    levels.emplace_back(level, choice_label("expert_title_level", level, call.language));
  }
  return form_block(call,
                    {"change",
                     call.words("web.expert_library.ask_change"),
                     "/my-expert-file/proposals",
                     "",
                     "btn-outline-secondary",
                     call.words("web.expert_library.ask_change_hint"),
                     {},
                     {{"name", label("name"), "text", "", false, {}, ""},
                      {"employer", label("employer"), "text", "", false, {}, ""},
                      {"title", label("title"), "text", "", false, {}, ""},
                      {"title_level", label("title_level"), "choice", "", false, levels, ""},
                      secret("identity_number"),
                      secret("bank_name"),
                      secret("bank_account"),
                      reason},
                     ""},
                    problems);
}

Json own_forms(const Call& call, const Json& file, const Problems& problems) {
  const std::string version = file.at("version").number();
  const auto label = [&](const char* key) { return field_label("expert", key, call.language); };
  const auto qualification = [&](const char* key) {
    return call.words(std::string("field.expert_qualification.") + key);
  };
  const PlainField reason{"reason", call.words("web.reason"), "text", "", false, {}, ""};
  Json forms = Json::array();
  forms.push(form_block(call,
                        {"contact",
                         call.words("web.expert_library.change_contact"),
                         own_page,
                         version,
                         "btn-primary",
                         "",
                         {},
                         {{"phone", label("phone"), "text", file.text_at("phone"), false, {}, ""},
                          {"email", label("email"), "text", file.text_at("email"), false, {}, ""}},
                         ""},
                        problems));
  forms.push(form_block(call,
                        {"qualification",
                         call.words("web.expert_library.add_qualification"),
                         "/my-expert-file/qualifications",
                         "",
                         "btn-outline-secondary",
                         "",
                         {},
                         {{"name", qualification("name"), "text", "", true, {}, ""},
                          {"number", qualification("number"), "text", "", false, {}, ""},
                          {"issuer", qualification("issuer"), "text", "", false, {}, ""},
                          {"issued_on", qualification("issued_on"), "date", "", false, {}, ""},
                          {"expires_on", qualification("expires_on"), "date", "", false, {}, ""}},
                         ""},
                        problems));
  forms.push(change_form(call, problems));
  if (file.text_at("stage") == "appointed") {
    forms.push(form_block(call,
                          {"renew",
                           call.words("web.expert_library.propose_renew"),
                           "/my-expert-file/proposals",
                           "",
                           "btn-outline-secondary",
                           call.words("web.expert_library.hint_renew"),
                           {{"kind", "renew"}},
                           {reason},
                           ""},
                          problems));
  }
  return forms;
}

Reply change_contact(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object();
  for (const char* key : {"phone", "email"}) {
    if (call.has_field(key)) body.set(key, std::string(trimmed(call.field(key))));
  }
  auto changed = service::change_my_file(call.gate, call.actor, *version, body);
  if (changed) return see_other(std::string(own_page) + "?done=saved");
  return is_about_the_form(changed.problems()) ? show_my_file(call, changed.problems()) : refused(changed.problems());
}

Reply ask(Call& call) {
  const Json body = body_of_fields(call, {"kind", "name", "employer", "title", "title_level", "identity_number",
                                          "bank_name", "bank_account", "reason"});
  auto made = service::propose_my_change(call.gate, call.actor, body);
  if (made) return see_other(std::string(own_page) + "?done=asked");
  return is_about_the_form(made.problems()) || leading_kind(made.problems()) == Kind::busy
             ? show_my_file(call, made.problems())
             : refused(made.problems());
}

Reply add_own_qualification(Call& call) {
  const Json body = body_of_fields(call, {"name", "number", "issuer", "issued_on", "expires_on"});
  auto made = service::add_qualification(call.gate, call.actor, call.actor.expert_id, body);
  if (made) return see_other(std::string(own_page) + "?done=saved");
  return is_about_the_form(made.problems()) ? show_my_file(call, made.problems()) : refused(made.problems());
}

}  // namespace

Reply show_my_file(Call& call, const Problems& problems) {
  auto file = service::read_my_file(call.gate, call.actor);
  if (!file) return refused(file.problems());
  const std::string standing = file->text_at("standing");
  const std::string mark = standing == "appointed" ? file->text_at("term_mark") : std::string();
  Json view = Json::object().set("page_title", call.words("web.expert_library.my_file"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.expert_library.my_file"))}));
  view.set("expert_name", file->text_at("name"));
  view.set("standing", standing_label(call, standing)).set("standing_tone", standing_tone(standing));
  view.set("term_note", mark.empty()
                            ? std::string()
                            : call.words("web.expert_library.term_" + mark, {{"until", file->text_at("term_until")}}));
  view.set("what_next", call.words("web.expert_library.own_" + standing));
  view.set("facts", own_facts(call, *file)).set("own_forms", own_forms(call, *file, problems));
  view.set("qualifications", qualification_rows(call, *file, true)).set("steps", life_rows(call, file->at("steps")));
  view.set("proposals", proposal_rows(call, file->at("proposals"), false, problems));
  view.set("assessments", assessment_rows(call, file->at("assessments")));
  view.set("page_problems", problem_list(problems, call.language));
  return page("expert/own.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

void add_expert_own_pages(Router& router) {
  router.add({"GET", own_page, "expert.own_page", [](Call& call) { return show_my_file(call, {}); }});
  router.add({"POST", own_page, "expert.change_own_page", change_contact, BodyKind::form});
  router.add({"POST", "/my-expert-file/proposals", "expert.ask_own_page", ask, BodyKind::form});
  router.add(
      {"POST", "/my-expert-file/qualifications", "expert.qualify_own_page", add_own_qualification, BodyKind::form});
}

}  // namespace zhiheng::web
