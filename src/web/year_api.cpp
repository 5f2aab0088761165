// The year at a glance, as programs read it.
#include "service/year_service.h"
#include "web/heart_web.h"

namespace zhiheng::web {

namespace {

using Reading = Result<Json> (*)(service::Gate&, const domain::Actor&, int);

void add_reading(Router& router, const std::string& path, const std::string& name, Reading read) {
  router.add({"GET", "/api/v1" + path, name, [read](Call& call) {
                const std::string& asked = call.captured_text("year");
                const auto year = asked.size() == 4 ? read_id(asked) : std::nullopt;
                if (!year) return refused(refusal(Kind::absent, "request.no_such_page"));
                return json_or_refused(read(call.gate, call.actor, static_cast<int>(*year)));
              }});
}

}  // namespace

void add_year_api(Router& router) {
  router.add({"GET", "/api/v1/years", "year.newest",
              [](Call& call) { return json_or_refused(service::year_figures(call.gate, call.actor, 0)); }});
  add_reading(router, "/years/{year}", "year.read", service::year_figures);
  add_reading(router, "/years/{year}/charts", "year.charts", service::year_charts);
}

}  // namespace zhiheng::web
