// The payroll of a bill (劳务费发放表) and the list for the tax declaration of a month. Identity numbers and accounts
// are masked here: the clear ones leave the house only through an act that names its purpose.
#include <map>

#include "service/expert_fee_parts.h"
#include "service/record_parts.h"
#include "service/report_datasets.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

// Rows that were collected already.
table::RowSource rows_at_hand(std::vector<Cells> rows) {
  auto state = std::make_shared<std::pair<std::vector<Cells>, std::size_t>>(std::move(rows), 0);
  return [state](std::vector<Value>& row) {
    if (state->second == state->first.size()) return false;
    row = std::move(state->first[state->second++]);
    return true;
  };
}

// Fees are papers of the bureau; an expert reads his own on his page.
domain::Scope bureau_scope(const ReportContext& context) {
  domain::Scope scope = domain::scope(context.tx.actor(), Action::see_expert_fees);
  scope.expert_id = 0;
  return scope;
}

Result<domain::ExpertFee> bill_of_param(ReportContext& context) {
  const std::string given = context.param("bill");
  store::Parameters parameters;
  const std::string scope = store::scope_condition(domain::expert_fee_shape(), bureau_scope(context), parameters);
  parameters.emplace_back(given);
  auto rows = context.tx.rows().query("SELECT id FROM expert_fee WHERE " + scope + " AND number = ?", parameters);
  if (rows.empty() && !given.empty() && given.size() <= 10 &&
      given.find_first_not_of("0123456789") == std::string::npos) {
    parameters.back() = number_in(given);
    rows = context.tx.rows().query("SELECT id FROM expert_fee WHERE " + scope + " AND id = ?", parameters);
  }
  if (rows.empty()) return refusal(Kind::absent, "report.no_such_fee", "bill", {{"value", given}});
  return *store::find_expert_fee(context.tx.rows(), integer_or(rows[0][0]));
}

struct Person {
  Money gross, taxable, tax;
  std::string remark;
};

// One row per person, in the order of the bill.
std::vector<Cells> payroll_rows(ReportContext& context, const domain::ExpertFee& fee) {
  std::vector<std::int64_t> order;
  std::map<std::int64_t, Person> people;
  std::map<std::int64_t, std::string> levels;
  for (const domain::ExpertFeeLine& line : fee.lines) {
    if (!people.contains(line.expert_id)) order.push_back(line.expert_id);
    Person& person = people[line.expert_id];
    person.gross = person.gross + line.figures.gross;
    person.tax = person.tax + line.figures.tax;
    // Of several lines of one matter the last one holds the month's sum.
    if (line.figures.gross != Money()) person.taxable = line.figures.month.taxable;
    if (line.unpayable) person.remark = line.reason;
    levels[line.expert_id] = line.title_level;
  }
  std::map<std::int64_t, store::FeeExpert> experts;
  for (auto& one : store::fee_experts(context.tx.rows(), order)) experts[one.id] = one;
  std::vector<Cells> rows;
  for (const std::int64_t id : order) {
    const Person& person = people[id];
    store::FeeExpert& expert = experts[id];
    if (context.clear) {
      const auto found = context.clear->find(id);
      expert.identity_shown = found == context.clear->end() ? std::string() : found->second.identity_number;
      expert.bank_account_shown = found == context.clear->end() ? std::string() : found->second.bank_account;
    }
    rows.push_back({static_cast<std::int64_t>(rows.size()) + 1, expert.name, expert.code, expert.identity_shown,
                    choice_text("expert_title_level", Value(levels[id]), context.language), person.gross.fen(),
                    person.taxable.fen(), person.tax.fen(), (person.gross - person.tax).fen(), expert.bank_name,
                    expert.bank_account_shown, std::string(), person.remark});
  }
  return rows;
}

Dataset payroll() {
  Dataset dataset;
  dataset.shape = {"expert_payroll",
                   {{"sequence", CellType::integer},
                    {"name", CellType::text},
                    {"code", CellType::text},
                    {"identity_number", CellType::text},
                    {"title_level", CellType::text},
                    {"gross", CellType::money},
                    {"taxable", CellType::money},
                    {"tax", CellType::money},
                    {"net", CellType::money},
                    {"bank_name", CellType::text},
                    {"bank_account", CellType::text},
                    {"signature", CellType::text},
                    {"remark", CellType::text}},
                   {"number", "title", "month", "bureau", "state", "scheme", "net_in_words"},
                   {"bill"}};
  dataset.action = Action::see_expert_fees;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    const auto fee = bill_of_param(context);
    if (!fee) return fee.problems();
    std::vector<Cells> rows = payroll_rows(context, *fee);
    const auto bureau = context.tx.rows().query("SELECT name FROM bureau WHERE id = ?", {fee->bureau_id});
    const auto scheme = parse_json(fee->scheme_document);
    ensure(scheme.ok(), "the scheme of a bill is JSON");
    table::SheetData data;
    data.head = {{"number", fee->number},
                 {"title", fee->title},
                 {"month", fee->month},
                 {"bureau", text_or_empty(bureau[0][0])},
                 {"state", choice_text("expert_fee_state", Value(fee->state), context.language)},
                 {"scheme", scheme->text_at("title") + "（" + domain::name_of_scheme(*scheme) + "）"},
                 {"net_in_words", fee->net() < Money() ? std::string() : in_capitals(fee->net())}};
    data.rows = rows_at_hand(std::move(rows));
    return data;
  };
  return dataset;
}

// One row per person and matter: what is declared as one payment of the month.
std::vector<Cells> declared(ReportContext& context, const std::string& month) {
  store::Parameters parameters;
  const std::string scope = store::scope_condition(domain::expert_fee_shape(), bureau_scope(context), parameters);
  parameters.emplace_back(month);
  std::vector<Cells> rows;
  context.tx.rows().each(
      "SELECT e.name, e.code, e.identity_shown, b.name, l.matter, CAST(SUM(l.gross_fen) AS SIGNED), "
      "CAST(SUM(l.tax_fen) AS SIGNED) FROM expert_fee_line l INNER JOIN expert e ON e.id = l.expert_id "
      "INNER JOIN bureau b ON b.id = l.bureau_id WHERE l.fee_id IN (SELECT id FROM expert_fee WHERE " +
          scope +
          " AND month = ? AND state IN ('confirmed', 'paid')) GROUP BY e.name, e.code, e.identity_shown, b.name, "
          "l.matter, l.expert_id, l.bureau_id HAVING SUM(l.gross_fen) <> 0 OR SUM(l.tax_fen) <> 0 "
          "ORDER BY b.name, e.code, l.matter",
      parameters, [&](const store::Row& row) {
        const domain::LabourTax tax = domain::labour_tax(Money::fen(integer_or(row[5])));
        rows.push_back({month, text_or_empty(row[3]), text_or_empty(row[0]), text_or_empty(row[1]),
                        text_or_empty(row[2]), say("expert_fee.income_item", context.language), text_or_empty(row[4]),
                        tax.income.fen(), tax.allowance.fen(), tax.taxable.fen(), std::int64_t{tax.rate_percent} * 100,
                        tax.quick_deduction.fen(), integer_or(row[6])});
        return true;
      });
  return rows;
}

Dataset declaration() {
  Dataset dataset;
  dataset.shape = {"expert_tax_declaration",
                   {{"month", CellType::text},
                    {"bureau", CellType::text},
                    {"name", CellType::text},
                    {"code", CellType::text},
                    {"identity_number", CellType::text},
                    {"income_item", CellType::text},
                    {"matter", CellType::text},
                    {"income", CellType::money},
                    {"allowance", CellType::money},
                    {"taxable", CellType::money},
                    {"rate", CellType::percent},
                    {"quick_deduction", CellType::money},
                    {"tax", CellType::money}},
                   {"month"},
                   {"month"}};
  dataset.action = Action::see_expert_fees;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    const std::string month = context.param("month");
    if (Outcome good = domain::check_month(month, "month"); !good) return good.problems();
    table::SheetData data;
    data.head = {{"month", month}};
    data.rows = rows_at_hand(declared(context, month));
    return data;
  };
  return dataset;
}

}  // namespace

std::vector<Dataset> expert_fee_datasets() {
  return {payroll(), declaration()};
}

}  // namespace zhiheng::service
