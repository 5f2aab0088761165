#include "service/archive_service.h"
#include "service/deliverable_service.h"
#include "web/deliverable_parts.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"
#include "web/upload_web.h"

namespace zhiheng::web {

namespace {

// What a foreign document shown by the browser may do: nothing.
constexpr const char* preview_security =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";
// The page around the viewer, which alone may stand in a frame here.
constexpr const char* viewing_security =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

Reply sent(Result<service::FileStream> file) {
  if (!file) return refused(file.problems());
  return stream_reply(ByteSource{file->length, std::move(file->next)}, file->media_type, file->file_name);
}

Reply preview(Call& call) {
  auto file = service::open_file(call.gate, call.actor, call.id());
  if (!file) return refused(file.problems());
  if (file->media_type != "application/pdf") {
    return refused(refusal(Kind::unsupported, "deliverable.no_preview", {}, {{"file", file->file_name}}));
  }
  Reply reply = stream_reply(ByteSource{file->length, std::move(file->next)}, file->media_type);
  reply.headers.emplace_back("Content-Disposition",
                             "inline; filename=\"preview.pdf\"; filename*=UTF-8''" + percent_encode(file->file_name));
  reply.headers.emplace_back("Content-Security-Policy", preview_security);
  reply.headers.emplace_back("X-Frame-Options", "SAMEORIGIN");
  reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
  reply.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  return reply;
}

Reply view_page(Call& call) {
  auto row = service::read_deliverable(call.gate, call.actor, call.id());
  if (!row) return refused(row.problems());
  auto file = service::open_file(call.gate, call.actor, call.id());
  if (!file) return refused(file.problems());
  if (file->media_type != "application/pdf") {
    return refused(refusal(Kind::unsupported, "deliverable.no_preview", {}, {{"file", file->file_name}}));
  }
  const std::string here = "/deliverables/" + row->text_at("id");
  Json view = Json::object();
  view.set("page_title", file->file_name);
  view.set("document_title", file->file_name);
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.engagement"), "/engagements/" + row->text_at("engagement")),
                            crumb(file->file_name)}));
  view.set("preview_href", here + "/preview");
  view.set("file_href", here + "/file");
  Reply reply = page("upload/preview.html", std::move(view));
  reply.headers.emplace_back("Content-Security-Policy", viewing_security);
  return reply;
}

Reply archive(Call& call) {
  return sent(service::open_archive(call.gate, call.actor, call.id()));
}

Reply receipt(Call& call) {
  return json_or_refused(service::deliverable_receipt(call.gate, call.actor, call.id()));
}

Json fact(const std::string& label, const std::string& text) {
  return Json(Json::Object{{"label", label}, {"text", text}});
}

Reply receipt_page(Call& call) {
  auto receipt = service::deliverable_receipt(call.gate, call.actor, call.id());
  if (!receipt) return refused(receipt.problems());
  const Json& row = receipt->at("deliverable");
  const std::string kind = choice_label("deliverable_kind", row.text_at("kind"), call.language);
  Json view = Json::object();
  view.set("page_title", call.words("files.receipt.title"));
  const std::string engagement = "/engagements/" + row.text_at("engagement");
  view.set("page_crumbs", Json(Json::Array{crumb(receipt->text_at("engagement_code"), engagement),
                                           crumb(call.words("files.receipt.title"))}));
  Json facts = Json::array();
  facts.push(fact(call.words("files.receipt.number"), row.text_at("id")));
  facts.push(fact(call.words("files.receipt.to"), receipt->text_at("bureau_name")));
  facts.push(fact(call.words("files.receipt.from"), receipt->text_at("agency_name")));
  facts.push(fact(call.words("files.receipt.by"), receipt->text_at("handed_in_by")));
  facts.push(fact(call.words("stem.contract"), receipt->text_at("contract_number")));
  facts.push(fact(call.words("stem.engagement"),
                  receipt->text_at("engagement_code") + " " + receipt->text_at("engagement_name")));
  facts.push(fact(field_label("deliverable", "kind", call.language),
                  call.words("files.version", {{"kind", kind}, {"revision", number_at(row, "revision")}})));
  facts.push(fact(field_label("deliverable", "file_name", call.language), row.text_at("file_name")));
  facts.push(fact(call.words("files.stable_name"), receipt->text_at("file_name")));
  facts.push(fact(call.words("files.size"), size_in_words(number_at(row, "size"))));
  facts.push(fact(field_label("deliverable", "received_at", call.language), short_moment(row.text_at("received_at"))));
  const std::string due = row.text_at("due_on");
  facts.push(fact(field_label("deliverable", "due_on", call.language), due.empty() ? call.words("files.no_due") : due));
  const std::string late = number_at(row, "days_late");
  facts.push(
      fact(field_label("deliverable", "days_late", call.language),
           late == "0" ? call.words("files.in_time") : call.words("web.engagement.days_late", {{"days", late}})));
  facts.push(fact(field_label("deliverable", "state", call.language),
                  choice_label("deliverable_state", row.text_at("state"), call.language)));
  view.set("receipt_facts", std::move(facts));
  Json groups = Json::array();
  for (const Json& group : receipt->at("digest_groups").items())
    groups.push(Json(Json::Object{{"digits", group.string()}}));
  view.set("digest_groups", std::move(groups));
  view.set("file_href", "/deliverables/" + row.text_at("id") + "/file");
  view.set("preview_href", row.text_at("media_type") == "application/pdf"
                               ? "/deliverables/" + row.text_at("id") + "/view"
                               : std::string());
  view.set("engagement_href", engagement);
  return page("upload/receipt.html", std::move(view));
}

}  // namespace

// "1536" -> "1.5 KB (1,536 bytes)": sizes as people read them, without floating point.
std::string size_in_words(const std::string& bytes) {
  const std::int64_t size = read_id(bytes).value_or(0);
  const int shift = size >= (1 << 20) ? 20 : size >= (1 << 10) ? 10 : 0;
  if (shift == 0) return bytes + " B";
  const std::int64_t tenths = (size * 10 + (std::int64_t{1} << (shift - 1))) >> shift;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + (shift == 20 ? " MB" : " KB");
}

Reply download_deliverable(Call& call) {
  return sent(service::open_file(call.gate, call.actor, call.id()));
}

void add_file_routes(Router& router) {
  router.add({"GET", "/deliverables/{id}/preview", "deliverable.preview_page", preview});
  router.add({"GET", "/deliverables/{id}/view", "deliverable.view_page", view_page});
  router.add({"GET", "/deliverables/{id}/receipt", "deliverable.receipt_page", receipt_page});
  router.add({"GET", "/engagements/{id}/files.zip", "engagement.files_page", archive});
  router.add({"GET", "/api/v1/deliverables/{id}/preview", "deliverable.preview", preview});
  router.add({"GET", "/api/v1/deliverables/{id}/receipt", "deliverable.receipt", receipt});
  router.add({"GET", "/api/v1/engagements/{id}/files", "engagement.files", archive});
}

}  // namespace zhiheng::web
