// Puts the veil of domain/blind.h over what services answer.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "domain/blind.h"
#include "domain/deliverable.h"
#include "domain/panel.h"
#include "domain/score_sheet.h"
#include "domain/shape.h"
#include "service/gate.h"
#include "store/record_store.h"

namespace zhiheng::service {

// What the actor of the transaction may not see of this row, which the gate has let him reach. The panel is the row's;
// null where the engagement has none yet. One look at the policy for readers outside the bureau, none for its staff.
domain::Veil veil_over(Tx& tx, domain::Action action, const Subject& row, std::int64_t bureau_id,
                       const domain::Panel* panel);

// Who scored becomes a place: 专家1, 专家2 in the order in which the sheets stand, anew in every engagement. The
// documents are a case and what was computed from it; the latter is computed once more, so that its sentences agree and
// the pair still verifies.
void hide_raters(Json& case_document, Json& result_document);

// The public forms of heart_json.h behind a veil.
void veil_deliverable(Json& json, const domain::Veil& veil);
// Members are left out, or called by their places; an expert finds himself under his own name.
void veil_panel(Json& json, const domain::Veil& veil, std::int64_t own_expert_id);
// Of somebody else's sheet; `place` is what it is called when nobody is named.
void veil_sheet(Json& json, const domain::Veil& veil, std::size_t place);
void veil_result(Json& json, const domain::Veil& veil);
// Of the bureau with this id: what is proposed and not approved is for its own staff.
void veil_retention(Json& json, const domain::Scope& scope, std::int64_t bureau_id);

// A list that is seen from several sides, some of which hide something of some rows. Set on the query before it is run,
// so that no order, filter or search tells what a row does not show; laid over the rows that came back.
class ListVeil {
 public:
  ListVeil(Tx& tx, const domain::Shape& shape, domain::Action action);
  void restrict(store::ListQuery& query) const;
  void cover(std::vector<Json>& items) const;  // the records as JSON, before labels are added

 private:
  bool hides_agency(const Json& item) const;

  const domain::Shape& shape_;
  const domain::Scope scope_;
  std::set<std::string> panels_;       // of the expert, whose policy hides the agency
  std::set<std::string> engagements_;  // and what they judge
};

// The history of a score sheet without what its expert had not handed in.
void veil_history(const domain::Shape& shape, Json& detail);

}  // namespace zhiheng::service
