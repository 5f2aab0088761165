// Lots: who bid beside whom, so that nobody scores the work of his employer's competitor.
#include <algorithm>

#include "domain/contract.h"
#include "domain/field_maker.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "service/recusal_service.h"
#include "store/contract_facts.h"
#include "store/recusal_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::size_t most_bidders = 100;

Json lot_json(Tx& tx, std::int64_t contract_id) {
  const store::Lot lot = store::lot_of_contract(tx.rows(), contract_id);
  Json parties = Json::array();
  for (const store::LotParty& party : lot.parties) {
    Json one = Json::object().set("agency", id_json(party.agency_id)).set("agency_label", party.agency_name);
    parties.push(std::move(one.set("uscc", party.agency_uscc).set("contract", id_json(party.contract_id))));
  }
  Json json = Json::object().set("contract", id_json(contract_id)).set("lot", lot.name);
  return json.set("parties", std::move(parties));
}

std::vector<std::int64_t> read_bidders(Tx& tx, const Json::Array& given, std::int64_t own_agency, Problems& problems) {
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string where = pointer_to("/bidders", i);
    if (!given[i].is_string()) {
      problems.push_back(refusal("field.wrong_type", where, {{"type", "text"}}));
      continue;
    }
    const std::string& text = given[i].string();
    const bool is_id = text.size() <= 10 && text.find_first_not_of("0123456789") == std::string::npos;
    const auto rows = tx.rows().query(
        is_id ? "SELECT id FROM agency WHERE id = ?" : "SELECT id FROM agency WHERE uscc = ? OR name = ?",
        is_id ? store::Parameters{number_in(text)} : store::Parameters{text, text});
    if (rows.size() != 1) {
      problems.push_back(refusal("relation.party_absent", where));
      continue;
    }
    const std::int64_t id = integer_or(rows[0][0]);
    if (id != own_agency && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

}  // namespace

Result<Json> read_lot(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::see_relations, {"contract", contract_id},
                   [&](Tx& tx) -> Result<Json> { return lot_json(tx, contract_id); });
}

Result<Json> set_lot(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, const Json& body) {
  const Subject subject{"contract", contract_id};
  return gate.write(actor, Action::edit_relations, subject, [&](Tx& tx) -> Result<Json> {
    Problems problems;
    Json rest = body;
    const auto contract = *store::find_contract_facts(tx.rows(), contract_id);
    const auto given = take_array(rest, "bidders", false, most_bidders, problems);
    const auto form = read_command({domain::text_field("lot", 64)}, rest);
    append(problems, form);
    const auto bidders = read_bidders(tx, given, contract.agency_id, problems);
    if (!problems.empty()) return problems;
    Json before = lot_json(tx, contract_id);
    auto touched = store::engagements_of_lot(tx.rows(), contract_id);
    store::save_lot(tx.rows(), contract.bureau_id, contract_id, contract.agency_id, form->text("lot"), bidders,
                    tx.now());
    Json after = lot_json(tx, contract_id);
    tx.audit("set_lot", subject, contract.bureau_id, Json::object().set("before", before).set("after", after));
    for (const std::int64_t id : store::engagements_of_lot(tx.rows(), contract_id)) touched.push_back(id);
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    recheck_engagements(tx, touched, "change");
    return after;
  });
}

}  // namespace zhiheng::service
