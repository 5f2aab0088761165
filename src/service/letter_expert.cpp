// What an expert is sent: the letter of appointment, and the invitation to a panel.
#include "base/messages.h"
#include "domain/policy.h"
#include "service/case_builder.h"
#include "service/expert_library_service.h"
#include "service/letter_data.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;

namespace {

// The panel, its engagement and the member who is invited.
constexpr const char* invitation_sql =
    "SELECT member.expert_id, expert.name, panel.id, panel.bureau_id, panel.policy_id, panel.deadline_on, "
    "engagement.name, engagement.code, contract.number, member.answer_on, member.left_at "
    "FROM panel_member member INNER JOIN panel ON panel.id = member.panel_id "
    "INNER JOIN expert ON expert.id = member.expert_id "
    "INNER JOIN engagement ON engagement.id = panel.engagement_id "
    "INNER JOIN contract ON contract.id = engagement.contract_id WHERE member.id = ?";

std::string components_in_words(Tx& tx, std::int64_t member_id, std::int64_t policy_id) {
  const FrozenPolicy policy = load_policy(tx.rows(), policy_id);
  std::string out;
  for (const store::Row& row : tx.rows().query(
           "SELECT component FROM score_sheet WHERE member_id = ? GROUP BY component ORDER BY MIN(id)", {member_id})) {
    const std::string code = text_or_empty(row[0]);
    const domain::Component* component = policy.rules->find_component(code);
    out += (out.empty() ? "" : "、") + (component ? component->title : code);
  }
  return out;
}

void set_meeting(Tx& tx, std::int64_t panel_id, Json& values) {
  const auto rows = tx.rows().query(
      "SELECT session.held_on, item.starts, item.ends, session.place FROM review_item item "
      "INNER JOIN review_session session ON session.id = item.session_id "
      "WHERE item.panel_id = ? AND session.state <> 'cancelled' ORDER BY session.held_on DESC, item.id DESC LIMIT 1",
      {panel_id});
  if (rows.empty()) return;
  values.set("held_on",
             day_in_words(text_or_empty(rows[0][0])) + text_or_empty(rows[0][1]) + "—" + text_or_empty(rows[0][2]));
  values.set("place", text_or_empty(rows[0][3]));
}

}  // namespace

Result<LetterContent> appointment_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  const Subject subject{"expert", letter_id(about)};
  return gate.read(actor, Action::see_experts, subject, [&](Tx& tx) -> Result<LetterContent> {
    const store::Row row = tx.rows().query(
        "SELECT code, name, category, employer, title, fields, stage, term_from, term_until, certificate_number, "
        "bureau_id FROM expert WHERE id = ?",
        {subject.id})[0];
    const std::string from = text_or_empty(row[7]), until = text_or_empty(row[8]);
    const bool appointed = text_or_empty(row[6]) == "appointed" && !from.empty() && !until.empty();
    if (!appointed) return refusal(Kind::conflict, "letter.not_appointed", "expert");
    Json values = Json::object();
    values.set("bureau", letter_bureau(tx, integer_or(row[10]))).set("issued_on", day_in_words(tx.today()));
    const std::string certificate = text_or_empty(row[9]);
    values.set("number", certificate.empty() ? text_or_empty(row[0]) : certificate);
    values.set("name", text_or_empty(row[1]));
    values.set("category", say("choice.expert_category." + text_or_empty(row[2]), Language::zh));
    values.set("employer", text_or_empty(row[3])).set("title", text_or_empty(row[4]));
    values.set("fields", expert_fields_in_words(text_or_empty(row[5]), Language::zh));
    values.set("term",
               say("letter.term", {{"from", day_in_words(from)}, {"until", day_in_words(until)}}, Language::zh));
    return LetterContent{std::move(values), text_or_empty(row[0]), std::nullopt};
  });
}

Result<LetterContent> invitation_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  const Subject subject{"panel_member", letter_id(about)};
  return gate.read(actor, Action::see_panels, subject, [&](Tx& tx) -> Result<LetterContent> {
    const store::Row row = tx.rows().query(invitation_sql, {subject.id})[0];
    // Who else was invited is not a member's to know.
    const bool of_bureau = domain::scope(tx.actor(), Action::see_panels).has_bureau(integer_or(row[3]));
    const bool own = tx.actor().expert_id != 0 && tx.actor().expert_id == integer_or(row[0]);
    if (!of_bureau && !own) return refusal(Kind::absent, "access.absent");
    if (!text_or_empty(row[10]).empty()) return refusal(Kind::conflict, "letter.member_left", "member");
    Json values = Json::object();
    values.set("bureau", letter_bureau(tx, integer_or(row[3]))).set("issued_on", day_in_words(tx.today()));
    // The contract's number would name the agency to who finds it in a public notice.
    const std::string number = "PS-" + std::to_string(integer_or(row[2])) + "-" + std::to_string(subject.id);
    values.set("number", number).set("name", text_or_empty(row[1])).set("engagement", text_or_empty(row[6]));
    values.set("components", components_in_words(tx, subject.id, integer_or(row[4])));
    values.set("deadline_on", day_in_words(text_or_empty(row[5])));
    values.set("answer_on", day_in_words(text_or_empty(row[9])));
    set_meeting(tx, integer_or(row[2]), values);
    return LetterContent{std::move(values), number, std::nullopt};
  });
}

}  // namespace zhiheng::service
