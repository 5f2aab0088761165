#include "domain/blind.h"

namespace zhiheng::domain {

namespace {

constexpr Veil all_hidden{true, true, true, true};

Veil of_expert(const ReviewRule& rule, bool panel_closed) {
  Veil veil = all_hidden;
  veil.agency = rule.agency_hidden;
  veil.other_sheets = !panel_closed || rule.after_closing == AfterClosing::own;
  veil.experts = !panel_closed || rule.after_closing != AfterClosing::panel_names;
  return veil;
}

// The agency that is judged, and the unit and county whose project it is about.
Veil of_judged(bool panel_closed) {
  Veil veil = all_hidden;
  veil.agency = false;
  veil.other_sheets = !panel_closed;
  return veil;
}

Veil both(const Veil& a, const Veil& b) {
  return {a.agency && b.agency, a.experts && b.experts, a.other_sheets && b.other_sheets,
          a.open_sheets && b.open_sheets};
}

}  // namespace

Veil veil(const Sides& sides, const ReviewRule& rule, bool panel_closed) {
  Veil veil = all_hidden;
  if (sides.bureau) veil = both(veil, {false, false, false, true});
  if (sides.expert) veil = both(veil, of_expert(rule, panel_closed));
  if (sides.agency || sides.owner) veil = both(veil, of_judged(panel_closed));
  return veil;
}

std::string named_by_place(std::size_t place) {
  return "专家" + std::to_string(place);
}

}  // namespace zhiheng::domain
