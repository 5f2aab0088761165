#include "service/import_columns.h"

#include <map>

#include "domain/field_maker.h"

namespace zhiheng::service {

using domain::Field;
using domain::FieldType;

namespace {

// The worked example row of the templates; everybody and everything in it is invented.
const std::map<std::string, std::string>& examples() {
  static const std::map<std::string, std::string> texts{
      {"agency.uscc", "91350100M000100Y43"},
      {"agency.name", "某某绩效评价咨询有限公司"},
      {"agency.type", "consulting_firm"},
      {"agency.legal_representative", "张三"},
      {"agency.registered_on", "2016-05-20"},
      {"agency.contact", "李四"},
      {"agency.phone", "0873-0000000"},
      {"agency.email", "lisi@example.cn"},
      {"agency.address", "某市某路1号"},
      {"agency.status", "active"},
      {"budget_unit.code", "101001"},
      {"budget_unit.name", "某某局"},
      {"budget_unit.contact", "王五"},
      {"budget_unit.phone", "0873-0000001"},
      {"budget_unit.status", "active"},
      {"project.code", "XM-2022-001"},
      {"project.name", "某某专项资金"},
      {"project.budget_unit", "101001"},
      {"project.fiscal_year", "2022"},
      {"project.kind", "special_fund"},
      {"project.central", "1000000.00"},
      {"project.provincial", "500000.00"},
      {"project.prefecture", "200000.00"},
      {"project.county", "0.00"},
      {"project.other", "0.00"},
      {"project.status", "active"},
      {"contract.number", "HT-2022-001"},
      {"contract.title", "2022年绩效评价委托合同"},
      {"contract.agency", "91350100M000100Y43"},
      {"contract.lead_evaluator", ""},
      {"contract.policy", "honghe-2022@1"},
      {"contract.procurement_method", "open_tender"},
      {"contract.fiscal_year", "2022"},
      {"contract.signed_on", "2022-03-01"},
      {"contract.starts_on", "2022-03-01"},
      {"contract.ends_on", "2022-12-31"},
      {"contract.fee", "100000.00"},
      {"engagement.contract", "HT-2022-001"},
      {"engagement.code", "PJ-01"},
      {"engagement.name", "某某专项资金绩效评价"},
      {"engagement.budget_unit", "101001"},
      {"engagement.project", "XM-2022-001"},
      {"engagement.object_kind", "special_fund"},
      {"engagement.fee", "100000.00"},
      {"engagement.plan_due_on", "2022-05-01"},
      {"engagement.report_due_on", "2022-09-30"},
      {"instalment.contract", "HT-2022-001"},
      {"instalment.sequence", "1"},
      {"instalment.name", "首付款"},
      {"instalment.due_condition", "signed"},
      {"instalment.amount", "30000.00"},
      {"score_item.contract", "HT-2022-001"},
      {"score_item.engagement", "PJ-01"},
      {"score_item.component", "plan"},
      {"score_item.expert", "E01"},
      {"score_item.criterion", "1"},
      {"score_item.points", "8.50"},
      {"score_item.reason", "评价指标与绩效目标衔接不够"},
      {"score_item.page", "12"},
  };
  return texts;
}

ImportColumn column(const std::string& stem, Field field, bool required) {
  ImportColumn out;
  out.key = field.key;
  out.stem = stem;
  out.field = std::move(field);
  out.required = required;
  const auto found = examples().find(stem + "." + out.key);
  if (found != examples().end()) out.example = found->second;
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
      {"score-sheets", {score_items()}},
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
