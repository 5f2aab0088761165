#include "service/outlying_service.h"

#include "domain/outlying.h"
#include "service/sheet_parts.h"
#include "store/panel_store.h"
#include "store/statistics_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr const char* field = "/confirm_outlying";
constexpr std::size_t longest_reason = 500;

Problem question() {
  return refusal("sheet.outlying_unconfirmed", field);
}

// The total that would be handed in; absent where submit_sheet refuses the sheet for another reason.
std::optional<Score> total_to_hand_in(Tx& tx, LoadedSheet& loaded, std::int64_t version, const Json& body) {
  if (loaded.sheet.version != version) return std::nullopt;
  if (!domain::may_write(loaded.panel, loaded.sheet.expert_id, loaded.sheet, tx.today())) return std::nullopt;
  const bool given = body.is_object() ? !body.members().empty() : !body.is_null();
  if (given) {
    if (!write_sheet_body(body, loaded.sheet).empty()) return std::nullopt;
    domain::complete_points(*loaded.component, loaded.sheet.items);
  }
  forget_sum(loaded.sheet);
  const auto total = domain::total_of(*loaded.component, loaded.sheet);
  return total ? std::optional<Score>(*total) : std::nullopt;
}

std::vector<Score> other_totals(Tx& tx, const LoadedSheet& loaded) {
  std::vector<Score> others;
  const auto sheets = store::sheets_of_panel(tx.rows(), loaded.panel.id, false);
  for (const domain::ScoreSheet* sheet : counted_sheets(loaded.panel, sheets, loaded.sheet.component)) {
    if (sheet->id != loaded.sheet.id && sheet->total) others.push_back(*sheet->total);
  }
  return others;
}

// What is to be done, found out without writing anything.
enum class Step { pass, ask, refuse, answer };

struct Found {
  Step step = Step::pass;
  Score total;
  std::optional<store::OutlyingQuestion> asked;
};

Result<Found> look(Tx& tx, std::int64_t sheet_id, std::int64_t version, const Json& body, bool has_reason) {
  Found found;
  LoadedSheet loaded = load_sheet(tx, sheet_id);
  const auto allowed = loaded.policy.rules->uncertainty.outlying_points;
  if (!allowed) return found;
  const auto total = total_to_hand_in(tx, loaded, version, body);
  if (!total) return found;
  found.total = *total;
  found.asked = store::outlying_question(tx.rows(), sheet_id);
  if (found.asked) {
    if (!found.asked->answered_at.empty()) return found;
    found.step = domain::answers_question(found.asked->total, *total, has_reason) ? Step::answer : Step::refuse;
  } else if (domain::is_outlying(*total, other_totals(tx, loaded), *allowed)) {
    found.step = Step::ask;
  }
  return found;
}

Json facts(const char* key, std::string value) {
  return Json::object().set("after", Json::object().set(key, std::move(value)));
}

Outcome ask(Tx& tx, std::int64_t sheet_id, Score total) {
  const domain::ScoreSheet sheet = *store::find_sheet(tx.rows(), sheet_id);
  tx.stays();
  if (store::outlying_question(tx.rows(), sheet_id)) {
    tx.changed_nothing();
    return Done{};
  }
  store::OutlyingQuestion asked;
  asked.bureau_id = sheet.bureau_id;
  asked.agency_id = sheet.agency_id;
  asked.panel_id = sheet.panel_id;
  asked.sheet_id = sheet_id;
  asked.total = total;
  asked.asked_at = tx.now().utc();
  store::insert_outlying_question(tx.rows(), asked);
  tx.audit("question_outlying", {"score_sheet", sheet_id}, sheet.bureau_id, facts("total", total.text()));
  return Done{};
}

Outcome answer(Tx& tx, store::OutlyingQuestion asked, Score total, const std::string& reason) {
  asked.answered_at = tx.now().utc();
  asked.reason = total == asked.total ? reason : std::string();
  store::answer_outlying_question(tx.rows(), asked);
  tx.audit("answer_outlying", {"score_sheet", asked.sheet_id}, asked.bureau_id, facts("reason", asked.reason));
  return Done{};
}

}  // namespace

Result<std::string> take_confirmation(Json& body) {
  const Json* given = body.find("confirm_outlying");
  if (!given) return std::string();
  if (!given->is_null() && !given->is_string()) return refusal("field.wrong_type", field, {{"type", "string"}});
  std::string reason = given->is_string() ? given->string() : std::string();
  while (!reason.empty() && (reason.back() == ' ' || reason.back() == '\n' || reason.back() == '\r')) reason.pop_back();
  if (reason.size() > longest_reason * 3) {
    return refusal("field.too_long", field,
                   {{"length", std::to_string(reason.size() / 3)}, {"longest", std::to_string(longest_reason)}});
  }
  auto& members = body.members();
  std::erase_if(members, [](const JsonMember& member) { return member.key == "confirm_outlying"; });
  return reason;
}

Outcome question_outlying(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& body, const std::string& confirmation) {
  const RequestScope* request = RequestScope::current();
  if (request && request->dry_run) return Done{};
  const Subject subject{"score_sheet", sheet_id};
  const auto found = gate.read(actor, Action::fill_sheet, subject, [&](Tx& tx) -> Result<Found> {
    return look(tx, sheet_id, version, body, !confirmation.empty());
  });
  if (!found) return found.problems();
  switch (found->step) {
    case Step::pass: return Done{};
    case Step::refuse: return question();
    case Step::ask: {
      const Outcome asked = gate.write(actor, Action::fill_sheet, subject,
                                       [&](Tx& tx) -> Outcome { return ask(tx, sheet_id, found->total); });
      if (!asked) return asked.problems();
      return question();
    }
    case Step::answer: break;
  }
  return gate.write(actor, Action::fill_sheet, subject,
                    [&](Tx& tx) -> Outcome { return answer(tx, *found->asked, found->total, confirmation); });
}

bool has_open_question(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id) {
  const auto open = gate.read(actor, Action::fill_sheet, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<bool> {
    const auto asked = store::outlying_question(tx.rows(), sheet_id);
    return asked && asked->answered_at.empty();
  });
  return open && *open;
}

}  // namespace zhiheng::service
