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

namespace zhiheng::service {

// A kind of thing that waits: a new one is one entry of approval_kinds() and the message approval.kind.<name>.
struct ApprovalKind {
  std::string_view name;  // "payment_order": the stem of the rows, too
  domain::Action action;  // what confirming needs
  std::string_view plural;
  // Selects id, version, title, context (whom it is about), amount in fen or NULL, who drafted, its name, when,
  // bureau_id of the rows that wait, from tables of which `x` has the bureau; it ends in a WHERE to be continued.
  std::string_view sql;
  std::function<Outcome(Gate&, const domain::Actor&, std::int64_t id, std::int64_t version, Language)> act;
};
const std::vector<ApprovalKind>& approval_kinds();

// {"items":[{"kind","id","version","title","context","amount" or null,"drafted_by","drafted_by_label","drafted_at",
//  "allowed","rule","why_not","place"}],"groups":[{"kind","count","allowed","amount"}],"total","allowed"}: of every
//  kind
// that the actor may confirm anywhere, the oldest first, at most 200 of a kind; what he drafted himself is not allowed
// and says why. `kind` narrows; "" is all. Refuses approval.unknown_kind.
Result<Json> approval_desk(Gate& gate, const domain::Actor& actor, const std::string& kind, Language language);

// Body: {"items":[{"kind","id","version"}]}. Every line is carried out by itself, in order; a refused one changes
// nothing and stops none. Refuses as a whole approval.nothing_ticked, approval.unknown_kind and field.* at their lines.
// Answers {"items":[{"kind","id","version","title","confirmed","rule","text"}],"confirmed":n,"refused":n}.
Result<Json> confirm_approvals(Gate& gate, const domain::Actor& actor, const Json& body, Language language);

// How much waits that the actor may confirm.
std::int64_t approvals_waiting(Gate& gate, const domain::Actor& actor);

}  // namespace zhiheng::service
