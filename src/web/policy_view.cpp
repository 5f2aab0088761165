#include "web/policy_view.h"

#include <algorithm>
#include <string>

#include "web/json_text.h"
#include "web/result_view.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

// Parts that are shares of a fee, of jobs or of agencies; the same name may be points or a choice elsewhere.
bool is_share(std::string_view part, std::string_view key) {
  const auto any = [&](std::initializer_list<std::string_view> keys) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  if (part == "fee") {
    return any({"deduct", "part", "up_to", "base", "performance", "rate", "cap", "most_deducted", "most_bonus"});
  }
  if (part == "lateness") return any({"rate", "rate_per_day", "cap", "plan", "report"});
  if (part == "credit") return any({"jobs_part", "bottom_share", "within_first"});
  return any({"pay_cap", "trim_share", "confidence"}) || (part == "events" && key == "rate") ||
         (part == "vetoes" && key == "deduct") || (part == "event_limits" && key == "most_deducted") ||
         (part == "billing" && key == "part");
}

class PartView {
 public:
  PartView(const Call& call, std::string part) : call_(call), part_(std::move(part)) {}

  Json rows(const Json& value) {
    if (value.is_array()) {
      list({}, part_, value);
    } else {
      walk({}, part_, value);
    }
    return std::move(rows_);
  }

 private:
  void put(std::string label, std::string text) {
    if (text.empty()) return;
    rows_.push(Json::object().set("label", std::move(label)).set("text", std::move(text)));
  }

  // `before`: the names of the wholes inside the part, each with its separator.
  void walk(const std::string& before, const std::string& parent, const Json& value) {
    for (const auto& [key, member] : value.members()) {
      const std::string name = before + name_of(parent, key);
      const bool things = member.is_array() && !member.items().empty() && member.items().front().is_object();
      if (member.is_object()) {
        walk(name + " · ", key, member);
      } else if (things) {
        list(name + " · ", key, member);
      } else if (!member.is_null()) {
        put(name, words_of(key, member));
      }
    }
  }

  // A line for each thing, headed by its title, its code or its number.
  void list(const std::string& before, const std::string& key, const Json& items) {
    for (std::size_t i = 0; i < items.items().size(); ++i) {
      const Json& item = items.items()[i];
      const bool by_code = !item.find("of") || part_ == "events";
      std::string head = item.text_at("title");
      if (head.empty() && by_code) head = item.text_at("code");
      const bool titled = !head.empty();
      if (!titled) head = call_.words("policy_part.item", {{"number", std::to_string(i + 1)}});
      put(before + head, members_of(key, item, titled));
    }
  }

  std::string members_of(const std::string& parent, const Json& item, bool titled) {
    std::string text;
    for (const auto& [key, member] : item.members()) {
      if (key == "title" || (key == "code" && titled) || member.is_null()) continue;
      text += (text.empty() ? "" : call_.words("policy_part.between")) + name_of(parent, key) +
              call_.words("web.colon") + words_of(key, member);
    }
    return text;
  }

  std::string name_of(const std::string& parent, const std::string& key) {
    for (const std::string& name : {"policy_part." + parent + "." + key, "policy_part." + key}) {
      if (has_text(name, call_.language)) return call_.words(name);
    }
    const std::string document = "policy_value.documents." + key;  // where deliverables are named by their codes
    return has_text(document, call_.language) ? call_.words(document) : key;
  }

  std::string words_of(const std::string& key, const Json& value) {
    if (value.is_array()) {
      std::string text;
      for (const Json& item : value.items()) {
        text += (text.empty() ? "" : call_.words("web.list.separator")) + words_of(key, item);
      }
      return text;
    }
    if (value.is_bool()) return call_.words(value.boolean() ? "web.yes" : "web.no");
    const std::string text = text_of(&value), words = "policy_value." + key + "." + text;
    if (has_text(words, call_.language)) return call_.words(words);
    if (part_ == "credit" && key == "kind") return choice_label("object_kind", text, call_.language);
    return is_share(part_, key) ? percent_of(text) : text;
  }

  const Call& call_;
  std::string part_;
  Json rows_ = Json::array();
};

}  // namespace

Json policy_parts_view(const Call& call, const Json& document) {
  Json parts = Json::array();
  for (const char* part :
       {"fee", "event_limits", "lateness", "redo", "aggregation", "rounding", "scope", "events", "vetoes", "credit",
        "consequences", "panel", "review", "discussion", "uncertainty", "objection", "billing"}) {
    const Json* value = document.find(part);
    if (!value) continue;
    Json rows = Json::array();
    if (value->is_null()) {
      const std::string label = call.words(std::string("policy_part.") + part);
      rows.push(Json::object().set("label", label).set("text", call.words("policy_value.none")));
    } else {
      rows = PartView(call, part).rows(*value);
    }
    if (rows.items().empty()) continue;
    parts.push(Json::object().set("part", call.words(std::string("policy_part.") + part)).set("rows", std::move(rows)));
  }
  return parts;
}

}  // namespace zhiheng::web
