// The experts' library: files, the steps of their life, what is proposed and decided, remarks and complaints, and the
// expert's own view of it all. Bodies and answers are described in templates/api/expert_library.json.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

// As create_row and change_row of record_service.h, which lead here: a new expert is an application.
Result<Json> create_expert(Gate& gate, const domain::Actor& actor, const Json& body);
Result<Json> change_expert(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                           const Json& body);

// The whole file: the record, "standing" (with "expired"), masked secrets, life dates, "qualifications", "steps",
// "remarks", "proposals", "assessments", "panels". The expert himself reads it without remarks, without drafts of
// assessments and without who wrote what.
Result<Json> read_expert_file(Gate& gate, const domain::Actor& actor, std::int64_t id);
// The same of the actor's own expert; refuses expert_library.no_file.
Result<Json> read_my_file(Gate& gate, const domain::Actor& actor);

// Body {"step", ...} of an application's life: a clerk's or an approver's step, as domain::expert_life() says. Steps of
// an appointed expert are proposed first: expert_library.by_proposal. Answers the file.
Result<Json> take_expert_step(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body);
// Body {"experts": ["1","2"], "step", ...}: the same step of many, all or none; problems stand at "/experts/3".
Result<Json> take_expert_steps(Gate& gate, const domain::Actor& actor, const Json& body);
// Whether the step would be refused for a reason that the row or the actor tells; for buttons.
Outcome may_take_step(Gate& gate, const domain::Actor& actor, std::int64_t id, const std::string& step);

Result<Json> add_qualification(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, const Json& body);
Result<Json> change_qualification(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                  const Json& body);
Result<Json> withdraw_qualification(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);

// Body {"kind","received_on","said_by"?,"content","evidence"?}; answered by {"state": founded|unfounded, "answer"}.
Result<Json> add_remark(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, const Json& body);
Result<Json> answer_remark(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                           const Json& body);

// Body {"kind": renew|suspend|resume|remove, "reason"?, "from"?, "until"?, "certificate_number"?} as the bureau.
Result<Json> propose_step(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, const Json& body);
// Body {"approved": true|false, "reason"?}, by another person than who proposed.
Result<Json> decide_proposal(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& body);
Result<Json> withdraw_proposal(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// {"items":[...]}: what waits within the actor's sight, oldest first.
Result<Json> waiting_proposals(Gate& gate, const domain::Actor& actor);

// The expert's own: {"phone","email"} at once; {"name","identity_number","bank_name","bank_account","employer","title",
// "title_level"} become a proposal, as does {"kind":"renew"}.
Result<Json> change_my_file(Gate& gate, const domain::Actor& actor, std::int64_t version, const Json& body);
Result<Json> propose_my_change(Gate& gate, const domain::Actor& actor, const Json& body);

// "财政预算、教育": the codes of `fields` in words.
std::string expert_fields_in_words(const std::string& fields, Language language);

}  // namespace zhiheng::service
