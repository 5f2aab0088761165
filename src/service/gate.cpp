#include "service/gate.h"

#include <chrono>
#include <random>
#include <thread>

#include "base/log.h"
#include "domain/security.h"
#include "store/facts.h"
#include "store/idempotency_store.h"
#include "store/security_store.h"

namespace zhiheng::service {

namespace {

using store::Fault;
using store::SqlError;

constexpr int most_attempts = 3;

thread_local RequestScope* request_of_this_thread = nullptr;

// Longer from attempt to attempt and never the same twice, so that two that collided do not collide again.
void pause_before_retry(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<int> milliseconds(2, 10 << (2 * attempt));
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds(random)));
}

Problem problem_of(const SqlError& error, bool write, bool committing) {
  switch (error.fault) {
    case Fault::duplicate: return refusal(Kind::conflict, "storage.duplicate");
    case Fault::broken_reference: return refusal(Kind::conflict, "storage.in_use");
    case Fault::broken_check: return refusal(Kind::invalid, "storage.check");
    case Fault::busy: return refusal(Kind::busy, "storage.busy");
    case Fault::full: return refusal(Kind::busy, "storage.full");
    case Fault::lost: return refusal(Kind::busy, write && committing ? "storage.lost" : "storage.unreachable");
    case Fault::other: break;
  }
  return refusal(Kind::defect, "storage.other");
}

// Somebody is waiting: what took this long already is not tried again, though each wait for a lock has its own limit.
constexpr std::chrono::seconds longest_patience{10};

bool worth_another_try(const SqlError& error, bool committing) {
  if (error.fault == Fault::busy) return true;
  // A connection that broke before COMMIT took its transaction with it; after COMMIT was sent nobody knows.
  return error.fault == Fault::lost && !committing;
}

void log_fault(const SqlError& error, domain::Action const* action) {
  LogLine(LogLevel::error, "storage_fault")
      .text("action", action ? std::string(name_of(*action)) : "system")
      .text("what", error.what());
}

}  // namespace

RequestScope::RequestScope(std::string id, std::string key, std::string digest, bool rehearses)
    : request_id(std::move(id)),
      idempotency_key(std::move(key)),
      body_digest(std::move(digest)),
      dry_run(rehearses),
      outer_(request_of_this_thread) {
  request_of_this_thread = this;
}
RequestScope::~RequestScope() {
  abandon();
  request_of_this_thread = outer_;
}
RequestScope* RequestScope::current() {
  return request_of_this_thread;
}

Outcome RequestScope::finish() {
  if (lost_) return *lost_;
  if (!open_) return Done{};
  try {
    (*open_)->commit();
    open_.reset();
    return Done{};
  } catch (const SqlError& error) {
    log_fault(error, nullptr);
    open_.reset();
    return problem_of(error, true, true);
  }
}

void RequestScope::abandon() noexcept {
  open_.reset();  // a lease that ends rolls back what was not committed
}

void Tx::audit(std::string_view action, const Subject& subject, std::int64_t bureau_id, const Json& detail) {
  const Value account = actor_.account_id == 0 ? Value() : Value(actor_.account_id);
  const Value bureau = bureau_id == 0 ? Value() : Value(bureau_id);
  rows_.execute(
      "INSERT INTO audit (at, account_id, login, action, subject, subject_id, bureau_id, detail, request_id) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {now_.utc(), account, actor_.login, std::string(action), subject.stem, subject.id, bureau, write_json(detail),
       request_id_});
  audited_ = true;
}

Outcome Gate::may(const domain::Actor& actor, domain::Action action, const Subject& subject) {
  return run_erased(
      actor, action, subject, [](Tx&) { return true; }, false);
}

namespace {

// Loads the facts of the row and asks who may do what.
Outcome permitted(store::Connection& rows, const domain::Actor& actor, std::optional<domain::Action> action,
                  const Subject& subject) {
  if (!action) return Done{};
  domain::Facts facts;
  if (subject.id != 0) {
    auto loaded = store::load_facts(rows, subject.stem, subject.id);
    if (!loaded) {
      // Who may not do such things at all is told so, whether or not the row is there.
      if (Outcome by_role = domain::may(actor, *action, {}); !by_role) return by_role;
      return refusal(Kind::absent, "access.absent");
    }
    facts = std::move(*loaded);
  }
  return domain::may(actor, *action, facts);
}

// What moves money asks for a code of the second factor that was shown a moment ago, where the setting says so.
Outcome shown_lately(store::Connection& rows, const domain::Actor& actor, std::optional<domain::Action> action,
                     Timestamp now) {
  if (!action || !domain::moves_money(*action) || actor.operator_of_machine) return Done{};
  const domain::SecuritySettings settings = store::load_security(rows);
  const std::int64_t oldest = now.milliseconds() - settings.second_factor_minutes * 60'000;
  if (settings.second_factor_for_money == 0 || actor.second_factor_at > oldest) return Done{};
  return refusal(Kind::forbidden, "account.second_factor_required");
}

void ensure_audited(const Tx& tx, bool write) {
  if (write && !tx.audited()) throw Defect("a write through the gate leaves an audit row");
}

// False when another request has the key already.
bool claim_key(store::Connection& rows, const domain::Actor& actor, const RequestScope& request, Timestamp now) {
  try {
    store::claim_request(rows, actor.account_id, request.idempotency_key, request.body_digest, now);
    return true;
  } catch (const SqlError& error) {
    if (error.fault != Fault::duplicate) throw;
    return false;
  }
}

}  // namespace

Outcome Gate::run_once(const domain::Actor& actor, std::optional<domain::Action> action, const Subject& subject,
                       const std::function<bool(Tx&)>& step, bool write, bool& committing) {
  store::Database::Lease lease = write ? database_.writer() : database_.reader();
  // Whatever leaves this function, the lease's end rolls back what was not committed.
  write ? lease->begin_write() : lease->begin_read();
  if (Outcome allowed = permitted(*lease, actor, action, subject); !allowed) return allowed;
  if (Outcome shown = shown_lately(*lease, actor, write ? action : std::nullopt, clock_.now()); !shown) return shown;
  RequestScope* request = RequestScope::current();
  Tx tx(*lease, actor, clock_.now(), request ? request->request_id : std::string());
  const bool claims = write && request && !request->idempotency_key.empty() && actor.account_id != 0;
  if (claims) {
    request->key_was_taken_ = !claim_key(*lease, actor, *request, tx.now());
    if (request->key_was_taken_) return refusal(Kind::conflict, "idempotency.in_progress", "Idempotency-Key");
  }
  if (!step(tx)) {
    lease->rollback();
    return Done{};
  }
  ensure_audited(tx, write);
  if (claims && tx.is_to_stay()) store::release_request(*lease, actor.account_id, request->idempotency_key);
  if (write && request && request->holds_writes() && !tx.is_to_stay()) {
    request->open_.emplace(std::move(lease));
    return Done{};
  }
  committing = true;
  lease->commit();
  return Done{};
}

Outcome Gate::run_inside(RequestScope& request, const domain::Actor& actor, std::optional<domain::Action> action,
                         const Subject& subject, const std::function<bool(Tx&)>& step, bool write) {
  store::Connection& rows = **request.open_;
  try {
    if (Outcome allowed = permitted(rows, actor, action, subject); !allowed) return allowed;
    Tx tx(rows, actor, clock_.now(), request.request_id);
    if (!write) {
      step(tx);
      return Done{};
    }
    rows.script("SAVEPOINT step;");
    if (!step(tx)) {
      rows.script("ROLLBACK TO SAVEPOINT step;");
      return Done{};
    }
    ensure_audited(tx, write);
    rows.script("RELEASE SAVEPOINT step;");
    return Done{};
  } catch (const SqlError& error) {
    // What the engine took back went with all earlier steps; they cannot be run again from here.
    const Problem problem = problem_of(error, write, false);
    if (problem.kind == Kind::busy || problem.kind == Kind::defect) {
      log_fault(error, action ? &*action : nullptr);
      request.lost_ = problem;
      request.abandon();
    } else {
      rows.script("ROLLBACK TO SAVEPOINT step;");
    }
    return problem;
  }
}

Outcome Gate::run_erased(const domain::Actor& actor, std::optional<domain::Action> action, const Subject& subject,
                         const std::function<bool(Tx&)>& step, bool write) {
  if (RequestScope* request = RequestScope::current()) {
    if (request->lost_) return *request->lost_;
    if (request->is_open()) return run_inside(*request, actor, action, subject, step, write);
  }
  const auto patience_ends = std::chrono::steady_clock::now() + longest_patience;
  for (int attempt = 0;; ++attempt) {
    bool committing = false;
    try {
      return run_once(actor, action, subject, step, write, committing);
    } catch (const SqlError& error) {
      const bool patient = attempt + 1 < most_attempts && std::chrono::steady_clock::now() < patience_ends;
      if (patient && worth_another_try(error, committing && write)) {
        ++retries_;
        pause_before_retry(attempt);
        continue;
      }
      const Problem problem = problem_of(error, write, committing);
      if (problem.kind == Kind::busy || problem.kind == Kind::defect) {
        ++faults_;
        log_fault(error, action ? &*action : nullptr);
      }
      return problem;
    }
  }
}

}  // namespace zhiheng::service
