#include "service/agency_account_service.h"

#include "base/crypto.h"
#include "domain/identity_number.h"
#include "domain/payment_order.h"
#include "domain/shape_text.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "service/security_key.h"

namespace zhiheng::service {

using domain::Action;
using store::AgencyAccount;

namespace {

// Binds the sealed number to its row.
std::string about(std::int64_t id) {
  return "bank account of agency account " + std::to_string(id);
}

const std::vector<domain::Field>& account_fields() {
  static const std::vector<domain::Field> fields{
      domain::reference_field("agency", "agency").required(), domain::text_field("bank_name", 100).required(),
      domain::text_field("account_name", 200).required(), domain::text_field("account_number", 60).required()};
  return fields;
}

Json shown_account(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::agency_account_shape();
  return labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
}

Json content_of(const AgencyAccount& account) {
  Json json = Json::object().set("bank_name", account.bank_name).set("account_name", account.account_name);
  return json.set("number_shown", account.number_shown);
}

Result<Json> enter_inside(Tx& tx, const Json& body, std::int64_t bureau_id) {
  const auto form = read_command(account_fields(), body);
  if (!form) return form.problems();
  Problems problems;
  const auto digits = domain::read_bank_account(form->text("account_number"), "/account_number");
  append(problems, digits);
  const auto agency = tx.rows().query("SELECT bureau_id FROM agency WHERE id = ?", {form->integer("agency")});
  if (agency.empty()) problems.push_back(refusal("agency_account.agency_unknown", "/agency"));
  const auto key = lasting_secret_key();
  append(problems, key);
  if (!problems.empty()) return problems;
  AgencyAccount account;
  account.bureau_id = bureau_id == 0 ? integer_or(agency[0][0]) : bureau_id;
  account.agency_id = form->integer("agency");
  account.bank_name = form->text("bank_name");
  account.account_name = form->text("account_name");
  account.number_shown = domain::masked_bank_account(*digits);
  account.drafted_by = tx.actor().account_id;
  account.id = store::insert_agency_account(tx.rows(), account, tx.now());
  store::save_sealed_number(tx.rows(), account.id, seal(*key, *digits, about(account.id)));
  tx.audit("enter", {"agency_account", account.id}, account.bureau_id,
           Json::object().set("before", Json::object()).set("after", content_of(account)).set("version", 1));
  Json warnings = Json::array();
  if (!domain::card_digit_holds(*digits)) warnings.push("bank_account.card_digit");
  return shown_account(tx, account.id).set("warnings", std::move(warnings));
}

Result<AgencyAccount> fresh_account(Tx& tx, std::int64_t id, std::int64_t version) {
  auto account = store::find_agency_account(tx.rows(), id);
  if (!account) return refusal(Kind::absent, "record.absent");
  if (account->version != version) return stale_problem(tx, domain::agency_account_shape(), id, version);
  return std::move(*account);
}

Outcome check_entered(const AgencyAccount& account) {
  if (account.state == "entered") return Done{};
  return refusal(Kind::conflict, "agency_account.not_entered");
}

Outcome check_retirable(const AgencyAccount& account) {
  if (account.state != "retired") return Done{};
  return refusal(Kind::conflict, "agency_account.retired_already");
}

using Check = Outcome (*)(const AgencyAccount&);

Result<Json> move_account(Gate& gate, const domain::Actor& actor, Action action, std::int64_t id, std::int64_t version,
                          const std::string& state, Check check) {
  const Subject subject{"agency_account", id};
  return gate.write(actor, action, subject, [&](Tx& tx) -> Result<Json> {
    const auto account = fresh_account(tx, id, version);
    if (!account) return account.problems();
    if (Outcome allowed = check(*account); !allowed) return allowed.problems();
    if (!store::save_account_state(tx.rows(), *account, state, actor.account_id, tx.now())) {
      return stale_problem(tx, domain::agency_account_shape(), id, version);
    }
    tx.audit(state == "checked" ? "check" : "retire", subject, account->bureau_id,
             state_change(account->state, state, version + 1));
    return shown_account(tx, id);
  });
}

}  // namespace

Result<std::string> open_account_number(const AgencyAccount& account) {
  const auto key = lasting_secret_key();
  if (!key) return key.problems();
  auto number = unseal(*key, account.number_sealed, about(account.id));
  if (!number) return refusal(Kind::busy, "expert_secrets.key_differs");
  return std::move(*number);
}

Result<Json> enter_agency_account(Gate& gate, const domain::Actor& actor, const Json& body) {
  if (actor.agency_id != 0 && !gate.may(actor, Action::edit_payment_orders, {"agency_account", 0})) {
    // The agency's own: whichever agency the body names, it is hers.
    Json own = body;
    if (own.is_object()) own.set("agency", std::to_string(actor.agency_id));
    return gate.write(actor, Action::edit_agency_record, {"agency", actor.agency_id},
                      [&](Tx& tx) -> Result<Json> { return enter_inside(tx, own, 0); });
  }
  return gate.write(actor, Action::edit_payment_orders, {"agency_account", 0},
                    [&](Tx& tx) -> Result<Json> { return enter_inside(tx, body, actor.bureau_id); });
}

Result<Json> check_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return move_account(gate, actor, Action::confirm_payment_order, id, version, "checked", check_entered);
}

Result<Json> retire_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return move_account(gate, actor, Action::edit_payment_orders, id, version, "retired", check_retirable);
}

Result<Json> reveal_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id, const Json& body) {
  const Subject subject{"agency_account", id};
  return gate.write(actor, Action::send_payment_orders, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("purpose", 200)}, body);
    if (!form) return form.problems();
    const std::string purpose(domain::trimmed(form->text("purpose")));
    if (purpose.empty()) return refusal("expert_secrets.purpose_missing", "/purpose");
    // What was shown was shown: a rehearsal must not take the trace away again.
    tx.stays();
    const AgencyAccount account = *store::find_agency_account(tx.rows(), id);
    const auto number = open_account_number(account);
    if (!number) return number.problems();
    tx.audit("reveal", subject, account.bureau_id, Json::object().set("purpose", purpose));
    Json out = Json::object().set("account_number", *number).set("bank_name", account.bank_name);
    return out.set("account_name", account.account_name);
  });
}

Outcome may_check_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::confirm_payment_order, {"agency_account", id},
                   [&](Tx& tx) -> Outcome { return check_entered(*store::find_agency_account(tx.rows(), id)); });
}

Outcome may_retire_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::edit_payment_orders, {"agency_account", id},
                   [&](Tx& tx) -> Outcome { return check_retirable(*store::find_agency_account(tx.rows(), id)); });
}

}  // namespace zhiheng::service
