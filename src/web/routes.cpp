#include "web/routes.h"

#include "web/account_web.h"
#include "web/record_web.h"
#include "web/system_web.h"

namespace zhiheng::web {

void add_all_routes(Router& router, const Metrics& metrics, std::function<Outcome()> ready) {
  add_system_routes(router, metrics, std::move(ready));
  add_session_routes(router);
  add_record_api(router);
  add_record_pages(router);
}

}  // namespace zhiheng::web
