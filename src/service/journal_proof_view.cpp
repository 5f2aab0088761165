#include "service/journal_proof_view.h"

#include "service/heart_json.h"
#include "store/journal_difference_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Json amount_json(const std::optional<Money>& amount) {
  return amount ? Json(amount->text()) : Json();
}

}  // namespace

Result<Json> read_journal_proof(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t after) {
  constexpr std::size_t page_size = 100;
  return gate.read(actor, Action::see_journal, {"journal_proof", id}, [&](Tx& tx) -> Result<Json> {
    const store::JournalProof proof = store::find_journal_proof(tx.rows(), id)->proof;
    Json json = Json::object().set("id", id_json(id)).set("bureau", id_json(proof.bureau_id));
    json.set("bureau_name", store::bureau_name(tx.rows(), proof.bureau_id));
    json.set("created_at", moment_json(proof.created_at)).set("contracts", proof.contracts);
    json.set("transactions", proof.transactions).set("differences", proof.differences);
    auto found = store::journal_differences(tx.rows(), id, after, page_size + 1);
    const bool more = found.size() > page_size;
    if (more) found.pop_back();
    Json items = Json::array();
    for (const store::JournalDifference& one : found) {
      Json item = Json::object().set("contract", one.contract_id == 0 ? Json() : id_json(one.contract_id));
      item.set("subject", one.subject).set("account", one.account);
      items.push(item.set("wanted", amount_json(one.wanted)).set("found", amount_json(one.found)));
    }
    return json.set("items", std::move(items)).set("next", more ? id_json(found.back().id) : Json());
  });
}

Json journal_bureau_choices(Tx& tx) {
  const domain::Scope reach = domain::scope(tx.actor(), Action::see_journal);
  Json choices = Json::array();
  for (const store::NamedBureau& one : store::journal_bureaus(tx.rows())) {
    if (reach.everything || reach.has_bureau(one.id)) {
      choices.push(Json::object().set("id", id_json(one.id)).set("name", one.name));
    }
  }
  return choices;
}

}  // namespace zhiheng::service
