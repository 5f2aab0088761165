#include "service/import_columns.h"

#include "domain/agency_record.h"
#include "domain/field_maker.h"

namespace zhiheng::service {

using domain::Field;
using domain::FieldMaker;
using domain::FieldType;

namespace {

ImportColumn column(const std::string& stem, Field field, bool required) {
  ImportColumn out;
  out.key = field.key;
  out.stem = stem;
  out.field = std::move(field);
  out.required = required;
  return out;
}

// The fields of a shape that people write, the bureau last because most workbooks do without it.
ImportSheet sheet_of(const std::string& stem, bool child_of_contract) {
  const domain::Shape& shape = *domain::find_shape(stem);
  ImportSheet sheet;
  sheet.stem = stem;
  if (child_of_contract) sheet.columns.push_back(column(stem, *shape.find("contract"), true));
  for (const Field& field : shape.fields) {
    if (!field.read_only && field.key != "bureau") sheet.columns.push_back(column(stem, field, field.required));
  }
  if (!child_of_contract) sheet.columns.push_back(column(stem, *shape.find("bureau"), false));
  return sheet;
}

// The file of an expert with what is kept sealed beside it; exports print the masked forms.
ImportSheet expert_files() {
  ImportSheet sheet = sheet_of("expert", false);
  const auto add = [&](FieldMaker field, const char* shown, bool secret) {
    ImportColumn one = column(sheet.stem, std::move(field.column(shown)), false);
    one.secret = secret;
    sheet.columns.insert(sheet.columns.end() - 1, std::move(one));
  };
  add(domain::text_field("identity_number", 30), "identity_shown", true);
  add(domain::text_field("bank_name", 100), "bank_name", false);
  add(domain::text_field("bank_account", 40), "bank_account_shown", true);
  return sheet;
}

ImportSheet score_items() {
  ImportSheet sheet;
  sheet.stem = "score_item";
  const auto add = [&](const Field& field, bool required) {
    sheet.columns.push_back(column(sheet.stem, field, required));
  };
  add(domain::code_field("contract", 64), true);
  add(domain::code_field("engagement", 32), true);
  add(domain::text_field("component", 100), true);
  add(domain::code_field("expert", 32), true);
  add(domain::text_field("criterion", 200), false);
  add(domain::score_field("points"), false);
  add(domain::integer_field("defects", 0, 10'000), false);
  add(domain::text_field("reason", 1000), false);
  add(domain::text_field("page", 50), false);
  add(domain::score_field("total"), false);
  add(domain::text_field("comment", 2000), false);
  add(domain::reference_field("bureau", "bureau"), false);
  return sheet;
}

// What is printed on an invoice; of a red-letter one the amounts may carry their minus sign or not.
ImportSheet invoice_rows() {
  ImportSheet sheet;
  sheet.stem = "invoice";
  const auto add = [&](const Field& field, bool required) {
    sheet.columns.push_back(column(sheet.stem, field, required));
  };
  add(domain::code_field("contract", 64), true);
  add(domain::text_field("number", 32), true);
  add(domain::choice_field("kind", "invoice_kind").otherwise("blue"), false);
  add(domain::text_field("red_of", 32), false);
  add(domain::date_field("issued_on"), true);
  add(domain::text_field("buyer_name", 100), true);
  add(domain::text_field("buyer_uscc", 18), false);
  add(domain::text_field("seller_name", 100), true);
  add(domain::text_field("seller_uscc", 18), true);
  add(domain::text_field("item", 200), true);
  add(domain::choice_field("rate", "invoice_rate"), true);
  add(domain::money_field("gross"), true);
  add(domain::money_field("net"), false);
  add(domain::money_field("tax"), false);
  add(domain::flag_field("line_split"), false);
  add(domain::text_field("remark", 500), false);
  add(domain::reference_field("bureau", "bureau"), false);
  return sheet;
}

// A sheet for each group of an agency's record.
std::vector<ImportSheet> agency_record_sheets() {
  std::vector<ImportSheet> sheets;
  for (const domain::RecordGroup& group : domain::record_groups()) {
    ImportSheet sheet;
    sheet.stem = group.shape.stem;
    for (const Field& field : group.shape.fields) {
      sheet.columns.push_back(column(sheet.stem, field, field.required));
      sheet.columns.back().secret = field.key == "identity_number";
    }
    sheets.push_back(std::move(sheet));
  }
  return sheets;
}

}  // namespace

std::string ImportColumn::title(Language language) const {
  // A reference is shown by name on pages but written as a code in workbooks, so it may have a title of its own.
  const std::string own = "column." + stem + "." + key;
  return say(has_text(own, language) ? own : "field." + stem + "." + key, language);
}

std::string ImportColumn::header(Language language) const {
  if (field.type != FieldType::money) return title(language);
  return title(language) + (language == Language::zh ? "（元）" : " (yuan)");
}

std::string ImportSheet::name(Language language) const {
  return say("sheet_name." + stem, language);
}

const ImportColumn* ImportSheet::find(std::string_view key) const {
  for (const ImportColumn& one : columns) {
    if (one.key == key) return &one;
  }
  return nullptr;
}

std::size_t ImportSheet::position(std::string_view key) const {
  std::size_t at = 0;
  while (at < columns.size() && columns[at].key != key) ++at;
  return at;
}

const std::vector<ImportKind>& import_kinds() {
  static const std::vector<ImportKind> kinds{
      {"agencies", {sheet_of("agency", false)}},
      {"budget-units", {sheet_of("budget_unit", false)}},
      {"projects", {sheet_of("project", false)}},
      {"contracts", {sheet_of("contract", false), sheet_of("engagement", true), sheet_of("instalment", true)}},
      {"experts", {expert_files()}},
      {"score-sheets", {score_items()}},
      {"invoices", {invoice_rows()}},
      {"agency-record", agency_record_sheets()},
  };
  return kinds;
}

const ImportKind* find_import_kind(std::string_view kind) {
  for (const ImportKind& one : import_kinds()) {
    if (one.kind == kind) return &one;
  }
  return nullptr;
}

}  // namespace zhiheng::service
