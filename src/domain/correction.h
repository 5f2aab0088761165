// What an upheld objection changes in a case. Sheets and records stay as they were; a case is built with its
// corrections on top and carries them, so that whoever verifies it sees which figure is a corrected one and by what.
#pragma once

#include "domain/case.h"
#include "domain/document_reader.h"

namespace zhiheng::domain {

// Points and scores in hundredths; counts of events, vetoes and days late as they are.
std::string correction_value_text(std::string_view kind, std::int64_t value);
Result<std::int64_t> read_correction_value(std::string_view kind, const std::string& text, const std::string& where);

// The figure that a correction is about as the case states it; an event or veto that is not there counts nought.
// Nothing where the case has no such figure.
std::optional<std::int64_t> corrected_figure(const Engagement& engagement, const Correction& correction);

// Puts the correction on top, where the figure still is what was corrected; answers whether it did.
bool apply_correction(Engagement& engagement, const Correction& correction);

Json corrections_json(const std::vector<Correction>& corrections);
// Refuses correction.differs: the case states another figure than its last correction says.
void read_corrections(ObjectReader& reader, const Path& path, Problems& problems, Engagement& engagement);
std::string step_of_correction(const Policy& policy, const Correction& correction);

}  // namespace zhiheng::domain
