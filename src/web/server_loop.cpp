#include "web/server_loop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/log.h"

namespace zhiheng::web {

namespace {

constexpr std::uint64_t wake_number = 99;
constexpr int sweep_milliseconds = 200;
// Connections that were answered and are to leave get that long to take the answer.
constexpr int leave_seconds = 1;

std::string text_of(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET6) {
    ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, text.data(), text.size());
  } else {
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text.data(), text.size());
  }
  const std::string given(text.data());
  return given.starts_with("::ffff:") ? given.substr(7) : given;
}

void say_raw(int descriptor, const std::string& status) {
  const std::string answer =
      "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nRetry-After: 2\r\nConnection: close\r\n\r\n";
  const ssize_t sent = ::send(descriptor, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  (void)sent;  // who does not take it is cut off all the same
  ::shutdown(descriptor, SHUT_WR);
}

}  // namespace

ServerLoop::ServerLoop(Surroundings& around, std::vector<Listening> listening)
    : around_(around), listening_(std::move(listening)) {
  poll_ = ::epoll_create1(EPOLL_CLOEXEC);
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  ensure(poll_ >= 0 && wake_ >= 0, "the system lends descriptors");
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = wake_number;
  ::epoll_ctl(poll_, EPOLL_CTL_ADD, wake_, &event);
  for (std::size_t i = 0; i < listening_.size(); ++i) {
    event.data.u64 = i;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, listening_[i].descriptor, &event);
  }
  watcher_ = std::thread([this] { watch(); });
}

ServerLoop::~ServerLoop() {
  stop(0, false);
  ::close(wake_);
  ::close(poll_);
}

void ServerLoop::watch() {
  std::array<epoll_event, 64> events{};
  std::int64_t swept = 0;
  for (;;) {
    const int count = ::epoll_wait(poll_, events.data(), events.size(), sweep_milliseconds);
    for (int i = 0; i < count; ++i) {
      const std::uint64_t number = events[static_cast<std::size_t>(i)].data.u64;
      if (number < listening_.size()) {
        accept_all(listening_[number]);
      } else if (number != wake_number) {
        bytes_came(number);
      }
    }
    const std::int64_t now = steady_milliseconds();
    bool stopping = false;
    {
      const std::lock_guard lock(mutex_);
      stopping = stopping_;
    }
    if (stopping && !listening_.empty()) close_listening(!handed_over_);
    if (now - swept >= sweep_milliseconds || stopping) {
      sweep();
      swept = now;
    }
    if (!stopping) continue;
    if (now >= idle_until_) close_idle();
    const std::lock_guard lock(mutex_);
    if (links_.empty() || now >= all_until_) return;
    std::uint64_t woken = 0;
    if (::read(wake_, &woken, sizeof woken) < 0) continue;
  }
}

void ServerLoop::accept_all(const Listening& from) {
  for (;;) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    const int descriptor = ::accept4(from.descriptor, reinterpret_cast<sockaddr*>(&address), &length, SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      // Without descriptors the queue stays where it is; the next sweep tries again.
      if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      return;
    }
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    timeval patience{30, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    admit(descriptor, text_of(address), from.redirects);
  }
}

void ServerLoop::admit(int descriptor, const std::string& address, bool redirects) {
  const Limits& limits = around_.options.limits;
  const char* refused = nullptr;
  LinkPointer link;
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    ++counts_.accepted;
    if (static_cast<int>(links_.size()) >= limits.connections) {
      refused = "503 Service Unavailable";
      ++counts_.refused_full;
    } else if (const auto held = per_address_.find(address);
               held != per_address_.end() && held->second >= limits.connections_per_address) {
      refused = "429 Too Many Requests";
      ++counts_.refused_address;
    }
    // A little room is left for saying no.
    if (refused && static_cast<int>(links_.size()) >= limits.connections + 64) {
      ::close(descriptor);
      return;
    }
    link = std::make_shared<Link>(around_, descriptor, address, redirects);
    number = ++last_number_;
    link->number = number;
    links_.emplace(number, link);
    ++per_address_[address];
    if (refused) {
      link->state = Link::State::leaves;
      link->set_time(leave_seconds);
    }
  }
  if (refused) {
    if (!link->secure()) say_raw(descriptor, refused);
    LogLine(LogLevel::warning, "connection_refused").text("remote", address).text("answer", refused);
  }
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
  event.data.u64 = number;
  ::epoll_ctl(poll_, EPOLL_CTL_ADD, descriptor, &event);
}

void ServerLoop::bytes_came(std::uint64_t number) {
  LinkPointer link;
  {
    const std::lock_guard lock(mutex_);
    const auto found = links_.find(number);
    if (found == links_.end()) return;
    link = found->second;
  }
  if (link->state == Link::State::leaves) {
    // At once, not at the next sweep: a client that opens one connection after the other must not meet its own limit.
    if (throw_away(link)) forget(number);
    return;
  }
  if (link->state != Link::State::waits) return;  // a worker reads it
  switch (link->look()) {
    case Link::Head::closed: return forget(number);
    case Link::Head::whole: return enqueue(link);
    case Link::Head::partial:
      // The time for a head begins with its first byte, not with the pause before it.
      if (link->requests > 0) {
        const std::int64_t head_ends = steady_milliseconds() + std::int64_t{1000} * link->limits().header_seconds;
        if (link->until_milliseconds > head_ends) link->until_milliseconds = head_ends;
      }
      return;
    case Link::Head::too_long:
      link->state = Link::State::leaves;
      link->set_time(leave_seconds);
      say_raw(link->descriptor, "431 Request Header Fields Too Large");
      if (throw_away(link)) forget(number);
      return;
  }
}

bool ServerLoop::throw_away(const LinkPointer& link) {
  std::array<char, 16384> bytes{};
  ssize_t got = 0;
  while ((got = ::recv(link->descriptor, bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0) continue;
  return got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

ServerState ServerLoop::state() const {
  const std::lock_guard lock(mutex_);
  ServerState state = counts_;
  state.connections = static_cast<std::int64_t>(links_.size());
  for (const auto& [number, link] : links_) state.waiting += link->state == Link::State::waits ? 1 : 0;
  state.threads = static_cast<std::int64_t>(workers_.size());
  state.busy = state.threads - idle_workers_;
  state.queued = static_cast<std::int64_t>(queue_.size());
  state.most_threads = around_.options.threads;
  return state;
}

void ServerLoop::forget(std::uint64_t number) {
  LinkPointer link;  // closed when the lock is gone
  const std::lock_guard lock(mutex_);
  const auto found = links_.find(number);
  if (found == links_.end()) return;
  link = std::move(found->second);
  links_.erase(found);
  const auto held = per_address_.find(link->address);
  if (--held->second == 0) per_address_.erase(held);
}

void ServerLoop::sweep() {
  const std::int64_t now = steady_milliseconds();
  std::vector<std::pair<std::uint64_t, LinkPointer>> late;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, link] : links_) {
      const std::int64_t until = link->until_milliseconds;
      if (until > 0 && now >= until) late.emplace_back(number, link);
    }
  }
  for (const auto& [number, link] : late) {
    const Link::State state = link->state;
    if (state == Link::State::leaves) {
      forget(number);
    } else if (state == Link::State::waits) {
      const Link::Head head = link->look();
      const bool begun = head == Link::Head::partial && !link->secure() && [&] {
        char first = 0;
        return ::recv(link->descriptor, &first, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
      }();
      if (head == Link::Head::whole && !link->secure()) {
        enqueue(link);  // the request and the end of its time met
        continue;
      }
      if (begun) {
        link->state = Link::State::leaves;
        link->set_time(leave_seconds);
        say_raw(link->descriptor, "408 Request Timeout");
        throw_away(link);
        LogLine(LogLevel::warning, "client_too_slow").text("remote", link->address).text("doing", "head");
        const std::lock_guard lock(mutex_);
        ++counts_.too_slow;
      } else {
        forget(number);
      }
    } else if (state == Link::State::busy && !link->cut.exchange(true)) {
      // The worker's read or write ends with an error.
      ::shutdown(link->descriptor, SHUT_RDWR);
      LogLine(LogLevel::warning, "client_too_slow").text("remote", link->address).text("doing", "body or answer");
      const std::lock_guard lock(mutex_);
      ++counts_.too_slow;
    }
  }
}

}  // namespace zhiheng::web
