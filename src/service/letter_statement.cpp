// The notice of payment of a confirmed statement, with the evidence that its verification code is made of.
#include "base/amount_text.h"
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "service/blind_service.h"
#include "service/letter_data.h"
#include "service/report_datasets.h"
#include "service/statement_parts.h"
#include "service/statement_service.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Json line_of(const domain::StatementLine& line, const std::string& engagement) {
  Json row = Json::object().set("engagement", engagement).set("fee", grouped(line.fee));
  row.set("bonus", grouped(line.bonus)).set("deduction", grouped(line.deduction));
  return row.set("payable", grouped(line.fee + line.bonus - line.deduction));
}

Json lines_of(Tx& tx, const Account& account) {
  Json rows = Json::array();
  const auto engagements = store::engagement_facts_of(tx.rows(), account.contract.id);
  for (const domain::StatementLine& line : account.statement->lines) {
    std::string name;
    for (const store::EngagementFacts& one : engagements) {
      if (one.id == line.engagement_id) name = one.code + " " + one.name;
    }
    rows.push(line_of(line, name));
  }
  return rows;
}

Json values_of(Tx& tx, const Account& account) {
  const domain::Statement& statement = *account.statement;
  const domain::Balance balance = account.balance();
  const auto stored = parse_json(statement.case_document, JsonLimits{64, 64u << 20});
  ensure(stored.ok(), "a stored case document is JSON");
  const auto input = domain::read_case(*stored);
  ensure(input.ok(), "a stored case can be read");
  Json values = Json::object();
  values.set("bureau", account.contract.bureau_name).set("issued_on", day_in_words(tx.today()));
  values.set("number", statement.number).set("agency", account.contract.agency_name);
  values.set("uscc", account.contract.agency_uscc);
  values.set("policy_title", input->policy->title).set("policy", input->policy->name());
  values.set("contract", account.contract.number).set("contract_title", account.contract.title);
  values.set("lines", lines_of(tx, account)).set("adjustments", confirmed_adjustments(account));
  values.set("fee", grouped(statement.fee)).set("bonus", grouped(statement.bonus));
  values.set("deduction", grouped(statement.deduction)).set("net", grouped(balance.net));
  values.set("paid", grouped(balance.paid)).set("payable", grouped(balance.payable));
  values.set("payable_in_words", in_capitals(balance.payable)).set("recoverable", grouped(balance.recoverable));
  return values;
}

// The evidence as a letter carries it: without names of raters whoever asks, and always the same until a correction
// changes what it says.
Json settled_evidence(const Json& evidence, const domain::Statement& statement) {
  Json case_document = evidence.at("case");
  Json result_document = evidence.at("result");
  hide_raters(case_document, result_document);
  Json subject = Json::object();
  for (const auto& [key, value] : evidence.at("subject").members()) {
    if (key != "drafted_by" && key != "confirmed_by") subject.set(key, value);
  }
  return domain::make_evidence("statement", std::move(subject), std::move(case_document), std::move(result_document),
                               timestamp_from_utc(statement.confirmed_at));
}

}  // namespace

Result<LetterContent> statement_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  const auto evidence = statement_evidence(gate, actor, about);
  if (!evidence) {
    // A contract of somebody else answers like one that is not there, whatever it was called in the question.
    const bool absent = evidence.problems().front().kind == Kind::absent;
    if (absent) return refusal(Kind::absent, "access.absent");
    return evidence.problems();
  }
  return gate.read(actor, Action::see_statements, {"contract", 0}, [&](Tx& tx) -> Result<LetterContent> {
    const Params params{{"contract", about}};
    ReportContext context{tx, params, Language::zh};
    const auto contract = contract_of_param(context, Action::see_statements);
    if (!contract) return contract.problems();
    const Account account = load_account(tx, *contract);
    if (!account.statement || !account.is_confirmed()) {
      return refusal(Kind::conflict, "statement.not_confirmed", {},
                     {{"state", account.statement ? account.statement->state : "-"}});
    }
    LetterContent letter{values_of(tx, account), account.statement->number,
                         settled_evidence(*evidence, *account.statement)};
    letter.values.set("code", domain::verification_code(letter.evidence->text_at("digest")));
    return letter;
  });
}

}  // namespace zhiheng::service
