#include "domain/declaration.h"

#include <algorithm>

#include "base/crypto.h"
#include "domain/relation.h"

namespace zhiheng::domain {

namespace {

const Json* party_of(const Json& list, const std::string& key) {
  for (const Json& party : list.at("parties").items()) {
    if (party.text_at("party") == key) return &party;
  }
  return nullptr;
}

Party read_party(const Json& listed) {
  Party party;
  party.kind = *party_kind_named(listed.text_at("kind"));
  party.name = listed.text_at("name");
  const std::string key = listed.text_at("party");
  for (const char digit : key.substr(key.find(':') + 1)) party.id = party.id * 10 + (digit - '0');
  return party;
}

bool is_kinship(const std::string& relation) {
  const RelationKind* kind = find_relation_kind(relation);
  return kind && kind->sort == RelationSort::kinship;
}

}  // namespace

Json declaration_list(std::int64_t panel_id, std::int64_t engagement_id, bool agency_hidden,
                      std::vector<ListedParty> parties) {
  std::sort(parties.begin(), parties.end(), [](const ListedParty& a, const ListedParty& b) {
    return a.party.kind != b.party.kind ? a.party.kind > b.party.kind
                                        : std::tie(a.party.name, a.party.id) < std::tie(b.party.name, b.party.id);
  });
  Json listed = Json::array();
  std::string before;
  for (const ListedParty& one : parties) {
    if (one.party.key() == before) continue;
    before = one.party.key();
    Json row = Json::object().set("party", before).set("kind", std::string(name_of(one.party.kind)));
    listed.push(std::move(row.set("name", one.party.name).set("head", one.head)));
  }
  Json list = Json::object();
  list.set("panel", std::to_string(panel_id)).set("engagement", std::to_string(engagement_id));
  return list.set("agency_hidden", agency_hidden).set("parties", std::move(listed));
}

std::string digest_of_list(const Json& list) {
  return "sm3:" + sm3_hex(canonical_json(list));
}

bool is_outdated(const Json& declared_list, const std::vector<std::string>& party_keys_now) {
  return std::any_of(party_keys_now.begin(), party_keys_now.end(),
                     [&](const std::string& key) { return !party_of(declared_list, key); });
}

const std::vector<std::string>& declarable_relations() {
  static const std::vector<std::string> names{"employed_by",    "head_of",           "director_of", "supervisor_of",
                                              "shareholder_of", "adviser_of",        "interest_in", "spouse_of",
                                              "lineal_kin_of",  "collateral_kin_of", "in_law_of"};
  return names;
}

Outcome check_declaration(const DeclarationForm& form, const Json& list, const std::string& panel_state) {
  if (panel_state != "open") return refusal(Kind::conflict, "declaration.panel_closed");
  if (form.list_digest != digest_of_list(list)) {
    return refusal(Kind::conflict, "declaration.list_changed", "/list_digest");
  }
  Problems problems;
  if (!form.none && form.related.empty()) problems.push_back(refusal("declaration.nothing_stated", "/none"));
  if (form.none && !form.related.empty()) problems.push_back(refusal("declaration.contradicts", "/none"));
  for (std::size_t i = 0; i < form.related.size(); ++i) {
    const DeclaredRelation& one = form.related[i];
    const std::string where = "/related/" + std::to_string(i);
    if (!party_of(list, one.party)) problems.push_back(refusal("declaration.unknown_party", where + "/party"));
    if (is_kinship(one.relation) && one.person.empty()) {
      problems.push_back(refusal("declaration.person_missing", where + "/person"));
    }
    if (one.since && one.until && *one.until < *one.since) {
      problems.push_back(refusal("relation.ends_before_start", where + "/until"));
    }
  }
  if (!problems.empty()) return problems;
  return Done{};
}

std::vector<RelationEdge> edges_of(const DeclarationForm& form, const Json& list, const Party& expert) {
  std::vector<RelationEdge> edges;
  for (const DeclaredRelation& one : form.related) {
    const Party party = read_party(*party_of(list, one.party));
    if (is_kinship(one.relation)) {
      const Party relative{PartyKind::person, 0, one.person};
      edges.push_back({one.relation, expert, relative, {}, {}});
      edges.push_back({"interest_in", relative, party, one.since, one.until});
    } else {
      // A unit has no shares; whoever says so has an interest in it.
      const bool shares = one.relation == "shareholder_of" && party.kind != PartyKind::agency;
      edges.push_back({shares ? "interest_in" : one.relation, expert, party, one.since, one.until});
    }
  }
  return edges;
}

}  // namespace zhiheng::domain
