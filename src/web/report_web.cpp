#include "base/crypto.h"
#include "service/report_service.h"
#include "web/data_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

// The bytes that hexadecimal digits name, as base64.
std::string base64_of_hex(const std::string& hex) {
  static const char* alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned int held = 0;
  int bits = 0;
  for (const char c : hex) {
    held = held << 4 | static_cast<unsigned int>(c <= '9' ? c - '0' : c - 'a' + 10);
    bits += 4;
    if (bits >= 6) {
      bits -= 6;
      out += alphabet[held >> bits & 63];
    }
  }
  if (bits > 0) out += alphabet[held << (6 - bits) & 63];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

// A report carries its own style so that it also stands alone; exactly that style is allowed, and nothing else.
std::string policy_of_report(const std::string& page) {
  const std::size_t open = page.find("<style>");
  const std::size_t close = page.find("</style>");
  if (open == std::string::npos || close == std::string::npos) return "default-src 'none'";
  const std::string style = page.substr(open + 7, close - open - 7);
  return "default-src 'none'; style-src 'sha256-" + base64_of_hex(sha256_hex(style)) +
         "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
}

// "fee_statement.xlsx" -> the report and how it is printed; the query carries its parameters.
Reply report_file(Call& call) {
  const std::string& file = call.captured_text("file");
  const std::size_t dot = file.rfind('.');
  if (dot == std::string::npos) return refused(refusal(Kind::absent, "request.no_such_page"));
  service::ReportRequest request;
  request.report = file.substr(0, dot);
  request.language = call.language;
  for (const auto& [name, value] : call.request.query) {
    if (!value.empty()) request.params.emplace_back(name, value);
  }
  auto printed = service::export_report_bytes(call.gate, call.actor, request, file.substr(dot + 1));
  if (!printed) {
    Problems problems = printed.problems();
    for (Problem& problem : problems) {
      if (problem.rule == "report.unknown") problem.kind = Kind::absent;
    }
    return refused(problems);
  }
  const bool shown = file.ends_with(".html") || (call.api && file.ends_with(".json"));
  const std::string guard = file.ends_with(".html") ? policy_of_report(printed->bytes) : std::string();
  Reply reply = bytes_reply(std::move(printed->bytes), printed->media_type, shown ? std::string() : printed->file_name);
  if (!guard.empty()) reply.headers.emplace_back("Content-Security-Policy", guard);
  return reply;
}

// Documents for checking offline; they have no other form than JSON.
bool is_evidence(const std::string& name) {
  return name == "statement" || name == "draw" || name == "rating";
}

// How the value is written, where a field alone would not say it; "" otherwise.
std::string hint_of_parameter(const Call& call, const std::string& key) {
  const std::string text = "web.report.param_hint." + key;
  return has_text(text, call.language) ? call.words(text) : std::string();
}

// What may be chosen, where the values are few.
Json options_of_parameter(const Call& call, const std::string& key) {
  Json options = Json::array();
  const auto add = [&](const char* value, const std::string& label) {
    options.push(Json(Json::Object{{"option_value", value}, {"option_label", label}}));
  };
  if (key == "shares") {
    for (const char* value : {"half_up", "largest_remainder", "residual_last"}) {
      add(value, call.words(std::string("web.report.shares.") + value));
    }
  }
  if (key == "names") {
    add("", call.words("web.no"));
    add("yes", call.words("web.yes"));
  }
  return options;
}

Reply reports_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, domain::Action::export_report, {"", 0}); !may)
    return refused(may.problems());
  const Json listed = service::list_reports(call.actor, call.language);
  Json rows = Json::array();
  for (const Json& report : listed.items()) {
    const std::string name = report.text_at("report");
    Json fields = Json::array();
    if (const Json* params = report.find("params"); params && params->is_array()) {
      for (const Json& param : params->items()) {
        const std::string key = param.text_at("name");
        const Json* required = param.find("required");
        fields.push(Json(Json::Object{{"param_name", key},
                                      {"param_id", name + "-" + key},
                                      {"param_label", call.words("web.report.param." + key)},
                                      {"param_hint", hint_of_parameter(call, key)},
                                      {"param_options", options_of_parameter(call, key)},
                                      {"required", required && required->is_bool() && required->boolean()}}));
      }
    }
    rows.push(Json(Json::Object{{"title", report.text_at("title")},
                                {"report_name", name},
                                {"report_fields", std::move(fields)},
                                {"printable", !is_evidence(name)}}));
  }
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.reports"));
  view.set("reports", std::move(rows));
  return page("report/list.html", std::move(view));
}

// One form has one action; so the browser says in which form it wants the report, and is sent there.
Reply choose_format(Call& call) {
  Pairs params;
  for (const auto& [name, value] : call.request.query) {
    if (name != "format" && name != "report" && !value.empty()) params.emplace_back(name, value);
  }
  const std::string place =
      "/reports/" + percent_encode(call.parameter("report")) + "." + percent_encode(call.parameter("format"));
  return see_other(place + (params.empty() ? "" : "?" + write_query(params)));
}

}  // namespace

void add_report_routes(Router& router) {
  router.add({"GET", "/api/v1/reports", "report.list", [](Call& call) {
                return json_reply(Json(Json::Object{{"items", service::list_reports(call.actor, call.language)}}));
              }});
  router.add({"GET", "/api/v1/reports/{file}", "report.read", report_file, BodyKind::none, Access::signed_in, {"*"}});
  router.add({"GET", "/reports", "report.page", reports_page});
  router.add({"GET", "/reports/choose", "report.choose", choose_format});
  router.add({"GET", "/reports/{file}", "report.file_page", report_file});
}

}  // namespace zhiheng::web
