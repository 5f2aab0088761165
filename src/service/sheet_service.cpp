#include "service/sheet_service.h"

#include <algorithm>
#include <set>

#include "domain/shape_listed.h"
#include "service/blind_service.h"
#include "service/case_builder.h"
#include "service/command_body.h"
#include "service/declaration_service.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/outlying_service.h"
#include "service/record_parts.h"
#include "service/sheet_parts.h"
#include "store/panel_life_store.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::size_t most_items = 500;

}  // namespace

LoadedSheet load_sheet(Tx& tx, std::int64_t sheet_id) {
  LoadedSheet loaded;
  loaded.sheet = *store::find_sheet(tx.rows(), sheet_id);
  loaded.panel = *store::find_panel(tx.rows(), loaded.sheet.panel_id);
  loaded.policy = load_policy(tx.rows(), loaded.panel.policy_id);
  loaded.component = loaded.policy.rules->find_component(loaded.sheet.component);
  ensure(loaded.component, "a sheet's component stands in its policy");
  return loaded;
}

namespace {

domain::ScoreItem item_from(const Record& row, const Json& given) {
  domain::ScoreItem item;
  item.criterion = row.text("criterion");
  if (!is_null(row.get("points"))) item.points = Score::hundredths(static_cast<std::int32_t>(row.integer("points")));
  const Json* defects = given.find("defects");
  const bool counted = defects && !defects->is_null() && !(defects->is_string() && defects->string().empty());
  if (counted) item.defects = static_cast<int>(row.integer("defects"));
  item.reason = row.text("reason");
  item.page = row.text("page");
  return item;
}

}  // namespace

// Rows that cannot be read keep their place, so that what the rules say of the others points at the right one.
Problems write_sheet_body(const Json& body, domain::ScoreSheet& sheet) {
  static const std::vector<domain::Field> item_fields{
      domain::text_field("criterion", 32).required(), domain::score_field("points"),
      domain::integer_field("defects", 0, 9999), domain::text_field("reason", 1000), domain::text_field("page", 50)};
  static const std::vector<domain::Field> sheet_fields{domain::score_field("total"),
                                                       domain::text_field("comment", 2000)};
  Problems problems;
  Json rest = body;
  const Json::Array items = take_array(rest, "items", false, most_items, problems);
  const auto form = read_command(sheet_fields, rest);
  append(problems, form);
  sheet.items.clear();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto row = read_command(item_fields, items[i], pointer_to("/items", i));
    append(problems, row);
    domain::ScoreItem unread;
    if (!row && items[i].is_object()) unread.criterion = items[i].text_at("criterion");
    sheet.items.push_back(row ? item_from(*row, items[i]) : unread);
  }
  sheet.total.reset();
  sheet.comment = form ? form->text("comment") : std::string();
  if (form && !is_null(form->get("total"))) {
    sheet.total = Score::hundredths(static_cast<std::int32_t>(form->integer("total")));
  }
  return problems;
}

namespace {

// "/items/3/points" -> "/items/3": what one row of a body is called.
std::string row_of(const std::string& field) {
  const std::string start = "/items/";
  return field.starts_with(start) ? field.substr(0, field.find('/', start.size())) : field;
}

}  // namespace

Problems together(Problems unread, const Problems& by_rules) {
  std::set<std::string> known;
  for (const Problem& problem : unread) known.insert(row_of(problem.field));
  for (const Problem& problem : by_rules) {
    if (!known.contains(row_of(problem.field))) unread.push_back(problem);
  }
  return unread;
}

void forget_sum(domain::ScoreSheet& sheet) {
  if (!sheet.items.empty()) sheet.total.reset();
}

namespace {

Json facts_of(const domain::ScoreSheet& sheet, bool with_items) {
  Json whole = to_json(sheet);
  Json facts = Json::object();
  facts.set("state", sheet.state).set("total", whole.at("total"));
  if (with_items) facts.set("comment", sheet.comment).set("items", whole.at("items"));
  return facts;
}

}  // namespace

Problem stale_sheet(Tx& tx, std::int64_t sheet_id, std::int64_t version) {
  return stale_problem(tx, domain::score_sheet_shape(), sheet_id, version);
}

namespace {

// Saves the changed sheet and says so in the audit; the row's version becomes the next one.
Outcome save(Tx& tx, std::string_view action, const domain::ScoreSheet& before, domain::ScoreSheet& after,
             bool items_changed) {
  if (!store::save_sheet(tx.rows(), after, tx.now())) return stale_sheet(tx, after.id, before.version);
  if (items_changed) store::replace_items(tx.rows(), after);
  after.version = before.version + 1;
  Json detail = Json::object();
  detail.set("before", facts_of(before, items_changed)).set("after", facts_of(after, items_changed));
  if (action == "return") detail.find("after")->set("returned_reason", after.returned_reason);
  detail.set("version", after.version);
  tx.audit(action, {"score_sheet", after.id}, after.bureau_id, detail);
  return Done{};
}

}  // namespace

Json sheet_json(Tx& tx, const LoadedSheet& loaded) {
  Json json = to_json(loaded.sheet);
  json.set("rubric", rubric_json(*loaded.component)).set("panel_label", loaded.panel.name);
  json.set("panel_state", loaded.panel.state).set("deadline_on", loaded.panel.deadline_on.text());
  const auto engagement = *store::find_engagement_facts(tx.rows(), loaded.panel.engagement_id);
  json.set("engagement", id_json(engagement.id)).set("engagement_code", engagement.code);
  json.set("engagement_label", engagement.name);
  const domain::PanelMember* member = loaded.panel.member(loaded.sheet.member_id);
  json.set("expert_label", member ? member->expert_name : std::string());
  json.set("recused", member && member->recused);
  Json first;
  if (!loaded.panel.discussion.empty()) {
    for (const domain::FirstScore& one : store::first_scores(tx.rows(), loaded.panel.id)) {
      if (one.sheet_id == loaded.sheet.id) first = one.total.text();
    }
  }
  json.set("first_total", std::move(first));
  domain::Veil veil =
      veil_over(tx, Action::see_sheets, {"score_sheet", loaded.sheet.id}, loaded.sheet.bureau_id, &loaded.panel);
  // Nothing of his own sheet is hidden from its expert but whose work it is about.
  const bool own = tx.actor().expert_id != 0 && tx.actor().expert_id == loaded.sheet.expert_id;
  if (own) veil = {veil.agency, false, false, false};
  veil_sheet(json, veil, 0);
  return json;
}

namespace {

// Hands the sheet in: its total is stored with it, and a closing of the panel that did not see it is told.
Outcome hand_in(Tx& tx, const domain::ScoreSheet& before, LoadedSheet& loaded, bool items_changed) {
  forget_sum(loaded.sheet);
  const auto total = domain::total_of(*loaded.component, loaded.sheet);
  if (!total) return total.problems();
  loaded.sheet.total = *total;
  loaded.sheet.state = "submitted";
  loaded.sheet.submitted_at = tx.now().utc();
  if (!store::touch_open_panel(tx.rows(), loaded.panel.id, tx.now())) return refusal(Kind::conflict, "panel.not_open");
  return save(tx, "submit", before, loaded.sheet, items_changed);
}

}  // namespace

bool same_content(const domain::ScoreSheet& a, const domain::ScoreSheet& b) {
  Json left = to_json(a);
  Json right = to_json(b);
  return left.at("items") == right.at("items") && a.comment == b.comment && (!a.items.empty() || a.total == b.total);
}

Result<Json> read_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id) {
  return gate.read(actor, Action::see_sheets, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<Json> {
    const LoadedSheet loaded = load_sheet(tx, sheet_id);
    const Outcome open = may_open_sheet(tx, loaded.panel.id, loaded.sheet.expert_id);
    if (!open) return open.problems();
    return sheet_json(tx, loaded);
  });
}

Result<Json> save_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                        const Json& body) {
  return gate.write(actor, Action::fill_sheet, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<Json> {
    LoadedSheet loaded = load_sheet(tx, sheet_id);
    if (loaded.sheet.version != version) return stale_sheet(tx, sheet_id, version);
    const domain::ScoreSheet before = loaded.sheet;
    const Outcome allowed = domain::may_write(loaded.panel, before.expert_id, before, tx.today());
    if (!allowed) return allowed.problems();
    const Outcome open = may_open_sheet(tx, loaded.panel.id, before.expert_id);
    if (!open) return open.problems();
    Problems unread = write_sheet_body(body, loaded.sheet);
    domain::complete_points(*loaded.component, loaded.sheet.items);
    const Problems problems = together(std::move(unread), domain::check_bounds(*loaded.component, loaded.sheet));
    if (!problems.empty()) return problems;
    if (const Outcome saved = save(tx, "save", before, loaded.sheet, true); !saved) return saved.problems();
    return sheet_json(tx, loaded);
  });
}

Result<Json> submit_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& given_body) {
  Json body = given_body;
  const auto confirmation = take_confirmation(body);
  if (!confirmation) return confirmation.problems();
  if (const Outcome asked = question_outlying(gate, actor, sheet_id, version, body, *confirmation); !asked) {
    return asked.problems();
  }
  return gate.write(actor, Action::fill_sheet, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<Json> {
    LoadedSheet loaded = load_sheet(tx, sheet_id);
    if (loaded.sheet.version != version) return stale_sheet(tx, sheet_id, version);
    const domain::ScoreSheet before = loaded.sheet;
    const Outcome allowed = domain::may_write(loaded.panel, before.expert_id, before, tx.today());
    if (!allowed) return allowed.problems();
    const Outcome open = may_open_sheet(tx, loaded.panel.id, before.expert_id);
    if (!open) return open.problems();
    // Nothing can be complete without content, so an empty body too means what was saved.
    const bool given = body.is_object() ? !body.members().empty() : !body.is_null();
    if (given) {
      Problems unread = write_sheet_body(body, loaded.sheet);
      domain::complete_points(*loaded.component, loaded.sheet.items);
      const bool both = loaded.sheet.total && !loaded.sheet.items.empty();
      const auto total = domain::total_of(*loaded.component, loaded.sheet);
      if (both || !unread.empty()) {
        const Problems problems = together(std::move(unread), total.problems());
        if (!problems.empty()) return problems;
      }
    }
    if (const Outcome done = hand_in(tx, before, loaded, given); !done) return done.problems();
    return sheet_json(tx, loaded);
  });
}

Result<Json> return_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& body) {
  return gate.write(actor, Action::return_sheet, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    LoadedSheet loaded = load_sheet(tx, sheet_id);
    if (loaded.sheet.version != version) return stale_sheet(tx, sheet_id, version);
    const domain::ScoreSheet before = loaded.sheet;
    const Outcome allowed = domain::return_sheet(loaded.panel.state, before, form->text("reason"));
    if (!allowed) return allowed.problems();
    loaded.sheet.state = "returned";
    loaded.sheet.returned_reason = form->text("reason");
    forget_sum(loaded.sheet);
    // The panel's version moves, so that a closing which counted this sheet is told.
    if (!store::touch_open_panel(tx.rows(), loaded.panel.id, tx.now())) {
      return refusal(Kind::conflict, "panel.not_open");
    }
    if (const Outcome saved = save(tx, "return", before, loaded.sheet, false); !saved) return saved.problems();
    const Params told{{"reason", loaded.sheet.returned_reason}};
    tell_experts(tx,
                 {"returned", {"score_sheet", sheet_id}, std::to_string(version + 1), loaded.panel.deadline_on, told},
                 {before.expert_id});
    return sheet_json(tx, loaded);
  });
}

Result<bool> put_sheet(Tx& tx, const SheetForm& form) {
  const std::int64_t sheet_id = store::find_sheet_id(tx.rows(), form.panel_id, form.expert_id, form.component);
  if (sheet_id == 0) return refusal(Kind::absent, "sheet.not_a_member");
  LoadedSheet loaded = load_sheet(tx, sheet_id);
  const domain::ScoreSheet before = loaded.sheet;
  if (const Problems unread = write_sheet_body(form.body, loaded.sheet); !unread.empty()) return unread;
  domain::complete_points(*loaded.component, loaded.sheet.items);
  const bool handed_in = before.state == "submitted" || before.state == "locked";
  if (handed_in && same_content(before, loaded.sheet)) return false;
  const Outcome allowed = domain::may_write(loaded.panel, before.expert_id, before, tx.today());
  if (!allowed) return allowed.problems();
  if (const Outcome done = hand_in(tx, before, loaded, true); !done) return done.problems();
  return true;
}

}  // namespace zhiheng::service
