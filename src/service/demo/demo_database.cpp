#include "service/demo/demo_database.h"

#include "base/result.h"

namespace zhiheng::service {

using store::SqlError;

// What the services see: the outer connection without its beginnings and ends.
class OneTransaction::Inner final : public store::Connection {
 public:
  explicit Inner(OneTransaction& whole) : whole_(whole) {}

  store::Engine engine() const override { return whole_.engine(); }
  std::vector<store::Row> query(std::string_view sql, const store::Parameters& parameters) override {
    return watched([&] { return whole_.rows().query(sql, parameters); });
  }
  void each(std::string_view sql, const store::Parameters& parameters,
            const std::function<bool(const store::Row&)>& body) override {
    watched([&] {
      whole_.rows().each(sql, parameters, body);
      return true;
    });
  }
  std::int64_t execute(std::string_view sql, const store::Parameters& parameters) override {
    return watched([&] { return whole_.rows().execute(sql, parameters); });
  }
  std::int64_t last_id() override { return whole_.rows().last_id(); }
  void begin_read() override { writes_ = false; }
  void begin_write() override { writes_ = true; }
  void commit() override {}
  // A refused write may have left rows behind that only the end of the whole can take away.
  void rollback() noexcept override { whole_.undone_ = whole_.undone_ || writes_; }
  void script(std::string_view) override { throw Defect("a schema does not change inside of a transaction"); }
  bool alive() override { return !whole_.fault_; }

 private:
  // After a fault an engine may have ended the transaction by itself; going on would write outside of it.
  template <class Body>
  auto watched(Body body) -> decltype(body()) {
    if (whole_.fault_) throw SqlError(*whole_.fault_);
    try {
      return body();
    } catch (const SqlError& fault) {
      whole_.fault_ = fault;
      throw;
    }
  }

  OneTransaction& whole_;
  bool writes_ = false;
};

OneTransaction::OneTransaction(store::Database& outer) : outer_(outer), lease_(outer.writer()) {
  lease_->begin_write();
}

void OneTransaction::keep() {
  if (fault_) throw SqlError(*fault_);
  ensure(!undone_, "nothing is kept after something inside was refused");
  lease_->commit();
}

store::Database::Lease OneTransaction::reader() {
  if (fault_) throw SqlError(*fault_);
  return Lease(*this, std::make_unique<Inner>(*this), false);
}

store::Database::Lease OneTransaction::writer() {
  if (fault_) throw SqlError(*fault_);
  return Lease(*this, std::make_unique<Inner>(*this), true);
}

void OneTransaction::give_back(std::unique_ptr<store::Connection> connection, bool) noexcept {
  connection.reset();
}

}  // namespace zhiheng::service
