#include "service/expert_fee_parts.h"

#include <map>

#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::ExpertFee;
using domain::ExpertFeeLine;

namespace {

const std::vector<domain::Field>& line_fields() {
  static const std::vector<domain::Field> fields{
      domain::reference_field("expert", "expert").required(),
      domain::choice_field("kind", "expert_fee_kind").otherwise("review"),
      domain::reference_field("panel", "panel"),
      domain::text_field("matter", 64),
      domain::date_field("worked_on"),
      domain::choice_field("part", "expert_fee_part").otherwise("day"),
      domain::integer_field("quantity", 0, 100'000),
      domain::choice_field("title_level", "expert_title_level").otherwise("other"),
      domain::text_field("amount", 20),
      domain::reference_field("corrects", "expert_fee_line"),
      domain::flag_field("unpayable"),
      domain::choice_field("residence", "fee_residence").otherwise("resident"),
      domain::text_field("reason", 500)};
  return fields;
}

ExpertFeeLine line_of(const Record& form, const std::string& where, Problems& problems) {
  ExpertFeeLine line;
  line.expert_id = form.integer("expert");
  line.panel_id = form.integer("panel");
  line.matter = form.text("matter");
  line.quantity = form.integer("quantity");
  line.corrects_id = form.integer("corrects");
  line.unpayable = form.integer("unpayable") != 0;
  line.reason = form.text("reason");
  if (!form.text("kind").empty()) line.kind = form.text("kind");
  if (!form.text("part").empty()) line.part = form.text("part");
  if (!form.text("title_level").empty()) line.title_level = form.text("title_level");
  if (const std::string& day = form.text("worked_on"); !day.empty()) line.worked_on = *read_date(day, "");
  if (const std::string& amount = form.text("amount"); !amount.empty()) {
    const auto read = read_signed_money(amount, where + "/amount");
    append(problems, read);
    if (read) line.given = *read;
  }
  // Another table and another month's rule apply to them; nobody is to be taxed by guess.
  if (form.text("residence") == "non_resident") {
    problems.push_back(refusal("expert_fee.non_resident_not_built", where + "/residence"));
  }
  return line;
}

Json names_json(Tx& tx, const ExpertFee& fee, Language language) {
  std::set<std::int64_t> experts, panels;
  for (const ExpertFeeLine& line : fee.lines) {
    experts.insert(line.expert_id);
    if (line.panel_id != 0) panels.insert(line.panel_id);
  }
  std::map<std::int64_t, store::FeeExpert> people;
  for (auto& one : store::fee_experts(tx.rows(), {experts.begin(), experts.end()})) people[one.id] = one;
  std::map<std::int64_t, std::string> places;
  for (const auto& one : store::fee_panels(tx.rows(), {panels.begin(), panels.end()})) places[one.id] = one.name;
  const auto payments = store::payments_of_expert_fee(tx.rows(), fee.id);
  std::map<std::int64_t, std::string> paid_on;
  for (const auto& payment : payments) paid_on[payment.id] = payment.paid_on.text();
  Json lines = Json::array();
  for (const ExpertFeeLine& line : fee.lines) {
    Json row = fee_line_json(line, language);
    const store::FeeExpert& expert = people[line.expert_id];
    row.set("expert_label", expert.name).set("expert_code", expert.code);
    row.set("panel_label", places[line.panel_id]).set("matter", line.matter);
    row.set("paid_on", line.payment_id == 0 ? Json() : Json(paid_on[line.payment_id]));
    lines.push(std::move(row));
  }
  return lines;
}

}  // namespace

Json fee_line_json(const ExpertFeeLine& line, Language language) {
  const domain::Withheld& figures = line.figures;
  Json row = Json::object();
  row.set("id", std::to_string(line.id)).set("expert", id_json(line.expert_id)).set("panel", id_json(line.panel_id));
  row.set("kind", line.kind).set("worked_on", date_json(line.worked_on)).set("part", line.part);
  row.set("quantity", line.quantity).set("title_level", line.title_level).set("day_number", line.day_number);
  row.set("amount", line.given ? Json(line.given->text()) : Json()).set("corrects", id_json(line.corrects_id));
  row.set("unpayable", line.unpayable).set("unfinished", line.unfinished).set("reason", line.reason);
  row.set("gross", figures.gross.text()).set("tax", figures.tax.text()).set("net", figures.net().text());
  row.set("earlier_income", figures.earlier_income.text()).set("earlier_tax", figures.earlier_tax.text());
  row.set("income", figures.month.income.text()).set("allowance", figures.month.allowance.text());
  row.set("taxable", figures.month.taxable.text()).set("rate_percent", figures.month.rate_percent);
  row.set("quick_deduction", figures.month.quick_deduction.text()).set("payment", id_json(line.payment_id));
  Json steps = Json::array();
  for (const domain::FeeStep& step : line.steps) steps.push(say(step.key, step.params, language));
  return row.set("steps", std::move(steps));
}

Result<ExpertFee> fresh_expert_fee(Tx& tx, std::int64_t id, std::int64_t version) {
  auto fee = store::find_expert_fee(tx.rows(), id);
  if (!fee) return refusal(Kind::absent, "record.absent");
  if (fee->version != version) return stale_problem(tx, domain::expert_fee_shape(), id, version);
  return std::move(*fee);
}

Json shown_expert_fee(Tx& tx, std::int64_t id, Language language) {
  const domain::Shape& shape = domain::expert_fee_shape();
  Json out = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  const ExpertFee fee = *store::find_expert_fee(tx.rows(), id);
  const auto document = parse_json(fee.scheme_document);
  ensure(document.ok(), "the scheme of a bill is JSON");
  out.set("method", document->text_at("method")).set("agreed", document->text_at("agreed"));
  out.set("scheme_name", domain::name_of_scheme(*document)).set("source", document->text_at("source"));
  out.set("lines", names_json(tx, fee, language));
  Json payments = Json::array();
  for (const auto& payment : store::payments_of_expert_fee(tx.rows(), id)) {
    Json row = Json::object().set("id", std::to_string(payment.id)).set("paid_on", payment.paid_on.text());
    row.set("voucher_number", payment.voucher_number).set("amount", payment.amount.text());
    payments.push(std::move(row.set("remark", payment.remark)));
  }
  return out.set("payments", std::move(payments));
}

Result<std::vector<ExpertFeeLine>> read_fee_lines(const Json::Array& items) {
  Problems problems;
  std::vector<ExpertFeeLine> lines;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string where = "/lines/" + std::to_string(i);
    const auto form = read_command(line_fields(), items[i], where);
    append(problems, form);
    if (form) lines.push_back(line_of(*form, where, problems));
  }
  if (!problems.empty()) return problems;
  return lines;
}

}  // namespace zhiheng::service
