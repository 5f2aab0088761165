// One box for everything: contracts, engagements, agencies and the like whose words match, of what the person may see.
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

constexpr int most_of_a_kind = 5;
constexpr std::size_t longest_words = 100;

const std::vector<std::string>& searched_stems() {
  static const std::vector<std::string> stems{"contract", "engagement", "statement",   "payment", "agency",
                                              "expert",   "project",    "budget_unit", "policy"};
  return stems;
}

// The first rows of each stem with how many there are; a stem without any is left out.
Json found_groups(const Call& call, const std::string& words) {
  Json groups = Json::array();
  for (const std::string& stem : searched_stems()) {
    const domain::Shape* shape = domain::find_shape(stem);
    if (!shape || domain::scope(call.actor, service::action_to_see(*shape)).nothing) continue;
    service::ListRequest request;
    request.limit = most_of_a_kind;
    request.q = words;
    auto listed = service::list_rows(call.gate, call.actor, *shape, request);
    if (!listed || listed->at("items").items().empty()) continue;
    groups.push(Json(Json::Object{{"stem", stem}, {"total", listed->at("total")}, {"items", listed->at("items")}}));
  }
  return groups;
}

std::string words_of(const Call& call) {
  const std::string words(trimmed(call.parameter("q")));
  return words.size() > longest_words * 4 ? std::string() : words;
}

Json group_view(const Call& call, const Json& group, const std::string& words) {
  const domain::Shape& shape = *domain::find_shape(group.text_at("stem"));
  Json rows = Json::array();
  for (const Json& row : group.at("items").items()) {
    const std::string title = title_of(shape, row);
    const std::string key = row.text_at(shape.natural_key);
    rows.push(Json(Json::Object{{"title", title},
                                {"note", key == title ? std::string() : key},
                                {"href", "/" + shape.plural + "/" + row.text_at("id")}}));
  }
  return Json(Json::Object{{"group", call.words("stem." + shape.stem)},
                           {"more", call.words("web.search.more", {{"total", group.at("total").number()}})},
                           {"more_href", "/" + shape.plural + "?q=" + percent_encode(words)},
                           {"rows", std::move(rows)}});
}

Reply search_page(Call& call) {
  const std::string words = words_of(call);
  Json shown = Json::array();
  if (!words.empty()) {
    const Json found = found_groups(call, words);
    for (const Json& group : found.items()) shown.push(group_view(call, group, words));
  }
  Json view = Json::object();
  const std::string title =
      words.empty() ? call.words("web.search.all") : call.words("web.search.title", {{"q", words}});
  view.set("page_title", title);
  view.set("search_title", title);
  view.set("q", words);
  view.set("asked", !words.empty());
  view.set("groups", std::move(shown));
  return page("search.html", std::move(view));
}

}  // namespace

void add_search_routes(Router& router) {
  router.add({"GET", "/search", "search.page", search_page});
  router.add({"GET",
              "/api/v1/search",
              "search.list",
              [](Call& call) {
                const std::string words = words_of(call);
                if (words.empty()) return refused(refusal("field.required", "q"));
                return json_reply(Json(Json::Object{{"items", found_groups(call, words)}}));
              },
              BodyKind::none,
              Access::signed_in,
              {"q"}});
}

}  // namespace zhiheng::web
