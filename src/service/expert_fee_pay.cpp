// Bills for experts after confirmation: paid by transfer, or voided as long as nothing was paid.
#include <map>
#include <set>

#include "service/command_body.h"
#include "service/expert_fee_parts.h"
#include "service/expert_fee_service.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;
using domain::ExpertFee;
using domain::ExpertFeeLine;

namespace {

// A line with nothing to pay needs no payment.
bool waits(const ExpertFeeLine& line) {
  return line.payment_id == 0 && line.figures.gross != Money();
}

Outcome check_payable(const ExpertFee& fee) {
  if (fee.state != "confirmed") return refusal(Kind::conflict, "expert_fee.not_confirmed");
  return Done{};
}

Outcome check_voidable(Tx& tx, const ExpertFee& fee) {
  if (fee.state == "voided") return refusal(Kind::conflict, "expert_fee.already_voided");
  for (const ExpertFeeLine& line : fee.lines) {
    if (line.payment_id != 0 || fee.state == "paid") return refusal(Kind::conflict, "expert_fee.already_paid");
  }
  if (fee.state != "confirmed") return Done{};
  const std::string later = store::later_fee_on_top(tx.rows(), fee);
  if (!later.empty()) return refusal(Kind::conflict, "expert_fee.later_counts_on_it", {}, {{"number", later}});
  return Done{};
}

struct Chosen {
  std::vector<std::int64_t> lines;
  std::map<std::int64_t, std::pair<std::int64_t, Money>> by_expert;  // a line of his, and his net
  Money net;
};

Result<Chosen> choose(const ExpertFee& fee, const Json::Array& experts) {
  std::set<std::int64_t> wanted;
  Problems problems;
  for (std::size_t i = 0; i < experts.size(); ++i) {
    const std::int64_t id = experts[i].is_string() ? number_in(experts[i].string()) : 0;
    bool known = false;
    for (const ExpertFeeLine& line : fee.lines) known = known || (line.expert_id == id && waits(line));
    if (!known) problems.push_back(refusal("expert_fee.expert_has_nothing_open", "/experts/" + std::to_string(i)));
    wanted.insert(id);
  }
  if (!problems.empty()) return problems;
  Chosen chosen;
  for (const ExpertFeeLine& line : fee.lines) {
    if (!waits(line) || (!wanted.empty() && !wanted.contains(line.expert_id))) continue;
    chosen.lines.push_back(line.id);
    auto& [line_id, net] = chosen.by_expert[line.expert_id];
    line_id = line.id;
    net = net + line.figures.net();
    chosen.net = chosen.net + line.figures.net();
  }
  return chosen;
}

// All problems of the form together.
Result<store::ExpertFeePayment> read_payment(Tx& tx, const ExpertFee& fee, const Json& body, Problems problems) {
  const auto form =
      read_command({domain::date_field("paid_on").required(), domain::text_field("voucher_number", 64).required(),
                    domain::text_field("remark", 500)},
                   body);
  append(problems, form);
  if (!form) return problems;
  store::ExpertFeePayment payment;
  payment.bureau_id = fee.bureau_id;
  payment.fee_id = fee.id;
  payment.registered_by = tx.actor().account_id;
  payment.paid_on = *read_date(form->text("paid_on"), "/paid_on");
  payment.voucher_number = form->text("voucher_number");
  payment.remark = form->text("remark");
  if (payment.paid_on > tx.today()) problems.push_back(refusal("expert_fee.paid_in_future", "/paid_on"));
  if (payment.paid_on.text().substr(0, 7) != fee.month) {
    problems.push_back(refusal("expert_fee.paid_in_another_month", "/paid_on", {{"month", fee.month}}));
  }
  if (!problems.empty()) return problems;
  return payment;
}

}  // namespace

Result<Json> pay_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body, Language language) {
  const Subject subject{"expert_fee", id};
  return gate.write(actor, Action::pay_expert_fees, subject, [&](Tx& tx) -> Result<Json> {
    const auto fee = fresh_expert_fee(tx, id, version);
    if (!fee) return fee.problems();
    if (Outcome allowed = check_payable(*fee); !allowed) return allowed.problems();
    Json rest = body;
    Problems problems;
    const Json::Array experts = take_array(rest, "experts", false, 500, problems);
    const auto chosen = choose(*fee, experts);
    append(problems, chosen);
    auto payment = read_payment(tx, *fee, rest, std::move(problems));
    if (!payment) return payment.problems();
    const bool nothing_waits = chosen->lines.empty();
    bool any_gross = false;
    for (const ExpertFeeLine& line : fee->lines) any_gross = any_gross || line.figures.gross != Money();
    if (nothing_waits && any_gross) return refusal(Kind::conflict, "expert_fee.nothing_to_pay");
    payment->amount = chosen->net;
    payment->id = store::insert_expert_fee_payment(tx.rows(), *payment, tx.now());
    store::mark_lines_paid(tx.rows(), payment->id, chosen->lines);
    std::size_t open = 0;
    for (const ExpertFeeLine& line : fee->lines) open += waits(line) ? 1 : 0;
    const bool all_paid = open == chosen->lines.size();
    if (!store::touch_expert_fee(tx.rows(), *fee, all_paid, tx.now())) {
      return stale_problem(tx, domain::expert_fee_shape(), id, version);
    }
    Json detail = state_change("confirmed", all_paid ? "paid" : "confirmed", version + 1);
    detail.find("after")->set("voucher_number", payment->voucher_number).set("paid_on", payment->paid_on.text());
    detail.find("after")->set("amount", payment->amount.text());
    tx.audit("pay", subject, fee->bureau_id, detail);
    for (const auto& [expert, his] : chosen->by_expert) {
      const Params told{{"net", his.second.text()}, {"day", payment->paid_on.text()}};
      tell_experts(tx, {"expert_fee_paid", {"expert_fee_line", his.first}, std::to_string(payment->id), {}, told},
                   {expert});
    }
    return shown_expert_fee(tx, id, language);
  });
}

Result<Json> void_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& body, Language language) {
  const Subject subject{"expert_fee", id};
  return gate.write(actor, Action::confirm_expert_fees, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500).required()}, body);
    if (!form) return form.problems();
    const auto fee = fresh_expert_fee(tx, id, version);
    if (!fee) return fee.problems();
    if (Outcome allowed = check_voidable(tx, *fee); !allowed) return allowed.problems();
    if (!store::void_expert_fee(tx.rows(), *fee, actor.account_id, form->text("reason"), tx.now())) {
      return stale_problem(tx, domain::expert_fee_shape(), id, version);
    }
    Json detail = state_change(fee->state, "voided", version + 1);
    detail.find("after")->set("void_reason", form->text("reason"));
    tx.audit("void", subject, fee->bureau_id, detail);
    return shown_expert_fee(tx, id, language);
  });
}

Outcome may_pay_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::pay_expert_fees, {"expert_fee", id}, [&](Tx& tx) -> Outcome {
    const auto fee = store::find_expert_fee(tx.rows(), id);
    return fee ? check_payable(*fee) : Outcome(refusal(Kind::absent, "record.absent"));
  });
}

Outcome may_void_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::confirm_expert_fees, {"expert_fee", id}, [&](Tx& tx) -> Outcome {
    const auto fee = store::find_expert_fee(tx.rows(), id);
    return fee ? check_voidable(tx, *fee) : Outcome(refusal(Kind::absent, "record.absent"));
  });
}

}  // namespace zhiheng::service
