// The table of routes: what a path and a method lead to, what they may carry, and a sentence for the API's description.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/messages.h"
#include "domain/access.h"
#include "web/exchange.h"

namespace zhiheng::web {

class Call;

// What a handler answers. Exactly one of: a page (template and view), JSON, bytes, a place to go, problems.
struct Reply {
  int status = 200;
  std::string template_name;
  Json json;
  std::string bytes;
  std::optional<ByteSource> source;  // bytes that are too many to be held
  std::string content_type;
  std::string file_name;  // a download when not empty
  std::string location;
  Problems problems;
  Pairs headers;
};

Reply page(std::string template_name, Json view, int status = 200);
Reply json_reply(Json body, int status = 200);
Reply created(Json body, std::string location);
Reply no_content();
Reply see_other(std::string location);
Reply bytes_reply(std::string bytes, std::string content_type, std::string file_name = {});
Reply stream_reply(ByteSource source, std::string content_type, std::string file_name = {});
Reply refused(Problems problems);
Reply refused(Problem problem);

enum class BodyKind { none, json, form, bytes };  // form: urlencoded or multipart
enum class Access { open, signed_in };

struct Route {
  std::string method;
  std::string pattern;  // "/contracts/{id}"; a captured part has no slash
  std::string name;     // "contract.list": unique; the operationId of the API
  std::function<Reply(Call&)> handler;
  BodyKind body = BodyKind::none;
  Access access = Access::signed_in;
  std::vector<std::string> query = {};  // parameters that are known; others are query.unknown
  std::size_t body_limit = 1u << 20;
  bool creates = false;     // honours Idempotency-Key
  std::string schema = {};  // the stem whose shape the body and the answer follow, "" when none
  // For the description of the API: the schemas of templates/api/*.json that a JSON body and the answer follow, where
  // they are no shape; the status of the good answer, 0 for the usual one of the method; media types of an answer that
  // is no JSON.
  std::string takes = {};
  std::string answers = {};
  int status = 0;
  std::vector<std::string> produces = {};
};

// Whether `?dry_run=1` may be asked of the route: of every change through the API by somebody who is known.
bool offers_dry_run(const Route& route);

class Router {
 public:
  void add(Route route);
  // The route added last, for what the description says of it: router.last().answers = "panel_detail";
  Route& last() { return routes_.back(); }
  struct Match {
    const Route* route = nullptr;
    Pairs captured;
    std::vector<std::string> allowed;  // methods of the path when the method does not fit
  };
  // HEAD finds the route of GET.
  Match find(const std::string& method, const std::string& path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace zhiheng::web
