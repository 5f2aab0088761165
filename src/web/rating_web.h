// Credit ratings: the API, the pages of a year and of one agency, events, objections and consequences.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_rating_api(Router& router);
void add_rating_run_pages(Router& router);
void add_rating_pages(Router& router);         // the table of a year, runs, one rating, migration, the watch list
void add_agency_rating_pages(Router& router);  // an agency with its ratings over the years
void add_rating_act_pages(Router& router);     // events, objections, consequences, rounds

// Years of a query parameter; 0 when it is none.
int year_parameter(const Call& call, std::string_view name);
// "below drop" in words.
std::string watch_words(const Call& call, const Json& watch);
Json rating_row(const Call& call, const Json& rating);  // of the tables of ratings
std::string grade_words(const Call& call, const Json& rating);
// Gives rows with a "code" their "code_label"; rows without a "bureau" are of this one.
void name_event_codes(const Call& call, Json& rows, std::int64_t bureau = 0);
std::string text_or_dash(const Json& row, std::string_view key);
// A page with a title, facts, buttons and a form that asks for a reason: templates/rating/act.html.
struct ActPage {
  std::string stem;
  std::string title;
  std::string state_list;
  Json buttons;              // of act_button()
  std::string reason_title;  // "" without such a form
  std::string reason_href;
};
// {"jobs","total_text","previous_href","next_href"} of the agency's page.
Json rated_jobs_view(const Call& call, std::int64_t agency_id);
void add_rated_jobs_api(Router& router);
Reply send_event_file(Call& call);  // GET .../credit-events/{id}/files/{sha256}
Reply add_event_file(Call& call);   // POST of the API: the bytes with their name in X-File-Name, or one part of a form
Reply act_page(Call& call, const Json& row, ActPage what, Json more, const Problems& problems);

}  // namespace zhiheng::web
