// The rater matrix as people hand it in: CSV, raters in the first line, a target in every other.
#pragma once

#include <string_view>

#include "base/result.h"
#include "domain/statistics_agreement.h"

namespace zhiheng::domain {

// RFC 4180 with LF or CRLF, with or without a byte order mark; the first cell is empty or says `target`. An empty cell
// is a missing rating. Lines without any character are passed over. All problems of the cells come back together (at
// most 100), each at "line:column" as an editor counts them; lines of a quoted cell count too. Refuses, in this order:
// matrix.not_utf8, matrix.empty, matrix.first_cell, matrix.no_raters, matrix.open_quote, then together
// matrix.rater_unnamed, matrix.rater_twice, matrix.ragged, matrix.target_unnamed, matrix.target_twice,
// matrix.not_a_number; then matrix.no_targets.
Result<RatingMatrix> read_rating_matrix(std::string_view csv);

}  // namespace zhiheng::domain
