#include "web/live.h"

#include "base/crypto.h"
#include "service/change_service.h"
#include "web/page.h"
#include "web/template.h"

namespace zhiheng::web {

namespace {

constexpr std::size_t most_pages = 4096;  // open at once; beyond them pages are built each time

// Who looks at what in which session and language.
std::string key_of(const Call& call) {
  std::string key = std::to_string(call.actor.account_id) + " " + call.csrf;
  for (const domain::Role role : call.actor.roles) key += " " + std::string(domain::name_of(role));
  key += call.language == Language::zh ? " zh " : " en ";
  return key + call.request.path + "?" + write_query(call.request.query);
}

}  // namespace

bool asks_for_fragment(const Request& request) {
  return request.method == "GET" && request.header("Zhiheng-Fragment") == "1";
}

bool LivePages::is_known(const std::string& key, const std::string& tag, const std::string& stamp) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = seen_.find(key);
  return !tag.empty() && found != seen_.end() && found->second.tag == tag && found->second.stamp == stamp;
}

void LivePages::remember(const std::string& key, Seen seen) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (seen_.size() >= most_pages && seen_.find(key) == seen_.end()) seen_.clear();
  seen_[key] = std::move(seen);
}

Response LivePages::refresh(Call& call, const std::function<Reply()>& handle,
                            const std::function<Response(Reply)>& respond) {
  const std::string key = key_of(call);
  const std::string given = call.request.header("If-None-Match");
  // Read before the page is built: what is written meanwhile makes the next answer a fresh one.
  const auto stamp = service::change_stamp(call.gate, call.actor);
  Response unchanged;
  unchanged.status = 304;
  unchanged.headers.emplace_back("ETag", given);
  if (stamp && is_known(key, given, *stamp)) return unchanged;
  Reply reply = handle();
  if (!reply.problems.empty() || reply.template_name.empty() || reply.status != 200) return respond(std::move(reply));
  dress(reply.json, call);
  std::string fragment = render_fragment(reply.template_name, reply.json, call.language);
  const std::string tag = "\"" + sha256_hex(fragment).substr(0, 24) + "\"";
  if (stamp) remember(key, {tag, *stamp});
  if (tag == given) return unchanged;
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(fragment);
  response.headers.emplace_back("ETag", tag);
  return response;
}

}  // namespace zhiheng::web
