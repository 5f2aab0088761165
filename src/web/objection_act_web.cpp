// What people do with an objection through its page: every step, evidence, the preview of a decision, the statistics.
#include "service/objection_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/objection_web.h"
#include "web/page.h"
#include "web/problem.h"

namespace zhiheng::web {

namespace {

Reply after_act(Call& call, const Result<Json>& done, const char* what) {
  if (done) return see_other("/objections/" + done->text_at("id") + "?done=objection_" + what);
  return is_about_the_form(done.problems()) || leading_kind(done.problems()) == Kind::forbidden
             ? show_objection(call, done.problems(), Json())
             : refused(done.problems());
}

template <class Do>
std::function<Reply(Call&)> act_page(const char* what, Do act) {
  return [what, act](Call& call) {
    auto version = call.version();
    if (!version) return refused(version.problems());
    return after_act(call, act(call, *version), what);
  };
}

Json reason_body(const Call& call) {
  const std::string reason(trimmed(call.field("reason")));
  return reason.empty() ? Json::object() : Json::object().set("reason", reason);
}

Json decision_body(const Call& call) {
  Json body = Json::object().set("rows", typed_rows(call, {"target", "outcome", "decided", "reason"}, "target"));
  const std::string note(trimmed(call.field("note")));
  return note.empty() ? std::move(body) : std::move(body.set("note", note));
}

Json opinion_body(const Call& call) {
  Json body = Json::object().set(
      "rows", typed_rows(call, {"target", "proposal", "proposed", "opinion", "opinion_evidence"}, "target"));
  const std::string statement(trimmed(call.field("expert_statement")));
  return statement.empty() ? std::move(body) : std::move(body.set("expert_statement", statement));
}

Reply preview_page(Call& call) {
  const auto preview = service::preview_decision(call.gate, call.actor, call.id(), decision_body(call));
  if (preview) return show_objection(call, {}, *preview);
  return is_about_the_form(preview.problems()) ? show_objection(call, preview.problems(), Json())
                                               : refused(preview.problems());
}

Reply call_page(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json experts = Json::array();
  std::string id;
  for (const char c : call.field("experts") + ",") {
    if (c >= '0' && c <= '9') {
      id.push_back(c);
    } else if (!id.empty()) {
      experts.push(id);
      id.clear();
    }
  }
  Json body = Json::object();
  if (!experts.items().empty()) body.set("experts", std::move(experts));
  return after_act(call, service::call_second_panel(call.gate, call.actor, call.id(), *version, body), "called");
}

Reply file_page(Call& call) {
  for (const Part& part : call.files) {
    if (part.name != "file" || part.bytes.empty()) continue;
    return after_act(call, service::add_objection_file(call.gate, call.actor, call.id(), part.file_name, part.bytes),
                     "saved");
  }
  return show_objection(call, {refusal("objection.file_missing", "/file")}, Json());
}

Reply download(Call& call) {
  auto file = service::read_objection_file(call.gate, call.actor, call.id(), call.captured_text("sha256"));
  if (!file) return refused(file.problems());
  return bytes_reply(std::move(file->bytes), file->media_type, file->file_name);
}

Reply statistics_page(Call& call) {
  const std::string& year = call.parameter("year");
  const auto statistics =
      service::objection_statistics(call.gate, call.actor, year.size() == 4 ? read_id(year).value_or(0) : 0);
  if (!statistics) return refused(statistics.problems());
  Json view = Json::object();
  view.set("page_title", call.words("objection.statistics"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.objection"), "/objections"),
                                           crumb(call.words("objection.statistics"))}));
  Json rows = Json::array();
  for (const Json& item : statistics->at("items").items()) {
    rows.push(Json(Json::Object{
        {"policy", item.text_at("policy")},
        {"component", item.text_at("component_title")},
        {"item_title", item.text_at("item_title").empty() ? call.words("choice.objection_kind." + item.text_at("kind"))
                                                          : item.text_at("item_title")},
        {"contested", number_at(item, "contested")},
        {"upheld", number_at(item, "upheld")},
        {"partly", number_at(item, "partly")},
        {"rejected", number_at(item, "rejected")},
        {"mean_change", number_at(item, "mean_change")}}));
  }
  view.set("rows", std::move(rows)).set("year", year);
  view.set("summary", call.words("objection.statistics_summary", {{"contested", number_at(*statistics, "contested")},
                                                                  {"upheld", number_at(*statistics, "upheld")},
                                                                  {"partly", number_at(*statistics, "partly")}}));
  return page("objection/statistics.html", std::move(view));
}

}  // namespace

void add_objection_pages(Router& router) {
  using Version = std::int64_t;
  const auto post = [&](const char* step, const char* name, std::function<Reply(Call&)> handler) {
    router.add({"POST", std::string("/objections/{id}/") + step, std::string("objection.") + name + "_page",
                std::move(handler), BodyKind::form});
  };
  router.add(
      {"GET", "/objections/{id}", "objection.show_page", [](Call& call) { return show_objection(call, {}, Json()); }});
  router.add({"GET", "/objections/statistics", "objection.statistics_page", statistics_page});
  post("file", "file", act_page("filed", [](Call& call, Version version) {
         return service::file_objection(call.gate, call.actor, call.id(), version);
       }));
  post("withdraw", "withdraw", act_page("withdrawn", [](Call& call, Version version) {
         return service::withdraw_objection(call.gate, call.actor, call.id(), version, reason_body(call));
       }));
  post("receive", "receive", act_page("received", [](Call& call, Version version) {
         return service::receive_objection(call.gate, call.actor, call.id(), version);
       }));
  post("return", "return", act_page("returned", [](Call& call, Version version) {
         Json body = reason_body(call).set("ground", std::string(call.field("ground")));
         return service::return_objection(call.gate, call.actor, call.id(), version, body);
       }));
  post("prepare", "prepare", act_page("prepared", [](Call& call, Version version) {
         return service::prepare_objection(call.gate, call.actor, call.id(), version, opinion_body(call));
       }));
  // One form, two buttons: to try a decision, and to make it.
  const auto decided = act_page("decided", [](Call& call, Version version) {
    return service::decide_objection(call.gate, call.actor, call.id(), version, decision_body(call));
  });
  post("decide", "decide",
       [decided](Call& call) { return call.has_field("try") ? preview_page(call) : decided(call); });
  post("close", "close", act_page("closed", [](Call& call, Version version) {
         return service::close_objection(call.gate, call.actor, call.id(), version);
       }));
  post("accept", "accept", act_page("closed", [](Call& call, Version version) {
         return service::accept_decision(call.gate, call.actor, call.id(), version);
       }));
  post("appeal", "appeal", act_page("saved", [](Call& call, Version version) {
         return service::appeal_objection(call.gate, call.actor, call.id(), version);
       }));
  post("call", "call", call_page);
  router.add({"POST",
              "/objections/{id}/files",
              "objection.add_file_page",
              file_page,
              BodyKind::form,
              Access::signed_in,
              {},
              (20u << 20) + (1u << 20)});
  router.add({"GET", "/objections/{id}/files/{sha256}", "objection.file_bytes_page", download});
}

}  // namespace zhiheng::web
