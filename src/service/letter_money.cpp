// Letters about money that an agency does not get or has to give back: the deduction notice (扣款告知书) and the
// claim (追回多付款项通知书).
#include "base/amount_text.h"
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "domain/objection.h"
#include "service/billing_parts.h"
#include "service/blind_service.h"
#include "service/case_builder.h"
#include "service/deduction_notice_service.h"
#include "service/letter_data.h"
#include "service/payment_due_service.h"
#include "service/report_datasets.h"
#include "store/deduction_notice_store.h"
#include "store/row_reader.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

std::string grouped_text(const std::string& amount) {
  const auto read = read_money(amount, {});
  return read ? grouped(*read) : std::string();
}

std::string rate_text(const std::string& rate) {
  if (rate.empty()) return {};
  const auto read = read_fraction(rate, {});
  return read ? percent_text(*read) : rate;
}

Json document_of(const std::string& text) {
  auto read = parse_json(text, JsonLimits{64, 64u << 20});
  ensure(read.ok(), "a stored document is JSON");
  return std::move(*read);
}

// The documents of a statement as a stranger may read them: raters have numbers, not names.
struct Papers {
  Json given, computed;
};
Papers papers_of(const domain::Statement& statement) {
  Papers papers{document_of(statement.case_document), document_of(statement.result_document)};
  hide_raters(papers.given, papers.computed);
  return papers;
}

Json subject_of(const store::ContractFacts& contract, const std::string& number) {
  Json subject = Json::object().set("bureau", contract.bureau_name).set("agency", contract.agency_name);
  subject.set("uscc", contract.agency_uscc).set("contract", contract.number);
  return subject.set("contract_title", contract.title).set("letter", number);
}

void add_head(Json& values, const store::ContractFacts& contract, const domain::Policy& policy) {
  values.set("bureau", contract.bureau_name).set("agency", contract.agency_name).set("uscc", contract.agency_uscc);
  values.set("contract", contract.number).set("contract_title", contract.title);
  values.set("policy_title", policy.title).set("policy", policy.name()).set("policy_source", policy.source);
}

void add_sums(Json& values, const Json& document) {
  for (const char* key : {"fee", "bonus", "deduction", "net"}) values.set(key, grouped_text(document.text_at(key)));
  const auto deduction = read_money(document.text_at("deduction"), {});
  values.set("deduction_in_words", in_capitals(deduction ? *deduction : Money()));
}

Json steps_of(const Json& document) {
  Json rows = Json::array();
  for (const Json& engagement : document.at("engagements").items()) {
    for (const Json& step : engagement.at("steps").items()) {
      rows.push(Json::object().set("step", engagement.text_at("code") + "：" + step.string()));
    }
  }
  return rows;
}

Json lines_of(const Json& document) {
  Json rows = Json::array();
  for (const Json& one : document.at("engagements").items()) {
    const auto fee = read_money(one.text_at("fee"), {}), bonus = read_money(one.text_at("bonus"), {});
    const auto deduction = read_money(one.text_at("deduction"), {});
    ensure(fee.ok() && bonus.ok() && deduction.ok(), "a statement's figures are amounts");
    Json row = Json::object().set("engagement", one.text_at("code") + " " + one.text_at("title"));
    row.set("fee", grouped(*fee)).set("bonus", grouped(*bonus)).set("deduction", grouped(*deduction));
    rows.push(row.set("payable", grouped(*fee + *bonus - *deduction)));
  }
  return rows;
}

// The account into which it is paid back, as the bureau keeps it with its own data.
void add_payback(Tx& tx, std::int64_t bureau_id, Json& values) {
  const auto rows =
      tx.rows().query("SELECT payback_name, payback_bank, payback_account FROM bureau WHERE id = ?", {bureau_id});
  const bool known = !rows.empty() && !text_or_empty(rows[0][2]).empty();
  const char* keys[] = {"payback_name", "payback_bank", "payback_account"};
  for (std::size_t i = 0; i < 3; ++i) {
    values.set(keys[i], known ? text_or_empty(rows[0][i]) : std::string());
  }
}

// Until when it is to be paid back; what was claimed at several times has its first day.
std::string claim_day(Tx& tx, std::int64_t contract_id) {
  std::optional<Date> first;
  for (const ContractDues& one : dues_in(tx.rows(), "id = ?", {contract_id}, tx.today())) {
    for (const domain::Due& due : one.dues) {
      if (due.is_claim() && (!first || due.due_on < *first)) first = due.due_on;
    }
  }
  return first ? day_in_words(*first) : std::string();
}

Result<LetterContent> letter_of_claim(Tx& tx, const Account& account) {
  const domain::Statement& statement = *account.statement;
  const domain::Balance balance = account.balance();
  if (balance.recoverable == Money()) return refusal(Kind::conflict, "payment.nothing_recoverable");
  const Papers papers = papers_of(statement);
  const auto input = domain::read_case(papers.given);
  ensure(input.ok(), "a stored case can be read");
  const domain::Policy& policy = *input->policy;
  const Json document = domain::notice_document(papers.given, papers.computed);
  const Timestamp confirmed_at = timestamp_from_utc(statement.confirmed_at);
  const std::string number = statement.number + "-T";
  LetterContent letter{Json::object(), number, {}};
  Json& values = letter.values;
  add_head(values, account.contract, policy);
  add_sums(values, document);
  values.set("number", number).set("issued_on", day_in_words(tx.today())).set("statement", statement.number);
  values.set("confirmed_on", day_in_words(confirmed_at.date()));
  values.set("lines", lines_of(document)).set("reasons", deduction_reasons(document, policy));
  values.set("adjustments", confirmed_adjustments(account));
  values.set("net", grouped(balance.net)).set("paid", grouped(balance.paid));
  values.set("recoverable", grouped(balance.recoverable));
  values.set("recoverable_in_words", in_capitals(balance.recoverable))
      .set("due_on", claim_day(tx, statement.contract_id));
  add_payback(tx, statement.bureau_id, values);
  values.set("objection_days", days_in_words(policy.objection_days, policy.objection_working_days));
  letter.evidence = domain::make_evidence("statement", subject_of(account.contract, number), papers.given,
                                          papers.computed, confirmed_at);
  values.set("code", domain::verification_code(letter.evidence->text_at("digest")));
  return letter;
}

}  // namespace

Json deduction_reasons(const Json& notice_document, const domain::Policy& policy) {
  Json rows = Json::array();
  for (const Json& engagement : notice_document.at("engagements").items()) {
    for (const Json& one : engagement.at("deductions").items()) {
      const std::string kind = one.text_at("kind"), code = one.text_at("event");
      const domain::EventRule* event = code.empty() ? nullptr : policy.find_event(code);
      const std::string event_title = event ? event->title : code;
      std::string title = say("web.deduction." + kind, Language::zh);
      if (!event_title.empty()) title += "：" + event_title;
      const Params params{{"title", policy.title},
                          {"policy", policy.name()},
                          {"score", engagement.text_at("score")},
                          {"grade", engagement.text_at("grade")},
                          {"event", event_title}};
      Json row = Json::object().set("engagement", engagement.text_at("code") + " " + engagement.text_at("title"));
      row.set("title", title).set("clause", say("letter.clause." + kind, params, Language::zh));
      row.set("base", grouped_text(one.text_at("base"))).set("rate", rate_text(one.text_at("rate")));
      rows.push(row.set("amount", grouped_text(one.text_at("amount"))));
    }
  }
  return rows;
}

Result<LetterContent> deduction_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  const Subject subject{"deduction_notice", letter_id(about)};
  return gate.read(actor, Action::see_statements, subject, [&](Tx& tx) -> Result<LetterContent> {
    const auto notice = *store::find_deduction_notice(tx.rows(), subject.id);
    const auto contract = *store::find_contract_facts(tx.rows(), notice.contract_id);
    const domain::Policy& policy = *load_policy(tx.rows(), contract.policy_id).rules;
    const Json document = document_of(notice.document);
    LetterContent letter{Json::object(), notice.number, {}};
    Json& values = letter.values;
    add_head(values, contract, policy);
    add_sums(values, document);
    values.set("number", notice.number).set("issued_on", day_in_words(notice.sent_on));
    values.set("reasons", deduction_reasons(document, policy)).set("steps", steps_of(document));
    values.set("answer_days", days_in_words(policy.billing.notice_days, policy.billing.notice_working_days));
    values.set("answer_due_on", day_in_words(notice.answer_due_on));
    values.set("withdrawn", notice.state == "withdrawn" ? notice.withdrawn_reason : std::string());
    // The evidence is that of the draft as long as it says what was told; a draft that was drawn anew says other
    // things.
    const auto statement = store::find_statement(tx.rows(), notice.statement_id);
    if (!statement || !still_tells(*statement, document)) {
      values.set("code", std::string());
      return letter;
    }
    Papers papers = papers_of(*statement);
    letter.evidence =
        domain::make_evidence("statement", subject_of(contract, notice.number), std::move(papers.given),
                              std::move(papers.computed), *read_timestamp(notice.sent_on.text() + " 00:00", {}));
    values.set("code", domain::verification_code(letter.evidence->text_at("digest")));
    return letter;
  });
}

Result<LetterContent> claim_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  return gate.read(actor, Action::see_statements, {"contract", 0}, [&](Tx& tx) -> Result<LetterContent> {
    const Params params{{"contract", about}};
    ReportContext context{tx, params, Language::zh};
    const auto contract = contract_of_param(context, Action::see_statements);
    if (!contract) return refusal(Kind::absent, "access.absent");
    const Account account = load_account(tx, *contract);
    // Nothing is claimed by a draft, and whoever may not see one learns nothing of it.
    if (!account.statement || !account.is_confirmed()) return refusal(Kind::conflict, "payment.nothing_recoverable");
    return letter_of_claim(tx, account);
  });
}

}  // namespace zhiheng::service
