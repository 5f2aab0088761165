#include "service/extra_expert_service.h"

#include "domain/shape_listed.h"
#include "domain/statistics_json.h"
#include "service/command_body.h"
#include "service/draw_line.h"
#include "service/heart_json.h"
#include "service/panel_seat.h"
#include "service/record_parts.h"
#include "service/statistics_parts.h"
#include "store/statistics_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::size_t longest_reason = 500;

// What was known when the expert was called, to two decimals, as the page shows it.
store::ExtraExpert facts_of(const PanelCase& found, const domain::Uncertainty& uncertainty, std::int64_t member,
                            const std::string& reason, const std::string& now) {
  const Json interval = domain::interval_json(uncertainty.interval, 2);
  store::ExtraExpert extra;
  extra.bureau_id = found.panel.bureau_id;
  extra.agency_id = found.panel.agency_id;
  extra.panel_id = found.panel.id;
  extra.member_id = member;
  extra.final_score = found.actual->final_score;
  extra.low = interval.items().at(0).number();
  extra.high = interval.items().at(1).number();
  extra.line = uncertainty.inside.front().at.text();
  extra.reason = reason;
  extra.called_at = now;
  return extra;
}

}  // namespace

Result<Json> call_extra_expert(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                               const Json& body) {
  return gate.write(actor, Action::run_panel, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    static const std::vector<domain::Field> fields{domain::text_field("reason", longest_reason)};
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const PanelCase found = load_panel_case(tx, panel_id);
    if (found.panel.version != version) return stale_problem(tx, domain::panel_shape(), panel_id, version);
    std::optional<domain::Uncertainty> uncertainty;
    if (found.actual) uncertainty = domain::uncertainty_of(found.input, *found.actual);
    if (const Outcome may = may_call_extra(tx, found, uncertainty); !may) return may.problems();
    const std::string reason = form->text("reason");
    if (reason.empty()) return refusal("statistics.reason_missing", "/reason");
    const auto next = next_in_line(tx, panel_id, CallPurpose::extra, 0);
    if (!next) return next.problems();
    record_call(tx, *next, CallPurpose::extra, reason);
    const auto member = seat_member(tx, {panel_id, next->expert_id, next->rater_group, "extra", reason});
    if (!member) return member.problems();
    const store::ExtraExpert extra = facts_of(found, *uncertainty, *member, reason, tx.now().utc());
    store::insert_extra_expert(tx.rows(), extra);
    Json after = Json::object();
    after.set("member", id_json(*member)).set("final_score", extra.final_score.text());
    after.set("low", extra.low).set("high", extra.high).set("line", extra.line).set("reason", reason);
    tx.audit("call_extra", {"panel", panel_id}, found.panel.bureau_id, Json::object().set("after", after));
    return after;
  });
}

}  // namespace zhiheng::service
