// The one door to rows. A transaction is handed out only after a permission check, together with it the audit
// is written, and the whole is run again when the engine reports a deadlock.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "domain/access.h"
#include "store/database.h"

namespace zhiheng::service {

// The row that an action is about: {"statement", 42}; id 0 for a list or a row that does not exist yet.
struct Subject {
  std::string stem;
  std::int64_t id = 0;
};

class Tx {
 public:
  Tx(store::Connection& rows, const domain::Actor& actor, Timestamp now, std::string request_id)
      : rows_(rows), actor_(actor), now_(now), request_id_(std::move(request_id)) {}
  store::Connection& rows() { return rows_; }
  const domain::Actor& actor() const { return actor_; }
  Timestamp now() const { return now_; }
  Date today() const { return now_.date(); }
  // One row of the audit and of the subject's history; detail is {"before":{...},"after":{...}} or facts of the act.
  void audit(std::string_view action, const Subject& subject, std::int64_t bureau_id, const Json& detail);
  bool audited() const { return audited_; }

 private:
  store::Connection& rows_;
  const domain::Actor& actor_;
  Timestamp now_;
  std::string request_id_;
  bool audited_ = false;
};

class Gate {
 public:
  Gate(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  // The body gets a transaction; what it returns is a Result<T>. A refusal, a Defect or a fault rolls back.
  // A fault becomes Kind::busy storage.busy / storage.lost / storage.full, a broken constraint Kind::conflict
  // storage.duplicate / storage.in_use / Kind::invalid storage.check.
  template <class Body>
  auto read(const domain::Actor& actor, domain::Action action, const Subject& subject, Body body)
      -> decltype(body(std::declval<Tx&>())) {
    return run<decltype(body(std::declval<Tx&>()))>(actor, action, subject, body, false);
  }
  template <class Body>
  auto write(const domain::Actor& actor, domain::Action action, const Subject& subject, Body body)
      -> decltype(body(std::declval<Tx&>())) {
    return run<decltype(body(std::declval<Tx&>()))>(actor, action, subject, body, true);
  }
  // What the actor may do with the row, for `can` in templates; no body is run.
  Outcome may(const domain::Actor& actor, domain::Action action, const Subject& subject);

  const Clock& clock() const { return clock_; }

 private:
  template <class R, class Body>
  R run(const domain::Actor& actor, domain::Action action, const Subject& subject, Body& body, bool write) {
    std::optional<R> answer;
    const std::function<bool(Tx&)> step = [&](Tx& tx) {
      answer.emplace(body(tx));
      return answer->ok();
    };
    Outcome ran = run_erased(actor, action, subject, step, write);
    if (!ran) return ran.problems();
    return std::move(*answer);
  }
  // Begins, loads the facts of the subject, asks may(), runs the step, commits when it answered true, rolls back
  // otherwise; at most three times. A write that audited nothing is a Defect.
  Outcome run_erased(const domain::Actor& actor, domain::Action action, const Subject& subject,
                     const std::function<bool(Tx&)>& step, bool write);

  store::Database& database_;
  const Clock& clock_;
};

}  // namespace zhiheng::service
