#include "web/system_web.h"

#include "base/crypto.h"
#include "base/resource.h"
#include "web/call.h"
#include "web/gzip.h"
#include "web/session.h"

namespace zhiheng::web {

namespace {

std::string media_type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js") || name.ends_with(".mjs")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
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
  // The viewer of documents has an origin of its own (viewer_page.cpp); these files are nobody's secret.
  reply.headers.emplace_back("Access-Control-Allow-Origin", "*");
  reply.headers.emplace_back("ETag", "\"" + digest.substr(0, 16) + (compressed ? "z\"" : "\""));
  const bool lasts = call.parameter("v") == digest.substr(0, 12);
  reply.headers.emplace_back("Cache-Control", lasts ? "public, max-age=31536000, immutable" : "public, max-age=300");
  return reply;
}

Reply plain_text(std::string text) {
  return bytes_reply(std::move(text), "text/plain; charset=utf-8");
}

// Counters tell how busy whom the house is; so they are for this machine, named addresses or whoever has the token.
bool may_see_metrics(const Request& request, const ApplicationOptions& options) {
  static const std::vector<Network> this_machine = *read_networks("127.0.0.0/8, ::1");
  const std::string& given = request.header("Authorization");
  if (!options.metrics_token.empty() && same_secret("Bearer " + options.metrics_token, given)) return true;
  const bool by_address = options.metrics_token.empty() || !options.metrics_allowed.empty();
  const auto& allowed = options.metrics_allowed.empty() ? this_machine : options.metrics_allowed;
  return by_address && contains(allowed, address_of(request.remote));
}

Reply metrics_page(const Call& call, const Metrics& metrics, const ApplicationOptions& options) {
  if (!may_see_metrics(call.request, options)) return refused(refusal(Kind::forbidden, "metrics.not_for_you"));
  return bytes_reply(metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
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

void add_system_routes(Router& router, const Metrics& metrics, const ApplicationOptions& options) {
  router.add(
      {"GET", "/healthz", "system.health", [](Call&) { return plain_text("ok\n"); }, BodyKind::none, Access::open});
  router.add({"GET", "/readyz", "system.ready",
              [ready = options.ready](Call& call) {
                const Outcome state = ready ? ready() : Outcome(Done{});
                if (state) return plain_text("ready\n");
                Reply reply = plain_text("not ready: " + say(state.problems().front(), call.language) + "\n");
                reply.status = 503;
                return reply;
              },
              BodyKind::none, Access::open});
  router.add({"GET", "/metrics", "system.metrics",
              [&metrics, options](Call& call) { return metrics_page(call, metrics, options); }, BodyKind::none,
              Access::open});
  router.add({"GET", "/static/{file}", "system.static", static_file, BodyKind::none, Access::open, {"v"}});
  router.add({"GET", "/language", "system.language", switch_language, BodyKind::none, Access::open});
}

}  // namespace zhiheng::web
