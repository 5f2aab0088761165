#include "support/faulty_database.h"

namespace zhiheng::testing {

using namespace zhiheng::store;

namespace {

class FaultyConnection final : public Connection {
 public:
  FaultyConnection(FaultyDatabase& owner, Database::Lease inner) : owner_(owner), inner_(std::move(inner)) {}
  Engine engine() const override { return owner_.engine(); }
  std::vector<Row> query(std::string_view sql, const Parameters& parameters) override {
    return inner_->query(sql, parameters);
  }
  void each(std::string_view sql, const Parameters& parameters, const std::function<bool(const Row&)>& body) override {
    inner_->each(sql, parameters, body);
  }
  std::int64_t execute(std::string_view sql, const Parameters& parameters) override {
    owner_.before_write(*inner_);
    return inner_->execute(sql, parameters);
  }
  std::int64_t last_id() override { return inner_->last_id(); }
  void begin_read() override { inner_->begin_read(); }
  void begin_write() override {
    writes_ = true;
    inner_->begin_write();
  }
  void commit() override {
    if (!writes_) return inner_->commit();
    writes_ = false;
    owner_.commit(*inner_);
  }
  void rollback() noexcept override { inner_->rollback(); }
  void script(std::string_view statements) override { inner_->script(statements); }
  bool alive() override { return inner_->alive(); }

 private:
  FaultyDatabase& owner_;
  Database::Lease inner_;
  bool writes_ = false;
};

}  // namespace

void FaultyDatabase::arm(Break how, int at, bool sticky) {
  how_ = how;
  left_ = at;
  sticky_ = sticky;
  broke_ = false;
}

bool FaultyDatabase::disarm() {
  left_ = 0;
  return broke_;
}

Database::Lease FaultyDatabase::reader() {
  return Lease(*this, std::make_unique<FaultyConnection>(*this, inner_.reader()), false);
}
Database::Lease FaultyDatabase::writer() {
  return Lease(*this, std::make_unique<FaultyConnection>(*this, inner_.writer()), true);
}
void FaultyDatabase::give_back(std::unique_ptr<Connection> connection, bool) noexcept {
  connection.reset();  // the lease inside goes back to its own pool, which rolls back
}

bool FaultyDatabase::breaks(bool committing) {
  const bool of_commits = how_ == Break::commit_lost || how_ == Break::commit_unheard;
  if (left_ == 0 || of_commits != committing || --left_ > 0) return false;
  if (sticky_) left_ = 1;
  return broke_ = true;
}

void FaultyDatabase::before_write(Connection& rows) {
  if (!breaks(false)) return;
  if (how_ == Break::refused) throw SqlError(Fault::broken_check, "a fault");
  rows.rollback();  // as the engine does with the victim of a deadlock, or of a connection that is gone
  throw SqlError(how_ == Break::busy ? Fault::busy : Fault::lost, "a fault");
}

void FaultyDatabase::commit(Connection& rows) {
  if (!breaks(true)) return rows.commit();
  how_ == Break::commit_lost ? rows.rollback() : rows.commit();
  throw SqlError(Fault::lost, "a fault");
}

}  // namespace zhiheng::testing
