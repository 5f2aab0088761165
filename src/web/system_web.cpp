#include "web/system_web.h"

#include "base/crypto.h"
#include "base/resource.h"
#include "web/call.h"
#include "web/session.h"

namespace zhiheng::web {

namespace {

std::string media_type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js") || name.ends_with(".mjs")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

bool takes_gzip(const Request& request) {
  std::string_view list = request.header("Accept-Encoding");
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view item = trimmed(list.substr(0, end));
    if (item.starts_with("gzip")) return item.find("q=0") == std::string_view::npos;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

Reply static_file(Call& call) {
  const std::string& name = call.captured_text("file");
  const auto found = name.ends_with(".gz") ? std::nullopt : find_resource("templates/static/" + name);
  if (!found) return refused(refusal(Kind::absent, "request.no_such_page"));
  const auto compressed =
      takes_gzip(call.request) ? find_resource("templates/static/" + name + ".gz") : std::optional<std::string_view>();
  Reply reply = bytes_reply(std::string(compressed ? *compressed : *found), media_type_of(name));
  const std::string digest = sha256_hex(*found);
  if (compressed) reply.headers.emplace_back("Content-Encoding", "gzip");
  reply.headers.emplace_back("Vary", "Accept-Encoding");
  reply.headers.emplace_back("ETag", "\"" + digest.substr(0, 16) + (compressed ? "z\"" : "\""));
  const bool lasts = call.parameter("v") == digest.substr(0, 12);
  reply.headers.emplace_back("Cache-Control", lasts ? "public, max-age=31536000, immutable" : "public, max-age=300");
  return reply;
}

Reply plain_text(std::string text) {
  return bytes_reply(std::move(text), "text/plain; charset=utf-8");
}

std::string metrics_text(const Metrics& metrics) {
  std::string out = "# TYPE zhiheng_requests_total counter\n";
  for (std::size_t digit = 1; digit < metrics.by_class.size(); ++digit) {
    out += "zhiheng_requests_total{class=\"" + std::to_string(digit) + "xx\"} " +
           std::to_string(metrics.by_class[digit].load()) + "\n";
  }
  const std::int64_t micro = metrics.microseconds.load();
  std::string fraction = std::to_string(micro % 1000000);
  fraction.insert(0, 6 - fraction.size(), '0');
  out += "# TYPE zhiheng_request_seconds summary\nzhiheng_request_seconds_count " +
         std::to_string(metrics.requests.load()) + "\nzhiheng_request_seconds_sum " + std::to_string(micro / 1000000) +
         "." + fraction + "\n";
  return out;
}

// Only places of our own: "//host" and "/\host" lead elsewhere.
std::string own_place(const std::string& place) {
  const bool own = place.starts_with("/") && !place.starts_with("//") && place.find('\\') == std::string::npos;
  return own ? place : "/";
}

Reply switch_language(Call& call) {
  const std::string to = call.parameter("to") == "en" ? "en" : "zh";
  Reply reply = see_other(own_place(call.parameter("next")));
  reply.headers.emplace_back("Set-Cookie", cookie_header("language", to, 365 * 86400, false));
  return reply;
}

}  // namespace

void add_system_routes(Router& router, const Metrics& metrics, std::function<Outcome()> ready) {
  router.add(
      {"GET", "/healthz", "system.health", [](Call&) { return plain_text("ok\n"); }, BodyKind::none, Access::open});
  router.add({"GET", "/readyz", "system.ready",
              [ready = std::move(ready)](Call& call) {
                const Outcome state = ready ? ready() : Outcome(Done{});
                if (state) return plain_text("ready\n");
                Reply reply = plain_text("not ready: " + say(state.problems().front(), call.language) + "\n");
                reply.status = 503;
                return reply;
              },
              BodyKind::none, Access::open});
  router.add({"GET", "/metrics", "system.metrics", [&metrics](Call&) { return plain_text(metrics_text(metrics)); },
              BodyKind::none, Access::open});
  router.add({"GET", "/static/{file}", "system.static", static_file, BodyKind::none, Access::open, {"v"}});
  router.add({"GET", "/language", "system.language", switch_language, BodyKind::none, Access::open});
}

}  // namespace zhiheng::web
