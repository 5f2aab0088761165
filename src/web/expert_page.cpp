#include "base/crypto.h"
#include "service/idempotency_service.h"
#include "service/sheet_service.h"
#include "web/expert_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/sheet_form.h"
#include "web/sheet_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr int most_waiting = 200;
constexpr int page_size = 20;

std::string number_of(const Json& value) {
  return value.is_number() ? value.number() : "0";
}

std::string state_of(const Call& call, const Json& row) {
  const Json& recused = row.at("recused");
  if (recused.is_bool() && recused.boolean()) return call.words("web.my_sheets.recused");
  return choice_label("score_sheet_state", row.text_at("state"), call.language);
}

Json row_view(const Call& call, const Json& row) {
  const std::string state = row.text_at("state");
  const std::string deadline = row.text_at("deadline_on");
  const bool waits = (state == "draft" || state == "returned") && row.text_at("panel_state") == "open";
  const std::string today = call.gate.clock().today().text();
  const bool late = waits && state == "draft" && deadline < today;
  const bool begun = number_of(row.at("scored")) != "0";
  const bool counted = number_of(row.at("criteria")) != "0";
  Json view = Json::object();
  view.set("href", "/score-sheets/" + row.text_at("id"));
  view.set("engagement", row.text_at("engagement_label"));
  view.set("code", row.text_at("engagement_code"));
  view.set("component", row.text_at("component_title"));
  view.set("state", state_of(call, row));
  view.set("tone", tone_of(state));
  view.set("deadline_on", deadline);
  view.set("days", waits ? days_in_words(call, deadline, state == "returned") : std::string());
  view.set("late", late);
  view.set("total", short_points(row.text_at("total")));
  view.set("submitted", short_moment(row.text_at("submitted_at")));
  view.set("progress", counted ? call.words("web.my_sheets.progress", {{"scored", number_of(row.at("scored"))},
                                                                       {"criteria", number_of(row.at("criteria"))}})
                               : std::string());
  view.set("returned_reason", state == "returned" ? row.text_at("returned_reason") : std::string());
  const bool undeclared = waits && row.at("declaration_missing").boolean();
  if (undeclared) view.set("href", "/panels/" + row.text_at("panel") + "/declaration");
  const char* word = undeclared       ? "web.my_sheets.declare"
                     : late || !waits ? "web.my_sheets.look"
                     : begun          ? "web.my_sheets.go_on"
                                      : "web.my_sheets.begin";
  view.set("open", call.words(word));
  return view;
}

// The rows of one group; what is refused (a page mark of yesterday) shows as the first page.
Json group_view(const Call& call, const service::MySheetsQuery& query, Json& view, const std::string& name) {
  auto found = service::my_sheets(call.gate, call.actor, query);
  Json rows = Json::array();
  if (!found) {
    service::MySheetsQuery first = query;
    first.cursor.clear();
    found = service::my_sheets(call.gate, call.actor, first);
  }
  if (!found) return rows;
  for (const Json& row : found->at("items").items()) rows.push(row_view(call, row));
  view.set(name + "_count", number_of(found->at("counts").at(name)));
  if (name == "closed") {
    view.set("closed_total", call.words("web.my_sheets.count", {{"total", number_of(found->at("total"))}}));
    const std::string next = found->text_at("next");
    Pairs pairs{{"cursor", next}};
    if (!query.text.empty()) pairs.emplace_back("q", query.text);
    view.set("next_href", next.empty() ? std::string() : "/my-sheets?" + write_query(pairs) + "#closed");
  }
  return rows;
}

Reply my_sheets_page(Call& call) {
  if (domain::scope(call.actor, Action::fill_sheet).nothing) return refused(refusal(Kind::forbidden, "access.role"));
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.my_sheets"));
  const std::string text(trimmed(call.parameter("q")));
  view.set("to_do", group_view(call, {"to_do", "", "", most_waiting}, view, "to_do"));
  view.set("done", group_view(call, {"done", "", "", most_waiting}, view, "done"));
  view.set("closed", group_view(call, {"closed", text, call.parameter("cursor"), page_size}, view, "closed"));
  view.set("q", text);
  view.set("first_href", call.parameter("cursor").empty()
                             ? std::string()
                             : "/my-sheets" + (text.empty() ? "" : "?" + write_query({{"q", text}})) + "#closed");
  return page("scoring/mine.html", std::move(view));
}

// Every field of the form by its name, as it is stored.
Json values_of(const Json& sheet) {
  Json values = Json::object();
  const std::string entry = sheet.at("rubric").text_at("entry");
  for (const Json& criterion : sheet.at("rubric").at("criteria").items()) {
    const std::string code = criterion.text_at("criterion");
    const Json* item = nullptr;
    for (const Json& each : sheet.at("items").items()) {
      if (each.text_at("criterion") == code) item = &each;
    }
    const bool by_defects = criterion.text_at("rule") == "per_defect";
    const Json* defects = item ? item->find("defects") : nullptr;
    if (by_defects) values.set("defects." + code, defects && defects->is_number() ? defects->number() : std::string());
    if (!by_defects) values.set("points." + code, item ? short_points(item->text_at("points")) : std::string());
    values.set("reason." + code, item ? item->text_at("reason") : std::string());
    values.set("page." + code, item ? item->text_at("page") : std::string());
  }
  const bool summed = !sheet.at("items").items().empty();
  if (entry != "criteria") values.set("total", summed ? std::string() : short_points(sheet.text_at("total")));
  values.set("comment", sheet.text_at("comment"));
  return values;
}

// The sheet as the script of the page needs it, with the secret of the forms of this session: after signing in anew
// the page that is still open can go on.
Json sheet_now(const Call& call, const Json& sheet) {
  const std::string state = sheet.text_at("state");
  const bool unfinished = state == "draft" || state == "returned";
  const std::string closed = unfinished ? why_closed(call, sheet) : call.words("sheet.already_submitted");
  Json now = Json::object();
  now.set("account", std::to_string(call.actor.account_id)).set("csrf", call.csrf);
  now.set("version", sheet.at("version")).set("state", state).set("deadline_on", sheet.text_at("deadline_on"));
  now.set("writable", closed.empty()).set("why_closed", closed);
  return now.set("values", values_of(sheet));
}

Reply told(const Call& call, const Problems& problems, const std::vector<std::string>& body_rows) {
  Json list = problems_to_json(problems, call.language);
  for (Json& problem : list.items()) problem.set("field", field_of_sheet(problem.text_at("field"), body_rows));
  Json body = Json::object();
  body.set("problems", std::move(list));
  if (auto sheet = service::read_sheet(call.gate, call.actor, call.id())) body.set("now", sheet_now(call, *sheet));
  return json_reply(std::move(body), http_status(leading_kind(problems)));
}

Reply sheet_now_page(Call& call) {
  auto sheet = service::read_sheet(call.gate, call.actor, call.id());
  return sheet ? json_reply(sheet_now(call, *sheet)) : told(call, sheet.problems(), {});
}

Reply save_draft(Call& call) {
  auto sheet = service::read_sheet(call.gate, call.actor, call.id());
  if (!sheet) return told(call, sheet.problems(), {});
  auto version = call.version();
  if (!version) return told(call, version.problems(), {});
  std::vector<std::string> body_rows;
  const Json change = change_of_sheet(call, *sheet, body_rows);
  auto saved = service::patch_sheet(call.gate, call.actor, call.id(), *version, change);
  return saved ? json_reply(sheet_now(call, *saved)) : told(call, saved.problems(), body_rows);
}

Reply hand_in(Call& call) {
  auto sheet = service::read_sheet(call.gate, call.actor, call.id());
  if (!sheet) return told(call, sheet.problems(), {});
  auto version = call.version();
  if (!version) return told(call, version.problems(), {});
  std::vector<std::string> body_rows;
  const Json body = submission_of_sheet(call, *sheet, body_rows);
  auto done = service::submit_sheet(call.gate, call.actor, call.id(), *version, body);
  return done ? json_reply(sheet_now(call, *done)) : told(call, done.problems(), body_rows);
}

// A submission that waited for the line is sent until it is answered: under one key it is carried out once. The
// secret of the forms is no part of what was asked for, because it is another one after signing in anew.
Reply submit_by_script(Call& call) {
  const std::string& key = call.request.header("Idempotency-Key");
  if (key.empty() || key.size() > 128) return told(call, {refusal("idempotency.malformed", "Idempotency-Key")}, {});
  const std::string digest = sha256_hex(call.request.path + "\n" + write_query(call.form));
  service::IdempotencyService answers(call.gate);
  auto known = answers.look_up(call.actor, key, digest);
  if (!known) return told(call, known.problems(), {});
  if (*known) {
    auto answer = parse_json((*known)->response);
    ensure(answer.ok(), "a kept answer can be read");
    return json_reply(std::move(*answer), (*known)->status);
  }
  service::RequestScope scope(call.request.request_id, key, digest);
  Reply reply = hand_in(call);
  if (scope.key_was_taken()) {
    known = answers.look_up(call.actor, key, digest);
    if (!known || !*known) return known ? std::move(reply) : told(call, known.problems(), {});
    auto answer = parse_json((*known)->response);
    ensure(answer.ok(), "a kept answer can be read");
    return json_reply(std::move(*answer), (*known)->status);
  }
  if (reply.status >= 400 || !scope.is_open()) {
    scope.abandon();
    return reply;
  }
  // The answer stands in the transaction of what it tells; nothing is told before both are written.
  const Outcome kept = answers.keep(call.actor, scope, reply.status, write_json(reply.json));
  if (!kept) return refused(kept.problems());
  if (const Outcome done = scope.finish(); !done) return refused(done.problems());
  return reply;
}

Reply earlier_by_script(Call& call) {
  // Who has no sheet here is told so; on the page itself there is merely nothing to compare.
  if (auto mine = service::earlier_sheets(call.gate, call.actor, call.id()); !mine) return refused(mine.problems());
  const Earlier earlier = earlier_words(call, call.id());
  Json rows = Json::object();
  for (const auto& [code, text] : earlier.by_criterion) rows.set(code, text);
  return json_reply(Json::object().set("summary", earlier.summary).set("criteria", std::move(rows)));
}

}  // namespace

Earlier earlier_words(const Call& call, std::int64_t sheet_id) {
  Earlier words;
  auto earlier = service::earlier_sheets(call.gate, call.actor, sheet_id);
  if (!earlier) return words;
  const auto say_it = [&](const char* key, const Json& facts) {
    return call.words(key, {{"sheets", number_of(facts.at("sheets"))},
                            {"average", short_points(facts.text_at("average"))},
                            {"lowest", short_points(facts.text_at("lowest"))},
                            {"highest", short_points(facts.text_at("highest"))},
                            {"latest", short_points(facts.text_at("latest"))}});
  };
  const Json& total = earlier->at("total");
  words.summary = total.is_null() ? call.words("web.score.earlier_none") : say_it("web.score.earlier_total", total);
  for (const Json& row : earlier->at("criteria").items()) {
    words.by_criterion[row.text_at("criterion")] = say_it("web.score.earlier_row", row);
  }
  return words;
}

void add_expert_pages(Router& router) {
  router.add({"GET", "/my-sheets", "score_sheet.mine_page", my_sheets_page});
  router.add({"GET", "/score-sheets/{id}/now", "score_sheet.now_page", sheet_now_page});
  router.add({"GET", "/score-sheets/{id}/earlier", "score_sheet.earlier_page", earlier_by_script});
  router.add({"POST", "/score-sheets/{id}/draft", "score_sheet.draft_page", save_draft, BodyKind::form});
  router.add({"POST", "/score-sheets/{id}/submit", "score_sheet.submit_page", submit_by_script, BodyKind::form});
}

}  // namespace zhiheng::web
