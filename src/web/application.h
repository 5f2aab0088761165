// From a request to its answer: route, session, body, language, handler, page. Nothing here knows any stem.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "service/gate.h"
#include "web/kept_answers.h"
#include "web/live.h"
#include "web/metrics.h"
#include "web/rate_limit.h"
#include "web/router.h"

namespace zhiheng::web {

struct ApplicationOptions {
  bool secure_cookies = false;                // always Secure, for a proxy with TLS that sends no X-Forwarded-Proto
  std::int64_t api_per_second = 0;            // requests of one session, token or address; 0: as many as they like
  std::int64_t api_burst = 0;                 // ... and how many at once
  std::function<Outcome()> ready;             // does the database answer, does the schema fit; for /readyz
  std::string metrics_token;                  // whoever shows it reads /metrics; empty: by address alone
  std::vector<Network> metrics_allowed = {};  // addresses that read /metrics without a token; none: this machine
  int gzip_level = 1;                         // of pages and JSON; 0: never
  std::string public_url;                     // "https://zhiheng.example", for addresses that are printed
  std::string letters_folder;                 // edited templates of letters; empty: none
  KeptAnswers::ChangeNumber change_number;    // of the database (store::change_number); none: no answer is kept
};

class Application : public Site {
 public:
  Application(service::Gate& gate, ApplicationOptions options = {});

  std::size_t body_limit(const Request& request) const override;
  Response answer(Request& request) noexcept override;
  Response refuse(const Request& request, const Problem& problem) noexcept override;
  void done(const Request& request, const Response& response, std::int64_t microseconds) noexcept override;

  const Router& router() const { return router_; }
  const Metrics& metrics() const { return metrics_; }
  void add_metrics(Metrics::Source source) { metrics_.sources.push_back(std::move(source)); }

 private:
  Response dispatch(Request& request);
  Response nowhere(const Request& request, const Problem& problem);
  Response run(Call& call);
  Response run_limited(Call& call, const std::function<Response()>& make);
  Response run_known(Call& call);
  Response respond(Call& call, Reply reply);
  Response sign_in_first(Call& call);
  void finish(const Request& request, Response& response);

  service::Gate& gate_;
  ApplicationOptions options_;
  Router router_;
  LivePages live_;
  KeptAnswers kept_;
  RateLimit rate_limit_;
  Metrics metrics_;
};

// zh unless the cookie `language` of pages, or Accept-Language of the API, asks for English.
Language language_of(const Request& request);
bool is_api(const Request& request);

}  // namespace zhiheng::web
