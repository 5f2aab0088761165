// One contract's fee statement: its lines with what was taken off, and the derivation of every figure.
#include "base/amount_text.h"
#include "service/blind_service.h"
#include "service/policy_labels.h"
#include "service/report_datasets.h"
#include "service/statement_parts.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;
using table::DocumentLine;

namespace {

struct Loaded {
  Account account;
  Json case_document;
  Json result_document;
  store::Row names;  // bureau, agency, uscc, title, policy code, revision, fiscal year, signed_on
};

Result<Loaded> load_statement(ReportContext& context) {
  const Result<std::int64_t> contract_id = contract_of_param(context, Action::see_statements);
  if (!contract_id) return contract_id.problems();
  Loaded loaded{load_account(context.tx, *contract_id), {}, {}, {}};
  const bool published_only =
      !domain::scope(context.tx.actor(), Action::see_statements).has_bureau(loaded.account.contract.bureau_id);
  if (!loaded.account.statement || (published_only && !loaded.account.is_confirmed())) {
    return refusal(Kind::absent, "report.no_statement", "contract", {{"value", context.param("contract")}});
  }
  const Result<Json> case_document = parse_json(loaded.account.statement->case_document);
  const Result<Json> result_document = parse_json(loaded.account.statement->result_document);
  ensure(case_document.ok() && result_document.ok(), "the documents of statements are JSON");
  loaded.case_document = *case_document;
  loaded.result_document = *result_document;
  if (published_only) hide_raters(loaded.case_document, loaded.result_document);
  const auto rows = context.tx.rows().query(
      "SELECT bureau.name, agency.name, agency.uscc, c.title, policy.code, policy.revision, c.fiscal_year, "
      "c.signed_on, "
      "c.number FROM contract c INNER JOIN bureau ON bureau.id = c.bureau_id INNER JOIN agency ON agency.id = "
      "c.agency_id INNER JOIN policy ON policy.id = c.policy_id WHERE c.id = ?",
      {*contract_id});
  ensure(!rows.empty(), "a contract whose statement was read is there");
  loaded.names = rows[0];
  return loaded;
}

// "红河州…机制（试行）（honghe-2022@1）": the title as it stood when the statement was drawn.
std::string policy_name(const Loaded& loaded) {
  const std::string code = text_or_empty(loaded.names[4]) + "@" + std::to_string(integer_or(loaded.names[5]));
  const Json* policy = loaded.case_document.find("policy");
  const std::string title = policy != nullptr && policy->is_object() ? policy->text_at("title") : std::string();
  return title.empty() ? code : title + "（" + code + "）";
}

Params head_of(const Loaded& loaded, Language language) {
  const domain::Statement& statement = *loaded.account.statement;
  const domain::Balance balance = loaded.account.balance();
  const store::Row& names = loaded.names;
  const Money adjusted = balance.net - (statement.fee + statement.bonus - statement.deduction);
  return {{"bureau", text_or_empty(names[0])},
          {"agency", text_or_empty(names[1])},
          {"uscc", text_or_empty(names[2])},
          {"title", text_or_empty(names[3])},
          {"policy", policy_name(loaded)},
          {"fiscal_year", std::to_string(integer_or(names[6]))},
          {"signed_on", text_or_empty(names[7])},
          {"contract", text_or_empty(names[8])},
          {"number", statement.number},
          {"state", choice_text("statement_state", Value(statement.state), language)},
          {"net", grouped(balance.net)},
          {"adjustment", grouped(adjusted)},
          {"paid", grouped(balance.paid)},
          {"payable", grouped(balance.payable)},
          {"payable_in_words", in_capitals(balance.payable)},
          {"recoverable", grouped(balance.recoverable)}};
}

const std::vector<std::string>& head_names() {
  static const std::vector<std::string> names{
      "bureau", "agency", "uscc", "title",      "policy", "fiscal_year", "signed_on",        "contract",
      "number", "state",  "net",  "adjustment", "paid",   "payable",     "payable_in_words", "recoverable"};
  return names;
}

// The member of `list` with this code, or null.
const Json* by_code(const Json& document, const std::string& code) {
  const Json* list = document.find("engagements");
  if (list == nullptr || !list->is_array()) return nullptr;
  for (const Json& one : list->items()) {
    if (one.text_at("code") == code) return &one;
  }
  return nullptr;
}

std::int64_t deducted_fen(const Json& outcome, std::string_view kind) {
  std::int64_t sum_fen = 0;
  for (const Json& one : outcome.at("deductions").items()) {
    if (one.text_at("kind") == kind) sum_fen += integer_or(amount_of(one.find("amount")));
  }
  return sum_fen;
}

Value component_score(const Json& outcome, const char* component) {
  const Json* found = outcome.at("components").find(component);
  return found == nullptr ? Value() : amount_of(found->find("score"));
}

Cells line_of(const Json& engagement, const Json& outcome, std::int64_t sequence) {
  const std::int64_t fee_fen = integer_or(amount_of(engagement.find("fee")));
  const std::int64_t bonus_fen = integer_or(amount_of(outcome.find("bonus")));
  Cells cells{sequence,
              outcome.text_at("code"),
              engagement.text_at("title").empty() ? outcome.text_at("code") : engagement.text_at("title"),
              component_score(outcome, "plan"),
              component_score(outcome, "report"),
              amount_of(outcome.find("final_score")),
              outcome.text_at("grade"),
              fee_fen};
  std::int64_t sum_fen = 0;
  for (const char* kind : {"quality", "lateness", "event", "fixed"}) {
    cells.emplace_back(deducted_fen(outcome, kind));
    sum_fen += deducted_fen(outcome, kind);
  }
  cells.emplace_back(sum_fen);
  cells.emplace_back(bonus_fen);
  cells.emplace_back(fee_fen + bonus_fen - sum_fen);
  return cells;
}

Dataset statement_lines() {
  Dataset dataset;
  dataset.shape = {"statement_lines",
                   {{"sequence", CellType::integer},
                    {"engagement", CellType::text},
                    {"engagement_name", CellType::text},
                    {"plan_score", CellType::score},
                    {"report_score", CellType::score},
                    {"final_score", CellType::score},
                    {"grade", CellType::text},
                    {"fee", CellType::money},
                    {"quality_deduction", CellType::money},
                    {"lateness_deduction", CellType::money},
                    {"event_deduction", CellType::money},
                    {"fixed_deduction", CellType::money},
                    {"deduction", CellType::money},
                    {"bonus", CellType::money},
                    {"net", CellType::money}},
                   head_names(),
                   {"contract"}};
  dataset.action = Action::see_statements;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    const Result<Loaded> loaded = load_statement(context);
    if (!loaded) return loaded.problems();
    std::vector<std::vector<Value>> rows;
    for (const Json& engagement : loaded->case_document.at("engagements").items()) {
      const Json* outcome = by_code(loaded->result_document, engagement.text_at("code"));
      ensure(outcome != nullptr, "every engagement of a statement has an outcome");
      rows.push_back(line_of(engagement, *outcome, static_cast<std::int64_t>(rows.size()) + 1));
    }
    table::SheetData data;
    data.head = head_of(*loaded, context.language);
    data.rows = table::rows_of(std::move(rows));
    return data;
  };
  return dataset;
}

class DerivationWriter {
 public:
  DerivationWriter(const Loaded& loaded, Language language) : loaded_(loaded), language_(language) {}

  std::vector<DocumentLine> lines() {
    const Params head = head_of(loaded_, language_);
    for (const char* wanted : {"number", "contract", "agency", "policy"}) {
      for (const auto& [name, value] : head) {
        if (name == wanted) pair(name, value);
      }
    }
    for (const Json& engagement : loaded_.case_document.at("engagements").items()) write(engagement);
    write_policy();
    write_account();
    return std::move(lines_);
  }

 private:
  std::string word(const std::string& key, const Params& params = {}) const {
    return say("derivation." + key, params, language_);
  }
  void heading(const std::string& text) {
    lines_.push_back({DocumentLine::Kind::blank, "", ""});
    lines_.push_back({DocumentLine::Kind::heading, "", text});
  }
  void pair(const std::string& key, const std::string& value) {
    lines_.push_back({DocumentLine::Kind::pair, word(key), value});
  }
  void sentence(const std::string& text) { lines_.push_back({DocumentLine::Kind::sentence, "", text}); }

  // "plan" -> "实施方案", as the policy of the statement calls it.
  std::string title_of(const std::string& component) const {
    const Json* policy = loaded_.case_document.find("policy");
    const Json* components = policy == nullptr ? nullptr : policy->find("components");
    if (components == nullptr || !components->is_array()) return component;
    for (const Json& each : components->items()) {
      if (each.text_at("code") == component && !each.text_at("title").empty()) return each.text_at("title");
    }
    return component;
  }
  std::string yuan(Money amount) const { return word("yuan", {{"amount", grouped(amount)}}); }

  void write(const Json& engagement) {
    const Json* outcome = by_code(loaded_.result_document, engagement.text_at("code"));
    if (outcome == nullptr) return;
    heading(engagement.text_at("code") + " " + engagement.text_at("title"));
    for (const auto& component : outcome->at("components").members()) {
      std::string exact = component.value.text_at("exact");
      lines_.push_back({DocumentLine::Kind::pair, word("component", {{"component", title_of(component.key)}}),
                        component.value.text_at("score") + word("exact", {{"exact", exact}})});
    }
    pair("final_score",
         outcome->text_at("final_score") + word("exact", {{"exact", outcome->text_at("final_score_exact")}}));
    pair("grade", outcome->text_at("grade"));
    for (const Json& step : outcome->at("steps").items()) sentence(step.string());
  }

  void write_policy() {
    const Json* policy = loaded_.case_document.find("policy");
    if (policy == nullptr || !policy->is_object()) return;
    heading(word("policy_heading", {{"title", policy->text_at("title")}}));
    const Json* assumed = policy->find("assumed");
    if (assumed == nullptr || !assumed->is_array()) return;
    for (const Json& one : assumed->items()) {
      sentence(word("assumed",
                    {{"part", policy_label(*policy, one.text_at("path"), language_)}, {"note", one.text_at("note")}}));
    }
  }

  void write_account() {
    const domain::Statement& statement = *loaded_.account.statement;
    const domain::Balance balance = loaded_.account.balance();
    heading(word("account_heading"));
    pair("fee", yuan(statement.fee));
    pair("bonus", yuan(statement.bonus));
    pair("deduction", yuan(statement.deduction));
    for (const domain::Adjustment& one : loaded_.account.adjustments) {
      if (one.state != "confirmed") continue;
      pair("adjustment", yuan(one.amount) + "  " + one.corrects + "  " + one.reason);
    }
    pair("net", yuan(balance.net));
    for (const domain::Payment& one : loaded_.account.payments) {
      lines_.push_back({DocumentLine::Kind::pair, choice_text("payment_kind", Value(one.kind), language_),
                        yuan(one.amount) + "  " + one.paid_on.text() + "  " + one.voucher_number});
    }
    pair("paid", yuan(balance.paid));
    pair("payable", yuan(balance.payable) + "  " + in_capitals(balance.payable));
    pair("recoverable", yuan(balance.recoverable));
  }

  const Loaded& loaded_;
  Language language_;
  std::vector<DocumentLine> lines_;
};

Dataset statement_derivation() {
  Dataset dataset;
  dataset.shape = {"statement_derivation", {}, head_names(), {"contract"}};
  dataset.action = Action::see_statements;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    const Result<Loaded> loaded = load_statement(context);
    if (!loaded) return loaded.problems();
    table::SheetData data;
    data.head = head_of(*loaded, context.language);
    data.lines = DerivationWriter(*loaded, context.language).lines();
    return data;
  };
  return dataset;
}

}  // namespace

std::vector<Dataset> statement_datasets() {
  return {statement_lines(), statement_derivation()};
}

}  // namespace zhiheng::service
