#include "domain/recusal_text.h"

namespace zhiheng::domain {

std::string words_of(const RecusalStep& step, Language language) {
  std::string when;
  const Params days{{"since", step.since}, {"until", step.until}};
  if (!step.since.empty() && !step.until.empty()) {
    when = say("recusal.when.between", days, language);
  } else if (!step.since.empty()) {
    when = say("recusal.when.since", days, language);
  } else if (!step.until.empty()) {
    when = say("recusal.when.until", days, language);
  }
  return say("recusal.step." + step.relation, {{"from", step.from}, {"to", step.to}}, language) + when;
}

std::string words_of(const RecusalPath& path, Language language, bool with_rule) {
  std::string text;
  for (const RecusalStep& step : path.steps) {
    if (!text.empty()) text += say("recusal.then", language);
    text += words_of(step, language);
  }
  return with_rule ? say(path.rule, {{"path", text}}, language) : text;
}

}  // namespace zhiheng::domain
