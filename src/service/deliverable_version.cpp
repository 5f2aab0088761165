#include "service/deliverable_version.h"

#include <algorithm>

#include "domain/commission_type.h"
#include "service/deliverable_days.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "store/deliverable_store.h"

namespace zhiheng::service {

namespace {

int next_revision(const std::vector<domain::Deliverable>& earlier, std::string_view kind) {
  int last = 0;
  for (const domain::Deliverable& version : earlier) {
    if (version.kind == kind) last = std::max(last, version.revision);
  }
  return last + 1;
}

bool only_helps(Tx& tx, std::int64_t contract_id) {
  const auto rows = tx.rows().query("SELECT commission_type FROM contract WHERE id = ?", {contract_id});
  const domain::CommissionType* type = domain::find_commission_type(text_or_empty(rows.at(0)[0]));
  return type != nullptr && type->compliance == "assist_only";
}

Result<Timestamp> received_at(Tx& tx, const std::string& given) {
  if (given.empty()) return tx.now();
  const bool by_bureau = tx.actor().has(domain::Role::clerk) || tx.actor().operator_of_machine;
  if (!by_bureau) return refusal(Kind::forbidden, "deliverable.received_by_bureau", "/received_at");
  return read_timestamp(given, "/received_at");
}

}  // namespace

Result<domain::Deliverable> next_version(Tx& tx, std::int64_t engagement_id, const Record& given,
                                         const CheckedFile& file) {
  const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
  const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
  const auto earlier = store::deliverables_of(tx.rows(), engagement_id);
  const auto moment = received_at(tx, given.text("received_at"));
  if (!moment) return moment.problems();
  domain::Deliverable deliverable;
  deliverable.kind = given.text("kind");
  deliverable.sha256 = file.sha256;
  const Outcome allowed =
      domain::accept_version(earlier, deliverable.kind, deliverable.sha256, *moment, tx.now(), contract.state);
  if (!allowed) return allowed.problems();
  // Who only helps signs no report: the unit's own people write it.
  if (deliverable.kind == "report" && only_helps(tx, engagement.contract_id)) {
    return refusal(Kind::conflict, "deliverable.assist_only", "/kind");
  }
  deliverable.bureau_id = engagement.bureau_id;
  deliverable.agency_id = engagement.agency_id;
  deliverable.engagement_id = engagement_id;
  deliverable.revision = next_revision(earlier, deliverable.kind);
  deliverable.file_name = file.file_name;
  deliverable.size = file.size;
  deliverable.media_type = file.media_type;
  deliverable.received_at = *moment;
  count_days(tx, engagement, contract, deliverable);
  deliverable.state = "received";
  deliverable.remark = given.text("remark");
  return deliverable;
}

Json write_version(Tx& tx, domain::Deliverable& deliverable) {
  deliverable.id = store::insert_deliverable(tx.rows(), deliverable, tx.now());
  Json detail = state_change("", "received", 1);
  detail.find("after")
      ->set("kind", deliverable.kind)
      .set("revision", deliverable.revision)
      .set("file_name", deliverable.file_name)
      .set("sha256", deliverable.sha256)
      .set("received_at", deliverable.received_at.text())
      .set("days_late", deliverable.days_late);
  tx.audit("add", {"deliverable", deliverable.id}, deliverable.bureau_id, detail);
  return to_json(deliverable);
}

}  // namespace zhiheng::service
