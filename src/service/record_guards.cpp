// The guards of each stem with what they must know, and how a row differs from what it was.
#include "domain/agency.h"
#include "domain/bureau.h"
#include "domain/expert_library.h"
#include "domain/lead_evaluator.h"
#include "domain/procurement_limit.h"
#include "domain/project.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Field;
using domain::Shape;

namespace {

// Keys are unique per bureau, per agency (lead evaluators) or in the whole installation (agencies, bureaus).
void check_key(Tx& tx, const Shape& shape, const Record& after, const Record* before, Problems& problems) {
  const Field* field = shape.find(shape.natural_key);
  store::Conditions within;
  if (shape.stem == "lead_evaluator") {
    within.emplace_back("agency_id", after.get("agency"));
  } else if (shape.stem != "agency" && shape.stem != "bureau") {
    within.emplace_back("bureau_id", after.get("bureau"));
  }
  const auto other = store::find_record_by_key(tx.rows(), shape, after.get(field->key), within);
  if (!other || (before != nullptr && other->integer("id") == before->integer("id"))) return;
  problems.push_back(refusal(Kind::conflict, shape.stem + "." + field->key + "_taken", "/" + field->key,
                             {{field->key, after.text(field->key)}}));
}

void append(Problems& problems, Problems more) {
  for (Problem& problem : more) problems.push_back(std::move(problem));
}

bool differs(const Record* before, const Record& after, std::string_view key) {
  return before == nullptr || before->get(key) != after.get(key);
}

Problems check_bureau_row(Tx& tx, const Record& after, const Record* before) {
  domain::ParentBureau parent;
  if (const std::int64_t parent_id = after.integer("parent"); parent_id != 0 && differs(before, after, "parent")) {
    const auto row = store::find_record(tx.rows(), domain::bureau_shape(), parent_id);
    if (!row) return {};
    parent = {parent_id, row->text("path"), row->text("status")};
  }
  return domain::check_bureau(before == nullptr ? 0 : before->integer("id"), after, parent);
}

Problems check_project_row(Tx& tx, const Record& after, const Record* before) {
  const auto rows =
      tx.rows().query("SELECT bureau_id, status FROM budget_unit WHERE id = ?", {after.get("budget_unit")});
  domain::ProjectUnit unit;
  if (!rows.empty()) unit = {after.integer("budget_unit"), integer_or(rows[0][0]), text_or_empty(rows[0][1])};
  return domain::check_project(after, unit, differs(before, after, "budget_unit"));
}

Problems check_lead_evaluator_row(Tx& tx, const Record& after, const Record* before) {
  const auto rows = tx.rows().query("SELECT status FROM agency WHERE id = ?", {after.get("agency")});
  return domain::check_lead_evaluator(after, rows.empty() ? "" : text_or_empty(rows[0][0]),
                                      differs(before, after, "agency"));
}

}  // namespace

Problems check_row(Tx& tx, const Shape& shape, const Record& after, const Record* before) {
  Problems problems;
  check_key(tx, shape, after, before, problems);
  if (shape.stem == "procurement_limit") append(problems, domain::check_procurement_limit(after));
  if (shape.stem == "fee_rate") append(problems, domain::check_fee_rate(after));
  if (shape.stem == "bureau") append(problems, check_bureau_row(tx, after, before));
  if (shape.stem == "project") append(problems, check_project_row(tx, after, before));
  if (shape.stem == "agency") append(problems, domain::check_agency(after, tx.today()));
  if (shape.stem == "expert") append(problems, domain::check_expert(after, before, tx.today()));
  if (shape.stem == "lead_evaluator") append(problems, check_lead_evaluator_row(tx, after, before));
  return problems;
}

Json difference(const Shape& shape, const Record* before, const Record& after) {
  Json old_values = Json::object();
  Json new_values = Json::object();
  for (const Field& field : shape.fields) {
    if (!after.has(field.key)) continue;
    if (before != nullptr && before->get(field.key) == after.get(field.key)) continue;
    if (before != nullptr) old_values.set(field.key, domain::value_to_json(field, before->get(field.key)));
    new_values.set(field.key, domain::value_to_json(field, after.get(field.key)));
  }
  Json out = Json::object();
  out.set("before", std::move(old_values));
  out.set("after", std::move(new_values));
  return out;
}

bool is_nothing(const Json& difference) {
  return difference.at("after").members().empty();
}

Record changed_fields(const Shape& shape, const Record& before, const Record& after) {
  Record changed;
  changed.set("id", before.get("id"));
  changed.set("version", before.get("version"));
  for (const Field& field : shape.fields) {
    if (before.get(field.key) != after.get(field.key)) changed.set(field.key, after.get(field.key));
  }
  return changed;
}

Problem stale_problem(Tx& tx, const Shape& shape, std::int64_t id, std::int64_t seen_version) {
  std::string fields;
  std::string by;
  std::string at;
  for (const store::Row& row : tx.rows().query(
           "SELECT at, login, detail FROM audit WHERE subject = ? AND subject_id = ? ORDER BY id DESC LIMIT 50",
           {shape.stem, id})) {
    const Result<Json> detail = parse_json(text_or_empty(row[2]));
    if (!detail || !detail->is_object()) continue;
    const Json* version = detail->find("version");
    if (version == nullptr || !version->is_number() || version->integer().value_or(0) <= seen_version) continue;
    if (by.empty()) {
      by = text_or_empty(row[1]);
      at = timestamp_from_utc(text_or_empty(row[0])).text();
    }
    const Json* after = detail->find("after");
    if (after == nullptr || !after->is_object()) continue;
    for (const auto& member : after->members()) {
      if ((", " + fields + ",").find(", " + member.key + ",") != std::string::npos) continue;
      fields += (fields.empty() ? "" : ", ") + member.key;
    }
  }
  return refusal(Kind::stale, "record.stale", "", {{"by", by}, {"at", at}, {"fields", fields}, {"stem", shape.stem}});
}

}  // namespace zhiheng::service
