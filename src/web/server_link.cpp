#include "web/server_link.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponseImpl.h>
#include <Poco/Net/HTTPServerSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <Poco/Timespan.h>
#include <Poco/Timestamp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace zhiheng::web {

namespace {

using Poco::Net::HTTPServerParams;

// A wait of that length costs less than handing the connection to another thread.
constexpr int patience_milliseconds = 2;

HTTPServerParams::Ptr session_parameters() {
  static const HTTPServerParams::Ptr shared = [] {
    HTTPServerParams::Ptr parameters = new HTTPServerParams;
    parameters->setKeepAlive(true);
    parameters->setTimeout(Poco::Timespan(30, 0));  // a last resort; the loop cuts off what takes too long
    return parameters;
  }();
  return shared;
}

class OpenSession : public Poco::Net::HTTPServerSession {
 public:
  using HTTPServerSession::HTTPServerSession;
  using HTTPSession::buffered;
};

bool harmless_host(const std::string& host) {
  return !host.empty() && host.find_first_of(" \t/@?#\\\r\n\"<>") == std::string::npos;
}

// Plain HTTP leads to the same place behind TLS.
void redirect(const Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response, int port) {
  std::string host = request.getHost();
  const std::size_t colon = host.rfind(':');
  if (colon != std::string::npos && host.find(']', colon) == std::string::npos) host.resize(colon);
  const std::string& target = request.getURI();
  const bool sound = harmless_host(host) && target.starts_with("/") && target.size() < 8000;
  response.setStatusAndReason(sound ? Poco::Net::HTTPResponse::HTTP_PERMANENT_REDIRECT
                                    : Poco::Net::HTTPResponse::HTTP_BAD_REQUEST);
  if (sound) response.set("Location", "https://" + host + (port == 443 ? "" : ":" + std::to_string(port)) + target);
  response.setKeepAlive(false);
  response.setContentLength(0);
  response.send();
}

}  // namespace

std::int64_t steady_milliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

struct Link::Parts {
  Parts(const Poco::Net::StreamSocket& socket) : session(socket, session_parameters()) {}
  OpenSession session;
};

Link::Link(Surroundings& around, int accepted, std::string from, bool to_tls)
    : descriptor(accepted), address(std::move(from)), redirects(to_tls), around_(around), tls_(around.tls && !to_tls) {
  Poco::Net::StreamSocket socket(new Poco::Net::StreamSocketImpl(accepted));
  if (tls_) socket = around.tls->over(socket, limits().header_bytes);
  parts_ = std::make_unique<Parts>(socket);
  set_time(limits().header_seconds);
}
Link::~Link() = default;

void Link::set_time(int seconds) noexcept {
  until_milliseconds = steady_milliseconds() + std::int64_t{1000} * seconds;
}
void Link::reading(std::uint64_t bytes) noexcept {
  if (tls_) Tls::count_no_more(parts_->session.socket());
  set_time(limits().body_seconds + static_cast<int>(bytes / static_cast<unsigned>(limits().slowest_bytes_per_second)));
}
void Link::working() noexcept {
  until_milliseconds = 0;
}
void Link::writing(std::uint64_t bytes) noexcept {
  set_time(limits().answer_seconds +
           static_cast<int>(bytes / static_cast<unsigned>(limits().slowest_bytes_per_second)));
}
bool Link::last() const noexcept {
  return around_.draining || requests >= limits().requests_per_connection;
}

Link::Head Link::look() const {
  if (tls_) return Head::whole;  // what has come can only be read with the key
  thread_local std::string bytes;
  bytes.resize(static_cast<std::size_t>(limits().header_bytes));
  const ssize_t got = ::recv(descriptor, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
  if (got == 0) return Head::closed;
  if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Head::partial : Head::closed;
  const std::string_view head(bytes.data(), static_cast<std::size_t>(got));
  const bool text = (head[0] >= 'A' && head[0] <= 'Z') || head[0] == '\r' || head[0] == '\n';
  if (!text || head.find("\r\n\r\n") != std::string_view::npos) return Head::whole;
  return head.size() >= static_cast<std::size_t>(limits().header_bytes) ? Head::too_long : Head::partial;
}

bool Link::serve_one() {
  auto& session = parts_->session;
  Poco::Net::HTTPServerResponseImpl response(session);
  std::unique_ptr<Poco::Net::HTTPServerRequestImpl> request;
  try {
    if (tls_) Tls::count_anew(session.socket());
    request = std::make_unique<Poco::Net::HTTPServerRequestImpl>(response, session, session_parameters().get());
  } catch (const Poco::Net::NoMessageException&) {
    return false;  // closed without a word
  } catch (const Poco::Net::MessageException& fault) {
    using Poco::Net::HTTPResponse;
    const bool many = fault.message().find("Too many") != std::string::npos;
    response.setVersion("HTTP/1.1");
    response.setStatusAndReason(many ? HTTPResponse::HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE
                                     : HTTPResponse::HTTP_BAD_REQUEST);
    response.setKeepAlive(false);
    response.setContentLength(0);
    writing(0);
    response.send();
    return false;
  }
  ++requests;
  response.setDate(Poco::Timestamp());
  response.setVersion(request->getVersion());
  response.setKeepAlive(request->getKeepAlive());
  if (redirects) {
    writing(0);
    redirect(*request, response, around_.tls_port);
    return false;
  }
  exchange(*request, response, around_.site, *this);
  session.setKeepAlive(response.getKeepAlive());
  return response.getKeepAlive();
}

bool Link::next_comes_at_once() {
  auto& session = parts_->session;
  if (session.buffered() > 0) return true;
  if (tls_ && session.socket().available() > 0) return true;
  // While others wait for a thread, nobody keeps one for what may come.
  if (around_.queued > 0) return false;
  // The library makes and closes an epoll descriptor each time that it waits.
  pollfd waiting{descriptor, POLLIN, 0};
  if (::poll(&waiting, 1, patience_milliseconds) <= 0) return false;
  return look() == Head::whole;
}

bool Link::serve() {
  try {
    do {
      set_time(limits().header_seconds);
      if (!serve_one()) {
        parts_->session.socket().shutdownSend();
        return false;
      }
      set_time(limits().idle_seconds);
    } while (next_comes_at_once());
    return true;
  } catch (const Poco::Exception&) {
    return false;  // the client has gone or was cut off
  }
}

}  // namespace zhiheng::web
