#include "service/expert_fee_service.h"

#include "service/command_body.h"
#include "service/expert_fee_parts.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;
using domain::ExpertFee;
using domain::ExpertFeeLine;

namespace {

const std::vector<domain::Field>& draft_fields() {
  static const std::vector<domain::Field> fields{
      domain::reference_field("scheme", "fee_scheme").required(), domain::text_field("month", 7).required(),
      domain::reference_field("panel", "panel"), domain::text_field("title", 200)};
  return fields;
}

Json content_of(const ExpertFee& fee) {
  Json json = Json::object().set("title", fee.title).set("month", fee.month);
  return json.set("gross", fee.gross.text()).set("tax", fee.tax.text()).set("net", fee.net().text());
}

// "LW-202603-001"; voided bills keep their number.
std::string next_number(Tx& tx, std::int64_t bureau_id, const std::string& month) {
  const std::string prefix = "LW-" + month.substr(0, 4) + month.substr(5, 2) + "-";
  std::string sequence = std::to_string(store::count_expert_fees(tx.rows(), bureau_id, prefix) + 1);
  while (sequence.size() < 3) sequence.insert(0, "0");
  return prefix + sequence;
}

// The scheme by which the bill is worked out, frozen from now on. Refuses expert_fee.scheme_unknown and
// fee_scheme.not_approved.
Outcome take_scheme(Tx& tx, ExpertFee& fee) {
  const auto rows = tx.rows().query("SELECT document, state, bureau_id FROM fee_scheme WHERE id = ?", {fee.scheme_id});
  if (rows.empty() || integer_or(rows[0][2]) != fee.bureau_id) {
    return refusal("expert_fee.scheme_unknown", "/scheme");
  }
  if (text_or_empty(rows[0][1]) != "approved") return refusal(Kind::conflict, "fee_scheme.not_approved", "/scheme");
  fee.scheme_document = text_or_empty(rows[0][0]);
  return Done{};
}

Outcome take_panel(Tx& tx, ExpertFee& fee, Language language) {
  std::string name;
  if (fee.panel_id != 0) {
    const auto panels = store::fee_panels(tx.rows(), {fee.panel_id});
    if (panels.empty() || panels[0].bureau_id != fee.bureau_id) return refusal("expert_fee.panel_unknown", "/panel");
    name = panels[0].name;
  }
  if (fee.title.empty()) {
    fee.title = name.empty() ? say("expert_fee.title_of_month", {{"month", fee.month}}, language)
                             : say("expert_fee.title_of_panel", {{"panel", name}, {"month", fee.month}}, language);
  }
  return Done{};
}

void tell_ready(Tx& tx, const ExpertFee& fee) {
  for (const ExpertFeeLine& line : fee.lines) {
    if (line.unfinished) return;
  }
  if (fee.lines.empty()) return;
  tell_bureau(tx, {"expert_fee_to_confirm", {"expert_fee", fee.id}, "ready", {}, {{"net", fee.net().text()}}},
              Action::confirm_expert_fees);
}

Outcome check_confirmable(Tx& tx, ExpertFee& fee) {
  if (fee.state != "draft") return refusal(Kind::conflict, "expert_fee.not_draft");
  if (fee.lines.empty()) return refusal(Kind::conflict, "expert_fee.no_lines");
  const ExpertFee shown = fee;
  if (Outcome worked = work_out_fee(tx, fee); !worked) return worked;
  Problems problems;
  for (std::size_t i = 0; i < fee.lines.size(); ++i) {
    if (fee.lines[i].unfinished) {
      problems.push_back(
          refusal(Kind::conflict, "expert_fee.line_unfinished", "/lines/" + std::to_string(i) + "/quantity"));
    }
  }
  if (!problems.empty()) return problems;
  for (std::size_t i = 0; i < fee.lines.size(); ++i) {
    const domain::Withheld &before = shown.lines[i].figures, &now = fee.lines[i].figures;
    const bool same = before.gross == now.gross && before.tax == now.tax && before.earlier_income == now.earlier_income;
    if (!same || shown.lines[i].unpayable != fee.lines[i].unpayable) {
      return refusal(Kind::conflict, "expert_fee.figures_moved");
    }
  }
  return Done{};
}

}  // namespace

Result<Json> draft_expert_fee(Gate& gate, const domain::Actor& actor, const Json& body, Language language) {
  return gate.write(actor, Action::edit_expert_fees, {"expert_fee", 0}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(draft_fields(), body);
    if (!form) return form.problems();
    ExpertFee fee;
    fee.bureau_id = actor.bureau_id;
    fee.drafted_by = actor.account_id;
    fee.scheme_id = form->integer("scheme");
    fee.panel_id = form->integer("panel");
    fee.month = form->text("month");
    fee.title = form->text("title");
    Problems problems;
    if (fee.bureau_id == 0) return refusal("fee_scheme.bureau_missing");
    append(problems, domain::check_month(fee.month, "/month"));
    append(problems, take_scheme(tx, fee));
    append(problems, take_panel(tx, fee, language));
    if (!problems.empty()) return problems;
    fee.lines = suggested_lines(tx, fee);
    if (Outcome worked = work_out_fee(tx, fee); !worked) return worked.problems();
    fee.number = next_number(tx, fee.bureau_id, fee.month);
    fee.id = store::insert_expert_fee(tx.rows(), fee, tx.now());
    Json detail = Json::object().set("before", Json::object()).set("after", content_of(fee)).set("version", 1);
    tx.audit("draft", {"expert_fee", fee.id}, fee.bureau_id, detail);
    tell_ready(tx, fee);
    return shown_expert_fee(tx, fee.id, language);
  });
}

Result<Json> change_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& body, Language language) {
  const Subject subject{"expert_fee", id};
  return gate.write(actor, Action::edit_expert_fees, subject, [&](Tx& tx) -> Result<Json> {
    auto fee = fresh_expert_fee(tx, id, version);
    if (!fee) return fee.problems();
    if (fee->state != "draft") return refusal(Kind::conflict, "expert_fee.not_draft");
    Json rest = body;
    Problems problems;
    const Json::Array items = take_array(rest, "lines", true, 500, problems);
    const auto form = read_command({domain::text_field("month", 7), domain::text_field("title", 200)}, rest);
    append(problems, form);
    auto lines = read_fee_lines(items);
    append(problems, lines);
    if (form && !form->text("month").empty()) append(problems, domain::check_month(form->text("month"), "/month"));
    if (!problems.empty()) return problems;
    Json detail = Json::object().set("before", content_of(*fee));
    if (!form->text("month").empty()) fee->month = form->text("month");
    if (!form->text("title").empty()) fee->title = form->text("title");
    fee->lines = std::move(*lines);
    fee->drafted_by = actor.account_id;
    if (Outcome worked = work_out_fee(tx, *fee); !worked) return worked.problems();
    if (!store::save_expert_fee(tx.rows(), *fee, tx.now())) {
      return stale_problem(tx, domain::expert_fee_shape(), id, version);
    }
    detail.set("after", content_of(*fee)).set("version", version + 1);
    tx.audit("change", subject, fee->bureau_id, detail);
    tell_ready(tx, *fee);
    return shown_expert_fee(tx, id, language);
  });
}

Result<Json> read_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, Language language) {
  return gate.read(actor, Action::see_expert_fees, {"expert_fee", id},
                   [&](Tx& tx) -> Result<Json> { return shown_expert_fee(tx, id, language); });
}

Result<Json> confirm_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                Language language) {
  const Subject subject{"expert_fee", id};
  return gate.write(actor, Action::confirm_expert_fees, subject, [&](Tx& tx) -> Result<Json> {
    auto fee = fresh_expert_fee(tx, id, version);
    if (!fee) return fee.problems();
    if (Outcome allowed = check_confirmable(tx, *fee); !allowed) return allowed.problems();
    if (!store::confirm_expert_fee(tx.rows(), *fee, actor.account_id, tx.now())) {
      return stale_problem(tx, domain::expert_fee_shape(), id, version);
    }
    tx.audit("confirm", subject, fee->bureau_id, state_change("draft", "confirmed", version + 1));
    return shown_expert_fee(tx, id, language);
  });
}

Outcome may_confirm_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::confirm_expert_fees, {"expert_fee", id}, [&](Tx& tx) -> Outcome {
    auto fee = store::find_expert_fee(tx.rows(), id);
    if (!fee) return refusal(Kind::absent, "record.absent");
    return check_confirmable(tx, *fee);
  });
}

}  // namespace zhiheng::service
