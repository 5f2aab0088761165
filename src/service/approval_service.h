// The approval desk: everything that waits for somebody's second pair of eyes, in one list, confirmed line by line.
// Each line is the act of its own service in its own transaction, four-eyed and audited like the single act.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"
#include "store/task_store.h"

namespace zhiheng::service {

// A kind of thing that waits: a new one is one entry of approval_kinds() and the message approval.kind.<name>.
struct ApprovalKind {
  std::string_view name;  // "payment_order": the stem of the rows, too
  domain::Action action;  // what confirming needs
  std::string_view plural;
  // Selects id, version, title, context (whom it is about), amount in fen or NULL, who drafted, its name, when,
  // bureau_id of the rows that wait, from tables of which `x` has the bureau; it ends in a WHERE to be continued.
  std::string_view sql;
  // None where a decision needs its reasons: the desk names the row, and its own page decides.
  std::function<Outcome(Gate&, const domain::Actor&, std::int64_t id, std::int64_t version, Language)> act;
  std::string_view task = {};  // of my_tasks, "task.<task>"; "" where the stem has a task of its own
};
const std::vector<ApprovalKind>& approval_kinds();
// The kind of which this is the task; null when none.
const ApprovalKind* approval_of_task(std::string_view task);

// {"items":[{"kind","id","version","title","context","amount" or null,"drafted_by","drafted_by_label","drafted_at",
//  "allowed","alone","rule","why_not","place"}],"groups":[{"kind","count","allowed","amount"}],"total","allowed"}: of
//  every kind
// that the actor may confirm anywhere, the oldest first, at most 200 of a kind; what he drafted himself is not allowed
// and says why; `alone` rows are decided on their own page. `kind` narrows; "" is all. Refuses approval.unknown_kind.
Result<Json> approval_desk(Gate& gate, const domain::Actor& actor, const std::string& kind, Language language);

// Body: {"items":[{"kind","id","version"}]}. Every line is carried out by itself, in order; a refused one changes
// nothing and stops none. Refuses as a whole approval.nothing_ticked, approval.unknown_kind and field.* at their lines.
// Answers {"items":[{"kind","id","version","title","confirmed","rule","text"}],"confirmed":n,"refused":n}.
Result<Json> confirm_approvals(Gate& gate, const domain::Actor& actor, const Json& body, Language language);

// What waits of one kind, drafted by somebody else, as tasks of that person; at most store::most_waiting.
std::vector<store::Waiting> approvals_of(store::Connection& rows, const ApprovalKind& kind, const domain::Scope& scope,
                                         std::int64_t account_id);

// How much waits that the actor may confirm or decide.
std::int64_t approvals_waiting(Gate& gate, const domain::Actor& actor);

}  // namespace zhiheng::service
