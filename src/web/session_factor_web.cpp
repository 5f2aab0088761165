// The second factor of one's own account: enrolment with a picture to scan, recovery codes, taking it away.
#include "service/account_service.h"
#include "web/account_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/qr_code.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

using service::AccountService;

Json picture_of(const std::string& text, Json& view) {
  const QrCode code = qr_code(text);
  view.set("qr_size", std::to_string(code.size));
  Json runs = Json::array();
  for (const QrRun& run : code.runs) {
    runs.push(Json(Json::Object{
        {"qr_x", std::to_string(run.x)}, {"qr_y", std::to_string(run.y)}, {"qr_width", std::to_string(run.width)}}));
  }
  return runs;
}

// "ABCD EFGH ...", for those who type it.
std::string in_groups(const std::string& secret) {
  std::string text;
  for (std::size_t at = 0; at < secret.size(); at += 4) text += (at == 0 ? "" : " ") + secret.substr(at, 4);
  return text;
}

Reply factor_page(Call& call, const Problems& problems, const Json& recovery = Json::array()) {
  AccountService accounts(call.gate);
  const auto state = accounts.own_second_factor(call.actor);
  if (!state) return refused(state.problems());
  const bool enrolled = state->at("enrolled").boolean();
  Json view = Json::object();
  view.set("page_title", call.words("second_factor.title"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("me.title"), "/me"), crumb(call.words("second_factor.title"))}));
  view.set("enrolled", enrolled);
  view.set("required", state->at("required").boolean());
  view.set("why_required", call.stage == "enrol");
  view.set("codes_left", call.words("second_factor.codes_left", {{"count", state->at("recovery_codes").number()}}));
  view.set("recovery", recovery);
  view.set("secret", "");
  view.set("secret_href", "");
  view.set("qr_size", "1");
  view.set("qr_runs", Json::array());
  if (!enrolled) {
    const auto begun = accounts.begin_second_factor(call.actor);
    if (!begun) return refused(begun.problems());
    view.set("secret", in_groups(begun->text_at("secret")));
    view.set("qr_runs", picture_of(begun->text_at("uri"), view));
  }
  view.set("page_problems", problem_list(problems, call.language));
  return page("account/second_factor.html", std::move(view), problems.empty() ? 200 : 422);
}

bool stays_on_page(const Problems& problems) {
  return is_about_the_form(problems) || problems.front().rule == "account.locked";
}

Reply confirm_by_form(Call& call) {
  const auto codes = AccountService(call.gate).confirm_second_factor(call.actor, call.token, call.field("code"));
  if (!codes) return stays_on_page(codes.problems()) ? factor_page(call, codes.problems()) : refused(codes.problems());
  call.stage = "full";
  return factor_page(call, {}, codes->at("recovery_codes"));
}

Reply renew_by_form(Call& call) {
  const auto codes = AccountService(call.gate).renew_recovery_codes(call.actor, call.field("code"));
  if (!codes) return stays_on_page(codes.problems()) ? factor_page(call, codes.problems()) : refused(codes.problems());
  return factor_page(call, {}, codes->at("recovery_codes"));
}

Reply remove_by_form(Call& call) {
  const Outcome done = AccountService(call.gate).remove_second_factor(call.actor, call.field("code"));
  if (done) return see_other("/me?done=second_factor_removed");
  return stays_on_page(done.problems()) ? factor_page(call, done.problems()) : refused(done.problems());
}

}  // namespace

void add_second_factor_routes(Router& router) {
  router.add({"GET", "/me/second-factor", "second_factor.page", [](Call& call) { return factor_page(call, {}); }});
  router.add({"POST", "/me/second-factor", "second_factor.confirm_form", confirm_by_form, BodyKind::form});
  router.add({"POST", "/me/second-factor/codes", "second_factor.codes_form", renew_by_form, BodyKind::form});
  router.add({"POST", "/me/second-factor/remove", "second_factor.remove_form", remove_by_form, BodyKind::form});
  router.add({"GET", "/api/v1/me/second-factor", "second_factor.read",
              [](Call& call) { return json_or_refused(AccountService(call.gate).own_second_factor(call.actor)); }});
  // Programs that act by a personal token must not change how its owner signs in.
  const auto by_person = [](std::function<Reply(Call&)> handler) {
    return [handler](Call& call) {
      return call.token_id == 0 ? handler(call) : refused(refusal(Kind::forbidden, "account.not_by_token"));
    };
  };
  router.add({"POST", "/api/v1/me/second-factor", "second_factor.begin", by_person([](Call& call) {
                return json_or_refused(AccountService(call.gate).begin_second_factor(call.actor));
              }),
              BodyKind::json});
  router.add({"POST", "/api/v1/me/second-factor/confirm", "second_factor.confirm", by_person([](Call& call) {
                return json_or_refused(AccountService(call.gate).confirm_second_factor(
                    call.actor, call.token, body_or_empty(call).text_at("code")));
              }),
              BodyKind::json});
  router.add({"POST", "/api/v1/me/second-factor/codes", "second_factor.codes", by_person([](Call& call) {
                return json_or_refused(
                    AccountService(call.gate).renew_recovery_codes(call.actor, body_or_empty(call).text_at("code")));
              }),
              BodyKind::json});
  router.add({"POST", "/api/v1/me/second-factor/remove", "second_factor.remove", by_person([](Call& call) {
                const Outcome done =
                    AccountService(call.gate).remove_second_factor(call.actor, body_or_empty(call).text_at("code"));
                return done ? no_content() : refused(done.problems());
              }),
              BodyKind::json});
}

}  // namespace zhiheng::web
