// What a request and an answer are to the rest of the room: plain values. The HTTP library is known to server.cpp and
// exchange.cpp alone.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace Poco::Net {
class HTTPServerRequest;
class HTTPServerResponse;
}  // namespace Poco::Net

namespace zhiheng::web {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;  // decoded; valid UTF-8 without control characters
  Pairs query;       // decoded, in order, duplicates kept
  Pairs headers;     // names as sent
  std::string body;  // whole; never longer than the route's limit
  std::string request_id;
  std::string remote;   // "127.0.0.1:51234"
  bool secure = false;  // TLS ends at a proxy on this machine that says so

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

  const std::string& header(std::string_view name) const;
};

// What a server serves. `body_limit` is asked before the body is read, `refuse` when the request cannot be read.
class Site {
 public:
  virtual ~Site() = default;
  virtual std::size_t body_limit(const Request& request) const = 0;
  virtual Response answer(Request& request) noexcept = 0;
  virtual Response refuse(const Request& request, const Problem& problem) noexcept = 0;
};

// The guard in front of every handler. Reads the head, refuses what two parsers could understand differently,
// reads the body up to the limit of its route. `draining` makes every answer the last of its connection.
void exchange(Poco::Net::HTTPServerRequest& incoming, Poco::Net::HTTPServerResponse& outgoing, Site& site,
              const std::atomic<bool>& draining);

}  // namespace zhiheng::web
