// A database that is one transaction of another: every begin and commit inside it means nothing, so that services, each
// with transactions of its own, together write everything or nothing.
#pragma once

#include <optional>

#include "store/database.h"

namespace zhiheng::service {

class OneTransaction final : public store::Database {
 public:
  explicit OneTransaction(store::Database& outer);  // begins; throws SqlError
  OneTransaction(const OneTransaction&) = delete;
  ~OneTransaction() override = default;  // rolls back what was not kept

  store::Engine engine() const override { return outer_.engine(); }
  store::Connection& rows() { return *lease_; }
  // Throws SqlError. After a refusal or a fault inside nothing may be kept: Defect.
  void keep();

  Lease reader() override;
  Lease writer() override;

 private:
  class Inner;
  void give_back(std::unique_ptr<store::Connection> connection, bool writer) noexcept override;

  store::Database& outer_;
  store::Database::Lease lease_;
  std::optional<store::SqlError> fault_;
  bool undone_ = false;
};

}  // namespace zhiheng::service
