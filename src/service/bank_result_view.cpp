#include "service/bank_result_view.h"

#include "domain/bank_result.h"
#include "service/bank_result_service.h"
#include "service/heart_json.h"
#include "table/workbook_template.h"

namespace zhiheng::service {

using domain::Action;

namespace {

std::string outcome_text(const Json& item, Language language) {
  if (!item.text_at("rule").empty()) {
    Params params;
    for (const JsonMember& member : item.at("params").members()) params.emplace_back(member.key, member.value.string());
    return say(refusal(item.text_at("rule"), "", std::move(params)), language);
  }
  return say("bank_result.outcome." + item.text_at("outcome"),
             {{"expected", item.text_at("expected")},
              {"expected_payee", item.text_at("expected_payee")},
              {"reason", item.text_at("reason")}},
             language);
}

}  // namespace

Json shown_bank_result(const store::BankResult& result, bool repeated, Language language) {
  const auto document = parse_json(result.document);
  ensure(document.ok(), "the document of a bank's answer is JSON");
  Json items = Json::array();
  for (Json item : document->at("items").items()) {
    const std::string text = outcome_text(item, language);
    items.push(std::move(item.set("text", text)));
  }
  Json out = Json::object().set("id", id_json(result.id)).set("version", result.version);
  out.set("file_name", result.file_name).set("digest", result.digest).set("repeated", repeated);
  out.set("row_count", result.row_count).set("booked_count", result.booked_count).set("booked", result.booked.text());
  out.set("failed_count", result.failed_count).set("different_count", result.different_count);
  out.set("missing_count", result.missing_count).set("created_at", moment_json(result.created_at));
  return out.set("items", std::move(items)).set("missing", document->at("missing"));
}

Result<Json> read_bank_result(Gate& gate, const domain::Actor& actor, std::int64_t id, Language language) {
  return gate.read(actor, Action::see_payments, {"bank_result", id}, [&](Tx& tx) -> Result<Json> {
    return shown_bank_result(*store::find_bank_result(tx.rows(), id), false, language);
  });
}

Result<std::string> bank_result_template(Language language) {
  table::TemplateWorkbook workbook;
  workbook.language = language;
  workbook.title = say("bank_result.template", language);
  workbook.notes = {say("bank_result.template_note", language), say("import_help.amounts", language)};
  table::TemplateSheet sheet{say("stem.bank_result", language), {}};
  for (const domain::BankColumn& column : domain::bank_columns) {
    const std::string key(column.key);
    table::TemplateColumn out;
    out.title_zh = say("bank_result.column." + key, Language::zh);
    out.title_en = say("bank_result.column." + key, Language::en);
    out.required = column.required;
    out.note = say("bank_result.column_note." + key, language);
    out.example = say("bank_result.example." + key, language);
    out.kind = key == "amount"    ? table::FieldKind::money
               : key == "paid_on" ? table::FieldKind::date
                                  : table::FieldKind::text;
    sheet.columns.push_back(std::move(out));
  }
  workbook.sheets.push_back(std::move(sheet));
  return table::template_bytes(workbook);
}

}  // namespace zhiheng::service
