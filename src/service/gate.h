// The one door to rows. A transaction is handed out only after a permission check, together with it the audit
// is written, and the whole is run again when the engine reports a deadlock.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
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
  // A write that found nothing to change says so; it needs no audit row then.
  void changed_nothing() { audited_ = true; }
  // What this step writes stays whatever becomes of the request, a dry run too: a wrong password that was counted.
  // Only in a step that is the first of its request.
  void stays() { stays_ = true; }
  bool is_to_stay() const { return stays_; }

 private:
  store::Connection& rows_;
  const domain::Actor& actor_;
  Timestamp now_;
  std::string request_id_;
  bool audited_ = false;
  bool stays_ = false;
};

// What the shell knows of the request that this thread serves: stands on the stack of the shell for as long as the
// request lasts. Without more, every write of the request commits by itself. A request that is carried out once (with
// an idempotency key) or only rehearsed (a dry run) keeps its first write's transaction open instead: all later steps
// of the request see and join it, and the shell ends it, with finish() after the answer was put beside the change, or
// with abandon(). So a key, its answer and the change are there together or not at all, and a rehearsal leaves nothing.
class RequestScope {
 public:
  explicit RequestScope(std::string request_id, std::string idempotency_key = {}, std::string body_digest = {},
                        bool dry_run = false);
  RequestScope(const RequestScope&) = delete;
  ~RequestScope();
  static RequestScope* current();  // of this thread, or null

  const std::string request_id;
  const std::string idempotency_key;
  const std::string body_digest;
  const bool dry_run;

  // A transaction waits for its end.
  bool is_open() const { return open_.has_value(); }
  // Another request with the same key was carried out while this one came to its first write.
  bool key_was_taken() const { return key_was_taken_; }
  // Commits. Refuses storage.* as any write does; nothing of the request is written then.
  Outcome finish();
  void abandon() noexcept;

 private:
  friend class Gate;
  bool holds_writes() const { return dry_run || !idempotency_key.empty(); }

  std::optional<store::Database::Lease> open_;
  std::optional<Problem> lost_;  // why the open transaction is gone; all later steps are refused with it
  bool key_was_taken_ = false;
  RequestScope* outer_;
};

// The key to rows without an actor. Only the services named here can make one, each for a reason of its own: to find
// out who somebody is, to judge the whole of the data, to set up a database, or to show everybody what was published.
// Pages and the API cannot.
class SystemKey {
  SystemKey() = default;
  friend class AccountService;
  friend class SecurityService;
  friend class IdempotencyService;
  friend class CheckService;
  friend class DemoService;
  friend class SeedService;
  friend class PublicService;
  friend class JobService;
  friend class NoticeService;
  friend class MailService;
  friend class BackupService;
  friend class UploadCleaner;
  friend class ObjectionClock;
  friend class ExpertTerms;
  friend class PaymentClock;
  friend class JournalProof;
  friend class RatingClock;
};

// Since the start: transactions run again, and given up because of the database.
struct GateCounts {
  std::int64_t retries = 0, faults = 0;
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

  // Without a permission check, by holders of the key; the same rules for faults, retries and the audit row. The actor
  // is whom the audit names.
  template <class Body>
  auto system_read(const SystemKey&, const domain::Actor& actor, Body body) -> decltype(body(std::declval<Tx&>())) {
    return run<decltype(body(std::declval<Tx&>()))>(actor, std::nullopt, {}, body, false);
  }
  template <class Body>
  auto system_write(const SystemKey&, const domain::Actor& actor, Body body) -> decltype(body(std::declval<Tx&>())) {
    return run<decltype(body(std::declval<Tx&>()))>(actor, std::nullopt, {}, body, true);
  }

  const Clock& clock() const { return clock_; }
  GateCounts counts() const { return {retries_, faults_}; }
  store::Engine engine() const { return database_.engine(); }

 private:
  template <class R, class Body>
  R run(const domain::Actor& actor, std::optional<domain::Action> action, const Subject& subject, Body& body,
        bool write) {
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
  Outcome run_erased(const domain::Actor& actor, std::optional<domain::Action> action, const Subject& subject,
                     const std::function<bool(Tx&)>& step, bool write);
  Outcome run_once(const domain::Actor& actor, std::optional<domain::Action> action, const Subject& subject,
                   const std::function<bool(Tx&)>& step, bool write, bool& committing);
  // A step inside the transaction that the request keeps open.
  Outcome run_inside(RequestScope& request, const domain::Actor& actor, std::optional<domain::Action> action,
                     const Subject& subject, const std::function<bool(Tx&)>& step, bool write);

  store::Database& database_;
  const Clock& clock_;
  std::atomic<std::int64_t> retries_{0}, faults_{0};
};

}  // namespace zhiheng::service
