// The expert's own place: his sheets, drafts on their way, comparison with what he gave before.
#pragma once

#include <map>
#include <string>

#include "web/call.h"

namespace zhiheng::web {

void add_expert_pages(Router& router);
void add_expert_api(Router& router);
void add_viewer_page(Router& router);

// How the expert scored the same criteria before, in words; empty texts where there is nothing to compare.
struct Earlier {
  std::string summary;
  std::map<std::string, std::string> by_criterion;
};
Earlier earlier_words(const Call& call, std::int64_t sheet_id);

}  // namespace zhiheng::web
