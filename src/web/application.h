// From a request to its answer: route, session, body, language, handler, page. Nothing here knows any stem.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "service/gate.h"
#include "web/router.h"

namespace zhiheng::web {

struct ApplicationOptions {
  bool secure_cookies = false;     // always Secure, for a proxy with TLS that sends no X-Forwarded-Proto
  std::function<Outcome()> ready;  // does the database answer, does the schema fit; for /readyz
};

struct Metrics {
  std::atomic<std::int64_t> requests{0};
  std::atomic<std::int64_t> microseconds{0};
  std::array<std::atomic<std::int64_t>, 6> by_class{};  // 1xx ... 5xx at their first digit
};

class Application : public Site {
 public:
  Application(service::Gate& gate, ApplicationOptions options = {});

  std::size_t body_limit(const Request& request) const override;
  Response answer(Request& request) noexcept override;
  Response refuse(const Request& request, const Problem& problem) noexcept override;

  const Router& router() const { return router_; }
  const Metrics& metrics() const { return metrics_; }

 private:
  Response dispatch(Request& request);
  Response nowhere(const Request& request, const Problem& problem);
  Response run(Call& call);
  Response respond(Call& call, Reply reply);
  Response sign_in_first(const Call& call);
  void finish(const Request& request, Response& response);

  service::Gate& gate_;
  ApplicationOptions options_;
  Router router_;
  Metrics metrics_;
};

// zh unless the cookie `language` of pages, or Accept-Language of the API, asks for English.
Language language_of(const Request& request);
bool is_api(const Request& request);

}  // namespace zhiheng::web
