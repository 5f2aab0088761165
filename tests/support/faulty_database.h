// A database that breaks at a wished write: as a refused row, a deadlock or a broken connection would break it, once or
// until it is mended, before a commit or after it when only the answer is lost.
#pragma once

#include <string>

#include "store/database.h"

namespace zhiheng::testing {

enum class Break { refused, busy, lost, commit_lost, commit_unheard };

class FaultyDatabase final : public store::Database {
 public:
  explicit FaultyDatabase(store::Database& inner) : inner_(inner) {}

  // From now on the `at`-th write breaks (of commits: the `at`-th commit), and while `sticky` every later one too.
  void arm(Break how, int at, bool sticky = false);
  // Answers whether anything broke.
  bool disarm();

  store::Engine engine() const override { return inner_.engine(); }
  Lease reader() override;
  Lease writer() override;

  // For the connections that it lends.
  void before_write(store::Connection& rows);
  void commit(store::Connection& rows);

 protected:
  void give_back(std::unique_ptr<store::Connection> connection, bool writer) noexcept override;

 private:
  bool breaks(bool committing);

  store::Database& inner_;
  Break how_ = Break::refused;
  int left_ = 0;  // writes or commits until it breaks; 0: it is whole
  bool sticky_ = false, broke_ = false;
};

}  // namespace zhiheng::testing
