// An agency's record as it stands, one dataset for each group, in the columns of its import.
#include "domain/agency_record.h"
#include "service/report_datasets.h"
#include "store/agency_record_store.h"

namespace zhiheng::service {

namespace {

// The agency that the parameter names, or the reader's own.
Result<std::int64_t> agency_of(ReportContext& context) {
  const std::string given = context.param("agency");
  std::int64_t id = context.tx.actor().agency_id;
  if (!given.empty()) id = store::agency_of_uscc(context.tx.rows(), given).value_or(0);
  if (id == 0) return refusal(Kind::absent, "report.no_such_agency", "agency", {{"value", given}});
  const domain::Scope scope = domain::scope(context.tx.actor(), domain::Action::see_agency_record);
  const bool reached = scope.everything || !scope.bureaus.empty() || scope.agency_id == id;
  if (!reached) return refusal(Kind::absent, "report.no_such_agency", "agency", {{"value", given}});
  return id;
}

Cells cells_of(const domain::RecordGroup& group, const ImportSheet& sheet, const domain::RecordItem& item,
               Language language) {
  const auto record = domain::read_record(group.shape, item.document, nullptr);
  ensure(record.ok(), "a stored entry fits its group");
  Cells cells;
  for (const ImportColumn& column : sheet.columns) {
    Value value = record->get(column.key);
    if (column.key == "identity_number") value = item.identity_shown;
    if (column.field.type == domain::FieldType::choice && !text_or_empty(value).empty()) {
      value = choice_text(column.field.list, value, language);
    }
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && text->empty()) value = Value();
    cells.push_back(std::move(value));
  }
  return cells;
}

Dataset dataset_of(const domain::RecordGroup& group, const ImportSheet& sheet) {
  Dataset dataset;
  dataset.shape.name = group.shape.stem;
  for (const ImportColumn& column : sheet.columns) {
    dataset.shape.columns.push_back({column.key, cell_type_of(column.field.type)});
  }
  dataset.shape.params = {"agency"};
  dataset.action = domain::Action::see_agency_record;
  dataset.load = [&group, &sheet](ReportContext& context) -> Result<table::SheetData> {
    const auto agency = agency_of(context);
    if (!agency) return agency.problems();
    std::vector<Cells> rows;
    for (const domain::RecordItem& item : store::record_items(context.tx.rows(), *agency, store::standing_states)) {
      if (item.group == group.name && item.ended_on.empty()) {
        rows.push_back(cells_of(group, sheet, item, context.language));
      }
    }
    table::SheetData data;
    data.rows = table::rows_of(std::move(rows));
    return data;
  };
  return dataset;
}

}  // namespace

std::vector<Dataset> agency_record_datasets() {
  const auto& sheets = find_import_kind("agency-record")->sheets;
  const auto& groups = domain::record_groups();
  std::vector<Dataset> datasets;
  for (std::size_t i = 0; i < groups.size(); ++i) datasets.push_back(dataset_of(groups[i], sheets[i]));
  return datasets;
}

}  // namespace zhiheng::service
