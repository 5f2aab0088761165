// Lists in exactly the columns of the imports, so that what is exported can be imported again.
#include <map>

#include "service/expert_library_service.h"
#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;
using domain::Field;
using domain::FieldType;
using domain::Shape;

namespace {

// How a sheet's columns are selected: one SQL column each, two for the policy, references by their natural keys.
struct Selection {
  std::string columns;
  std::string joins;
};

Selection selection_of(const ImportSheet& sheet, const Shape& shape) {
  Selection out;
  int join = 0;
  for (const ImportColumn& column : sheet.columns) {
    const Field& field = column.field;
    if (!out.columns.empty()) out.columns += ", ";
    if (field.type != FieldType::reference) {
      out.columns += "t." + field.column;
      continue;
    }
    const Shape& target = *domain::find_shape(field.refers_to);
    const std::string alias = "r" + std::to_string(join++);
    out.joins += " LEFT JOIN " + target.table + " " + alias + " ON " + alias + ".id = t." + field.column;
    out.columns += alias + "." + target.find(target.natural_key)->column;
    if (target.stem == "policy") out.columns += ", " + alias + ".revision";
  }
  return out;
}

Cells cells_of(const ImportSheet& sheet, const store::Row& row, Language language) {
  Cells cells;
  std::size_t at = 0;
  for (const ImportColumn& column : sheet.columns) {
    Value value = row[at++];
    if (column.field.type == FieldType::choice) value = choice_text(column.field.list, value, language);
    if (sheet.stem == "expert" && column.key == "fields") {
      value = expert_fields_in_words(text_or_empty(value), language);
    }
    // A year or a number of years that nobody knows is no nought.
    const bool unknown = column.field.type == FieldType::integer && sheet.stem == "expert" && integer_or(value) == 0;
    if (unknown) value = Value();
    if (column.field.refers_to == "policy") {
      value = text_or_empty(value) + "@" + std::to_string(integer_or(row[at++]));
    }
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && text->empty()) value = Value();
    cells.push_back(std::move(value));
  }
  return cells;
}

std::vector<table::DatasetColumn> columns_of(const ImportSheet& sheet) {
  std::vector<table::DatasetColumn> columns;
  for (const ImportColumn& column : sheet.columns) columns.push_back({column.key, cell_type_of(column.field.type)});
  return columns;
}

// `whole` is the stem whose ids select the rows: the rows' own, or the contract that they belong to.
Dataset dataset_of(const std::string& name, const ImportSheet& sheet, const std::string& whole,
                   std::vector<std::string> params) {
  Dataset dataset;
  dataset.shape = {name, columns_of(sheet), {}, std::move(params)};
  const Shape& shape = *domain::find_shape(sheet.stem);
  const Shape& owner = *domain::find_shape(whole);
  dataset.action = action_to_see(owner);
  dataset.load = [&sheet, &shape, &owner](ReportContext& context) -> Result<table::SheetData> {
    auto ids = ids_in_scope(context, owner, action_to_see(owner), owner.find(owner.natural_key)->column);
    if (!ids) return ids.problems();
    const Selection selection = selection_of(sheet, shape);
    const bool own = shape.stem == owner.stem;
    const std::string by = own ? "t." + owner.find(owner.natural_key)->column + ", t.id"
                               : "owner.number, t.contract_id, t." + shape.find(shape.natural_key)->column;
    const std::string sql = "SELECT " + selection.columns + " FROM " + shape.table + " t" + selection.joins +
                            (own ? " WHERE t.id "
                                 : " INNER JOIN contract owner ON owner.id = t.contract_id "
                                   "WHERE t.contract_id ");
    const Language language = context.language;
    table::SheetData data;
    data.rows = rows_of_ids(context.tx, std::move(*ids),
                            [sql, by, language, &sheet](Tx& tx, const std::string& in_ids,
                                                        const store::Parameters& parameters, std::vector<Cells>& rows) {
                              tx.rows().each(sql + in_ids + " ORDER BY " + by, parameters, [&](const store::Row& row) {
                                rows.push_back(cells_of(sheet, row, language));
                                return true;
                              });
                            });
    return data;
  };
  return dataset;
}

// Sheets that were handed in, in the columns of their import.
Dataset score_items(const ImportSheet& sheet) {
  Dataset dataset;
  dataset.shape = {"score_item_list", columns_of(sheet), {}, {"year", "bureau"}};
  dataset.action = Action::see_sheets;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    auto ids = ids_in_scope(context, *domain::find_shape("panel"), Action::see_panels, "");
    if (!ids) return ids.problems();
    store::Parameters scope_parameters;
    const Shape& shape = *domain::find_shape("score_sheet");
    const std::string scope =
        store::scope_condition(shape, domain::scope(context.tx.actor(), Action::see_sheets), scope_parameters);
    table::SheetData data;
    data.rows = rows_of_ids(
        context.tx, std::move(*ids),
        [scope, scope_parameters](Tx& tx, const std::string& in_ids, const store::Parameters& parameters,
                                  std::vector<Cells>& rows) {
          store::Parameters all = parameters;
          all.insert(all.end(), scope_parameters.begin(), scope_parameters.end());
          std::int64_t last_sheet = 0;
          tx.rows().each(
              "SELECT contract.number, engagement.code, s.component, expert.code, item.criterion, item.points, "
              "item.defects, item.reason, item.page, s.total, s.comment, bureau.code, s.id FROM score_sheet s "
              "INNER JOIN panel ON panel.id = s.panel_id INNER JOIN engagement ON engagement.id = panel.engagement_id "
              "INNER JOIN contract ON contract.id = engagement.contract_id INNER JOIN expert ON expert.id = "
              "s.expert_id "
              "INNER JOIN bureau ON bureau.id = s.bureau_id LEFT JOIN score_item item ON item.sheet_id = s.id "
              "WHERE s.panel_id " +
                  in_ids +
                  " AND s.state IN ('submitted', 'locked') AND s.id IN (SELECT id FROM "
                  "score_sheet WHERE " +
                  scope +
                  ") ORDER BY contract.number, engagement.code, s.component, expert.code, "
                  "s.id, item.id",
              all, [&](const store::Row& row) {
                Cells cells(row.begin(), row.end() - 1);
                const bool by_criterion = !is_null(row[4]);
                if (!is_null(row[6])) cells[5] = Value();  // the points follow from the defects
                if (by_criterion) cells[9] = Value();      // the total follows from the points
                if (integer_or(row[12]) == last_sheet) cells[10] = Value();
                last_sheet = integer_or(row[12]);
                for (Value& cell : cells) {
                  if (const auto* text = std::get_if<std::string>(&cell); text && text->empty()) cell = Value();
                }
                rows.push_back(std::move(cells));
                return true;
              });
        });
    return data;
  };
  return dataset;
}

// Only who may see files of experts is told that there is such a list.
Dataset experts() {
  Dataset dataset = dataset_of("expert_list", find_import_kind("experts")->sheets[0], "expert", {"bureau"});
  dataset.action = Action::see_experts;
  return dataset;
}

}  // namespace

std::vector<Dataset> list_datasets() {
  const auto& contract_sheets = find_import_kind("contracts")->sheets;
  return {
      dataset_of("agency_list", find_import_kind("agencies")->sheets[0], "agency", {"bureau"}),
      dataset_of("budget_unit_list", find_import_kind("budget-units")->sheets[0], "budget_unit", {"bureau"}),
      dataset_of("project_list", find_import_kind("projects")->sheets[0], "project", {"year", "bureau"}),
      dataset_of("contract_list", contract_sheets[0], "contract", {"year", "bureau"}),
      dataset_of("engagement_list", contract_sheets[1], "contract", {"year", "bureau"}),
      dataset_of("instalment_list", contract_sheets[2], "contract", {"year", "bureau"}),
      experts(),
      score_items(find_import_kind("score-sheets")->sheets[0]),
  };
}

}  // namespace zhiheng::service
