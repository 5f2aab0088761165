// Everybody's door: reads published disclosures and nothing else, without an account.
#include <algorithm>

#include "base/text.h"
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "service/disclosure_service.h"
#include "store/disclosure_store.h"

namespace zhiheng::service {

namespace {

domain::Actor anybody() {
  domain::Actor actor;
  actor.login = "public";
  return actor;
}

Json moment_or_null(const std::string& utc) {
  return utc.empty() ? Json() : Json(timestamp_from_utc(utc).text());
}

Json to_json(const store::PublicDisclosure& row) {
  const domain::Disclosure& one = row.disclosure;
  Json json = Json::object();
  json.set("id", std::to_string(one.id)).set("bureau", row.bureau).set("title", one.title).set("kind", one.kind);
  json.set("fiscal_year", one.fiscal_year).set("note", one.note).set("state", one.state).set("code", one.code);
  json.set("item_count", one.item_count).set("published_at", moment_or_null(one.published_at));
  json.set("withdrawn_at", moment_or_null(one.withdrawn_at)).set("withdrawn_reason", one.withdrawn_reason);
  return json;
}

Json parsed(const std::string& text) {
  auto json = parse_json(text, JsonLimits{64, 64u << 20});
  ensure(json.ok(), "what was published is JSON");
  return std::move(*json);
}

Json item_json(const store::PublicItem& row) {
  Json json = Json::object().set("code", row.item.code);
  const Json facts = parsed(row.item.facts);
  for (const auto& [key, value] : facts.members()) json.set(key, value);
  return json.set("superseded", row.superseded);
}

// Small letters of ASCII only: names of agencies are Chinese, codes and abbreviations are not.
std::string folded(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

bool has_all(const Json& item, const std::vector<std::string>& words) {
  std::string text;
  for (const char* key : {"engagement", "budget_unit", "agency", "uscc", "code"}) text += item.text_at(key) + "\n";
  text = folded(std::move(text));
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

std::int32_t score_of(const Json& item) {
  const auto score = read_score(item.text_at("final_score"), {});
  return score ? score->hundredths() : -1;
}

void order(std::vector<Json>& items, const std::string& sort) {
  const bool down = sort.starts_with("-");
  const std::string key = down ? sort.substr(1) : sort;
  if (key.empty()) return;
  const auto before = [&](const Json& a, const Json& b) {
    if (key == "final_score") return score_of(a) < score_of(b);
    return a.text_at(key) < b.text_at(key);
  };
  std::stable_sort(items.begin(), items.end(),
                   [&](const Json& a, const Json& b) { return down ? before(b, a) : before(a, b); });
}

// A page by place: the list of a published disclosure never changes.
void cut(Json& answer, std::vector<Json> items, const PublicService::ItemRequest& request) {
  const auto total = static_cast<std::int64_t>(items.size());
  const std::int64_t from = std::clamp<std::int64_t>(request.after, 0, total);
  const std::int64_t to = std::min<std::int64_t>(total, from + request.limit);
  Json page = Json::array();
  for (std::int64_t i = from; i < to; ++i) page.push(std::move(items[static_cast<std::size_t>(i)]));
  answer.set("items", std::move(page)).set("next", to < total ? Json(std::to_string(to)) : Json()).set("total", total);
}

std::vector<Json> items_of(store::Connection& rows, const store::PublicDisclosure& found) {
  std::vector<Json> items;
  if (found.disclosure.kind != "quality_results") {
    const Json document = parsed(store::published_document(rows, found.disclosure.id));
    for (const Json& row : document.at("case").at("rows").items()) items.push_back(row);
    return items;
  }
  for (const store::PublicItem& item : store::published_items(rows, found.disclosure.id)) {
    items.push_back(item_json(item));
  }
  return items;
}

Json answer_for(const store::PublicDisclosure& disclosure, Json item, bool superseded, Json document) {
  const auto differences = domain::verify_evidence(document);
  const bool verified = differences.ok() && differences->empty();
  Json answer = Json::object();
  answer.set("disclosure", to_json(disclosure)).set("item", std::move(item)).set("superseded", superseded);
  return answer.set("verified", verified).set("document", std::move(document));
}

}  // namespace

Result<Json> PublicService::disclosures() {
  return gate_.system_read(SystemKey{}, anybody(), [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const auto& row : store::published_disclosures(tx.rows())) items.push(to_json(row));
    const auto total = static_cast<std::int64_t>(items.items().size());
    return Json::object().set("items", std::move(items)).set("next", Json()).set("total", total);
  });
}

Result<Json> PublicService::disclosure(std::int64_t id, const ItemRequest& request) {
  const std::string key = request.sort.starts_with("-") ? request.sort.substr(1) : request.sort;
  const bool known = key.empty() || key == "final_score" || key == "agency" || key == "engagement";
  if (!known) return refusal("list.bad_sort", "sort", {{"sort", request.sort}});
  if (request.limit < 1 || request.limit > 500) return refusal("list.bad_limit", "limit", {{"most", "500"}});
  return gate_.system_read(SystemKey{}, anybody(), [&](Tx& tx) -> Result<Json> {
    const auto found = store::find_published(tx.rows(), id);
    if (!found) return refusal(Kind::absent, "record.absent");
    std::vector<Json> items;
    const std::vector<std::string> words = words_of(folded(request.q));
    for (Json& item : items_of(tx.rows(), *found)) {
      const bool graded = request.grade.empty() || item.text_at("grade") == request.grade;
      if (graded && has_all(item, words)) items.push_back(std::move(item));
    }
    order(items, request.sort);
    Json answer = to_json(*found);
    cut(answer, std::move(items), request);
    return answer;
  });
}

Result<Json> PublicService::list_document(std::int64_t id) {
  return gate_.system_read(SystemKey{}, anybody(), [&](Tx& tx) -> Result<Json> {
    const std::string document = store::published_document(tx.rows(), id);
    if (document.empty()) return refusal(Kind::absent, "record.absent");
    return parsed(document);
  });
}

Result<Json> PublicService::by_code(const std::string& given) {
  const std::string code = domain::read_verification_code(given);
  const Problem unknown = refusal(Kind::absent, "disclosure.unknown_code", "code", {{"code", given.substr(0, 64)}});
  if (code.empty()) return unknown;
  return gate_.system_read(SystemKey{}, anybody(), [&](Tx& tx) -> Result<Json> {
    Json answer;
    if (const auto item = store::published_item(tx.rows(), code)) {
      const auto disclosure = *store::find_published(tx.rows(), item->item.disclosure_id);
      answer = answer_for(disclosure, item_json(*item), item->superseded, parsed(item->item.document));
    } else if (const auto id = store::published_by_code(tx.rows(), code)) {
      answer = answer_for(*store::find_published(tx.rows(), *id), Json(), false,
                          parsed(store::published_document(tx.rows(), *id)));
    } else {
      return unknown;
    }
    return answer.set("code", code);
  });
}

}  // namespace zhiheng::service
