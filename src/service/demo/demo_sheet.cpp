#include "service/demo/demo_sheet.h"

#include <algorithm>
#include <random>
#include <vector>

#include "base/resource.h"

namespace zhiheng::service {

namespace {

using Random = std::minstd_rand;  // defined to the digit by the standard, unlike its distributions

constexpr std::int32_t least_step = 50;  // hundredths of a point

std::size_t below(Random& random, std::size_t count) {
  return static_cast<std::size_t>(random()) % count;
}

const Json& texts() {
  static const Json all = *parse_json(resource("sql/seed/demo/reasons.json"));
  return all;
}

const std::string& one_of(const Json& list, Random& random) {
  return list.items()[below(random, list.items().size())].string();
}

struct Scored {
  const Json* criterion = nullptr;
  std::int32_t full = 0, lost = 0, unit = 0;
  bool by_defects = false;
};

std::vector<Scored> criteria_of(const Json& rubric) {
  std::vector<Scored> all;
  for (const Json& criterion : rubric.at("criteria").items()) {
    Scored one;
    one.criterion = &criterion;
    one.full = read_score(criterion.text_at("points"), "")->hundredths();
    one.by_defects = criterion.text_at("rule") == "per_defect";
    one.unit = one.by_defects ? read_score(criterion.text_at("per_defect"), "")->hundredths() : least_step;
    all.push_back(one);
  }
  return all;
}

// Takes the points that are missing to the total off criteria picked by chance, first at most half of each.
void take_off(std::vector<Scored>& all, std::int32_t missing, Random& random) {
  for (std::int32_t tries = 0; missing > 0; ++tries) {
    ensure(tries < 100'000, "the total of a demonstration sheet can be reached by its steps");
    Scored& one = all[below(random, all.size())];
    const std::int32_t most = tries < 400 ? one.full / 2 : one.full;
    const std::int32_t wish = one.unit * static_cast<std::int32_t>(1 + below(random, 3));
    if (wish > missing || one.lost + wish > most) continue;
    one.lost += wish;
    missing -= wish;
  }
}

Json item_of(const Scored& one, const Json& reasons, Random& random) {
  const std::string code = one.criterion->text_at("criterion");
  Json item = Json::object();
  item.set("criterion", code);
  if (one.by_defects) {
    item.set("defects", one.lost / one.unit);
  } else {
    item.set("points", Score::hundredths(one.full - one.lost).text());
  }
  if (one.lost == 0) return item;
  item.set("reason", one_of(reasons.at(code), random));
  return item.set("page", "第" + std::to_string(2 + below(random, 46)) + "页");
}

std::string comment_for(Score total, Random& random) {
  const char* band = total.hundredths() >= 8500   ? "comment_high"
                     : total.hundredths() >= 7500 ? "comment_middle"
                                                  : "comment_low";
  return one_of(texts().at(band), random);
}

Random random_from(std::uint32_t seed) {
  Random random(seed % 2'147'483'000u + 1);
  random.discard(7);
  return random;
}

}  // namespace

Json demo_sheet(const Json& rubric, Score total, std::uint32_t seed, std::size_t criteria_kept) {
  Random random = random_from(seed);
  std::vector<Scored> all = criteria_of(rubric);
  take_off(all, (full_score - total).hundredths(), random);
  all.resize(std::min(all.size(), criteria_kept));
  Json items = Json::array();
  for (const Scored& one : all) items.push(item_of(one, texts().at(rubric.text_at("component")), random));
  Json body = Json::object();
  body.set("items", std::move(items));
  return body.set("comment", comment_for(total, random));
}

Json demo_whole_sheet(Score total, std::uint32_t seed) {
  Random random = random_from(seed);
  Json body = Json::object();
  body.set("total", total.text());
  return body.set("comment", comment_for(total, random));
}

}  // namespace zhiheng::service
