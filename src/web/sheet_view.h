// What the page of a score sheet shows: its criteria as rows, its total so far, the papers that it judges.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/call.h"

namespace zhiheng::web {

// Scores drop noughts that nobody typed: "8.00" -> "8", "7.50" -> "7.5".
std::string short_points(std::string text);

// The rows of templates/scoring/sheet.html: what was typed where a form came in, else what is stored. `body_rows` are
// the criteria of the body that was refused, in its order.
Json criteria_rows(const Call& call, const Json& sheet, const Problems& problems,
                   const std::vector<std::string>& body_rows);

// "90=优;80=良;...", read by the small script that shows the grade while scores are typed.
std::string bands_of(const Call& call, const Json& sheet);

// The total and the grade that the sheet has as it is shown, also where no script runs. `grade` is "" until every
// criterion has points.
struct Running {
  std::string total;
  std::string grade;
  std::string missing;  // what is still to do, in words
};
Running running_total(const Call& call, const Json& sheet, const std::string& bands);

// The files of the engagement, those of the sheet's own component first, the newest on top.
Json documents_of(const Call& call, const Json& sheet);

}  // namespace zhiheng::web
