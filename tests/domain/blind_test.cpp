// What is hidden of a review from whom, on every side and under every rule.
#include "domain/blind.h"

#include <catch2/catch.hpp>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

// "agency experts others open": what is hidden, "-" when nothing is.
std::string hidden(const Sides& sides, const ReviewRule& rule, bool closed) {
  const Veil found = veil(sides, rule, closed);
  std::string text;
  if (found.agency) text += "agency ";
  if (found.experts) text += "experts ";
  if (found.other_sheets) text += "others ";
  if (found.open_sheets) text += "open ";
  return text.empty() ? "-" : text.substr(0, text.size() - 1);
}

Sides side(bool bureau, bool expert, bool agency, bool owner) {
  return Sides{bureau, expert, agency, owner};
}

}  // namespace

TEST_CASE("each side sees what the rule says, before and after the panel closes") {
  ReviewRule rule;
  const Sides expert = side(false, true, false, false);
  CHECK(hidden(expert, rule, false) == "experts others open");
  CHECK(hidden(expert, rule, true) == "experts others open");
  rule.after_closing = AfterClosing::panel_scores;
  CHECK(hidden(expert, rule, false) == "experts others open");
  CHECK(hidden(expert, rule, true) == "experts open");
  rule.after_closing = AfterClosing::panel_names;
  CHECK(hidden(expert, rule, false) == "experts others open");
  CHECK(hidden(expert, rule, true) == "open");
  rule.agency_hidden = true;
  CHECK(hidden(expert, rule, false) == "agency experts others open");
  CHECK(hidden(expert, rule, true) == "agency open");
  for (const Sides& judged : {side(false, false, true, false), side(false, false, false, true)}) {
    CHECK(hidden(judged, rule, false) == "experts others open");
    CHECK(hidden(judged, rule, true) == "experts open");
  }
  CHECK(hidden(side(true, false, false, false), rule, false) == "open");
  CHECK(hidden(side(false, false, false, false), rule, true) == "agency experts others open");
}

TEST_CASE("one more side never hides what another shows") {
  for (const bool hidden_agency : {false, true}) {
    for (const AfterClosing after : {AfterClosing::own, AfterClosing::panel_scores, AfterClosing::panel_names}) {
      for (const bool closed : {false, true}) {
        const ReviewRule rule{hidden_agency, after};
        for (int fewer = 0; fewer < 16; ++fewer) {
          for (int more = 0; more < 16; ++more) {
            if ((fewer & more) != fewer) continue;
            const auto sides = [](int bits) { return side(bits & 1, bits & 2, bits & 4, bits & 8); };
            const Veil a = veil(sides(fewer), rule, closed);
            const Veil b = veil(sides(more), rule, closed);
            CHECK((a.agency || !b.agency));
            CHECK((a.experts || !b.experts));
            CHECK((a.other_sheets || !b.other_sheets));
            CHECK((a.open_sheets || !b.open_sheets));
          }
        }
      }
    }
  }
}
