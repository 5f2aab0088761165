// One thin door to two engines. Values are null, int64 or text; parameters are `?`. The portable subset of SQL is
// described in sql/README.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace zhiheng::store {

enum class Fault {
  duplicate,         // a unique key
  broken_reference,  // a foreign key
  broken_check,      // a CHECK, NOT NULL, length or range
  busy,              // deadlock, lock wait, node not ready: run the transaction again
  lost,              // the connection is gone; it may or may not have committed
  full,              // no space left on the device
  other,
};

// The only exception that leaves `store`; the gate translates it.
class SqlError : public std::runtime_error {
 public:
  SqlError(Fault what_kind, const std::string& message) : std::runtime_error(message), fault(what_kind) {}
  Fault fault;
};

enum class Engine { sqlite, mysql };
using Row = std::vector<Value>;
using Parameters = std::vector<Value>;

// Bytes that are no text travel in a Value as text; bind them with `blob(...)` placeholders by naming the column BLOB:
// both drivers bind strings with their length, so NUL bytes survive.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual Engine engine() const = 0;
  virtual std::vector<Row> query(std::string_view sql, const Parameters& parameters = {}) = 0;
  // Row by row without holding the whole answer; stops when the body answers false.
  virtual void each(std::string_view sql, const Parameters& parameters,
                    const std::function<bool(const Row&)>& body) = 0;
  virtual std::int64_t execute(std::string_view sql, const Parameters& parameters = {}) = 0;  // rows matched
  virtual std::int64_t last_id() = 0;
  virtual void begin_read() = 0;
  virtual void begin_write() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  virtual void script(std::string_view statements) = 0;  // statements end with `;` at the end of a line
  virtual bool alive() = 0;
};

}  // namespace zhiheng::store
