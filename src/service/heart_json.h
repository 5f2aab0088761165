// The public shapes of the heart's records: the only place where their rows become JSON. The keys are those of the
// shapes in domain/shape_listed.h; ids, amounts and scores are strings, times RFC 3339.
#pragma once

#include "base/json.h"
#include "domain/deliverable.h"
#include "domain/panel.h"
#include "domain/payment.h"
#include "domain/result.h"
#include "domain/score_sheet.h"
#include "domain/statement_rules.h"

namespace zhiheng::service {

Json id_json(std::int64_t id);             // null for 0
Json moment_json(const std::string& utc);  // null for ""
Json date_json(const std::optional<Date>& date);
Json texts_json(const std::vector<std::string>& texts);

Json to_json(const domain::Deliverable& deliverable);
Json to_json(const domain::PanelMember& member);
// With members, components and, per component, the numbers of sheets by state.
Json to_json(const domain::Panel& panel, const domain::Policy& policy, const std::vector<domain::ScoreSheet>& sheets);
Json to_json(const domain::ScoreSheet& sheet);  // with items
Json rubric_json(const domain::Component& component);
Json to_json(const domain::StoredResult& result, bool with_documents);
Json to_json(const domain::ComponentScore& score);
Json to_json(const domain::Conduct& conduct);
Json to_json(const domain::Adjustment& adjustment);
Json to_json(const domain::Balance& balance);
// With lines, documents, adjustments and the balance as it stands now.
Json to_json(const domain::Statement& statement, const std::vector<domain::Adjustment>& adjustments,
             const domain::Balance& balance);
Json to_json(const domain::Payment& payment);

// {"before":{"state":...},"after":{"state":...},"version":n}: what an audit row says of an act.
Json state_change(std::string_view before, std::string_view after, std::int64_t new_version);

}  // namespace zhiheng::service
