// Declarations of relations (回避声明) by experts before they open anything.
#pragma once

#include <string>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// The expert's own: {"panel","panel_label","panel_state","required","state":
// "not_asked"|"missing"|"standing"|"outdated", "list":
// {"panel","engagement","agency_hidden","parties":[{"party","kind","name","head"}]}, "list_digest", "declaration": null
// | {"id","answer","related":[...],"list_digest","declared_at"}}. The list is that of now.
Result<Json> read_own_declaration(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);
// Body: {"list_digest", "none": true} or {"list_digest", "related": [{"party","relation","person"?,"since"?,"until"?,
// "note"?}]}. The list must be the one of now; a panel
// that asks for none refuses declaration.not_asked. What is declared becomes a relation; when it binds the expert to
// this engagement a flag is raised and the bureau told, who decides. Answers the same as read_own_declaration.
Result<Json> declare(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, const Json& body);

// For the bureau: {"panel","panel_label","panel_state","required","items":[{"expert","expert_label","state",
// "declaration":{...,"list":{...}}|null}],"flags":[...]}.
Result<Json> declarations_of_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);
// From now on each member of the panel declares before he opens anything; those who have not are told.
Result<Json> ask_for_declarations(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);

// --- inside others' transactions
// A panel that was drawn, or whose invitations ask for it, calls this once after it was made.
void require_declarations(Tx& tx, std::int64_t panel_id);
// Refuses, in this order: recusal.declaration_missing, recusal.declaration_outdated, recusal.declared_related (the
// bureau has not decided yet). Always fine in panels that do not ask.
Outcome may_open_documents(Tx& tx, std::int64_t panel_id, std::int64_t expert_id);
// The same for the sheet's own expert; others have nothing to declare about it.
Outcome may_open_sheet(Tx& tx, std::int64_t panel_id, std::int64_t expert_id);
// The same for whoever acts, who may be no expert, or reach the engagement from another side too.
Outcome may_open_engagement(Tx& tx, std::int64_t engagement_id);

}  // namespace zhiheng::service
