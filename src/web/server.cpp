#include "web/server.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "web/server_loop.h"

namespace zhiheng::web {

namespace {

Problem not_bound(const std::string& host, int port, const std::string& reason) {
  return refusal(Kind::busy, "server.address", "listen",
                 {{"address", host + ":" + std::to_string(port)}, {"reason", reason}});
}

Result<int> bind_to(const std::string& host, int port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (code != 0) return not_bound(host, port, ::gai_strerror(code));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  const int listening = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  if (listening >= 0) ::setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (listening < 0 || ::bind(listening, found->ai_addr, found->ai_addrlen) != 0 || ::listen(listening, 1024) != 0) {
    const std::string reason = std::strerror(errno);
    if (listening >= 0) ::close(listening);
    return not_bound(host, port, reason);
  }
  return listening;
}

int port_of(int listening) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

Result<int> take_or_bind(const ServerOptions& options, std::size_t index, const std::string& host, int port) {
  if (index >= options.inherited.size()) return bind_to(host, port);
  const int listening = options.inherited[index];
  ::fcntl(listening, F_SETFD, FD_CLOEXEC);
  ::fcntl(listening, F_SETFL, ::fcntl(listening, F_GETFL) | O_NONBLOCK);
  return listening;
}

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, one);
  return signals;
}

}  // namespace

struct Server::Parts {
  Parts(Site& site, const ServerOptions& given, std::shared_ptr<const Tls> tls)
      : options(given), around{site, options, std::move(tls)} {}
  ServerOptions options;
  Surroundings around;
  std::vector<int> sockets;
  int port = 0, redirect_port = 0;
  std::unique_ptr<ServerLoop> loop;
};

Result<std::unique_ptr<Server>> Server::start(Site& site, const ServerOptions& options) {
  std::shared_ptr<const Tls> tls;
  if (!options.certificate_file.empty()) {
    auto opened = Tls::open(options.certificate_file, options.key_file);
    if (!opened) return opened.problems();
    tls = std::move(*opened);
  }
  auto parts = std::make_unique<Parts>(site, options, tls);
  auto first = take_or_bind(options, 0, options.host, options.port);
  if (!first) return first.problems();
  parts->sockets.push_back(*first);
  parts->port = parts->around.tls_port = port_of(*first);
  std::vector<ServerLoop::Listening> listening{{*first, false}};
  if (tls && options.redirect_port >= 0) {
    auto second = take_or_bind(options, 1, options.redirect_host, options.redirect_port);
    if (!second) {
      ::close(*first);
      return second.problems();
    }
    parts->sockets.push_back(*second);
    parts->redirect_port = port_of(*second);
    listening.push_back({*second, true});
  }
  parts->loop = std::make_unique<ServerLoop>(parts->around, std::move(listening));
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() {
  stop();
}
int Server::port() const {
  return parts_->port;
}
int Server::redirect_port() const {
  return parts_->redirect_port;
}
ServerState Server::state() const {
  return parts_->loop->state();
}
std::vector<int> Server::listening() const {
  return parts_->sockets;
}
void Server::stop(int grace_seconds, bool handed_over) {
  parts_->loop->stop(grace_seconds, handed_over);
}

Outcome check_address(const std::string& host, int port) {
  auto listening = bind_to(host, port);
  if (!listening) return listening.problems();
  ::close(*listening);
  return Done{};
}

void hold_stop_signals() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int wait_for_stop_signal() {
  const sigset_t signals = stop_signals();
  int received = 0;
  sigwait(&signals, &received);
  return received;
}

}  // namespace zhiheng::web
