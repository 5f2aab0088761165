#include "web/notice_web.h"

#include "domain/notice.h"
#include "domain/shape.h"
#include "service/notice_service.h"
#include "web/heart_web.h"
#include "web/json_text.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

constexpr int most_items = 200;

Result<service::InboxQuery> inbox_query(const Call& call) {
  service::InboxQuery query;
  query.kind = call.parameter("kind");
  query.cursor = call.parameter("cursor");
  query.unread_only = call.parameter("unread") == "1" || call.parameter("unread") == "true";
  if (const std::string& limit = call.parameter("limit"); !limit.empty()) {
    const auto number = read_id(limit);
    if (!number || *number > most_items) {
      return refusal("list.bad_limit", "limit", {{"most", std::to_string(most_items)}});
    }
    query.limit = static_cast<int>(*number);
  }
  return query;
}

std::string place_of(const Json& notice) {
  const Json* reference = notice.find("reference");
  if (!reference || !reference->is_object()) return {};
  if (reference->text_at("stem") == "journal_proof") return "/journal-proofs/" + reference->text_at("id");
  const domain::Shape* shape = domain::find_shape(reference->text_at("stem"));
  return shape ? "/" + shape->plural + "/" + reference->text_at("id") : std::string();
}

Json row_view(const Json& notice) {
  const std::string id = notice.text_at("id");
  Json row = Json::object();
  row.set("kind_label", notice.text_at("kind_label")).set("text", notice.text_at("text"));
  row.set("due_on", notice.text_at("due_on")).set("made_at", short_moment(notice.text_at("created_at")));
  row.set("unread", notice.text_at("read_at").empty());
  row.set("can_open", !place_of(notice).empty()).set("open_href", "/notices/" + id + "/open");
  row.set("read_href", "/notices/" + id + "/read");
  return row;
}

Json kinds_view(const Call& call) {
  Json options = Json::array();
  for (const std::string& kind : domain::notice_kinds()) {
    options.push(Json(Json::Object{{"kind_value", kind},
                                   {"kind_name", call.words("notice.kind." + kind)},
                                   {"chosen", kind == call.parameter("kind")}}));
  }
  return options;
}

Reply inbox_page(Call& call) {
  auto query = inbox_query(call);
  if (!query) return refused(query.problems());
  auto listed = service::NoticeService(call.gate).list(call.actor, *query, call.language);
  if (!listed) return refused(listed.problems());
  Json rows = Json::array();
  for (const Json& notice : listed->at("items").items()) rows.push(row_view(notice));
  const std::string unread = text_of(listed->find("unread"));
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.notices"));
  view.set("rows", std::move(rows)).set("kinds", kinds_view(call)).set("kind", query->kind);
  view.set("only_unread", query->unread_only).set("any_unread", unread != "0");
  view.set("unread_text", call.words("notice.unread_count", {{"count", unread}}));
  view.set("total_text", call.words("web.list.total", {{"total", text_of(listed->find("total"))}}));
  const Json* next = listed->find("next");
  Pairs further{{"kind", query->kind}, {"unread", query->unread_only ? "1" : ""}};
  further.emplace_back("cursor", text_of(next));
  view.set("next_href", next && next->is_string() ? "/notices?" + write_query(further) : std::string());
  return page("notice/list.html", std::move(view));
}

Json ways_view(const Call& call, const Json& wishes) {
  Json rows = Json::array();
  for (const JsonMember& member : wishes.at("ways").members()) {
    const std::string name = "way." + member.key;
    const std::string chosen = call.has_field(name) ? call.field(name) : member.value.string();
    Json options = Json::array();
    for (const std::string_view way : domain::notice_ways) {
      options.push(Json(Json::Object{{"way", std::string(way)},
                                     {"way_id", "way-" + member.key + "-" + std::string(way)},
                                     {"way_label", call.words("notice.way." + std::string(way))},
                                     {"chosen", chosen == way}}));
    }
    rows.push(Json(Json::Object{
        {"way_name", name}, {"kind_label", call.words("notice.kind." + member.key)}, {"options", std::move(options)}}));
  }
  return rows;
}

Json hours_view(const Call& call, const Json& wishes) {
  const std::string chosen =
      call.has_field("digest_hour") ? call.field("digest_hour") : text_of(wishes.find("digest_hour"));
  Json options = Json::array();
  for (int hour = 0; hour < 24; ++hour) {
    const std::string text = std::to_string(hour);
    options.push(Json(Json::Object{
        {"hour", text}, {"hour_label", call.words("notice.hour", {{"hour", text}})}, {"chosen", text == chosen}}));
  }
  return options;
}

std::string problem_at(const Problems& problems, std::string_view field, Language language) {
  for (const Problem& problem : problems) {
    if (problem.field == field) return say(problem, language);
  }
  return {};
}

Reply wishes_page(Call& call, const Problems& problems) {
  auto wishes = service::NoticeService(call.gate).wishes(call.actor);
  if (!wishes) return refused(wishes.problems());
  Json view = Json::object();
  const std::string title = call.words("notice.wishes");
  view.set("page_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.menu.notices"), "/notices"), crumb(title)}));
  view.set("page_problems", problem_list(problems, call.language));
  view.set("row_version", text_of(wishes->find("version")));
  view.set("confirmed", text_of(wishes->find("address"))).set("waiting", text_of(wishes->find("wanted_address")));
  const bool asks = !text_of(wishes->find("wanted_address")).empty();
  const std::string known = asks ? text_of(wishes->find("wanted_address")) : text_of(wishes->find("address"));
  view.set("address", call.has_field("address") ? call.field("address") : known);
  view.set("address_problem", problem_at(problems, "/address", call.language));
  view.set("code_problem", problem_at(problems, "/code", call.language));
  const Json* available = wishes->find("mail_available");
  view.set("mail_available", available && available->is_bool() && available->boolean());
  view.set("way_rows", ways_view(call, *wishes)).set("hours", hours_view(call, *wishes));
  return page("notice/wishes.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Json body_of_wishes(const Call& call) {
  Json body = Json::object();
  Json ways = Json::object();
  for (const auto& [name, value] : call.form) {
    if (name.starts_with("way.")) ways.set(name.substr(4), value);
  }
  body.set("ways", std::move(ways));
  if (call.has_field("address")) body.set("address", std::string(trimmed(call.field("address"))));
  if (const std::string& hour = call.field("digest_hour"); !hour.empty())
    body.set("digest_hour", Json(Json::Number{hour}));
  return body;
}

Reply change_by_form(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const auto changed = service::NoticeService(call.gate).change_wishes(call.actor, *version, body_of_wishes(call));
  if (changed) return see_other("/notice-wishes?done=saved");
  return is_about_the_form(changed.problems()) || leading_kind(changed.problems()) == Kind::too_many
             ? wishes_page(call, changed.problems())
             : refused(changed.problems());
}

Reply confirm_by_form(Call& call) {
  const std::string code(trimmed(call.field("code")));
  const auto confirmed = service::NoticeService(call.gate).confirm_address(call.actor, code);
  if (confirmed) return see_other("/notice-wishes?done=address_confirmed");
  return is_about_the_form(confirmed.problems()) ? wishes_page(call, confirmed.problems())
                                                 : refused(confirmed.problems());
}

void add_api(Router& router) {
  router.add({"GET",
              "/api/v1/notices",
              "notice.list",
              [](Call& call) {
                auto query = inbox_query(call);
                if (!query) return refused(query.problems());
                return json_or_refused(service::NoticeService(call.gate).list(call.actor, *query, call.language));
              },
              BodyKind::none,
              Access::signed_in,
              {"limit", "cursor", "kind", "unread"}});
  router.last().answers = "notice_list";
  add_post(router, "/api/v1/notices/read", "notice.mark_all_read", [](Call& call) {
    return json_or_refused(
        service::NoticeService(call.gate).mark_all_read(call.actor, body_or_empty(call).text_at("kind")));
  });
  router.last().takes = "notice_kind";
  router.last().answers = "notice_read_count";
  add_post(router, "/api/v1/notices/{id}/read", "notice.mark_read", [](Call& call) {
    return json_or_refused(service::NoticeService(call.gate).mark_read(call.actor, call.id(), call.language));
  });
  router.last().answers = "notice";
  router.add({"GET", "/api/v1/notice-wishes", "notice.wishes",
              [](Call& call) { return json_or_refused(service::NoticeService(call.gate).wishes(call.actor)); }});
  router.last().answers = "notice_wishes";
  router.add({"PATCH", "/api/v1/notice-wishes", "notice.change_wishes",
              [](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                return json_or_refused(
                    service::NoticeService(call.gate).change_wishes(call.actor, *version, body_or_empty(call)));
              },
              BodyKind::json});
  router.last().takes = "notice_wishes_change";
  router.last().answers = "notice_wishes";
  add_post(router, "/api/v1/notice-wishes/confirm", "notice.confirm_address", [](Call& call) {
    return json_or_refused(
        service::NoticeService(call.gate).confirm_address(call.actor, body_or_empty(call).text_at("code")));
  });
  router.last().takes = "notice_code";
  router.last().answers = "notice_wishes";
}

// Opening a notice is reading it; so it is a button that leads on, not a link that changes something.
Reply open_notice(Call& call) {
  const auto notice = service::NoticeService(call.gate).mark_read(call.actor, call.id(), call.language);
  if (!notice) return refused(notice.problems());
  const std::string place = place_of(*notice);
  return see_other(place.empty() ? "/notices" : place);
}

}  // namespace

void add_notice_routes(Router& router) {
  add_api(router);
  router.add({"GET",
              "/notices",
              "notice.list_page",
              inbox_page,
              BodyKind::none,
              Access::signed_in,
              {"cursor", "kind", "unread"}});
  router.add({"POST", "/notices/read", "notice.mark_all_page",
              [](Call& call) {
                const auto done = service::NoticeService(call.gate).mark_all_read(call.actor, call.field("kind"));
                return done ? see_other("/notices?done=notices_read") : refused(done.problems());
              },
              BodyKind::form});
  router.add({"POST", "/notices/{id}/read", "notice.mark_page",
              [](Call& call) {
                const auto done = service::NoticeService(call.gate).mark_read(call.actor, call.id(), call.language);
                return done ? see_other("/notices") : refused(done.problems());
              },
              BodyKind::form});
  router.add({"POST", "/notices/{id}/open", "notice.open_page", open_notice, BodyKind::form});
  router.add({"GET", "/notice-wishes", "notice.wishes_page", [](Call& call) { return wishes_page(call, {}); }});
  router.add({"POST", "/notice-wishes", "notice.wishes_form", change_by_form, BodyKind::form});
  router.add({"POST", "/notice-wishes/confirm", "notice.confirm_form", confirm_by_form, BodyKind::form});
}

}  // namespace zhiheng::web
