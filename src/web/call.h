// One request as a handler sees it: matched, authenticated, its body read, its language known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/messages.h"
#include "domain/access.h"
#include "service/gate.h"
#include "web/exchange.h"
#include "web/http.h"
#include "web/router.h"

namespace zhiheng::web {

class Call {
 public:
  Call(const Request& incoming, const Route& matched, service::Gate& the_gate)
      : request(incoming), route(matched), gate(the_gate) {}

  const Request& request;
  const Route& route;
  service::Gate& gate;
  domain::Actor actor;
  bool signed_in = false;
  bool api = false;
  bool by_cookie = false;
  bool dry_run = false;  // nothing of what is asked for will stay
  std::string token;     // of the session
  std::string csrf;      // for the forms of this session
  std::int64_t session_id = 0;
  std::int64_t token_id = 0;  // of a personal token, 0 for a session: what a rate limit counts by
  std::string stage;          // of the session: "full", or the step that is still to be taken (service::Session)
  std::string before_at, before_address;  // the sign-in before this one; UTC, "" when there was none
  Language language = Language::zh;
  std::string public_url;  // beginning of addresses that leave the house, on paper or by mail; "" when nobody said
  Pairs captured;
  Json body;   // of BodyKind::json; null when there was none
  Pairs form;  // of BodyKind::form, without the csrf field
  std::vector<Part> files;

  std::int64_t id(std::string_view name = "id") const;  // 0 when it is no id (no row has it)
  const std::string& captured_text(std::string_view name) const;
  const std::string& field(std::string_view name) const;  // of the form; "" when absent
  bool has_field(std::string_view name) const;
  const std::string& parameter(std::string_view name) const;  // of the query; "" when absent
  std::string words(std::string_view key, const Params& params = {}) const { return say(key, params, language); }

  // The version that the change was made from: the number at the head of the tag in If-Match, or "version" of the body,
  // which is taken out of it. Refuses version.missing, version.malformed.
  Result<std::int64_t> version();
};

// The number of text such as "17"; nullopt unless it is plain digits within int64 and above nought.
std::optional<std::int64_t> read_id(std::string_view text);

}  // namespace zhiheng::web
