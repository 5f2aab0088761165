// The desk of the second panel: what is asked of an expert, what he may open meanwhile, and his answer.
#include "service/objection_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/objection_web.h"
#include "web/page.h"
#include "web/problem.h"

namespace zhiheng::web {

namespace {

std::string review_place(const Call& call) {
  return "/objection-reviews/" + std::to_string(call.id());
}

Reply reviews_page(Call& call) {
  const auto reviews = service::my_reviews(call.gate, call.actor);
  if (!reviews) return refused(reviews.problems());
  Json rows = Json::array();
  for (const Json& item : reviews->at("items").items()) {
    rows.push(Json(Json::Object{{"engagement", item.text_at("engagement")},
                                {"engagement_code", item.text_at("engagement_code")},
                                {"due_on", item.text_at("due_on")},
                                {"review_state", call.words("objection.review_" + item.text_at("state"))},
                                {"review_href", "/objection-reviews/" + item.text_at("id")}}));
  }
  Json view = Json::object();
  view.set("page_title", call.words("objection.reviews")).set("reviews", std::move(rows));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("objection.reviews"))}));
  return page("objection/reviews.html", std::move(view));
}

Json review_files(const Call& call, const Json& review) {
  Json files = Json::array();
  for (const Json& file : review.at("files").items()) {
    files.push(Json(Json::Object{{"file_what", call.words("objection.review_file_" + file.text_at("what"))},
                                 {"file_name", file.text_at("file_name")},
                                 {"file_href", review_place(call) + "/files/" + file.text_at("sha256")}}));
  }
  return files;
}

Reply review_page(Call& call, const Problems& problems) {
  const auto review = service::read_review(call.gate, call.actor, call.id());
  if (!review) return refused(review.problems());
  const std::string title = call.words("objection.review_title", {{"name", review->text_at("engagement")}});
  Json view = Json::object();
  view.set("page_title", title).set("review_title", title);
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("objection.reviews"), "/objection-reviews"), crumb(title)}));
  view.set("is_open", review->at("open").boolean()).set("row_version", number_at(*review, "version"));
  view.set("due_line", call.words("objection.review_until", {{"due", review->text_at("due_on")}}));
  view.set("note", review->text_at("note")).set("here", review_place(call)).set("files", review_files(call, *review));
  Json rows = Json::array();
  for (std::size_t i = 0; i < review->at("rows").items().size(); ++i) {
    const Json& row = review->at("rows").items()[i];
    const auto text = [&](const char* key) { return row.at(key).is_string() ? row.text_at(key) : std::string(); };
    Json one = Json::object();
    one.set("row_title", text("title") + (text("rater").empty() ? "" : "（" + text("rater") + "）"));
    one.set("id_name", "id-" + std::to_string(i)).set("row_id", text("id")).set("original", text("original"));
    one.set("most", text("most")).set("wanted", text("wanted")).set("expert_reason", text("expert_reason"));
    one.set("statement", text("statement")).set("evidence", text("evidence")).set("pages", text("pages"));
    one.set("points", text("points")).set("reason", text("reason"));
    Json fields = Json::array();
    const std::string n = std::to_string(i);
    fields.push(row_field(call, i, {"points", call.words("objection.points"), "text", call.field("points-" + n), true},
                          problems));
    fields.push(row_field(call, i, {"reason", call.words("objection.reason"), "area", call.field("reason-" + n), true},
                          problems));
    rows.push(std::move(one.set("row_fields", Json(Json::Object{{"fields", std::move(fields)}}))));
  }
  view.set("rows", std::move(rows)).set("page_problems", problem_list(problems, call.language));
  return page("objection/review.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply answer_review(Call& call, bool gives) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object();
  if (gives) {
    body.set("rows", typed_rows(call, {"id", "points", "reason"}, "id"));
  } else if (!call.field("reason").empty()) {
    body.set("reason", std::string(trimmed(call.field("reason"))));
  }
  const auto done = gives ? service::give_opinion(call.gate, call.actor, call.id(), *version, body)
                          : service::refuse_review(call.gate, call.actor, call.id(), *version, body);
  if (done) return see_other("/objection-reviews?done=objection_given");
  return is_about_the_form(done.problems()) ? review_page(call, done.problems()) : refused(done.problems());
}

}  // namespace

Reply send_review_file(Call& call) {
  auto file = service::open_review_file(call.gate, call.actor, call.id(), call.captured_text("sha256"));
  if (!file) return refused(file.problems());
  return stream_reply(ByteSource{file->length, std::move(file->next)}, file->media_type, file->file_name);
}

void add_objection_review_pages(Router& router) {
  router.add({"GET", "/objection-reviews", "objection_review.list_page", reviews_page});
  router.add({"GET", "/objection-reviews/{id}", "objection_review.show_page",
              [](Call& call) { return review_page(call, {}); }});
  router.add({"GET", "/objection-reviews/{id}/files/{sha256}", "objection_review.file_bytes_page", send_review_file});
  router.add({"POST", "/objection-reviews/{id}/give", "objection_review.give_page",
              [](Call& call) { return answer_review(call, true); }, BodyKind::form});
  router.add({"POST", "/objection-reviews/{id}/refuse", "objection_review.refuse_page",
              [](Call& call) { return answer_review(call, false); }, BodyKind::form});
}

}  // namespace zhiheng::web
