// The fields of the groups, as the platform asks for them; and the lists around them.
#include "domain/agency_record.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

RecordGroup group(const std::string& name, std::vector<Field> fields, bool single, bool people, bool platform = true) {
  RecordGroup made;
  made.name = name;
  made.shape.stem = "record_" + name;
  made.shape.plural = made.shape.stem;
  made.shape.natural_key = fields.front().key;
  made.shape.label = fields.front().key;
  made.shape.fields = std::move(fields);
  made.shape.bureau_scoped = false;
  made.single = single;
  made.people = people;
  made.platform = platform;
  return made;
}

std::vector<Field> person(std::vector<Field> rest, bool with_code = false) {
  std::vector<Field> fields;
  if (with_code) fields.push_back(code_field("code", 32).required());
  fields.push_back(text_field("name", 50).required());
  fields.push_back(choice_field("identity_kind", "record_identity_kind").otherwise("identity_card"));
  fields.push_back(text_field("identity_number", 40));
  fields.insert(fields.end(), rest.begin(), rest.end());
  return fields;
}

std::vector<Field> qualified(std::vector<Field> rest) {
  std::vector<Field> fields{
      choice_field("education", "record_education"),
      text_field("title", 50),
      choice_field("title_level", "record_title_level").otherwise("none"),
      choice_field("qualification", "lead_evaluator_qualification").otherwise("other"),
      text_field("certificate_number", 64),
      date_field("work_started_on"),
  };
  fields.insert(fields.end(), rest.begin(), rest.end());
  return fields;
}

std::vector<Field> agency_fields() {
  return {text_field("name", 100).required(),
          uscc_field("uscc").required(),
          choice_field("type", "agency_type").required(),
          date_field("founded_on"),
          money_field("registered_capital"),
          text_field("registered_address", 200),
          text_field("office_address", 200),
          text_field("contact", 50),
          text_field("phone", 32),
          text_field("email", 100),
          integer_field("staff_count", 0, 100'000),
          integer_field("lead_evaluator_count", 0, 100'000),
          text_field("fields_of_work", 500),
          text_field("management_rules", 2000)};
}

std::vector<RecordGroup> all_groups() {
  std::vector<Field> lead = qualified({text_field("proof", 500)});
  for (Field& field : lead) {
    if (field.key == "education" || field.key == "work_started_on") field.required = true;
  }
  return {
      group("agency", agency_fields(), true, false),
      group("legal_representative",
            person({text_field("title", 50), choice_field("education", "record_education"), text_field("phone", 32)}),
            true, true),
      group("lead_evaluator", person(lead, true), false, true),
      group(
          "branch",
          {text_field("name", 100).required(), flag_field("has_legal_personality"), uscc_field("uscc"),
           text_field("principal", 50), date_field("founded_on"), text_field("address", 200), text_field("phone", 32)},
          false, false),
      group("cooperating_expert",
            person({text_field("employer", 100), text_field("title", 50), text_field("field_of_work", 100),
                    date_field("since_on")}),
            false, true),
      group("staff", person(qualified({flag_field("is_lead_evaluator")})), false, true),
      group("achievement",
            {text_field("project", 200).required(), text_field("principal", 100).required(), money_field("fund"),
             money_field("contract_sum"), date_field("report_on").required(), text_field("lead_evaluator", 50)},
            false, false, false),
      group("credit_item",
            {text_field("name", 200).required(), choice_field("sort", "record_credit_sort").required(),
             text_field("authority", 100), date_field("decided_on").required(), text_field("document_number", 100),
             text_field("description", 1000)},
            false, false, false),
  };
}

}  // namespace

const std::vector<RecordGroup>& record_groups() {
  static const std::vector<RecordGroup> groups = all_groups();
  return groups;
}

const RecordGroup* find_record_group(std::string_view name) {
  for (const RecordGroup& one : record_groups()) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

const Shape& agency_record_item_shape() {
  static const Shape shape{
      "agency_record_item",
      "agency-record-items",
      "agency_record_item",
      "title",
      {text_field("title", 200).read_only().searchable().sortable(),
       reference_field("agency", "agency").read_only().filterable(),
       choice_field("group", "record_group").column("kind").read_only().filterable().sortable(),
       choice_field("state", "agency_record_item_state").read_only().filterable().sortable(),
       integer_field("revision", 1, 1'000'000).read_only(), moment_field("submitted_at").sortable(),
       moment_field("reviewed_at").sortable(), date_field("ended_on").read_only().sortable(),
       text_field("ended_reason", 500).read_only(), text_field("return_reason", 1000).read_only(),
       text_field("identity_shown", 32).read_only(), reference_field("bureau", "bureau").read_only().filterable()},
      true,
      true,
      "title"};
  return shape;
}

const Shape& issued_record_shape() {
  static const Shape shape{
      "issued_record",
      "issued-records",
      "issued_record",
      "code",
      {text_field("code", 32).read_only().searchable().sortable(),
       reference_field("agency", "agency").read_only().filterable(), moment_field("issued_at").sortable(),
       date_field("valid_until").read_only().sortable(), moment_field("revoked_at").sortable(),
       text_field("revoked_reason", 500).read_only(), text_field("fingerprint", 64).read_only(),
       reference_field("bureau", "bureau").read_only().filterable()},
      true,
      true,
      "code"};
  return shape;
}

const Shape& lead_change_shape() {
  static const Shape shape{
      "lead_change",
      "lead-changes",
      "lead_change",
      "reason",
      {reference_field("contract", "contract").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(),
       reference_field("from_lead", "lead_evaluator").read_only(),
       reference_field("to_lead", "lead_evaluator").read_only(), text_field("reason", 1000).read_only().searchable(),
       choice_field("state", "lead_change_state").read_only().filterable().sortable(),
       moment_field("asked_at").sortable(), moment_field("decided_at").sortable(),
       text_field("decision_note", 1000).read_only(), reference_field("bureau", "bureau").read_only().filterable()},
      true,
      true,
      "reason"};
  return shape;
}

}  // namespace zhiheng::domain
