#include "web/exchange.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <chrono>
#include <istream>

#include "base/crypto.h"
#include "base/log.h"
#include "web/http.h"

namespace zhiheng::web {

namespace {

// "51 MB", "64 KB": sizes as people read them.
std::string size_text(std::size_t bytes) {
  if (bytes >= (1u << 20)) return std::to_string(bytes >> 20) + " MB";
  return std::to_string(bytes >> 10) + " KB";
}

using Steady = std::chrono::steady_clock;
constexpr auto linger_time = std::chrono::seconds(2);
const std::string empty;

struct Framing {
  int lengths = 0;
  int encodings = 0;
  int hosts = 0;
  bool sound = true;
};

Framing framing_of(const Poco::Net::HTTPServerRequest& incoming) {
  Framing framing;
  // The collection is a multimap, so repeated headers are all seen here.
  for (const auto& [name, value] : incoming) {
    if (name.empty() || name.find_first_of(" \t\r\n") != std::string::npos) framing.sound = false;
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) framing.sound = false;
    if (same_ignoring_case(name, "Content-Length")) {
      ++framing.lengths;
      const bool digits =
          !value.empty() && value.size() < 19 && value.find_first_not_of("0123456789") == std::string::npos;
      framing.sound = framing.sound && digits;
    } else if (same_ignoring_case(name, "Transfer-Encoding")) {
      ++framing.encodings;
      framing.sound = framing.sound && same_ignoring_case(value, "chunked");
    } else if (same_ignoring_case(name, "Host")) {
      ++framing.hosts;
      framing.sound = framing.sound && !value.empty() && value.find_first_of(" \t/@?#\\") == std::string::npos;
    }
  }
  return framing;
}

// What a trusted proxy says of the client takes the place of what the connection says.
void believe_proxy(Request& request, const std::vector<Network>& trusted) {
  const std::string peer = address_of(request.remote);
  if (!contains(trusted, peer)) return;
  const std::string client = client_address(trusted, peer, request.header("X-Forwarded-For"));
  if (client != peer) request.remote = client;
  if (same_ignoring_case(request.header("X-Forwarded-Proto"), "https")) request.secure = true;
  const std::string host = request.header("X-Forwarded-Host");
  if (host.empty() || host.find_first_of(" \t/@?#\\,") != std::string::npos) return;
  for (auto& [name, value] : request.headers) {
    if (same_ignoring_case(name, "Host")) value = host;
  }
}

Outcome read_head(const Poco::Net::HTTPServerRequest& incoming, Request& request, const Pace& pace) {
  request.method = incoming.getMethod();
  request.request_id = random_token(9);
  request.remote = incoming.clientAddress().toString();
  request.headers.reserve(incoming.size());
  for (const auto& [name, value] : incoming) request.headers.emplace_back(name, value);
  request.secure = pace.secure();
  believe_proxy(request, pace.trusted_proxies());
  // Known before anything is refused: the path says whether a program or a person asked.
  const std::string& target = incoming.getURI();
  const std::size_t question = std::min(target.find('?'), target.size());
  request.path = target.substr(0, std::min<std::size_t>(question, 8000));
  if (request.headers.size() > static_cast<std::size_t>(pace.limits().header_count)) {
    return refusal(Kind::malformed, "request.head_too_large");
  }
  const Framing framing = framing_of(incoming);
  const std::string& version = incoming.getVersion();
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return refusal(Kind::malformed, "request.version");
  if (framing.lengths + framing.encodings > 1 || framing.hosts != 1 || !framing.sound) {
    return refusal(Kind::malformed, "request.framing");
  }
  if (target.empty() || target.front() != '/' || target.size() > 8000) {
    return refusal(Kind::malformed, "request.target");
  }
  auto path = percent_decode(request.path, false);
  if (!path) return path.problems();
  request.path = std::move(*path);
  auto query = read_query(std::string_view(target).substr(std::min(question + 1, target.size())));
  if (!query) return query.problems();
  request.query = std::move(*query);
  for (const auto& [name, value] : request.headers) {
    if (!is_utf8(value)) return refusal(Kind::malformed, "request.framing");
  }
  return Done{};
}

// The whole body or a refusal; never more than the limit of the route in memory.
Outcome read_body(Poco::Net::HTTPServerRequest& incoming, Request& request, const Site& site, Pace& pace) {
  const bool chunked = !request.header("Transfer-Encoding").empty();
  const std::string& length = request.header("Content-Length");
  if (!chunked && length.empty()) return Done{};
  const std::size_t limit = site.body_limit(request);
  const std::uint64_t promised = length.empty() ? 0 : std::stoull(length);
  if (promised > limit) return refusal(Kind::too_large, "request.too_large", "", {{"limit", size_text(limit)}});
  pace.reading(chunked ? limit : promised);
  std::vector<char> piece(64 * 1024);
  std::istream& stream = incoming.stream();
  request.body.reserve(promised);
  while (chunked || request.body.size() < promised) {
    // peek() waits for one arrival, readsome() takes no more than that; the pace ends a slow drip from outside.
    if (stream.peek() == std::istream::traits_type::eof()) break;
    const std::streamsize got = stream.readsome(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (got <= 0) break;
    request.body.append(piece.data(), static_cast<std::size_t>(got));
    if (request.body.size() > limit) {
      return refusal(Kind::too_large, "request.too_large", "", {{"limit", size_text(limit)}});
    }
  }
  if (!chunked && request.body.size() != promised) return refusal(Kind::malformed, "request.cut_short");
  return Done{};
}

void write(Poco::Net::HTTPServerResponse& outgoing, const Response& response, bool close) {
  outgoing.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status),
                              reason_phrase(response.status));
  if (!response.content_type.empty()) outgoing.setContentType(response.content_type);
  for (const auto& [name, value] : response.headers) outgoing.add(name, value);
  if (close) outgoing.setKeepAlive(false);
  // The library would answer in whatever version was asked for.
  if (outgoing.getVersion() != "HTTP/1.0") outgoing.setVersion("HTTP/1.1");
  if (!response.source) {
    outgoing.sendBuffer(response.body.data(), response.body.size());
    return;
  }
  outgoing.setContentLength64(static_cast<Poco::Int64>(response.source->length));
  std::ostream& stream = outgoing.send();
  std::uint64_t left = response.source->length;
  while (left > 0 && stream) {
    const std::string piece = response.source->next();
    // Less than was promised: the connection ends, so that nobody takes a part for the whole.
    if (piece.empty() || piece.size() > left) throw Poco::IOException("a streamed body fell short");
    stream.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    left -= piece.size();
  }
}

// A connection closed over unread bytes is reset, and the reset can overtake the answer; so a while is spent on
// throwing the rest away.
void discard_rest(Poco::Net::HTTPServerRequest& incoming) {
  const auto deadline = Steady::now() + linger_time;
  std::vector<char> piece(64 * 1024);
  std::istream& stream = incoming.stream();
  std::size_t total = 0;
  while (Steady::now() < deadline && total < (64u << 20)) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (stream.gcount() <= 0) return;
    total += static_cast<std::size_t>(stream.gcount());
  }
}

}  // namespace

const std::string& Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_ignoring_case(key, name)) return value;
  }
  return empty;
}

std::string Request::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (!same_ignoring_case(key, "Cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view part = trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = part.find('=');
      if (equals != std::string_view::npos && part.substr(0, equals) == name)
        return std::string(part.substr(equals + 1));
    }
  }
  return {};
}

const std::string* Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return &value;
  }
  return nullptr;
}

const std::string& Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_ignoring_case(key, name)) return value;
  }
  return empty;
}

void exchange(Poco::Net::HTTPServerRequest& incoming, Poco::Net::HTTPServerResponse& outgoing, Site& site, Pace& pace) {
  const auto began = Steady::now();
  Request request;
  Response response;
  bool refused = true;
  try {
    Outcome head = read_head(incoming, request, pace);
    Outcome body = head ? read_body(incoming, request, site, pace) : head;
    pace.working();
    if (!body) {
      response = site.refuse(request, body.problems().front());
      if (body.problems().front().rule == "request.head_too_large") response.status = 431;
    } else {
      refused = false;
      response = site.answer(request);
    }
  } catch (const Poco::TimeoutException&) {
    response = site.refuse(request, refusal(Kind::malformed, "request.too_slow"));
    response.status = 408;
  } catch (const Poco::Exception&) {
    response = site.refuse(request, refusal(Kind::malformed, "request.framing"));
  }
  response.headers.emplace_back("X-Request-Id", request.request_id);
  site.done(request, response, std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - began).count());
  pace.writing(response.source ? response.source->length : response.body.size());
  try {
    write(outgoing, response, refused || response.close || pace.last());
    // Without a length there is no body, whatever else the head says; waiting for one would hold the answer back.
    const bool has_body = incoming.hasContentLength() || incoming.getChunkedTransferEncoding();
    if (refused && request.method != "GET" && has_body) discard_rest(incoming);
  } catch (const Poco::Exception& fault) {
    // The client has gone, or a streamed body fell short; there is nobody to tell but the log.
    const LogScope scope(request.request_id);
    LogLine(LogLevel::info, "answer_cut").text("reason", fault.displayText());
    outgoing.setKeepAlive(false);
  }
}

}  // namespace zhiheng::web
