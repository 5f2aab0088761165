#include "domain/recusal.h"

#include <array>

#include "base/crypto.h"

namespace zhiheng::domain {

namespace {

constexpr std::array<std::string_view, 8> kind_names{"expert",      "person", "employer", "agency",
                                                     "budget_unit", "bureau", "contract", "engagement"};

}  // namespace

std::string_view name_of(PartyKind kind) {
  return kind_names.at(static_cast<std::size_t>(kind));
}

std::optional<PartyKind> party_kind_named(std::string_view name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (kind_names[i] == name) return static_cast<PartyKind>(i);
  }
  return std::nullopt;
}

std::string comparable_name(std::string_view name) {
  std::string plain;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const auto byte = [&](std::size_t ahead) {
      return at + ahead < name.size() ? static_cast<unsigned char>(name[at + ahead]) : 0u;
    };
    unsigned folded = byte(0);
    if (folded == 0xE3 && byte(1) == 0x80 && byte(2) == 0x80) {  // the blank of a Chinese line
      at += 2;
      continue;
    }
    if (folded == 0xEF && (byte(1) == 0xBC || byte(1) == 0xBD)) {
      // U+FF01..U+FF5E are the wide forms of '!'..'~'.
      const unsigned point = (byte(1) == 0xBC ? 0xFF00u : 0xFF40u) + (byte(2) - 0x80u);
      if (point >= 0xFF01u && point <= 0xFF5Eu) {
        folded = point - 0xFEE0u;
        at += 2;
      }
    }
    if (folded == ' ' || folded == '\t' || folded == '\n' || folded == '\r') continue;
    if (folded >= 'A' && folded <= 'Z') folded += 32;
    plain.push_back(static_cast<char>(folded));
  }
  return plain;
}

std::string Party::key() const {
  std::string text(name_of(kind));
  text += ':';
  const bool by_name = kind == PartyKind::person || kind == PartyKind::employer;
  return text + (by_name ? comparable_name(name) : std::to_string(id));
}

Date look_back_from(Date on, int years) {
  const int year = on.year() - years;
  // The 29th of February has its anniversary on the 28th in other years.
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const bool missing = on.month() == 2 && on.day() == 29 && !leap;
  return Date::of(year, on.month(), missing ? 28 : on.day());
}

Json to_json(const RecusalPath& path) {
  Json steps = Json::array();
  for (const RecusalStep& step : path.steps) {
    Json one = Json::object().set("relation", step.relation).set("from", step.from).set("to", step.to);
    one.set("since", step.since.empty() ? Json() : Json(step.since));
    one.set("until", step.until.empty() ? Json() : Json(step.until));
    steps.push(std::move(one));
  }
  Json json = Json::object().set("expert", std::to_string(path.expert_id)).set("rule", path.rule);
  return json.set("excludes", path.excludes).set("steps", std::move(steps));
}

RecusalPath recusal_path_from(const Json& json) {
  RecusalPath path;
  for (const char digit : json.text_at("expert")) path.expert_id = path.expert_id * 10 + (digit - '0');
  path.rule = json.text_at("rule");
  const Json* excludes = json.find("excludes");
  path.excludes = !excludes || !excludes->is_bool() || excludes->boolean();
  for (const Json& step : json.at("steps").items()) {
    path.steps.push_back({step.text_at("relation"), step.text_at("from"), step.text_at("to"), step.text_at("since"),
                          step.text_at("until")});
  }
  return path;
}

std::string digest_of(const RecusalPath& path) {
  return "sm3:" + sm3_hex(canonical_json(to_json(path)));
}

}  // namespace zhiheng::domain
