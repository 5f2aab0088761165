#include "service/payroll_reveal.h"

#include "domain/field_maker.h"
#include "domain/shape_text.h"
#include "service/command_body.h"
#include "store/expert_fee_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

// Drafts may still change, and nobody is paid by a bill that was taken back.
Outcome check_standing(const domain::ExpertFee& fee) {
  if (fee.state == "confirmed" || fee.state == "paid") return Done{};
  return refusal(Kind::conflict, "expert_fee.not_confirmed");
}

// Everybody of the bill once; the first refusal ends it, because a list with holes would be paid with holes.
Result<ClearSecrets> opened_secrets(Tx& tx, const domain::ExpertFee& fee, const std::string& purpose) {
  ClearSecrets clear;
  for (const domain::ExpertFeeLine& line : fee.lines) {
    if (clear.contains(line.expert_id)) continue;
    auto secrets = read_secrets(tx, line.expert_id, fee.number + " " + purpose);
    if (!secrets) return secrets.problems();
    clear.emplace(line.expert_id, std::move(*secrets));
  }
  return clear;
}

}  // namespace

Result<ReportFile> reveal_payroll(Gate& gate, const domain::Actor& actor, std::int64_t fee_id, const Json& body,
                                  Language language) {
  const Subject subject{"expert_fee", fee_id};
  return gate.write(actor, Action::reveal_expert, subject, [&](Tx& tx) -> Result<ReportFile> {
    const auto form = read_command({domain::text_field("purpose", 200)}, body);
    if (!form) return form.problems();
    const std::string purpose(domain::trimmed(form->text("purpose")));
    if (purpose.empty()) return refusal("expert_secrets.purpose_missing", "/purpose");
    // What was shown was shown: a rehearsal must not take the trace away again.
    tx.stays();
    const auto fee = *store::find_expert_fee(tx.rows(), fee_id);
    if (const Outcome standing = check_standing(fee); !standing) return standing.problems();
    const auto clear = opened_secrets(tx, fee, purpose);
    if (!clear) return clear.problems();
    tx.audit("reveal", subject, fee.bureau_id,
             Json::object()
                 .set("purpose", purpose)
                 .set("number", fee.number)
                 .set("experts", static_cast<std::int64_t>(clear->size())));
    return clear_payroll_inside(tx, fee_id, *clear, language);
  });
}

Outcome may_reveal_payroll(Gate& gate, const domain::Actor& actor, std::int64_t fee_id) {
  return gate.read(actor, Action::reveal_expert, {"expert_fee", fee_id},
                   [&](Tx& tx) -> Outcome { return check_standing(*store::find_expert_fee(tx.rows(), fee_id)); });
}

}  // namespace zhiheng::service
