// The pools: connections are lent first come, first served, so that nobody starves behind a busy neighbour.
#include "store/database.h"

#include <chrono>
#include <condition_variable>
#include <deque>

#include "store/change_number.h"
#include "store/driver.h"

namespace zhiheng::store {

namespace {

constexpr std::chrono::seconds longest_wait{15};

// At most `most` connections, opened when needed. Whoever waits stands in a queue; a connection that comes back goes
// to the head of it.
class Pool {
 public:
  using Opener = std::function<std::unique_ptr<Connection>()>;
  Pool(int most, Opener open) : most_(most), open_(std::move(open)) {}

  std::unique_ptr<Connection> take() {
    std::unique_lock lock(mutex_);
    ++lent_;
    if (!queue_.empty() || unpromised() <= 0) {
      ++lent_after_wait_;
      stand_in_queue(lock);
    }
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      lock.unlock();
      if (connection->alive()) return connection;
      connection.reset();
      lock.lock();
    } else {
      ++open_count_;
    }
    lock.unlock();
    try {
      return open_();
    } catch (...) {
      lock.lock();
      --open_count_;
      call_next();
      throw;
    }
  }

  void give_back(std::unique_ptr<Connection> connection) noexcept {
    connection->rollback();
    const bool usable = connection->alive();
    if (!usable) connection.reset();
    const std::lock_guard lock(mutex_);
    if (usable) {
      idle_.push_back(std::move(connection));
    } else {
      --open_count_;
    }
    call_next();
  }

  void add_to(PoolState& state) const {
    const std::lock_guard lock(mutex_);
    state.idle += static_cast<std::int64_t>(idle_.size());
    state.in_use += open_count_ - static_cast<std::int64_t>(idle_.size());
    state.waiting += static_cast<std::int64_t>(queue_.size());
    state.most += most_;
    state.lent += lent_;
    state.lent_after_wait += lent_after_wait_;
  }

 private:
  struct Waiter {
    std::condition_variable called;
    bool turn = false;
  };

  int unpromised() const { return static_cast<int>(idle_.size()) + most_ - open_count_ - reserved_; }

  void stand_in_queue(std::unique_lock<std::mutex>& lock) {
    Waiter waiter;
    queue_.push_back(&waiter);
    const bool came = waiter.called.wait_for(lock, longest_wait, [&] { return waiter.turn; });
    if (came) {
      --reserved_;
      return;
    }
    std::erase(queue_, &waiter);
    throw SqlError(Fault::busy, "no database connection came free in time");
  }

  // Wakes the first in the queue when a connection (or room for one) is there that is not promised yet.
  void call_next() {
    if (queue_.empty() || unpromised() <= 0) return;
    Waiter* first = queue_.front();
    queue_.pop_front();
    first->turn = true;
    ++reserved_;
    first->called.notify_one();
  }

  mutable std::mutex mutex_;
  std::int64_t lent_ = 0, lent_after_wait_ = 0;
  int most_;
  Opener open_;
  int open_count_ = 0;
  int reserved_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::deque<Waiter*> queue_;
};

// A connection that never writes; SQLite tells it whether anybody else has.
class Watcher {
 public:
  explicit Watcher(Pool::Opener open) : open_(std::move(open)) {}

  std::int64_t number() {
    const std::lock_guard lock(mutex_);
    // Whether the file was moved away is a look at the folder, and each answer would wait for it.
    const auto now = std::chrono::steady_clock::now();
    const bool looks = now - looked_ > std::chrono::milliseconds(100);
    if (looks) looked_ = now;
    if (!connection_ || (looks && !connection_->alive())) {
      connection_ = open_();
      ++opened_;  // the numbers of two connections cannot be compared
    }
    const auto rows = connection_->query("PRAGMA data_version", {});
    return (opened_ << 40) + integer_or(rows.at(0).at(0));
  }

 private:
  std::mutex mutex_;
  Pool::Opener open_;
  std::unique_ptr<Connection> connection_;
  std::int64_t opened_ = 0;
  std::chrono::steady_clock::time_point looked_;
};

class PooledDatabase final : public Database {
 public:
  PooledDatabase(Engine engine, int readers, int writers, Pool::Opener open)
      : engine_(engine), writers_(writers, open) {
    if (readers > 0) readers_ = std::make_unique<Pool>(readers, open);
    if (readers > 0 && engine == Engine::sqlite) watcher_ = std::make_unique<Watcher>(open);
  }
  Watcher* watcher() { return watcher_.get(); }
  Engine engine() const override { return engine_; }
  Lease reader() override { return readers_ ? Lease(*this, readers_->take(), false) : writer(); }
  Lease writer() override { return Lease(*this, writers_.take(), true); }
  PoolState pool() const override {
    PoolState state;
    writers_.add_to(state);
    if (readers_) readers_->add_to(state);
    return state;
  }

 protected:
  void give_back(std::unique_ptr<Connection> connection, bool writer) noexcept override {
    (writer ? writers_ : *readers_).give_back(std::move(connection));
  }

 private:
  Engine engine_;
  Pool writers_;
  std::unique_ptr<Pool> readers_;  // null: readers and writers share
  std::unique_ptr<Watcher> watcher_;
};

}  // namespace

std::optional<std::int64_t> change_number(Database& database) noexcept {
  try {
    auto* const pooled = dynamic_cast<PooledDatabase*>(&database);
    Watcher* const watcher = pooled ? pooled->watcher() : nullptr;
    return watcher ? std::optional(watcher->number()) : std::nullopt;
  } catch (...) {
    return std::nullopt;
  }
}

std::unique_ptr<Database> open_database(const DatabaseUrl& url, const std::string& password, int connections) {
  if (url.engine == Engine::mysql) {
    return std::make_unique<PooledDatabase>(Engine::mysql, 0, connections,
                                            [url, password] { return open_mysql(url, password); });
  }
  if (url.file == ":memory:") {
    return std::make_unique<PooledDatabase>(Engine::sqlite, 0, 1, [] { return open_sqlite(":memory:", true); });
  }
  open_sqlite(url.file, true);  // makes the file once, and tells at once when it is no database
  const std::string file = url.file;
  return std::make_unique<PooledDatabase>(Engine::sqlite, connections, 1, [file] { return open_sqlite(file, false); });
}

std::vector<std::string> split_statements(std::string_view script) {
  std::vector<std::string> statements;
  std::string current;
  while (!script.empty()) {
    const auto end = script.find('\n');
    std::string_view line = script.substr(0, end);
    script = end == std::string_view::npos ? std::string_view() : script.substr(end + 1);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    const auto start = line.find_first_not_of(' ');
    if (start == std::string_view::npos || line.substr(start).starts_with("--")) continue;
    const bool last = line.back() == ';';
    if (last) line.remove_suffix(1);
    current.append(line).append("\n");
    if (last) {
      statements.push_back(std::move(current));
      current.clear();
    }
  }
  if (!current.empty()) statements.push_back(std::move(current));
  return statements;
}

}  // namespace zhiheng::store
