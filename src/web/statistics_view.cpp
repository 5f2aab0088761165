#include "web/statistics_view.h"

#include <map>

#include "base/money.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr const char* nothing = "—";

std::string shown_amount(const Json& value) {
  return value.is_string() && !value.string().empty() ? grouped_amount(value.string()) : std::string(nothing);
}

}  // namespace

// A number as it is; a dash where it is not defined.
std::string shown(const Json& value) {
  if (value.is_string()) return value.string().empty() ? nothing : value.string();
  return value.is_number() ? value.number() : nothing;
}

// To so many decimals less: the page shows what people read, the API what programs compare.
std::string shortened(const Json& value, std::size_t decimals) {
  std::string text = shown(value);
  const auto point = text.find('.');
  if (point == std::string::npos || text.size() <= point + 1 + decimals) {
    return text[0] == '-' ? "−" + text.substr(1) : text;
  }
  auto read = read_decimal(text[0] == '-' ? text.substr(1) : text, static_cast<int>(text.size() - point - 1), "");
  if (!read) return text;
  std::int64_t scale = 1, unit = 1;
  for (std::size_t i = 0; i < text.size() - point - 1 - decimals; ++i) scale *= 10;
  for (std::size_t i = 0; i < decimals; ++i) unit *= 10;
  const std::int64_t rounded = mul_div(*read, 1, scale, Rounding::half_up);
  std::string part = std::to_string(rounded % unit);
  part.insert(0, decimals - part.size(), '0');
  return (text[0] == '-' && rounded != 0 ? "−" : "") + std::to_string(rounded / unit) + "." + part;
}

void set_chart_figures(Json& row, const Json& value, const Json& interval) {
  const bool known = value.is_number() && interval.is_array();
  row.set("plain_value", known ? value.number() : std::string());
  row.set("plain_low", known ? interval.items()[0].number() : std::string());
  row.set("plain_high", known ? interval.items()[1].number() : std::string());
}

std::string interval_text(const Call& call, const Json& interval, std::size_t decimals) {
  if (!interval.is_array()) return nothing;
  return call.words("statistics.interval", {{"low", shortened(interval.items()[0], decimals)},
                                            {"high", shortened(interval.items()[1], decimals)}});
}

namespace {

std::string percent(const Json& share) {
  if (!share.is_number()) return nothing;
  const auto read = read_decimal(share.number(), 4, "");
  return read ? std::to_string(mul_div(*read, 1, 100, Rounding::half_up)) + " %" : nothing;
}

using Names = std::map<std::string, std::string>;

Names names_of(const Json& statistics) {
  Names names;
  for (const Json& rater : statistics.at("raters").items()) {
    names[rater.text_at("rater")] = rater.text_at("expert_label");
  }
  return names;
}

Json measure_row(const std::string& label, const std::string& value, const std::string& interval) {
  return Json(Json::Object{{"measure", label}, {"value", value}, {"interval_text", interval}});
}

Json measures_of(const Call& call, const Json& agreement) {
  Json rows = Json::array();
  const Json& icc = agreement.at("icc");
  for (const char* form : {"1", "k", "A1", "Ak", "C1", "Ck"}) {
    rows.push(measure_row(call.words(std::string("statistics.icc_") + form), shortened(icc.at(form), 3),
                          interval_text(call, icc.at("ci95").at(form), 3)));
  }
  const Json& alpha = agreement.at("krippendorff");
  rows.push(measure_row(call.words("statistics.alpha_interval"), shortened(alpha.at("interval"), 3), nothing));
  rows.push(measure_row(call.words("statistics.alpha_ordinal"), shortened(alpha.at("ordinal"), 3), nothing));
  rows.push(measure_row(call.words("statistics.kendall_w"), shortened(agreement.at("kendall_w"), 3), nothing));
  return rows;
}

}  // namespace

Json item_rows(const Call& call, const Json& items) {
  Json rows = Json::array();
  for (const Json& item : items.items()) {
    const bool enough = item.at("difficulty").is_number();
    rows.push(Json(Json::Object{{"item_title", item.text_at("criterion") + " " + item.text_at("title")},
                                {"points", item.text_at("points")},
                                {"sheet_count", shown(item.at("sheets"))},
                                {"difficulty", percent(item.at("difficulty"))},
                                {"spread", percent(item.at("deviation"))},
                                {"full_marks", percent(item.at("full_marks"))},
                                {"discrimination", shortened(item.at("discrimination"), 2)},
                                {"too_few", enough ? std::string() : call.words("statistics.too_few_sheets")}}));
  }
  return rows;
}

namespace {

Json component_view(const Call& call, const std::string& here, const Json& component, Names& names) {
  Json heads = Json::array();
  for (const Json& rater : component.at("raters").items())
    heads.push(Json(Json::Object{{"rater", names[rater.string()]}}));
  Json rows = Json::array();
  for (std::size_t i = 0; i < component.at("rows").items().size(); ++i) {
    Json cells = Json::array();
    for (const Json& cell : component.at("rows").items()[i].items()) {
      cells.push(Json(Json::Object{{"cell", shortened(cell, 1)}}));
    }
    rows.push(Json(Json::Object{{"target", component.at("targets").items()[i].string()}, {"cells", std::move(cells)}}));
  }
  Json severities = Json::array();
  for (const Json& one : component.at("severity").items()) {
    severities.push(Json(Json::Object{{"rater", names[one.text_at("rater")]},
                                      {"total_difference", shortened(one.at("total_difference"), 2)},
                                      {"deviation", shortened(one.at("deviation"), 2)},
                                      {"interval_text", interval_text(call, one.at("interval"), 2)}}));
    set_chart_figures(severities.items().back(), one.at("deviation"), one.at("interval"));
  }
  const Json& agreement = component.at("agreement");
  return Json(Json::Object{{"component_title", component.text_at("title")},
                           {"matrix_href", "/api/v1" + here + "/matrix?component=" + component.text_at("component")},
                           {"heads", std::move(heads)},
                           {"rows", std::move(rows)},
                           {"missing", call.words("statistics.missing", {{"count", shown(agreement.at("missing"))}})},
                           {"spread_text", shortened(component.at("spread"), 2)},
                           {"measures", measures_of(call, agreement)},
                           {"severities", std::move(severities)},
                           {"items", item_rows(call, component.at("items"))}});
}

Json verdict_rows(const Call& call, const Json& verdicts, const char* key, Names& names) {
  Json rows = Json::array();
  for (const Json& verdict : verdicts.items()) {
    const std::string name = verdict.text_at(key);
    const bool possible = verdict.at("final_score").is_string();
    const auto same = [&](const char* which) { return verdict.at(which).boolean(); };
    const bool holds = same("same_passed") && same("same_grade") && same("same_fee");
    std::string changes;
    for (const char* which : {"same_passed", "same_grade", "same_fee"}) {
      if (same(which)) continue;
      changes +=
          (changes.empty() ? "" : call.words("web.semicolon")) + call.words(std::string("statistics.changes_") + which);
    }
    const bool passed = verdict.at("passed").is_bool() && verdict.at("passed").boolean();
    rows.push(
        Json(Json::Object{{"name", std::string(key) == "rule" ? call.words("statistics.rule_" + name) : names[name]},
                          {"score", shown(verdict.at("final_score"))},
                          {"grade", shown(verdict.at("grade"))},
                          {"passed", possible ? call.words(passed ? "web.public.reached" : "web.public.not_reached")
                                              : std::string(nothing)},
                          {"deduction", shown_amount(verdict.at("deduction"))},
                          {"verdict_tone", std::string(!possible ? ""
                                                       : holds   ? "good"
                                                                 : "warn")},
                          {"verdict", !possible ? call.words("statistics.not_possible")
                                      : holds   ? call.words("statistics.holds")
                                                : changes}}));
  }
  return rows;
}

std::string lines_text(const Call& call, const Json& inside) {
  std::string text;
  for (const Json& line : inside.items()) {
    text += (text.empty() ? "" : call.words("web.semicolon")) +
            call.words("statistics.line_" + line.text_at("kind"),
                       {{"at", line.text_at("at")}, {"grade", line.text_at("grade")}});
  }
  return text;
}

void show_uncertainty(const Call& call, const Json& statistics, Json& view) {
  const Json& uncertainty = statistics.at("uncertainty");
  const bool known = uncertainty.is_object() && uncertainty.at("interval").is_array();
  view.set("has_noise", known);
  view.set("noise", known ? interval_text(call, uncertainty.at("interval"), 2) : std::string());
  view.set("confidence",
           known ? percent(Json(Json::Number{uncertainty.at("confidence").number() + "00"})) : std::string());
  view.set("lines", known ? lines_text(call, uncertainty.at("inside")) : std::string());
  view.set("spread", known ? shortened(uncertainty.at("spread"), 2) : std::string(nothing));
  view.set("advised", known ? shown(uncertainty.at("advised_raters")) : std::string(nothing));
  view.set("rater_count", known ? shown(uncertainty.at("raters")) : std::string(nothing));
}

void show_extra(const Call& call, const Json& statistics, Json& view) {
  const Json& extra = statistics.at("extra");
  const bool may = can(call, Action::run_panel, "panel", call.id());
  view.set("extra_allowed", shown(extra.at("allowed"))).set("extra_called", shown(extra.at("called")));
  view.set("can_call", may && extra.at("possible").boolean());
  view.set("why_no_call", extra.at("why_not").is_string()
                              ? call.words(extra.text_at("why_not"), {{"allowed", shown(extra.at("allowed"))}})
                              : std::string());
  Json rows = Json::array();
  for (const Json& one : extra.at("experts").items()) {
    rows.push(Json(Json::Object{{"rater", one.text_at("expert_label")},
                                {"score", one.text_at("final_score")},
                                {"interval_text", one.text_at("low") + " – " + one.text_at("high")},
                                {"line", one.text_at("line")},
                                {"reason", one.text_at("reason")},
                                {"called_at", short_moment(one.text_at("called_at"))}}));
  }
  view.set("extras", std::move(rows));
}

void show_questions(const Call& call, const Json& statistics, Json& view) {
  Json rows = Json::array();
  for (const Json& one : statistics.at("questions").items()) {
    const bool answered = one.at("answered_at").is_string();
    const std::string reason = one.text_at("reason");
    rows.push(Json(Json::Object{
        {"rater", one.text_at("expert_label")},
        {"score", shown(one.at("total"))},
        {"sheet_href", "/score-sheets/" + one.text_at("sheet")},
        {"asked_at", short_moment(one.text_at("asked_at"))},
        {"answer",
         !reason.empty() ? reason : call.words(answered ? "statistics.changed_after" : "statistics.unanswered")}}));
  }
  view.set("questions", std::move(rows));
}

}  // namespace

void add_statistics_links(const Call& call, Json& view) {
  const bool sees = can(call, Action::see_statistics, "panel", call.id());
  const std::string id = std::to_string(call.id());
  view.set("statistics_href", sees ? "/panels/" + id + "/statistics" : std::string());
  view.set("reasons_href", sees ? "/reason-checks?panel=" + id : std::string());
}

Json panel_statistics_view(const Call& call, const Json& statistics) {
  const std::string here = "/panels/" + std::to_string(call.id());
  Names names = names_of(statistics);
  Json view = Json::object();
  view.set("page_title", call.words("statistics.title"));
  view.set("page_crumbs",
           Json(Json::Array{
               crumb(statistics.text_at("engagement_label"), "/engagements/" + statistics.text_at("engagement")),
               crumb(call.words("stem.panel"), here), crumb(call.words("statistics.title"))}));
  view.set("engagement", statistics.text_at("engagement_label"));
  view.set("panel_state", choice_label("panel_state", statistics.text_at("state"), call.language));
  view.set("panel_tone", tone_of(statistics.text_at("state")));
  view.set("download_href", "/reports/panel_statistics.xlsx?panel=" + statistics.text_at("id"));
  const bool complete = statistics.at("complete").boolean();
  view.set("complete", complete).set("is_open", statistics.text_at("state") == "open");
  view.set("final_score", shown(statistics.at("final_score"))).set("grade", shown(statistics.at("grade")));
  const bool passed = complete && statistics.at("passed").boolean();
  view.set("passed",
           complete ? call.words(passed ? "web.public.reached" : "web.public.not_reached") : std::string(nothing));
  view.set("deduction", shown_amount(statistics.at("deduction")));
  view.set("here", here).set("row_version", number_at(statistics, "version")).set("reason", call.field("reason"));
  Json components = Json::array();
  for (const Json& component : statistics.at("components").items()) {
    components.push(component_view(call, here, component, names));
  }
  view.set("components", std::move(components));
  view.set("without_one", verdict_rows(call, statistics.at("without_one"), "rater", names));
  view.set("other_rules", verdict_rows(call, statistics.at("other_rules"), "rule", names));
  show_uncertainty(call, statistics, view);
  show_extra(call, statistics, view);
  show_questions(call, statistics, view);
  return view;
}

}  // namespace zhiheng::web
