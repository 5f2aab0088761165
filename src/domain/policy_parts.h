// The parts of a policy document that have readers of their own; used by policy_reader.cpp alone.
#pragma once

#include "domain/document_reader.h"
#include "domain/policy.h"

namespace zhiheng::domain {

Component read_component(const Json& value, const Path& path, Problems& problems, const Aggregation& usual);
Aggregation read_aggregation(const Json& value, const Path& path, Problems& problems);
std::vector<Band> read_bands(const Json::Array& items, const Path& path, Problems& problems);
FeeRule read_fee(const Json& value, const Path& path, Problems& problems, const std::vector<Band>& bands);
LatenessRule read_lateness(const Json& value, const Path& path, Problems& problems,
                           const std::vector<Component>& components);
EventRule read_event(const Json& value, const Path& path, Problems& problems);
VetoRule read_veto(const Json& value, const Path& path, Problems& problems);
RedoRule read_redo(const Json& value, const Path& path, Problems& problems);
EventLimits read_event_limits(const Json& value, const Path& path, Problems& problems);
CreditRule read_credit(const Json& value, const Path& path, Problems& problems, const Policy& policy);
void read_credit_categories(ObjectReader& reader, CreditRule& rule, Problems& problems);
// ... and the quotas; once the bands are known.
void read_grade_limits(ObjectReader& reader, CreditRule& rule, Problems& problems, const Policy& policy);
// panel, review, discussion, uncertainty and objection.
void read_panel_sections(ObjectReader& reader, Policy& policy, Problems& problems);
void read_billing(ObjectReader& reader, Policy& policy, Problems& problems);
Consequence read_consequence(const Json& value, const Path& path, Problems& problems, const Policy& policy);
RoundingRule read_rounding(const Json& value, const Path& path, Problems& problems);

}  // namespace zhiheng::domain
