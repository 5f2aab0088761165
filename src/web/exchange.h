// What a request and an answer are to the rest of the room: plain values. The HTTP library is known to server.cpp and
// exchange.cpp alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "web/limits.h"
#include "web/proxy.h"

namespace Poco::Net {
class HTTPServerRequest;
class HTTPServerResponse;
}  // namespace Poco::Net

namespace zhiheng::web {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Route;

struct Request {
  std::string method;
  std::string path;  // decoded; valid UTF-8 without control characters
  Pairs query;       // decoded, in order, duplicates kept
  Pairs headers;     // names as sent
  std::string body;  // whole; never longer than the route's limit
  std::string request_id;
  std::string remote;   // "127.0.0.1:51234", or the address alone where a trusted proxy tells it
  bool secure = false;  // TLS ends here, or at a trusted proxy that says so

  // What the shell found out on the way, for the log and the counters.
  const Route* matched = nullptr;
  std::int64_t account_id = 0;

  // "" when the header is absent; names are compared without regard to case.
  const std::string& header(std::string_view name) const;
  std::string cookie(std::string_view name) const;
  const std::string* query_value(std::string_view name) const;
};

// The bytes of a body that is too large to be held: called until it answers "" or `length` bytes have come.
struct ByteSource {
  std::uint64_t length = 0;
  std::function<std::string()> next;
};

struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::optional<ByteSource> source;  // in the place of the body
  Pairs headers;
  bool close = false;
  std::string rule;  // of the leading problem, for the log

  const std::string& header(std::string_view name) const;
};

// What a server serves. `body_limit` is asked before a body is read, `refuse` when the request cannot be read; `done`
// is told of every answer.
class Site {
 public:
  virtual ~Site() = default;
  virtual std::size_t body_limit(const Request& request) const = 0;
  virtual Response answer(Request& request) noexcept = 0;
  virtual Response refuse(const Request& request, const Problem& problem) noexcept = 0;
  virtual void done(const Request& request, const Response& response, std::int64_t microseconds) noexcept = 0;
};

// The connection under a request: it is told what is about to happen, so that it can set a time for it.
class Pace {
 public:
  virtual ~Pace() = default;
  virtual void reading(std::uint64_t bytes) noexcept = 0;
  virtual void working() noexcept = 0;
  virtual void writing(std::uint64_t bytes) noexcept = 0;
  virtual bool last() const noexcept = 0;    // this answer is the last of its connection
  virtual bool secure() const noexcept = 0;  // TLS ends here
  virtual const Limits& limits() const noexcept = 0;
  virtual const std::vector<Network>& trusted_proxies() const noexcept = 0;
};

// The guard in front of every handler. Reads the head, refuses what two parsers could understand differently,
// reads the body up to the limit of its route.
void exchange(Poco::Net::HTTPServerRequest& incoming, Poco::Net::HTTPServerResponse& outgoing, Site& site, Pace& pace);

}  // namespace zhiheng::web
