// The bureau's pages of recusal: relations that are entered and ended, flags that are decided, and the question whether
// somebody is free.
#include "service/recusal_service.h"

#include "domain/recusal_text.h"
#include "domain/relation.h"
#include "domain/shape.h"
#include "service/contract_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/recusal_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string typed(const Call& call, const char* name) {
  return std::string(trimmed(call.field(name)));
}

Options choices_of(const Call& call, const std::string& list) {
  Options options{{"", call.words("web.recusal.choose")}};
  for (const std::string& value : domain::choice_list(list)) {
    options.emplace_back(value, choice_label(list, value, call.language));
  }
  return options;
}

// --- relations

Reply relation_form(Call& call, const Problems& problems) {
  Json view = Json::object();
  const std::string title = call.words("web.recusal.new_relation");
  view.set("page_title", title).set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.menu.relations"), "/relations"), crumb(title)}));
  Json fields = Json::array();
  const auto add = [&](const char* key, const char* label, const char* type, bool required, Options options = {}) {
    const std::string given = call.form.empty() ? call.parameter(key) : typed(call, key);
    fields.push(
        plain_field({key, call.words(label), type, given, required, std::move(options), ""}, problems, call.language));
  };
  add("from.kind", "field.relation.from_kind", "choice", true, choices_of(call, "party_kind"));
  add("from.key", "field.relation.from_name", "text", true);
  add("relation", "field.relation.relation", "choice", true, choices_of(call, "relation_kind"));
  add("to.kind", "field.relation.to_kind", "choice", true, choices_of(call, "party_kind"));
  add("to.key", "field.relation.to_name", "text", true);
  add("since", "field.relation.since_on", "date", false);
  add("until", "field.relation.until_on", "date", false);
  add("evidence", "field.relation.evidence", "area", true);
  view.set("fields", std::move(fields));
  view.set("page_problems", problem_list(problems, call.language));
  return page("recusal/relation_form.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

// "/from/key" stands at the form's field "from.key"; what is said of a whole party at the field where it is typed.
Problems at_the_form(Problems problems) {
  for (Problem& problem : problems) {
    if (problem.field == "/from" || problem.field == "/to") problem.field += ".key";
    const std::size_t second = problem.field.find('/', 1);
    if (second != std::string::npos) problem.field[second] = '.';
  }
  return problems;
}

Reply create_relation(Call& call) {
  Json body = Json::object();
  for (const std::string side : {"from", "to"}) {
    Json party = Json::object();
    for (const std::string key : {"kind", "key"}) {
      if (const std::string text = typed(call, (side + "." + key).c_str()); !text.empty()) party.set(key, text);
    }
    body.set(side, std::move(party));
  }
  for (const char* key : {"relation", "since", "until", "evidence"}) {
    if (const std::string text = typed(call, key); !text.empty()) body.set(key, text);
  }
  auto made = service::add_relation(call.gate, call.actor, body);
  if (made) return see_other("/relations/" + made->text_at("id") + "?done=saved");
  return is_about_the_form(made.problems()) ? relation_form(call, at_the_form(made.problems()))
                                            : refused(made.problems());
}

Reply show_relation(Call& call, const Problems& problems) {
  const domain::Shape& shape = domain::relation_shape();
  auto row = service::read_row(call.gate, call.actor, shape, call.id());
  if (!row) return refused(row.problems());
  const domain::RecusalStep step{row->text_at("relation"), row->text_at("from_name"), row->text_at("to_name"),
                                 row->text_at("since_on"), row->text_at("until_on")};
  const std::string title = domain::words_of(step, call.language);
  Json view = Json::object();
  view.set("page_title", title).set("relation_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.menu.relations"), "/relations"), crumb(title)}));
  view.set("facts", facts_of(call, shape, *row));
  const bool ends = step.until.empty() && can(call, Action::edit_relations, "relation", call.id());
  view.set("may_end", ends).set("end_href", "/relations/" + std::to_string(call.id()) + "/end");
  view.set("row_version", std::to_string(row->at("version").integer().value_or(0)));
  view.set("until", typed(call, "until")).set("evidence", typed(call, "evidence"));
  view.set("history", history_view(call, shape, call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("recusal/relation.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply end_by_form(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object().set("until", typed(call, "until"));
  if (const std::string evidence = typed(call, "evidence"); !evidence.empty()) body.set("evidence", evidence);
  auto ended = service::end_relation(call.gate, call.actor, call.id(), *version, body);
  if (ended) return see_other("/relations/" + std::to_string(call.id()) + "?done=saved");
  return is_about_the_form(ended.problems()) ? show_relation(call, ended.problems()) : refused(ended.problems());
}

// --- flags

Reply show_flag(Call& call, const Problems& problems) {
  auto flag = service::read_recusal_flag(call.gate, call.actor, call.id());
  if (!flag) return refused(flag.problems());
  const domain::RecusalPath path = domain::recusal_path_from(flag->at("path"));
  const std::string state = flag->text_at("state");
  Json view = Json::object();
  const std::string title = call.words("web.recusal.flag_title", {{"expert", flag->text_at("expert_label")}});
  view.set("page_title", title).set("flag_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.menu.recusals"), "/recusals"), crumb(title)}));
  view.set("flag_state", choice_label("recusal_state", state, call.language));
  view.set("flag_tone", std::string(state == "open" ? "warn" : "info"));
  view.set("reason_text", domain::words_of(path, call.language));
  view.set("panel_label", flag->text_at("panel_label")).set("panel_href", "/panels/" + flag->text_at("panel"));
  view.set("panel_state", choice_label("panel_state", flag->text_at("panel_state"), call.language));
  view.set("panel_closed", flag->text_at("panel_state") == "closed");
  view.set("found_at", short_moment(flag->text_at("found_at")));
  view.set("found_by", choice_label("recusal_found_by", flag->text_at("found_by"), call.language));
  view.set("decided_reason", flag->text_at("reason")).set("decided_at", short_moment(flag->text_at("handled_at")));
  Json steps = Json::array();
  for (const domain::RecusalStep& step : path.steps) {
    steps.push(Json(Json::Object{{"step_text", domain::words_of(step, call.language)}}));
  }
  view.set("steps", std::move(steps));
  view.set("may_decide", state == "open" && can(call, Action::edit_relations, "recusal_flag", call.id()));
  view.set("decide_href", "/recusals/" + std::to_string(call.id()) + "/decision");
  view.set("row_version", std::to_string(flag->at("version").integer().value_or(0)))
      .set("reason", typed(call, "reason"));
  view.set("page_problems", problem_list(problems, call.language));
  return page("recusal/flag.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply decide_by_form(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body = Json::object().set("state", typed(call, "state")).set("reason", typed(call, "reason"));
  auto decided = service::decide_recusal_flag(call.gate, call.actor, call.id(), *version, body);
  if (decided) return see_other("/recusals/" + std::to_string(call.id()) + "?done=saved");
  return is_about_the_form(decided.problems()) ? show_flag(call, decided.problems()) : refused(decided.problems());
}

// --- is somebody free?

// The id of the row that people name by its code or name; 0 when there is none, or more than one.
std::int64_t named(const Call& call, const std::string& stem, const std::string& text) {
  std::int64_t found = 0;
  for (const Json& row : rows_of(call, stem, {}, 500).items()) {
    const bool fits = row.text_at("code") == text || row.text_at("name") == text;
    if (!fits) continue;
    if (found != 0) return 0;
    found = read_id(row.text_at("id")).value_or(0);
  }
  return found;
}

Json found_rows(const Call& call, const Json& answer) {
  Json rows = Json::array();
  for (const Json& item : answer.at("items").items()) {
    Json paths = Json::array();
    for (const Json& path : item.at("paths").items()) {
      const bool excludes = path.at("excludes").boolean();
      const std::string words = domain::words_of(domain::recusal_path_from(path), call.language);
      paths.push(Json(Json::Object{{"path_text", words}, {"ended", !excludes}}));
    }
    const bool free = item.at("free").boolean();
    rows.push(Json(Json::Object{{"expert_name", item.text_at("expert_label")},
                                {"expert_code", item.text_at("expert_code")},
                                {"free_text", call.words(free ? "web.recusal.free" : "web.recusal.not_free")},
                                {"free_tone", free ? "good" : "bad"},
                                {"paths", std::move(paths)}}));
  }
  return rows;
}

Reply show_check(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::see_relations, {"relation", 0}); !may) {
    return refused(may.problems());
  }
  const std::string expert(trimmed(call.parameter("expert"))), engagement(trimmed(call.parameter("engagement")));
  Json view = Json::object();
  view.set("page_title", call.words("web.recusal.check"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.menu.recusals"), "/recusals"),
                                           crumb(call.words("web.recusal.check"))}));
  view.set("expert", expert).set("engagement", engagement);
  Problems problems;
  Json rows = Json::array();
  const bool asked = !expert.empty() && !engagement.empty();
  if (asked) {
    const std::int64_t expert_id = named(call, "expert", expert), engagement_id = named(call, "engagement", engagement);
    if (expert_id == 0) problems.push_back(refusal("relation.party_absent", "/expert"));
    if (engagement_id == 0) problems.push_back(refusal("relation.party_absent", "/engagement"));
    if (problems.empty()) {
      Json body = Json::object().set("engagement", std::to_string(engagement_id));
      body.set("experts", Json(Json::Array{Json(std::to_string(expert_id))}));
      auto answer = service::check_recusal(call.gate, call.actor, body);
      if (!answer) return refused(answer.problems());
      rows = found_rows(call, *answer);
    }
  }
  view.set("rows", std::move(rows)).set("page_problems", problem_list(problems, call.language));
  return page("recusal/check.html", std::move(view), problems.empty() ? 200 : 422);
}

// --- the lot of a contract

Reply show_lot(Call& call, const Problems& problems) {
  auto lot = service::read_lot(call.gate, call.actor, call.id());
  if (!lot) return refused(lot.problems());
  auto contract = service::read_contract(call.gate, call.actor, call.id());
  if (!contract) return refused(contract.problems());
  const std::string contract_href = "/contracts/" + std::to_string(call.id());
  Json view = Json::object();
  const std::string title = call.words("web.recusal.lot");
  view.set("page_title", title).set("contract_number", contract->text_at("number"));
  view.set("page_crumbs", Json(Json::Array{crumb(contract->text_at("number"), contract_href), crumb(title)}));
  Json parties = Json::array();
  std::string bidders;
  for (const Json& party : lot->at("parties").items()) {
    const bool won = party.at("contract").is_string();
    if (!won) bidders += (bidders.empty() ? "" : "\n") + party.text_at("uscc");
    parties.push(
        Json(Json::Object{{"agency_name", party.text_at("agency_label")},
                          {"uscc", party.text_at("uscc")},
                          {"party_href", won ? "/contracts/" + party.text_at("contract") : std::string()},
                          {"role_text", call.words(won ? "web.recusal.lot_winner" : "web.recusal.lot_bidder")}}));
  }
  view.set("parties", std::move(parties));
  view.set("lot", call.form.empty() ? lot->text_at("lot") : typed(call, "lot"));
  view.set("bidders", call.form.empty() ? bidders : call.field("bidders"));
  view.set("may_edit", can(call, Action::edit_relations, "contract", call.id()));
  view.set("lot_action", contract_href + "/lot").set("cancel_href", contract_href);
  view.set("page_problems", problem_list(problems, call.language));
  return page("recusal/lot.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply save_lot(Call& call) {
  Json bidders = Json::array();
  const std::string& text = call.field("bidders");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (const std::string line(trimmed(text.substr(at, end - at))); !line.empty()) bidders.push(line);
    at = end + 1;
  }
  const Json body = Json::object().set("lot", typed(call, "lot")).set("bidders", std::move(bidders));
  auto saved = service::set_lot(call.gate, call.actor, call.id(), body);
  if (saved) return see_other("/contracts/" + std::to_string(call.id()) + "/lot?done=saved");
  return is_about_the_form(saved.problems()) ? show_lot(call, saved.problems()) : refused(saved.problems());
}

}  // namespace

void add_recusal_pages(Router& router) {
  router.add({"GET", "/relations/new", "relation.new_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, Action::edit_relations, {"relation", 0}); !may) {
                  return refused(may.problems());
                }
                return relation_form(call, {});
              }});
  router.add({"POST", "/relations", "relation.create_page", create_relation, BodyKind::form});
  router.add({"GET", "/relations/{id}", "relation.show_page", [](Call& call) { return show_relation(call, {}); }});
  router.add({"POST", "/relations/{id}/end", "relation.end_page", end_by_form, BodyKind::form});
  Route check{"GET", "/recusals/check", "recusal_flag.check_page", show_check};
  check.query = {"expert", "engagement"};
  router.add(std::move(check));
  router.add({"GET", "/recusals/{id}", "recusal_flag.show_page", [](Call& call) { return show_flag(call, {}); }});
  router.add({"POST", "/recusals/{id}/decision", "recusal_flag.decide_page", decide_by_form, BodyKind::form});
  router.add({"GET", "/contracts/{id}/lot", "lot.show_page", [](Call& call) { return show_lot(call, {}); }});
  router.add({"POST", "/contracts/{id}/lot", "lot.set_page", save_lot, BodyKind::form});
}

}  // namespace zhiheng::web
