// The viewer of documents: a page that may run its own script and nothing else. It has an origin of its own
// (sandbox), so whatever a document does to it reaches neither cookies nor pages of ours; the page around it hands it
// the bytes.
#include "web/expert_web.h"
#include "web/page.h"

namespace zhiheng::web {

namespace {

constexpr const char* viewer_security =
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "worker-src blob:; img-src blob: data:; font-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'";

}  // namespace

void add_viewer_page(Router& router) {
  router.add({"GET", "/viewer", "viewer.page",
              [](Call& call) {
                Json view = Json::object();
                view.set("page_title", call.words("web.viewer.title"));
                Reply reply = page("viewer/viewer.html", std::move(view));
                reply.headers.emplace_back("Content-Security-Policy", viewer_security);
                reply.headers.emplace_back("X-Frame-Options", "SAMEORIGIN");
                return reply;
              },
              BodyKind::none, Access::open});
}

}  // namespace zhiheng::web
