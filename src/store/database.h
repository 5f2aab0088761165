// The pool behind the gate: connections of one engine, opened by URL, lent one at a time.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "store/sql.h"

namespace zhiheng::store {

// "sqlite:var/zhiheng.db", "sqlite::memory:" (one shared connection, for tests),
// "mysql://user@host:3306/zhiheng" (also ?socket=/path). The password never stands in the URL.
struct DatabaseUrl {
  Engine engine = Engine::sqlite;
  std::string file;
  std::string user, host, schema, socket;
  int port = 3306;
  std::string ca_file;  // set: TLS is required and the server's certificate is checked against it
};
Result<DatabaseUrl> read_database_url(const std::string& url);

// What the pools are doing, for the counters.
struct PoolState {
  std::int64_t in_use = 0, idle = 0, waiting = 0, most = 0;
  std::int64_t lent = 0, lent_after_wait = 0;  // since the start
};

class Database {
 public:
  virtual ~Database() = default;
  virtual Engine engine() const = 0;

  // A connection that goes back to the pool when the lease ends; a broken one is thrown away instead.
  class Lease {
   public:
    Lease(Database& owner, std::unique_ptr<Connection> connection, bool writer)
        : owner_(&owner), connection_(std::move(connection)), writer_(writer) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) owner_->give_back(std::move(connection_), writer_);
    }
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }

   private:
    Database* owner_;
    std::unique_ptr<Connection> connection_;
    bool writer_;
  };

  // Throws SqlError{lost or busy} when none can be had in time. SQLite has one writer connection behind a fair
  // queue and many readers; MySQL makes no difference.
  virtual Lease reader() = 0;
  virtual Lease writer() = 0;
  virtual PoolState pool() const { return {}; }

 protected:
  friend class Lease;
  virtual void give_back(std::unique_ptr<Connection> connection, bool writer) noexcept = 0;
};

std::unique_ptr<Database> open_database(const DatabaseUrl& url, const std::string& password, int connections = 16);

}  // namespace zhiheng::store
