// What the bureau does about a flag: the member is replaced elsewhere, or it is dismissed with a reason.
#include "domain/relation.h"

#include "domain/field_maker.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "service/recusal_service.h"
#include "store/declaration_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Json flag_json(const store::FlagRow& flag) {
  Json json = Json::object().set("id", id_json(flag.id)).set("version", flag.version);
  json.set("panel", id_json(flag.panel_id)).set("panel_label", flag.panel_name).set("panel_state", flag.panel_state);
  json.set("expert", id_json(flag.expert_id)).set("expert_label", flag.expert_name);
  json.set("rule", flag.path.rule).set("path", path_json(flag.path)).set("state", flag.state);
  json.set("found_by", flag.found_by).set("found_at", moment_json(flag.found_at)).set("reason", flag.reason);
  return json.set("handled_by", id_json(flag.handled_by)).set("handled_at", moment_json(flag.handled_at));
}

}  // namespace

Result<Json> read_recusal_flag(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_relations, {"recusal_flag", id},
                   [&](Tx& tx) -> Result<Json> { return flag_json(*store::find_flag(tx.rows(), id)); });
}

Result<Json> decide_recusal_flag(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                 const Json& body) {
  static const std::vector<domain::Field> fields{domain::choice_field("state", "recusal_decision").required(),
                                                 domain::text_field("reason", 500)};
  return gate.write(actor, Action::edit_relations, {"recusal_flag", id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    auto flag = *store::find_flag(tx.rows(), id);
    if (flag.version != version) return stale_problem(tx, domain::recusal_flag_shape(), id, version);
    if (flag.state != "open") return refusal(Kind::conflict, "recusal.flag_not_open");
    if (form->text("reason").empty()) return refusal("recusal.reason_missing", "/reason");
    flag.state = form->text("state");
    flag.reason = form->text("reason");
    flag.handled_by = actor.account_id;
    if (!store::save_flag(tx.rows(), flag, tx.now())) {
      return stale_problem(tx, domain::recusal_flag_shape(), id, version);
    }
    Json detail = state_change("open", flag.state, version + 1);
    detail.find("after")->set("reason", flag.reason);
    tx.audit("decide", {"recusal_flag", id}, flag.bureau_id, detail);
    return flag_json(*store::find_flag(tx.rows(), id));
  });
}

void settle_recusal_flags(Tx& tx, std::int64_t panel_id, std::int64_t expert_id, const std::string& reason) {
  ensure(!reason.empty(), "whoever goes goes for a reason");
  for (store::FlagRow& flag : store::flags_of_panel(tx.rows(), panel_id)) {
    if (flag.expert_id != expert_id || flag.state != "open") continue;
    flag.state = "handled";
    flag.reason = reason;
    flag.handled_by = tx.actor().account_id;
    ensure(store::save_flag(tx.rows(), flag, tx.now()), "a flag is changed by one at a time");
    Json detail = state_change("open", flag.state, flag.version + 1);
    detail.find("after")->set("reason", reason);
    tx.audit("decide", {"recusal_flag", flag.id}, flag.bureau_id, detail);
  }
}

}  // namespace zhiheng::service
