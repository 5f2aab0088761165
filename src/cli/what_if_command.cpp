#include <filesystem>

#include "cli/commands.h"
#include "cli/shell.h"
#include "service/account_service.h"
#include "service/what_if_service.h"

namespace zhiheng::cli {

namespace {

Result<service::WhatIfRequest> request_of(const Arguments& arguments) {
  service::WhatIfRequest request;
  Problems problems;
  for (const auto& [name, year] : {std::pair{"from", &request.from}, std::pair{"to", &request.to}}) {
    if (!arguments.has(name)) continue;
    const auto given = read_decimal(arguments.value(name), 0, name);
    if (given && *given >= 1900 && *given <= 2199) {
      *year = static_cast<int>(*given);
    } else {
      problems.push_back(refusal("report.bad_year", name, {{"value", arguments.value(name)}}));
    }
  }
  request.bureau = arguments.value("bureau");
  const std::string& policy = arguments.value("policy");
  // A file where there is one of that name; otherwise the name of a policy.
  if (!policy.empty() && std::filesystem::is_regular_file(policy)) {
    auto text = read_file(policy);
    auto document = text ? parse_json(*text) : Result<Json>(text.problems());
    if (document) {
      request.document = std::move(*document);
    } else {
      problems.insert(problems.end(), document.problems().begin(), document.problems().end());
    }
  } else {
    request.policy = policy;
  }
  if (!problems.empty()) return problems;
  return request;
}

}  // namespace

int what_if_command(const Arguments& arguments) {
  const Language language = arguments.language;
  const auto request = request_of(arguments);
  if (!request) return report(request.problems(), language);
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), language);
  domain::Actor actor = machine_operator();
  if (arguments.has("as")) {
    auto named = service::AccountService(*station->gate).actor_of_login(actor, arguments.value("as"));
    if (!named) return report(named.problems(), language);
    actor = *named;
  }
  const auto found = service::run_what_if(*station->gate, actor, *request);
  if (!found) return report(found.problems(), language);
  if (!arguments.has("summary")) {
    for (const service::WhatIfChange& change : found->changes) print(write_json(service::what_if_change(change)));
  }
  print(write_json(Json::object().set("summary", service::what_if_summary(*found))));
  // The back-test expects no difference and nothing that cannot be computed again.
  const bool back_test = found->policy.empty();
  return back_test && (!found->changes.empty() || !found->unjudged.empty()) ? 5 : 0;
}

}  // namespace zhiheng::cli
