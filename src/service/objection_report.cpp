// Which items of the rubrics are contested, and which fall: on the bureau's page and as a report.
#include "domain/shape.h"
#include "service/objection_parts.h"
#include "service/objection_service.h"
#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;

namespace {

struct NamedItem {
  store::ItemStatistics figures;
  std::string component_title, item_title;
};

// Titles stand in the policies; each is read once.
std::vector<NamedItem> named_items(Tx& tx, std::int64_t year) {
  std::map<std::int64_t, FrozenPolicy> policies;
  std::vector<NamedItem> all;
  for (store::ItemStatistics& one :
       store::objection_statistics(tx.rows(), domain::scope(tx.actor(), Action::see_statistics), year)) {
    FrozenPolicy& policy = policies[one.policy_id];
    if (!policy.rules) policy = load_policy(tx.rows(), one.policy_id);
    NamedItem named{std::move(one), {}, {}};
    const domain::Component* component = policy.rules->find_component(named.figures.component);
    named.component_title = component ? component->title : named.figures.component;
    named.item_title = named.figures.item;
    if (const auto* event = policy.rules->find_event(named.figures.item)) named.item_title = event->title;
    if (const auto* veto = policy.rules->find_veto(named.figures.item)) named.item_title = veto->title;
    for (std::size_t i = 0; component && i < component->criteria.size(); ++i) {
      const domain::Criterion& criterion = component->criteria[i];
      if (criterion.code == named.figures.item) named.item_title = criterion.code + " " + criterion.title;
    }
    all.push_back(std::move(named));
  }
  return all;
}

std::int64_t fallen(const store::ItemStatistics& one) {
  return one.upheld + one.partly;
}

// The mean of the corrections, rounded half up once; with a sign, because days and events fall by it.
std::string mean_change(const store::ItemStatistics& one) {
  if (fallen(one) == 0) return {};
  const bool negative = one.change < 0;
  const bool counts = one.kind == "event" || one.kind == "veto" || one.kind == "days";
  const Fraction mean(negative ? -one.change : one.change, fallen(one) * (counts ? 1 : 100));
  const auto rounded = Score::hundredths(static_cast<std::int32_t>(mean.scaled(2, Rounding::half_up)));
  return (negative ? "-" : "") + rounded.text();
}

table::SheetData report_rows(Tx& tx, std::int64_t year, Language language) {
  std::vector<Cells> rows;
  for (const NamedItem& one : named_items(tx, year)) {
    rows.push_back(
        {one.figures.policy_title, one.component_title,
         one.item_title.empty() ? say("choice.objection_kind." + one.figures.kind, language) : one.item_title,
         one.figures.contested, one.figures.upheld, one.figures.partly, one.figures.contested - fallen(one.figures),
         mean_change(one.figures)});
  }
  auto shared = std::make_shared<std::vector<Cells>>(std::move(rows));
  auto next = std::make_shared<std::size_t>(0);
  table::SheetData data;
  data.rows = [shared, next](std::vector<Value>& row) {
    if (*next == shared->size()) return false;
    row = (*shared)[(*next)++];
    return true;
  };
  return data;
}

}  // namespace

Result<Json> objection_statistics(Gate& gate, const domain::Actor& actor, std::int64_t year) {
  return gate.read(actor, Action::see_statistics, {}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    std::int64_t contested = 0, upheld = 0, partly = 0;
    for (const NamedItem& one : named_items(tx, year)) {
      Json item = Json::object();
      item.set("policy", one.figures.policy_title).set("kind", one.figures.kind);
      item.set("component", one.figures.component).set("component_title", one.component_title);
      item.set("item", one.figures.item).set("item_title", one.item_title);
      item.set("contested", one.figures.contested).set("upheld", one.figures.upheld);
      item.set("partly", one.figures.partly).set("rejected", one.figures.contested - fallen(one.figures));
      const std::string mean = mean_change(one.figures);
      items.push(std::move(item.set("mean_change", mean.empty() ? Json() : Json(mean))));
      contested += one.figures.contested;
      upheld += one.figures.upheld;
      partly += one.figures.partly;
    }
    Json answer = Json::object().set("items", std::move(items)).set("contested", contested);
    return answer.set("upheld", upheld).set("partly", partly);
  });
}

std::vector<Dataset> objection_datasets() {
  using table::CellType;
  Dataset dataset;
  dataset.shape = {"objection_statistics",
                   {{"policy", CellType::text},
                    {"component", CellType::text},
                    {"item", CellType::text},
                    {"contested", CellType::integer},
                    {"upheld", CellType::integer},
                    {"partly", CellType::integer},
                    {"rejected", CellType::integer},
                    {"mean_change", CellType::text}},
                   {},
                   {"year"}};
  dataset.action = Action::see_statistics;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    std::int64_t year = 0;
    if (const std::string text = context.param("year"); !text.empty()) {
      const auto read = read_decimal(text, 0, "year");
      if (!read || *read < 2000 || *read > 2099) return refusal("report.bad_year", "year", {{"value", text}});
      year = *read;
    }
    return report_rows(context.tx, year, context.language);
  };
  return {std::move(dataset)};
}

}  // namespace zhiheng::service
