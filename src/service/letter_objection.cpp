// The decision on an objection, and the sheet on which experts sign for their pay.
#include "base/amount_text.h"
#include "domain/disclosure.h"
#include "service/command_body.h"
#include "service/expert_fee_service.h"
#include "service/letter_data.h"
#include "service/objection_service.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;

namespace {

std::string grouped_text(const std::string& amount) {
  const auto money = read_signed_money(amount, "");
  return money ? grouped(*money) : std::string();
}

Json items_of(const Json& rows) {
  Json out = Json::array();
  for (const Json& row : rows.items()) {
    const std::string rater = row.text_at("rater");
    const std::string from = letter_text(row.find("original"));
    const std::string wanted = letter_text(row.find("wanted"));
    const std::string decided = letter_text(row.find("decided"));
    std::string ground =
        letter_word("choice.objection_ground.", row.text_at("ground")) + "：" + row.text_at("statement");
    if (!wanted.empty()) ground += "\n" + say("letter.wanted", {{"from", from}, {"to", wanted}}, Language::zh);
    std::string decision = letter_word("choice.objection_outcome.", row.text_at("outcome"));
    if (!decided.empty() && decided != from) {
      decision += "\n" + say("letter.decided", {{"from", from}, {"to", decided}}, Language::zh);
    }
    Json one = Json::object().set("item", (rater.empty() ? "" : rater + "\n") + row.text_at("title"));
    one.set("ground", ground).set("decision", decision);
    out.push(one.set("reason", row.text_at("reason")));
  }
  return out;
}

void set_effect(const Json& decision, Json& values) {
  const Json* before = decision.find("before");
  const Json* after = decision.find("after");
  if (before == nullptr || after == nullptr || !before->is_object() || !after->is_object()) return;
  bool changed = false;
  for (const char* key : {"final_score", "grade", "deduction"}) {
    changed = changed || before->text_at(key) != after->text_at(key);
  }
  values.set("changed", changed);
  values.set("score_before", before->text_at("final_score")).set("score_after", after->text_at("final_score"));
  values.set("grade_before", before->text_at("grade")).set("grade_after", after->text_at("grade"));
  values.set("deduction_before", grouped_text(before->text_at("deduction")));
  values.set("deduction_after", grouped_text(after->text_at("deduction")));
}

Json lines_of(Tx& tx, const Json& bill) {
  std::string ids = "0";
  for (const Json& line : bill.at("lines").items()) ids += "," + std::to_string(letter_id(line.text_at("expert")));
  const auto accounts = tx.rows().query("SELECT id, bank_account_shown FROM expert WHERE id IN (" + ids + ")");
  Json rows = Json::array();
  for (const Json& line : bill.at("lines").items()) {
    const std::string panel = line.text_at("panel_label");
    const bool unpayable = line.at("unpayable").boolean();
    Json row = Json::object().set("name", line.text_at("expert_label"));
    row.set("matter", panel.empty() ? line.text_at("matter") : panel);
    row.set("basis", unpayable ? line.text_at("reason") : letter_word("choice.expert_fee_kind.", line.text_at("kind")));
    row.set("gross", grouped_text(line.text_at("gross"))).set("tax", grouped_text(line.text_at("tax")));
    row.set("net", grouped_text(line.text_at("net")));
    for (const store::Row& account : accounts) {
      if (std::to_string(integer_or(account[0])) == line.text_at("expert")) {
        row.set("account", text_or_empty(account[1]));
      }
    }
    rows.push(std::move(row));
  }
  return rows;
}

}  // namespace

Result<LetterContent> objection_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  const std::int64_t id = letter_id(about);
  const auto decision = objection_decision(gate, actor, id);
  if (!decision) return decision.problems();
  return gate.read(actor, Action::see_objections, {"objection", id}, [&](Tx& tx) -> Result<LetterContent> {
    const std::string number = decision->text_at("number");
    Json values = Json::object().set("bureau", decision->text_at("deciding_bureau"));
    values.set("issued_on", day_in_words(decision->text_at("decided_on"))).set("number", number + "-J");
    values.set("objection", number).set("agency", decision->text_at("agency"));
    values.set("engagement", decision->text_at("engagement_code") + " " + decision->text_at("engagement"));
    values.set("filed_on", day_in_words(decision->text_at("filed_on"))).set("items", items_of(decision->at("rows")));
    values.set("outcome", letter_word("choice.objection_outcome.", decision->text_at("outcome")));
    values.set("note", decision->text_at("note"));
    values.set("appeal_due_on", day_in_words(decision->text_at("appeal_due_on")));
    set_effect(*decision, values);
    LetterContent letter{std::move(values), number, std::nullopt};
    const auto row = tx.rows().query("SELECT new_result_id FROM objection WHERE id = ?", {id});
    if (!row.empty() && integer_or(row[0][0]) != 0) {
      auto evidence = anonymous_result_evidence(tx, integer_or(row[0][0]));
      if (!evidence) return evidence.problems();
      letter.evidence = std::move(*evidence);
      letter.values.set("code", domain::verification_code(letter.evidence->text_at("digest")));
    }
    return letter;
  });
}

Result<LetterContent> payroll_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  const std::int64_t id = letter_id(about);
  const auto bill = read_expert_fee(gate, actor, id, Language::zh);
  if (!bill) return bill.problems();
  return gate.read(actor, Action::see_expert_fees, {"expert_fee", id}, [&](Tx& tx) -> Result<LetterContent> {
    const auto rows = tx.rows().query("SELECT bureau_id FROM expert_fee WHERE id = ?", {id});
    // What others are paid is not an expert's to know.
    const bool of_bureau =
        !rows.empty() && domain::scope(tx.actor(), Action::see_expert_fees).has_bureau(integer_or(rows[0][0]));
    if (!of_bureau) return refusal(Kind::absent, "access.absent");
    const std::string month = bill->text_at("month");
    const auto first = read_date(month + "-01", "");
    Json values = Json::object().set("bureau", letter_bureau(tx, integer_or(rows[0][0])));
    values.set("issued_on", day_in_words(tx.today())).set("number", bill->text_at("number"));
    values.set("month", first ? std::to_string(first->year()) + "年" + std::to_string(first->month()) + "月" : month);
    values.set("lines", lines_of(tx, *bill)).set("gross", grouped_text(bill->text_at("gross")));
    values.set("tax", grouped_text(bill->text_at("tax"))).set("net", grouped_text(bill->text_at("net")));
    const auto net = read_signed_money(bill->text_at("net"), "");
    values.set("net_in_words", net ? in_capitals(*net) : std::string());
    return LetterContent{std::move(values), bill->text_at("number"), std::nullopt};
  });
}

}  // namespace zhiheng::service
