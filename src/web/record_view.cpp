#include <charconv>
#include <map>

#include "base/resource.h"
#include "service/record_sum.h"
#include "service/standing_filter.h"
#include "web/page.h"
#include "web/rating_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

using domain::Shape;

namespace {

std::optional<int> read_limit(const std::string& text) {
  int number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

constexpr int most_options = 500;  // a longer list is no help to anybody

const std::vector<std::string>& kept_for_pages() {
  static const std::vector<std::string> names{"q", "sort", "limit"};
  return names;
}

// The address of this list with its search and one parameter set otherwise; without the cursor.
std::string list_address(const Call& call, const Shape& shape, const std::string& name, const std::string& value) {
  Pairs pairs;
  for (const auto& [key, given] : call.request.query) {
    const domain::Field* field = shape.find(key);
    const bool kept = std::find(kept_for_pages().begin(), kept_for_pages().end(), key) != kept_for_pages().end() ||
                      (field && field->filterable) || service::is_standing_filter(shape, key);
    if (kept && key != name && !given.empty()) pairs.emplace_back(key, given);
  }
  if (!name.empty()) pairs.emplace_back(name, value);
  return "/" + shape.plural + (pairs.empty() ? "" : "?" + write_query(pairs));
}

constexpr int page_size = 20;

// How many rows a page has: links, so that it works without a script.
Json sizes_of(const Call& call, const Shape& shape, int limit) {
  Json sizes = Json::array();
  for (const int size : {10, 20, 50, 100}) {
    const std::string text = std::to_string(size);
    sizes.push(Json(
        Json::Object{{"size", text}, {"href", list_address(call, shape, "limit", text)}, {"chosen", size == limit}}));
  }
  return sizes;
}

bool is_imported(const Shape& shape) {
  return shape.stem == "agency" || shape.stem == "budget_unit" || shape.stem == "project" || shape.stem == "contract" ||
         shape.stem == "expert";
}

// The report that prints what the list shows.
std::string report_of(const Shape& shape) {
  const std::string name =
      shape.stem == "payment" || shape.stem == "invoice" ? shape.stem + "_register" : shape.stem + "_list";
  return find_resource("reports/" + name + ".json") ? "/reports/" + name + ".xlsx" : std::string();
}

Json columns_of(const Call& call, const Shape& shape, const std::vector<std::string>& keys, bool sorting) {
  Json columns = Json::array();
  const std::string& sort = call.parameter("sort");
  for (const std::string& key : keys) {
    const domain::Field* field = shape.find(key);
    if (!field) continue;
    const bool number = field->type == domain::FieldType::money || field->type == domain::FieldType::score;
    std::string href, mark, order;
    if (sorting && field->sortable) {
      href = list_address(call, shape, "sort", sort == key ? "-" + key : key);
      mark = sort == key ? "▲" : sort == "-" + key ? "▼" : "";
      order = mark.empty() ? "" : sort == key ? "ascending" : "descending";
    }
    const std::string unit = field->type == domain::FieldType::money ? call.words("web.unit.in_yuan") : std::string();
    columns.push(Json(Json::Object{{"label", field_label(shape.stem, key, call.language) + unit},
                                   {"is_number", number},
                                   {"sort_href", href},
                                   {"sort_order", order},
                                   {"sort_mark", mark}}));
  }
  return columns;
}

}  // namespace

std::vector<std::string> list_parameters(const Shape& shape) {
  std::vector<std::string> names{"limit", "cursor", "sort", "q"};
  for (const domain::Field& field : shape.fields) {
    if (field.filterable) names.push_back(field.key);
  }
  for (const char* key : {"fiscal_year", "standing", "field"}) {
    if (service::is_standing_filter(shape, key)) names.emplace_back(key);
  }
  return names;
}

Result<service::ListRequest> list_request(const Call& call, const Shape& shape) {
  service::ListRequest request;
  if (const std::string& limit = call.parameter("limit"); !limit.empty()) {
    const auto number = read_limit(limit);
    if (!number || *number < 1 || *number > 500) return refusal("list.bad_limit", "limit", {{"most", "500"}});
    request.limit = *number;
  }
  request.cursor = call.parameter("cursor");
  request.sort = call.parameter("sort");
  request.q = call.parameter("q");
  for (const domain::Field& field : shape.fields) {
    const std::string& value = call.parameter(field.key);
    if (field.filterable && !value.empty()) request.filters.emplace_back(field.key, value);
  }
  for (const char* key : {"fiscal_year", "standing", "field"}) {
    const std::string& value = call.parameter(key);
    if (!value.empty() && service::is_standing_filter(shape, key)) request.filters.emplace_back(key, value);
  }
  return request;
}

OptionsOf options_for(const Call& call) {
  // One form may ask for the same rows many times.
  auto known = std::make_shared<std::map<std::string, Choices>>();
  return [&call, known](const domain::Field& field, const std::string& chosen) {
    const Shape* shape = domain::find_shape(field.refers_to);
    if (!shape) return Choices{};
    auto found = known->find(field.refers_to);
    if (found == known->end()) {
      Choices choices;
      service::ListRequest request;
      request.limit = most_options;
      auto listed = service::list_rows(call.gate, call.actor, *shape, request);
      const Json none = Json::array();
      const Json& rows = listed ? listed->at("items") : none;
      choices.too_many = listed && listed->at("total").integer().value_or(0) > most_options;
      choices.key_label = field_label(shape->stem, shape->natural_key, call.language);
      for (const Json& row : rows.items()) {
        const std::string key = row.text_at(shape->natural_key);
        const std::string label = row.text_at(shape->label);
        choices.options.emplace_back(row.text_at("id"),
                                     label == key || key.empty() ? label : label + "（" + key + "）");
      }
      found = known->emplace(field.refers_to, std::move(choices)).first;
    }
    Choices choices = found->second;
    if (const auto id = read_id(chosen); choices.too_many && id) {
      auto row = service::read_row(call.gate, call.actor, *shape, *id);
      choices.chosen = row ? row->text_at(shape->natural_key) : chosen;
    }
    return choices;
  };
}

Json rows_of(const Call& call, const std::string& stem, const Params& filters, int limit, const std::string& sort) {
  const Shape* shape = domain::find_shape(stem);
  ensure(shape != nullptr, "a page lists a stem that has a shape");
  service::ListRequest request;
  request.limit = limit;
  request.filters = filters;
  request.sort = sort;
  auto listed = service::list_rows(call.gate, call.actor, *shape, request);
  return listed ? listed->at("items") : Json::array();
}

bool can(const Call& call, domain::Action action, const std::string& stem, std::int64_t id) {
  return call.gate.may(call.actor, action, service::Subject{stem, id}).ok();
}

Json table_of(const Call& call, const Shape& shape, const std::vector<std::string>& keys, const Json& rows) {
  Json table = Json::object();
  table.set("columns", columns_of(call, shape, keys, false));
  Json shown = Json::array();
  for (const Json& row : rows.items()) {
    Json one = Json::object();
    one.set("cells", cells_of(shape, keys, row, call.language));
    one.set("row_href", "/" + shape.plural + "/" + row.text_at("id"));
    shown.push(std::move(one));
  }
  table.set("rows", std::move(shown));
  return table;
}

// What is made by a form of its own, and by whom.
bool is_made_here(const Call& call, const Shape& shape) {
  using domain::Action;
  static const std::map<std::string, Action, std::less<>> makers{
      {"contract", Action::edit_contracts},           {"policy", Action::edit_policies},
      {"disclosure", Action::edit_disclosures},       {"expert_fee", Action::edit_expert_fees},
      {"fee_scheme", Action::edit_expert_fees},       {"review_session", Action::run_panel},
      {"relation", Action::edit_relations},           {"invoice", Action::edit_invoices},
      {"credit_event", Action::edit_ratings},         {"rating_run", Action::edit_ratings},
      {"commission_round", Action::edit_ratings},     {"payment_order", Action::edit_payment_orders},
      {"payment_batch", Action::send_payment_orders}, {"bank_result", Action::send_payment_orders},
      {"agency_account", Action::send_payment_orders}};
  if (shape.stem == "agency_account" && call.actor.agency_id != 0) return true;
  const auto maker = makers.find(shape.stem);
  return maker != makers.end() && can(call, maker->second);
}

// "2024-000012" as the posting itself is headed, instead of the bare number within its year.
void name_transactions(Json& rows) {
  for (Json& row : rows.items()) {
    std::string number = row.at("number").number();
    number.insert(0, number.size() < 6 ? 6 - number.size() : 0, '0');
    row.set("number", row.at("year").number() + "-" + number);
  }
}

// What the list adds up below its rows; "" where a sum says nothing.
std::string summed_field(const Shape& shape) {
  if (shape.stem == "invoice") return "gross";
  return shape.stem == "payment_order" || shape.stem == "journal_transaction" ? "amount" : "";
}

Result<Json> list_view(const Call& call, const Shape& shape) {
  auto request = list_request(call, shape);
  if (!request) return request.problems();
  if (call.parameter("limit").empty()) request->limit = page_size;
  auto listed = service::list_rows(call.gate, call.actor, shape, *request);
  if (!listed) return listed.problems();
  if (shape.stem == "credit_event") name_event_codes(call, *listed->find("items"));
  if (shape.stem == "journal_transaction") name_transactions(*listed->find("items"));
  // Many have a word of their own: English tells "payment orders" from "payment order".
  const std::string many = "stems." + shape.stem;
  const std::string stem_title = call.words(has_text(many, call.language) ? many : "stem." + shape.stem);
  Json view = Json::object();
  view.set("page_title", stem_title).set("list_title", stem_title);
  view.set("list_href", "/" + shape.plural);
  view.set("page_lists", true);
  view.set("q", call.parameter("q"));
  view.set("searched", !request->q.empty() || !request->filters.empty());
  view.set("sizes", sizes_of(call, shape, request->limit));
  std::string hint;
  for (const domain::Field& field : shape.fields) {
    if (field.searchable) {
      hint +=
          (hint.empty() ? "" : call.words("web.list.separator")) + field_label(shape.stem, field.key, call.language);
    }
  }
  view.set("search_hint", hint);
  view.set("filters", filters_of(call, shape));
  view.set("columns", columns_of(call, shape, list_columns(shape), true));
  const bool editable = service::is_edited_as_record(shape) && can(call, service::action_to_edit(shape));
  Json rows = Json::array();
  for (const Json& row : listed->at("items").items()) {
    Json one = Json::object();
    const std::string href = "/" + shape.plural + "/" + row.text_at("id");
    one.set("cells", cells_of(shape, list_columns(shape), row, call.language));
    one.set("row_href", href);
    one.set("can_change", editable);
    one.set("change_href", href + "/edit");
    rows.push(std::move(one));
  }
  view.set("rows", std::move(rows));
  view.set("can_create", editable || is_made_here(call, shape));
  view.set("create_href", "/" + shape.plural + "/new");
  const bool imports =
      (editable || is_made_here(call, shape)) && is_imported(shape) && can(call, domain::Action::import_workbook);
  view.set("import_href", imports ? "/imports?kind=" + shape.plural : std::string());
  view.set("export_href", can(call, domain::Action::export_report) ? report_of(shape) : std::string());
  const Json& total = listed->at("total");
  std::string total_text = call.words("web.list.total", {{"total", total.is_number() ? total.number() : ""}});
  if (const std::string key = summed_field(shape); !key.empty()) {
    const auto sum = service::sum_rows(call.gate, call.actor, shape, *request, key);
    if (!sum) return sum.problems();
    total_text += call.words(
        "web.list.sum", {{"field", field_label(shape.stem, key, call.language)}, {"sum", grouped_amount(sum->text())}});
  }
  view.set("total_text", std::move(total_text));
  const Json& next = listed->at("next");
  view.set("next_href", next.is_string() ? list_address(call, shape, "cursor", next.string()) : std::string());
  view.set("first_href", call.parameter("cursor").empty() ? std::string() : list_address(call, shape, "", ""));
  return view;
}

std::string title_of(const Shape& shape, const Json& row) {
  const std::string label = row.text_at(shape.label);
  return label.empty() ? row.text_at(shape.natural_key) : label;
}

}  // namespace zhiheng::web
