// The workers of a server, and how it comes to rest.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "web/server_loop.h"

namespace zhiheng::web {

namespace {

// What one address may hold of the workers, so that others are served beside it.
int share_of(int threads) {
  return std::max(1, threads * 3 / 4);
}

constexpr int idle_milliseconds_at_stop = 300;
// A kept connection whose client does not know yet that we go: time for the request that is under way.
constexpr int idle_milliseconds_at_hand_over = 3000;

}  // namespace

void ServerLoop::enqueue(const LinkPointer& link) {
  Link::State waits = Link::State::waits;
  if (!link->state.compare_exchange_strong(waits, Link::State::queued)) return;
  link->working();
  const std::lock_guard lock(mutex_);
  if (!links_.contains(link->number)) return;
  queue_.push_back(link);
  ++around_.queued;
  const bool more = static_cast<int>(queue_.size()) > idle_workers_ &&
                    static_cast<int>(workers_.size()) < around_.options.threads && !ended_;
  if (more) {
    ++idle_workers_;
    workers_.emplace_back([this] { work(); });
  }
  called_.notify_one();
}

// The first in the queue whose address does not hold its share of the workers yet.
ServerLoop::LinkPointer ServerLoop::next_in_queue(std::unique_lock<std::mutex>& lock) {
  const int share = share_of(around_.options.threads);
  for (;;) {
    for (auto at = queue_.begin(); at != queue_.end(); ++at) {
      int& busy = busy_per_address_[(*at)->address];
      if (busy >= share) continue;
      ++busy;
      LinkPointer link = std::move(*at);
      queue_.erase(at);
      --around_.queued;
      return link;
    }
    if (ended_) return nullptr;
    called_.wait(lock);
  }
}

void ServerLoop::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    LinkPointer link = next_in_queue(lock);
    if (!link) return;
    --idle_workers_;
    lock.unlock();
    link->state = Link::State::busy;
    const bool goes_on = link->serve();
    if (goes_on) {
      park(link);
    } else if (!link->cut) {
      // What was not read yet is thrown away before the end, because a reset could overtake the answer.
      link->set_time(1);
      link->state = Link::State::leaves;
      if (throw_away(link)) forget(link->number);
    } else {
      forget(link->number);
    }
    lock.lock();
    ++idle_workers_;
    const auto busy = busy_per_address_.find(link->address);
    if (--busy->second == 0) busy_per_address_.erase(busy);
    if (!queue_.empty()) called_.notify_one();
  }
}

void ServerLoop::park(const LinkPointer& link) {
  link->set_time(around_.draining ? 1 + idle_milliseconds_at_hand_over / 1000 : around_.options.limits.idle_seconds);
  link->state = Link::State::waits;
  // Asked for anew, so that what came meanwhile is told too.
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
  event.data.u64 = link->number;
  ::epoll_ctl(poll_, EPOLL_CTL_MOD, link->descriptor, &event);
}

void ServerLoop::close_listening(bool answer_the_waiting) {
  for (const Listening& one : listening_) {
    if (answer_the_waiting) accept_all(one);
    ::epoll_ctl(poll_, EPOLL_CTL_DEL, one.descriptor, nullptr);
    ::close(one.descriptor);
  }
  listening_.clear();
}

// Kept connections without a request are closed, unless one came in this very moment.
void ServerLoop::close_idle() {
  std::vector<std::pair<std::uint64_t, LinkPointer>> all;
  {
    const std::lock_guard lock(mutex_);
    all.assign(links_.begin(), links_.end());
  }
  for (const auto& [number, link] : all) {
    if (link->state != Link::State::waits) continue;
    const Link::Head head = link->look();
    if (head == Link::Head::whole && !link->secure()) {
      enqueue(link);
    } else {
      forget(number);
    }
  }
}

void ServerLoop::stop(int grace_seconds, bool handed_over) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    const std::int64_t now = steady_milliseconds();
    handed_over_ = handed_over;
    idle_until_ = now + std::min<std::int64_t>(handed_over ? idle_milliseconds_at_hand_over : idle_milliseconds_at_stop,
                                               std::int64_t{1000} * grace_seconds);
    all_until_ = now + std::int64_t{1000} * grace_seconds;
    around_.draining = true;
    stopping_ = true;
  }
  const std::uint64_t one = 1;
  if (::write(wake_, &one, sizeof one) < 0) LogLine(LogLevel::warning, "server_not_woken");
  watcher_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, link] : links_) ::shutdown(link->descriptor, SHUT_RDWR);
    ended_ = true;
    called_.notify_all();
  }
  for (std::thread& worker : workers_) worker.join();
  const std::lock_guard lock(mutex_);
  queue_.clear();
  links_.clear();
}

}  // namespace zhiheng::web
