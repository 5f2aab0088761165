#include "domain/correction.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

bool is_counted(std::string_view kind) {
  return kind == "event" || kind == "veto" || kind == "days";
}

bool is_known(std::string_view kind) {
  return is_counted(kind) || kind == "criterion" || kind == "total" || kind == "score";
}

Sheet* sheet_of(Engagement& engagement, const Correction& correction) {
  for (ComponentSheets& each : engagement.sheets) {
    if (each.component != correction.component) continue;
    for (Sheet& sheet : each.sheets) {
      if (sheet.rater == correction.rater) return &sheet;
    }
  }
  return nullptr;
}

Score points(std::int64_t value) {
  return Score::hundredths(static_cast<std::int32_t>(value));
}

bool is_same_target(const Correction& a, const Correction& b) {
  return a.kind == b.kind && a.component == b.component && a.item == b.item && a.rater == b.rater;
}

void set_sheet(Engagement& engagement, const Correction& correction) {
  Sheet& sheet = *sheet_of(engagement, correction);
  if (correction.kind == "total") {
    sheet.score = points(correction.after);
    return;
  }
  for (SheetItem& item : sheet.items) {
    if (item.criterion != correction.item) continue;
    sheet.score = points(sheet.score.hundredths() - item.points.hundredths() + correction.after);
    item.points = points(correction.after);
  }
}

void set_conduct(Engagement& engagement, const Correction& correction) {
  if (correction.kind == "veto") {
    std::erase(engagement.vetoes, correction.item);
    return;
  }
  for (EventCount& event : engagement.events) {
    if (event.code == correction.item) event.count = static_cast<int>(correction.after);
  }
  std::erase_if(engagement.events, [](const EventCount& event) { return event.count == 0; });
}

}  // namespace

std::string correction_value_text(std::string_view kind, std::int64_t value) {
  return is_counted(kind) ? std::to_string(value) : points(value).text();
}

Result<std::int64_t> read_correction_value(std::string_view kind, const std::string& text, const std::string& where) {
  constexpr std::int64_t most = 1'000'000;
  auto value = read_decimal(text, is_counted(kind) ? 0 : 2, where);
  if (value && *value > most) return refusal("number.too_large", where, {{"value", text}});
  return value;
}

std::optional<std::int64_t> corrected_figure(const Engagement& engagement, const Correction& correction) {
  if (correction.kind == "veto") {
    return std::count(engagement.vetoes.begin(), engagement.vetoes.end(), correction.item);
  }
  if (correction.kind == "event") {
    for (const EventCount& event : engagement.events) {
      if (event.code == correction.item) return event.count;
    }
    return 0;
  }
  if (correction.kind == "days") {
    for (const DaysLate& each : engagement.days_late) {
      if (each.component == correction.component) return each.days;
    }
    return std::nullopt;
  }
  if (correction.kind == "score") {
    for (const NamedScore& score : engagement.scores) {
      if (score.component == correction.component) return score.score.hundredths();
    }
    return std::nullopt;
  }
  const Sheet* sheet = sheet_of(const_cast<Engagement&>(engagement), correction);
  if (!sheet) return std::nullopt;
  if (correction.kind == "total") {
    return sheet->items.empty() ? std::optional<std::int64_t>(sheet->score.hundredths()) : std::nullopt;
  }
  for (const SheetItem& item : sheet->items) {
    if (item.criterion == correction.item) return item.points.hundredths();
  }
  return std::nullopt;
}

bool apply_correction(Engagement& engagement, const Correction& correction) {
  if (corrected_figure(engagement, correction) != std::optional<std::int64_t>(correction.before)) return false;
  if (correction.kind == "event" || correction.kind == "veto") {
    set_conduct(engagement, correction);
  } else if (correction.kind == "days") {
    for (DaysLate& each : engagement.days_late) {
      if (each.component == correction.component) each.days = static_cast<int>(correction.after);
    }
  } else if (correction.kind == "score") {
    for (NamedScore& score : engagement.scores) {
      if (score.component == correction.component) score.score = points(correction.after);
    }
  } else {
    set_sheet(engagement, correction);
  }
  engagement.corrections.push_back(correction);
  return true;
}

Json corrections_json(const std::vector<Correction>& corrections) {
  Json list = Json::array();
  for (const Correction& one : corrections) {
    Json json = Json::object();
    json.set("kind", one.kind);
    if (!one.component.empty()) json.set("component", one.component);
    if (!one.item.empty()) json.set("item", one.item);
    if (!one.rater.empty()) json.set("rater", one.rater);
    json.set("before", correction_value_text(one.kind, one.before));
    json.set("after", correction_value_text(one.kind, one.after)).set("by", one.by);
    list.push(std::move(json));
  }
  return list;
}

void read_corrections(ObjectReader& reader, const Path& path, Problems& problems, Engagement& engagement) {
  const Path corrections(path, "corrections");
  const Json::Array& items = reader.array_or_empty("corrections");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(corrections, i);
    ObjectReader row(items[i], place, problems, {"kind", "component", "item", "rater", "before", "after", "by"});
    if (!row.is_object()) continue;
    Correction one;
    one.kind = row.text("kind", 16);
    one.component = row.optional_text("component", 32);
    one.item = row.optional_text("item", 64);
    one.rater = row.optional_text("rater", 64);
    one.by = row.text("by", 100);
    if (!is_known(one.kind)) {
      row.refuse("correction.unknown_kind", "kind", {{"kind", one.kind}});
      continue;
    }
    for (const bool before : {true, false}) {
      const char* key = before ? "before" : "after";
      const auto value = read_correction_value(one.kind, row.text(key, 16), {});
      if (!value) row.refuse(value.problems().front().rule, key, value.problems().front().params);
      if (value) (before ? one.before : one.after) = *value;
    }
    engagement.corrections.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < engagement.corrections.size(); ++i) {
    const Correction& one = engagement.corrections[i];
    const bool corrected_again =
        std::any_of(engagement.corrections.begin() + static_cast<std::ptrdiff_t>(i) + 1, engagement.corrections.end(),
                    [&](const Correction& later) { return is_same_target(one, later); });
    if (corrected_again || corrected_figure(engagement, one) == std::optional<std::int64_t>(one.after)) continue;
    problems.push_back(refusal("correction.differs", Path(Path(corrections, i), "after").pointer(),
                               {{"after", correction_value_text(one.kind, one.after)}}));
  }
}

std::string step_of_correction(const Policy& policy, const Correction& correction) {
  std::string text = "依异议决定 " + correction.by + " 更正：";
  if (const Component* component = policy.find_component(correction.component)) text += component->title;
  if (correction.kind == "event") {
    const EventRule* rule = policy.find_event(correction.item);
    text += rule ? rule->title : correction.item;
  } else if (correction.kind == "veto") {
    const VetoRule* rule = policy.find_veto(correction.item);
    text += rule ? rule->title : correction.item;
  } else if (correction.kind == "days") {
    text += "逾期天数";
  } else if (!correction.item.empty()) {
    text += " " + correction.item;
  }
  if (!correction.rater.empty()) text += "（" + correction.rater + "）";
  return text + " " + correction_value_text(correction.kind, correction.before) + " → " +
         correction_value_text(correction.kind, correction.after);
}

}  // namespace zhiheng::domain
