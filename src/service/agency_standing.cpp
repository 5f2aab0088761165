#include "service/agency_standing.h"

#include "base/messages.h"
#include "store/consequence_store.h"

namespace zhiheng::service {

namespace {

std::string effect_words(const domain::StandingConsequence& consequence, Language language) {
  return say("choice.consequence_effect." + consequence.effect, language);
}

std::string end_words(const domain::StandingConsequence& consequence, Language language) {
  return consequence.until_on ? consequence.until_on->text() : say("consequence.without_end", language);
}

std::string all_causes(const domain::StandingConsequence& consequence) {
  std::string all;
  for (const std::string& cause : consequence.causes) all += (all.empty() ? "" : "; ") + cause;
  return all;
}

}  // namespace

Outcome may_be_commissioned(Tx& tx, std::int64_t agency_id, std::int64_t bureau_id, Date signed_on) {
  for (const auto& one : store::consequences_of(tx.rows(), agency_id, bureau_id)) {
    if (!domain::bars(one, signed_on)) continue;
    return refusal(Kind::conflict, "contract.agency_barred", "/agency",
                   {{"effect", effect_words(one, Language::zh)},
                    {"effect_en", effect_words(one, Language::en)},
                    {"causes", all_causes(one)},
                    {"from", one.from_on.text()},
                    {"until", end_words(one, Language::zh)},
                    {"until_en", end_words(one, Language::en)}});
  }
  return Done{};
}

Problems standing_problems(Tx& tx, const Record& contract, const Record* before) {
  const bool is_new = before == nullptr || before->get("agency") != contract.get("agency") ||
                      before->get("signed_on") != contract.get("signed_on");
  const auto signed_on = read_date(contract.text("signed_on"), "/signed_on");
  if (!is_new || contract.integer("agency") == 0 || !signed_on) return {};
  const Outcome standing =
      may_be_commissioned(tx, contract.integer("agency"), contract.integer("bureau"), *signed_on);
  return standing ? Problems{} : standing.problems();
}

}  // namespace zhiheng::service
