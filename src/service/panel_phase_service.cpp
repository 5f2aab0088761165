// The phases of a panel: the quorum that a leader lowers, the discussion, and why it cannot be closed yet.
#include "domain/panel_life.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/panel_life_parts.h"
#include "service/panel_life_service.h"
#include "service/sheet_parts.h"
#include "store/panel_life_store.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

Result<Json> lower_panel_quorum(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                const Json& body) {
  static const std::vector<domain::Field> fields{domain::integer_field("quorum", 1, 99).required(),
                                                 domain::text_field("reason", 500)};
  return gate.write(actor, Action::lower_quorum, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    const std::int64_t quorum = form->integer("quorum");
    const Outcome allowed = domain::lower_quorum(loaded->panel, loaded->rules, quorum, form->text("reason"));
    if (!allowed) return allowed.problems();
    store::QuorumChange change;
    change.bureau_id = loaded->panel.bureau_id;
    change.agency_id = loaded->panel.agency_id;
    change.panel_id = panel_id;
    change.before = domain::greatest_quorum(loaded->panel, loaded->rules);
    change.quorum = static_cast<int>(quorum);
    change.reason = form->text("reason");
    change.decided_by = actor.account_id;
    loaded->panel.quorum = change.quorum;
    if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
    store::insert_quorum_change(tx.rows(), change, tx.now());
    Json detail = Json::object().set("before", Json::object().set("quorum", change.before)).set("version", version + 1);
    detail.set("after", Json::object().set("quorum", change.quorum).set("quorum_reason", change.reason));
    tx.audit("lower_quorum", {"panel", panel_id}, loaded->panel.bureau_id, detail);
    return panel_json(tx, panel_id);
  });
}

Result<Json> open_panel_discussion(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                   const Json& body) {
  return gate.write(actor, Action::run_panel, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    if (const auto form = read_command({}, body); !form) return form.problems();
    auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    const Outcome allowed = domain::open_discussion(loaded->panel, loaded->sheets, loaded->rules, tx.today());
    if (!allowed) return allowed.problems();
    loaded->panel.discussion = "open";
    loaded->panel.discussed_at = tx.now().utc();
    if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
    store::keep_first_scores(tx.rows(), panel_id, tx.now());
    Json detail = Json::object().set("before", Json::object().set("discussion", "")).set("version", version + 1);
    tx.audit("open_discussion", {"panel", panel_id}, loaded->panel.bureau_id,
             detail.set("after", Json::object().set("discussion", "open")));
    return panel_json(tx, panel_id);
  });
}

Result<Json> revise_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& body) {
  return gate.write(actor, Action::fill_sheet, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<Json> {
    if (const auto form = read_command({}, body); !form) return form.problems();
    LoadedSheet loaded = load_sheet(tx, sheet_id);
    if (loaded.sheet.version != version) return stale_sheet(tx, sheet_id, version);
    const Outcome allowed = domain::revise_sheet(loaded.panel, loaded.sheet.expert_id, loaded.sheet);
    if (!allowed) return allowed.problems();
    loaded.sheet.state = "draft";
    forget_sum(loaded.sheet);
    if (!store::touch_open_panel(tx.rows(), loaded.panel.id, tx.now())) {
      return refusal(Kind::conflict, "panel.not_open");
    }
    if (!store::save_sheet(tx.rows(), loaded.sheet, tx.now())) return stale_sheet(tx, sheet_id, version);
    loaded.sheet.version = version + 1;
    tx.audit("revise", {"score_sheet", sheet_id}, loaded.sheet.bureau_id,
             state_change("submitted", "draft", loaded.sheet.version));
    return sheet_json(tx, loaded);
  });
}

namespace {

// The permission first, then the rule over the panel as it is now.
template <class Rule>
Outcome ask(Gate& gate, const domain::Actor& actor, Action action, std::int64_t panel_id, Rule rule) {
  if (Outcome may = gate.may(actor, action, {"panel", panel_id}); !may) return may;
  const auto asked = gate.read(actor, action, {"panel", panel_id}, [&](Tx& tx) -> Result<bool> {
    const LoadedPanel loaded = load_panel(tx, panel_id);
    const Outcome outcome = rule(tx, loaded);
    if (!outcome) return outcome.problems();
    return true;
  });
  if (!asked) return asked.problems();
  return Done{};
}

}  // namespace

Outcome may_close_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return ask(gate, actor, Action::close_panel, panel_id, [](Tx& tx, const LoadedPanel& loaded) {
    return domain::close_panel(loaded.panel, with_first_scores(tx, loaded), loaded.rules, tx.today());
  });
}

Outcome may_lower_panel_quorum(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return ask(gate, actor, Action::lower_quorum, panel_id,
             [](Tx&, const LoadedPanel& loaded) { return domain::may_lower_quorum(loaded.panel, loaded.rules); });
}

Outcome may_open_discussion(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return ask(gate, actor, Action::run_panel, panel_id, [](Tx& tx, const LoadedPanel& loaded) {
    return domain::open_discussion(loaded.panel, loaded.sheets, loaded.rules, tx.today());
  });
}

Outcome may_send_invitations(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return ask(gate, actor, Action::run_panel, panel_id,
             [](Tx&, const LoadedPanel& loaded) { return domain::send_invitations(loaded.panel); });
}

Outcome may_revise_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id) {
  if (Outcome may = gate.may(actor, Action::fill_sheet, {"score_sheet", sheet_id}); !may) return may;
  const auto asked = gate.read(actor, Action::fill_sheet, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<bool> {
    const LoadedSheet loaded = load_sheet(tx, sheet_id);
    const Outcome outcome = domain::revise_sheet(loaded.panel, loaded.sheet.expert_id, loaded.sheet);
    if (!outcome) return outcome.problems();
    return true;
  });
  if (!asked) return asked.problems();
  return Done{};
}

}  // namespace zhiheng::service
