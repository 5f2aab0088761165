#include "service/template_service.h"

#include "service/import_columns.h"
#include "table/workbook_template.h"

namespace zhiheng::service {

using domain::FieldType;
using table::FieldKind;

namespace {

FieldKind kind_of(FieldType type) {
  switch (type) {
    case FieldType::text: return FieldKind::text;
    case FieldType::choice: return FieldKind::choice;
    case FieldType::date: return FieldKind::date;
    case FieldType::money: return FieldKind::money;
    case FieldType::score: return FieldKind::score;
    case FieldType::integer: return FieldKind::integer;
    case FieldType::flag: return FieldKind::flag;
    case FieldType::code:
    case FieldType::uscc:
    case FieldType::reference: return FieldKind::code;
  }
  throw Defect("every field type has a kind of cell");
}

table::TemplateColumn column_of(const ImportColumn& column, Language language) {
  table::TemplateColumn out;
  out.title_zh = column.header(Language::zh);
  out.title_en = column.header(Language::en);
  out.kind = kind_of(column.field.type);
  out.required = column.required;
  // The worked example row; everybody and everything in it is invented.
  const std::string example = "import_example." + column.stem + "." + column.key;
  if (has_text(example, language)) out.example = say(example, language);
  if (column.field.type == FieldType::choice) {
    const std::string list = "choice." + column.field.list + ".";
    for (const std::string& value : domain::choice_list(column.field.list)) {
      out.choices.push_back(say(list + value, language));
    }
    if (!out.example.empty()) out.example = say(list + out.example, language);
  }
  const std::string note = "import_note." + column.stem + "." + column.key;
  if (has_text(note, language)) out.note = say(note, language);
  return out;
}

Result<table::TemplateWorkbook> workbook_of(const std::string& kind, Language language) {
  const ImportKind* found = find_import_kind(kind);
  if (found == nullptr) return refusal("import.unknown_kind", "kind", {{"kind", kind}});
  table::TemplateWorkbook workbook;
  workbook.language = language;
  workbook.title = say("import_title." + kind, language);
  workbook.notes = {say("import_help.amounts", language), say("import_help.codes", language)};
  for (const ImportSheet& sheet : found->sheets) {
    table::TemplateSheet out{sheet.name(language), {}};
    for (const ImportColumn& column : sheet.columns) out.columns.push_back(column_of(column, language));
    workbook.sheets.push_back(std::move(out));
  }
  return workbook;
}

}  // namespace

Outcome write_import_template(const std::string& kind, const std::string& path, Language language) {
  const Result<table::TemplateWorkbook> workbook = workbook_of(kind, language);
  if (!workbook) return workbook.problems();
  return table::write_template(*workbook, path);
}

Result<std::string> import_template_bytes(const std::string& kind, Language language) {
  const Result<table::TemplateWorkbook> workbook = workbook_of(kind, language);
  if (!workbook) return workbook.problems();
  return table::template_bytes(*workbook);
}

}  // namespace zhiheng::service
