// What an expert declares before he opens anything (回避声明): the list of parties that he saw, and for each of them
// what binds him to it, or that nothing does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "domain/recusal.h"

namespace zhiheng::domain {

struct ListedParty {
  Party party;
  std::string head;  // who stands at its head, as far as the books say
};

// {"panel","engagement","agency_hidden","parties":[{"party","kind","name","head"}]}: the same parties in any order give
// the same document. Where the policy hides the agency, the list holds all agencies of the year.
Json declaration_list(std::int64_t panel_id, std::int64_t engagement_id, bool agency_hidden,
                      std::vector<ListedParty> parties);
std::string digest_of_list(const Json& list);  // "sm3:..."
// Whether somebody takes part now who did not stand on the list that was declared upon.
bool is_outdated(const Json& declared_list, const std::vector<std::string>& party_keys_now);

struct DeclaredRelation {
  std::string party;     // key
  std::string relation;  // of declarable_relations()
  std::string person;    // of kinship: whose kin
  std::optional<Date> since, until;
  std::string note;
};
const std::vector<std::string>& declarable_relations();

struct DeclarationForm {
  std::string list_digest;
  bool none = false;
  std::vector<DeclaredRelation> related;
};
// Refuses, in this order: declaration.panel_closed, declaration.list_changed /list_digest; then, all at once:
// declaration.nothing_stated, declaration.contradicts, declaration.unknown_party /related/i/party,
// declaration.person_missing /related/i/person, relation.ends_before_start /related/i/until.
Outcome check_declaration(const DeclarationForm& form, const Json& list, const std::string& panel_state);

// What is declared, as relations from the expert; kinship gives two, to the relative and from him to the party.
std::vector<RelationEdge> edges_of(const DeclarationForm& form, const Json& list, const Party& expert);

}  // namespace zhiheng::domain
