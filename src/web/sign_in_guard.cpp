#include "web/sign_in_guard.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "web/http.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/session.h"

namespace zhiheng::web {

namespace {

constexpr std::string_view kept_beginning = "kept.";
constexpr std::size_t most_kept_bytes = 900u << 10;

// Where a session with a step to take may go.
bool is_about_the_step(const std::string& name) {
  constexpr std::array<std::string_view, 10> names{
      "account.password_page", "account.password_form", "session.end_form", "session.end", "session.read", "me.read",
      "me.change_password",    "language.choose",       "me.page",          "me.sessions"};
  return name.starts_with("second_factor.") || std::find(names.begin(), names.end(), name) != names.end();
}

Json hidden(const std::string& name, const std::string& value) {
  return Json(Json::Object{{"kept_name", name}, {"kept_value", value}});
}

std::string own_path(const Request& request) {
  std::string here = request.path;
  if (!request.query.empty()) here += "?" + write_query(request.query);
  return here;
}

}  // namespace

std::optional<Reply> step_first(Call& call) {
  if (!call.signed_in || call.stage == "full" || call.route.access == Access::open ||
      is_about_the_step(call.route.name))
    return std::nullopt;
  const bool password = call.stage == "password";
  if (call.api) {
    return refused(
        refusal(Kind::forbidden, password ? "account.password_expired" : "account.second_factor_enrolment_required"));
  }
  return see_other(password ? "/password?why=expired" : "/me/second-factor?why=required");
}

Outcome take_shown_code(Call& call) {
  std::string code = call.request.header("Zhiheng-Second-Factor");
  if (call.has_field("second_factor_code")) code = call.field("second_factor_code");
  const bool given = call.has_field("second_factor_code") || !code.empty();
  if (!given || !call.signed_in) return Done{};
  if (code.empty()) return refusal("field.required", "code");
  service::AccountService accounts(call.gate);
  const auto shown = accounts.show_second_factor(call.actor, call.session_id, code, visitor_of(call.request));
  if (!shown) return shown.problems();
  call.actor.second_factor_at = *shown;
  std::erase_if(call.form, [](const auto& pair) { return pair.first == "second_factor_code"; });
  return Done{};
}

bool asks_for_code(const Call& call, const Problems& problems) {
  return !call.api && call.route.body == BodyKind::form && call.request.method == "POST" &&
         std::any_of(problems.begin(), problems.end(),
                     [](const Problem& problem) { return problem.rule == "account.second_factor_required"; });
}

Reply code_page(Call& call, const Problems& problems) {
  const auto state = service::AccountService(call.gate).own_second_factor(call.actor);
  Json fields = Json::array();
  for (const auto& [name, value] : call.form) {
    if (name != "second_factor_code") fields.push(hidden(name, value));
  }
  Problems shown = problems;
  std::erase_if(shown, [](const Problem& problem) { return problem.rule == "account.second_factor_required"; });
  Json view = Json::object();
  view.set("page_title", call.words("sign_in.code_title"));
  view.set("action", own_path(call.request));
  view.set("kept", std::move(fields));
  view.set("enrolled", state && state->at("enrolled").boolean());
  view.set("page_problems", problem_list(shown, call.language));
  return page("account/fresh_code.html", std::move(view), 403);
}

bool has_kept_form(const Call& call) {
  const std::string& action = call.field("kept_action");
  return action.starts_with("/") && !action.starts_with("//") && action.find('\\') == std::string::npos;
}

Json kept_fields(const Call& call) {
  Json fields = Json::array();
  if (!has_kept_form(call)) return fields;
  fields.push(hidden("kept_action", call.field("kept_action")));
  for (const auto& [name, value] : call.form) {
    if (name.starts_with(kept_beginning)) fields.push(hidden(name, value));
  }
  return fields;
}

Reply sign_in_and_go_on(Call& call) {
  // Only what one of our own pages sent is kept: another site could otherwise have somebody send its words as his own.
  const std::string& origin = call.request.header("Origin");
  const std::size_t slashes = origin.find("://");
  const bool own = slashes != std::string::npos &&
                   same_ignoring_case(std::string_view(origin).substr(slashes + 3), call.request.header("Host"));
  Json kept = Json::array();
  bool files = false;
  if (own && call.route.body == BodyKind::form && call.request.body.size() <= most_kept_bytes) {
    files = !call.files.empty();
    kept.push(hidden("kept_action", own_path(call.request)));
    for (const auto& [name, value] : call.form) {
      if (name != "csrf") kept.push(hidden(std::string(kept_beginning) + name, value));
    }
  }
  const std::string secret = random_token(24);
  Json view = Json::object();
  view.set("page_title", call.words("web.sign_in"));
  view.set("form_secret", secret);
  view.set("login", "");
  view.set("next", "/");
  view.set("ended", true);
  view.set("kept", std::move(kept));
  view.set("files_lost", files);
  view.set("page_problems", Json::array());
  Reply reply = page("sign_in.html", std::move(view), 401);
  reply.headers.emplace_back("Set-Cookie", cookie_header(sign_in_cookie, secret, 3600, false));
  return reply;
}

Reply go_on_page(Call& call, const service::Session& session) {
  Json fields = Json::array();
  for (const auto& [name, value] : call.form) {
    if (name.starts_with(kept_beginning)) fields.push(hidden(name.substr(kept_beginning.size()), value));
  }
  Json view = Json::object();
  view.set("page_title", call.words("sign_in.go_on_title"));
  view.set("action", call.field("kept_action"));
  view.set("new_csrf", session.csrf);
  view.set("who", session.actor.display_name);
  view.set("kept", std::move(fields));
  return page("account/go_on.html", std::move(view));
}

}  // namespace zhiheng::web
