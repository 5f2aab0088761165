#include "service/report_datasets.h"

#include "base/money.h"

namespace zhiheng::service {

using domain::FieldType;
using table::CellType;

std::string ReportContext::param(std::string_view name) const {
  for (const auto& [key, value] : params) {
    if (key == name) return value;
  }
  return {};
}

const std::vector<Dataset>& all_datasets() {
  static const std::vector<Dataset> datasets = [] {
    std::vector<Dataset> all;
    for (const auto& group :
         {access_datasets(), list_datasets(), register_datasets(), instalment_datasets(), invoice_datasets(),
          quality_year_datasets(), quality_datasets(), expert_datasets(), expert_fee_datasets(), statement_datasets(),
          deduction_datasets(), objection_datasets(), journal_datasets(), agency_record_datasets(),
          statistics_datasets(), what_if_datasets(), rating_datasets(), rating_part_datasets()}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    return all;
  }();
  return datasets;
}

namespace {

// The bureau named by its code and all below it, as a condition on `column`.
Outcome narrow_to_bureau(ReportContext& context, const std::string& column, std::string& sql,
                         store::Parameters& parameters) {
  const std::string code = context.param("bureau");
  if (code.empty()) return Done();
  const auto rows = context.tx.rows().query("SELECT id FROM bureau WHERE code = ?", {code});
  // A bureau outside the actor's sight is for him no bureau.
  const domain::Actor& actor = context.tx.actor();
  const bool seen =
      !rows.empty() && (integer_or(rows[0][0]) == actor.bureau_id ||
                        domain::scope(actor, domain::Action::see_records).has_bureau(integer_or(rows[0][0])));
  if (!seen) return refusal(Kind::absent, "report.no_such_bureau", "bureau", {{"value", code}});
  std::string marks;
  for (const std::int64_t id : store::bureau_subtree(context.tx.rows(), integer_or(rows[0][0]))) {
    marks += marks.empty() ? "?" : ", ?";
    parameters.emplace_back(id);
  }
  sql += " AND " + column + " IN (" + marks + ")";
  return Done();
}

}  // namespace

Result<std::vector<std::int64_t>> ids_in_scope(ReportContext& context, const domain::Shape& shape,
                                               domain::Action action, const std::string& order) {
  domain::Scope scope = domain::scope(context.tx.actor(), action);
  scope.expert_id = 0;  // exports are papers of bureaus and agencies; an expert's panels are not among them
  store::Parameters parameters;
  std::string sql = "SELECT id FROM " + shape.table + " WHERE " + store::scope_condition(shape, scope, parameters);
  const Outcome narrowed = narrow_to_bureau(context, shape.stem == "bureau" ? "id" : "bureau_id", sql, parameters);
  if (!narrowed) return narrowed.problems();
  if (const std::string year = context.param("year"); !year.empty()) {
    const Result<std::int64_t> number = read_decimal(year, 0, "year");
    if (!number || *number < 2000 || *number > 2099) {
      return refusal("report.bad_year", "year", {{"value", year}});
    }
    if (shape.find("fiscal_year")) {
      sql += " AND fiscal_year = ?";
    } else if (shape.find("contract")) {
      sql += " AND contract_id IN (SELECT id FROM contract WHERE fiscal_year = ?)";
    } else {
      sql +=
          " AND engagement_id IN (SELECT engagement.id FROM engagement INNER JOIN contract ON contract.id = "
          "engagement.contract_id WHERE contract.fiscal_year = ?)";
    }
    parameters.emplace_back(*number);
  }
  std::vector<std::int64_t> ids;
  context.tx.rows().each(sql + " ORDER BY " + (order.empty() ? "" : order + ", ") + "id", parameters,
                         [&](const store::Row& row) {
                           ids.push_back(integer_or(row[0]));
                           return true;
                         });
  return ids;
}

table::RowSource rows_of_ids(Tx& tx, std::vector<std::int64_t> ids, BatchLoad load) {
  struct State {
    std::vector<std::int64_t> ids;
    std::size_t next_id = 0;
    std::vector<Cells> rows;
    std::size_t next_row = 0;
  };
  auto state = std::make_shared<State>();
  state->ids = std::move(ids);
  return [&tx, state, load = std::move(load)](std::vector<Value>& row) {
    while (state->next_row == state->rows.size()) {
      if (state->next_id == state->ids.size()) return false;
      state->rows.clear();
      state->next_row = 0;
      std::string marks;
      store::Parameters parameters;
      for (int i = 0; i < 100 && state->next_id < state->ids.size(); ++i) {
        marks += marks.empty() ? "?" : ", ?";
        parameters.emplace_back(state->ids[state->next_id++]);
      }
      load(tx, "IN (" + marks + ")", parameters, state->rows);
    }
    row = std::move(state->rows[state->next_row++]);
    return true;
  };
}

Dataset listed_dataset(std::string name, std::vector<table::DatasetColumn> columns, domain::Action action,
                       ListedRows listed) {
  Dataset dataset;
  dataset.shape = {std::move(name), std::move(columns), {}, {"year", "bureau"}};
  dataset.action = action;
  dataset.load = [action, listed = std::move(listed)](ReportContext& context) -> Result<table::SheetData> {
    auto ids = ids_in_scope(context, *domain::find_shape(listed.stem), action, listed.ids_order);
    if (!ids) return ids.problems();
    table::SheetData data;
    data.rows = rows_of_ids(
        context.tx, std::move(*ids),
        [listed, language = context.language](Tx& tx, const std::string& in_ids, const store::Parameters& parameters,
                                              std::vector<Cells>& rows) {
          tx.rows().each(listed.sql + in_ids + " ORDER BY " + listed.order, parameters, [&](const store::Row& row) {
            rows.push_back(listed.cells(row, language));
            return true;
          });
        });
    return data;
  };
  return dataset;
}

std::string order_by_job(const std::string& table) {
  const std::string engagement =
      "FROM engagement e INNER JOIN contract c ON c.id = e.contract_id WHERE e.id = " + table + ".engagement_id)";
  return "(SELECT c.number " + engagement + ", (SELECT e.code " + engagement;
}

Result<std::int64_t> contract_of_param(ReportContext& context, domain::Action action) {
  const std::string wanted = context.param("contract");
  const domain::Shape& shape = *domain::find_shape("contract");
  store::Parameters parameters;
  std::string sql = "SELECT id FROM contract WHERE " +
                    store::scope_condition(shape, domain::scope(context.tx.actor(), action), parameters);
  parameters.emplace_back(wanted);
  auto rows = context.tx.rows().query(sql + " AND number = ? ORDER BY id LIMIT 2", parameters);
  if (rows.empty() && wanted.size() <= 10 && wanted.find_first_not_of("0123456789") == std::string::npos &&
      !wanted.empty()) {
    parameters.back() = number_in(wanted);
    rows = context.tx.rows().query(sql + " AND id = ?", parameters);
  }
  if (rows.empty()) return refusal(Kind::absent, "report.no_such_contract", "contract", {{"value", wanted}});
  if (rows.size() > 1) return refusal("report.contract_ambiguous", "contract", {{"value", wanted}});
  return integer_or(rows[0][0]);
}

std::string choice_text(const std::string& list, const Value& value, Language language) {
  const std::string& code = text_or_empty(value);
  return code.empty() ? "" : say("choice." + list + "." + code, language);
}

CellType cell_type_of(FieldType type) {
  switch (type) {
    case FieldType::money: return CellType::money;
    case FieldType::score: return CellType::score;
    case FieldType::integer: return CellType::integer;
    case FieldType::date: return CellType::date;
    case FieldType::flag: return CellType::flag;
    default: return CellType::text;
  }
}

Value basis_points(const std::string& rate) {
  const Result<std::int64_t> points = read_decimal(rate, 4, "");
  return points ? Value(*points) : Value();
}

Value amount_of(const Json* text) {
  if (text == nullptr || !text->is_string()) return Value();
  const Result<std::int64_t> amount = read_decimal(text->string(), 2, "");
  return amount ? Value(*amount) : Value();
}

}  // namespace zhiheng::service
