#include "web/rating_steps.h"

#include "domain/rating.h"

namespace zhiheng::web {

Json rating_steps(const Call& call, const Json& rating) {
  Json list = Json::array();
  if (call.language == Language::en) {
    const auto input = domain::read_rating_case(rating.at("case"));
    const auto outcome = input ? domain::rate(*input, Language::en) : Result<domain::RatingOutcome>(input.problems());
    if (outcome) {
      for (const std::string& step : outcome->steps) list.push(Json::object().set("line", step));
      return list;
    }
  }
  for (const Json& step : rating.at("steps").items()) list.push(Json::object().set("line", step.string()));
  return list;
}

}  // namespace zhiheng::web
