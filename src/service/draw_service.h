// The draw of a panel from the list to the members. Every change takes the version that the caller saw; another one is
// record.stale. The server never sees a party's value before it is revealed: only its hash is given before.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: {"deadline_on", "name"?, "components"?: ["plan"], "seats"?: 5, "groups"?: [{"group","seats"}], "apart"?:
// [["12","15"]] (ids of experts), "hash"?: "sm3"|"sha256", "mode"?: "commitments"|"public_number", "parties"?:
// ["bureau","agency","discipline"], "commit_until","reveal_until", or "public_number_name","public_number_on"}. The
// quotas are those of the policy. Refuses, besides what domain::check_draw_days and check_quotas refuse:
// draw.panel_exists, panel.contract_closed, draw.open_exists, panel.too_few_members, panel.not_odd, draw.groups_differ,
// panel.unknown_group, draw.no_people.
Result<Json> prepare_draw(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body);
// The same once more, while nothing is published: the list is computed anew.
Result<Json> prepare_draw_again(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version,
                                const Json& body);

// The fields of the shape, and {"panel","panel_name","groups","components","parties":[{"party","commitment",
// "committed_at","value","salt","revealed_at"}],"awaited":[party],"party": whom the reader speaks for,"list","result",
// "events","failed_before","people","excluded"}; the last two, with names, are for the bureau alone and null for
// others.
Result<Json> read_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id);
// The draws of an engagement that the actor may see, in their order.
Result<Json> draws_of_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);
// What an engagement's draw would start from: {"seats","groups":[code],"quotas","engagement",
// "engagement_name","contract"}.
Result<Json> draw_defaults(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);

Result<Json> publish_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version);
Result<Json> commit_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id,
                         const Json& body);  // {"commitment"}
Result<Json> reveal_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id,
                         const Json& body);  // {"value","salt"}
// Body: {"value","source"}: what anybody can look up.
Result<Json> enter_public_number(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version,
                                 const Json& body);
Result<Json> void_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version,
                       const Json& body);  // {"reason"}
// Body: {"deadline_on"?}. Makes the panel; who cannot sit any more is passed over for the next in the order.
Result<Json> carry_out_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version,
                            const Json& body);

// The evidence document; `with_names` opens who stands behind the numbers, for the bureau alone (draw.names_hidden).
Result<Json> draw_evidence(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, bool with_names);
Result<Json> draw_evidence_of_panel(Gate& gate, const domain::Actor& actor, const std::string& panel, bool with_names);

}  // namespace zhiheng::service
