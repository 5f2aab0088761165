#include "web/kept_answers.h"

#include "base/crypto.h"
#include "web/proxy.h"
#include "web/session.h"

namespace zhiheng::web {

namespace {

constexpr std::int64_t longest_kept_milliseconds = 5000;
constexpr std::size_t largest_body_bytes = 256u << 10;
constexpr std::size_t most_kept_bytes = 32u << 20;

std::vector<std::size_t> places_in(const std::string& body, const std::string& wanted) {
  std::vector<std::size_t> places;
  if (wanted.empty()) return places;
  for (std::size_t at = body.find(wanted); at != std::string::npos; at = body.find(wanted, at + wanted.size())) {
    places.push_back(at);
  }
  return places;
}

// The masked secret of the forms as it stands in a page: the mask, a point, and twice as many digits.
std::string masked_in(const std::string& body) {
  static const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = body.find(mark);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + mark.size();
  return body.substr(begin, body.find('"', begin) - begin);
}

void overwrite(std::string& body, const std::vector<std::size_t>& places, const std::string& text) {
  for (const std::size_t at : places) body.replace(at, text.size(), text);
}

bool is_kept_type(const std::string& type) {
  return type.starts_with("text/html") || type.starts_with("application/json");
}

}  // namespace

struct KeptAnswers::Kept {
  Response response;
  std::string token, csrf;
  std::int64_t account_id = 0;
  std::vector<std::size_t> secrets, numbers;  // where the masked secret and the number of the request stand
};

std::optional<KeptAnswers::Place> KeptAnswers::place_of(const Call& call) const {
  const Request& request = call.request;
  const bool may_be_kept = number_ && request.method == "GET" && call.route.access == Access::signed_in &&
                           request.body.empty() && request.header("Zhiheng-Fragment").empty();
  if (!may_be_kept) return std::nullopt;
  const auto number = number_();
  if (!number) return std::nullopt;
  std::string head = request.path + "?" + write_query(request.query) + "\n" + address_of(request.remote);
  head += request.secure ? " tls\n" : "\n";
  for (const auto& [name, value] : request.headers) head.append(name).append(":").append(value).append("\n");
  const std::int64_t moment = call.gate.clock().now().milliseconds() / longest_kept_milliseconds;
  return Place{sha256_hex(head), *number, moment};
}

void KeptAnswers::forget_older(const Place& place) {
  if (place.number == held_number_ && place.moment == held_moment_) return;
  kept_.clear();
  held_bytes_ = 0;
  held_number_ = place.number;
  held_moment_ = place.moment;
}

std::optional<Response> KeptAnswers::find(const Place& place, Call& call) {
  std::shared_ptr<const Kept> kept;
  {
    const std::lock_guard lock(mutex_);
    forget_older(place);
    const auto found = kept_.find(place.key);
    if (found == kept_.end()) return std::nullopt;
    kept = found->second;
  }
  call.token = kept->token;
  call.actor.account_id = kept->account_id;
  call.signed_in = true;
  Response response = kept->response;
  if (!kept->secrets.empty()) overwrite(response.body, kept->secrets, masked_secret(kept->csrf));
  overwrite(response.body, kept->numbers, call.request.request_id);
  return response;
}

void KeptAnswers::keep(const Place& place, const Call& call, const Response& response) {
  const bool fit = call.signed_in && call.stage == "full" && (response.status == 200 || response.status == 304) &&
                   !response.source && response.rule.empty() && response.header("Set-Cookie").empty() &&
                   response.body.size() <= largest_body_bytes &&
                   (response.status == 304 || is_kept_type(response.content_type));
  if (!fit) return;
  Kept kept{response, call.token, call.csrf, call.actor.account_id, {}, {}};
  // A secret of another form than the one that is known would be told again as it is, so such a page is not kept.
  const std::string masked = masked_in(response.body);
  if (!masked.empty() && masked.size() != masked_secret(call.csrf).size()) return;
  kept.secrets = places_in(response.body, masked);
  kept.numbers = places_in(response.body, call.request.request_id);
  const std::size_t bytes = response.body.size() + 2048;
  const std::lock_guard lock(mutex_);
  if (place.number != held_number_ || place.moment != held_moment_) return;
  if (held_bytes_ + bytes > most_kept_bytes) return;
  if (kept_.emplace(place.key, std::make_shared<const Kept>(std::move(kept))).second) held_bytes_ += bytes;
}

}  // namespace zhiheng::web
