// The case of a signed record in the words of the pages. It may be anybody's document, so nothing in it is taken for
// granted: what is not known stands as it is.
#include "domain/agency_record.h"
#include "web/agency_record_web.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

// A member of a job, rating, consequence or objection: its title, and the list that its code is from.
struct MemberWords {
  const char* title;
  const char* list;
};

MemberWords words_of(std::string_view section, std::string_view key) {
  if (key == "object_kind") return {"field.engagement.object_kind", "object_kind"};
  if (key == "outcome") return {"field.objection.outcome", "objection_outcome"};
  if (key == "unrated_reason") return {"field.rating.unrated_reason", "unrated_reason"};
  if (key == "kind" && section == "consequences") return {"field.consequence.effect", "consequence_effect"};
  if (key == "state" && section == "consequences") return {"field.consequence.state", "consequence_state"};
  if (key == "from") return {"field.consequence.from_on", nullptr};
  if (key == "until") return {"field.consequence.until_on", nullptr};
  if (key == "fee") return {"field.engagement.fee", nullptr};
  if (key == "score") return {"field.rating.score", nullptr};
  if (key == "grade") return {"field.rating.grade", nullptr};
  if (key == "jobs") return {"field.rating.jobs", nullptr};
  if (key == "passed") return {"field.result.passed", nullptr};
  if (key == "deduction") return {"field.result.deduction", nullptr};
  if (key == "accepted_on") return {"field.agency_record_item.reviewed_at", nullptr};
  if (key == "ended_on") return {"field.agency_record_item.ended_on", nullptr};
  return {nullptr, nullptr};
}

std::string value_words(const Json& value, const std::string& list, Language language) {
  if (value.is_bool()) return say(value.boolean() ? "web.yes" : "web.no", language);
  const std::string text = value.is_string() ? value.string() : value.is_number() ? value.number() : std::string();
  const bool known = !list.empty() && !text.empty() && has_text("choice." + list + "." + text, language);
  return known ? choice_label(list, text, language) : text;
}

// "Title level middle · Education master": the members of one row.
std::string line_of(const Call& call, std::string_view section, const domain::RecordGroup* group, const Json& row) {
  std::string line;
  for (const JsonMember& member : row.members()) {
    const domain::Field* field = group ? group->shape.find(member.key) : nullptr;
    const MemberWords words = field ? MemberWords{nullptr, nullptr} : words_of(section, member.key);
    const bool choice = field && field->type == domain::FieldType::choice;
    const std::string list = choice ? field->list : words.list ? words.list : "";
    std::string text = value_words(member.value, list, call.language);
    if (text.empty()) continue;
    const bool amount = field ? field->type == domain::FieldType::money
                              : section == "jobs" && (member.key == "fee" || member.key == "deduction");
    if (amount) text = grouped_amount(text) + " " + call.words("web.unit.yuan");
    std::string title = words.title ? call.words(words.title) : std::string();
    if (field && member.key != group->shape.label) title = field_label(group->shape.stem, field->key, call.language);
    line += (line.empty() ? "" : " · ") + (title.empty() ? "" : title + " ") + text;
  }
  return line;
}

}  // namespace

Json record_sections(const Call& call, const Json& case_document) {
  Json sections = Json::array();
  const auto add = [&](const std::string& title, std::string_view name, const domain::RecordGroup* group,
                       const Json* rows) {
    if (!rows || !rows->is_array() || rows->items().empty()) return;
    Json lines = Json::array();
    for (const Json& row : rows->items()) {
      if (row.is_object()) lines.push(Json(Json::Object{{"line", line_of(call, name, group, row)}}));
    }
    sections.push(Json(Json::Object{{"section_title", title}, {"lines", std::move(lines)}}));
  };
  const Json* groups = case_document.find("groups");
  if (groups && groups->is_object()) {
    for (const domain::RecordGroup& group : domain::record_groups()) {
      add(choice_label("record_group", group.name, call.language), group.name, &group, groups->find(group.name));
    }
  }
  for (const char* key : {"jobs", "ratings", "consequences", "objections"}) {
    add(call.words(std::string("web.issued_record.section_") + key), key, nullptr, case_document.find(key));
  }
  return sections;
}

}  // namespace zhiheng::web
