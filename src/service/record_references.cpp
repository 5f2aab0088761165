// References of records: read as an id or a natural key, and shown with a label.
#include <charconv>
#include <map>
#include <set>

#include "domain/shape_text.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Field;
using domain::FieldType;
using domain::Shape;

namespace {

bool looks_like_id(std::string_view text) {
  return !text.empty() && text.size() <= 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

struct Key {
  std::string text;
  bool is_id = false;
};

std::optional<Key> key_of(const Json& given) {
  if (given.is_string()) {
    const std::string text(domain::trimmed(given.string()));
    if (text.empty()) return std::nullopt;
    return Key{text, looks_like_id(text)};
  }
  if (given.is_number() && given.integer()) return Key{given.number(), true};
  if (given.is_object() && given.members().size() == 1 && given.find("key") && given.at("key").is_string()) {
    return Key{given.at("key").string(), false};
  }
  return std::nullopt;
}

// What the actor may not see is for him as if it did not exist.
std::string in_sight(Tx& tx, const Shape& target, store::Parameters& parameters) {
  return " AND " + store::scope_condition(target, domain::scope(tx.actor(), action_to_see(target)), parameters);
}

std::vector<store::Row> rows_by_key(Tx& tx, const Shape& target, const std::string& key, std::int64_t bureau_id,
                                    std::int64_t agency_id) {
  if (target.stem == "policy") {
    const std::size_t at = key.find('@');
    if (at != std::string::npos) {
      store::Parameters named{key.substr(0, at), number_in(std::string_view(key).substr(at + 1))};
      const std::string seen = in_sight(tx, target, named);
      return tx.rows().query("SELECT id FROM policy WHERE code = ? AND revision = ?" + seen, named);
    }
    // Without a version the newest approved one is meant.
    store::Parameters newest{key};
    const std::string seen = in_sight(tx, target, newest);
    return tx.rows().query(
        "SELECT id FROM policy WHERE code = ? AND state = 'approved'" + seen + " ORDER BY revision DESC LIMIT 1",
        newest);
  }
  const Field* field = target.find(target.natural_key);
  ensure(field != nullptr, "what is referred to by people has a natural key");
  std::string sql = "SELECT id FROM " + target.table + " WHERE " + field->column + " = ?";
  store::Parameters parameters{key};
  if (target.stem == "lead_evaluator" && agency_id != 0) {
    sql += " AND agency_id = ?";
    parameters.push_back(agency_id);
  } else if (target.bureau_scoped && target.stem != "agency" && target.stem != "lead_evaluator") {
    sql += " AND bureau_id = ?";
    parameters.push_back(bureau_id);
  }
  sql += in_sight(tx, target, parameters);
  return tx.rows().query(sql + " ORDER BY id LIMIT 2", parameters);
}

std::vector<store::Row> rows_by_id(Tx& tx, const Shape& target, const std::string& id) {
  store::Parameters parameters{number_in(id)};
  const std::string seen = in_sight(tx, target, parameters);
  return tx.rows().query("SELECT id FROM " + target.table + " WHERE id = ?" + seen, parameters);
}

}  // namespace

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() ? number : 0;
}

void resolve_references(Tx& tx, const Shape& shape, Json& body, std::int64_t bureau_id, std::int64_t agency_id,
                        const std::string& where, Problems& problems) {
  for (const Field& field : shape.fields) {
    Json* given = body.find(field.key);
    if (field.type != FieldType::reference || field.read_only || given == nullptr) continue;
    const std::optional<Key> key = key_of(*given);
    if (!key) {
      // Nothing or the wrong type: read_value says so, but would not know an object.
      if (given->is_object()) *given = Json(false);
      continue;
    }
    const Shape* target = domain::find_shape(field.refers_to);
    ensure(target != nullptr, "a reference names a stem that has a shape");
    const std::vector<store::Row> rows =
        key->is_id ? rows_by_id(tx, *target, key->text) : rows_by_key(tx, *target, key->text, bureau_id, agency_id);
    const Params params{{"stem", target->stem}, {"value", key->text}};
    if (rows.empty()) {
      problems.push_back(refusal("record.reference_absent", pointer_to(where, field.key), params));
      *given = field.required ? Json("1") : Json();  // so that the same field is not also reported as missing
    } else if (rows.size() > 1) {
      problems.push_back(refusal("record.reference_ambiguous", pointer_to(where, field.key), params));
      *given = Json("1");
    } else {
      *given = Json(std::to_string(integer_or(rows[0][0])));
      if (field.key == "agency") agency_id = integer_or(rows[0][0]);
    }
  }
}

std::int64_t bureau_of_new_row(Tx& tx, const Shape& shape, domain::Action action, Json& body, Problems& problems) {
  if (shape.find("bureau") == nullptr) return 0;
  const Json* given = body.find("bureau");
  std::int64_t bureau_id = tx.actor().bureau_id;
  if (given != nullptr && !given->is_null()) {
    Json alone = Json::object();
    alone.set("bureau", *given);
    const Shape only{shape.stem, shape.plural, shape.table, "", {*shape.find("bureau")}, true, false, "name"};
    const std::size_t before = problems.size();
    resolve_references(tx, only, alone, 0, 0, "", problems);
    if (problems.size() > before) {
      body.set("bureau", Json());  // reported already
      return 0;
    }
    bureau_id = alone.at("bureau").is_string() ? number_in(alone.at("bureau").string()) : 0;
  } else if (bureau_id == 0) {
    // The machine's owner has no bureau: where there is only one root, that one is meant.
    const auto roots = tx.rows().query("SELECT id FROM bureau WHERE parent_id IS NULL ORDER BY id LIMIT 2");
    if (roots.size() == 1) bureau_id = integer_or(roots[0][0]);
  }
  if (bureau_id == 0) {
    problems.push_back(refusal("field.required", "/bureau"));
    return 0;
  }
  domain::Facts facts;
  facts.bureau_id = bureau_id;
  if (!domain::may(tx.actor(), action, facts)) problems.push_back(refusal("record.bureau_out_of_scope", "/bureau"));
  body.set("bureau", Json(std::to_string(bureau_id)));
  return bureau_id;
}

namespace {

std::string label_columns(const Shape& target) {
  if (target.stem == "policy") return "code, revision";
  if (target.stem == "engagement") return "code, name";
  return target.find(target.label)->column + ", ''";
}

std::string label_text(const Shape& target, const store::Row& row) {
  const auto text = [](const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number ? std::to_string(*number) : text_or_empty(value);
  };
  if (target.stem == "policy") return text(row[1]) + "@" + text(row[2]);
  if (target.stem == "engagement") return text(row[1]) + " " + text(row[2]);
  return text(row[1]);
}

std::map<std::string, std::string> labels_of(Tx& tx, const Shape& target, const std::set<std::string>& ids) {
  std::map<std::string, std::string> labels;
  if (ids.empty()) return labels;
  std::string marks;
  store::Parameters parameters;
  for (const std::string& id : ids) {
    marks += marks.empty() ? "?" : ", ?";
    parameters.push_back(number_in(id));
  }
  for (const store::Row& row :
       tx.rows().query("SELECT id, " + label_columns(target) + " FROM " + target.table + " WHERE id IN (" + marks + ")",
                       parameters)) {
    labels[std::to_string(integer_or(row[0]))] = label_text(target, row);
  }
  return labels;
}

}  // namespace

void add_labels(Tx& tx, const Shape& shape, std::vector<Json>& items) {
  for (const Field& field : shape.fields) {
    if (field.type != FieldType::reference) continue;
    const Shape* target = domain::find_shape(field.refers_to);
    std::set<std::string> ids;
    for (const Json& item : items) {
      if (item.at(field.key).is_string()) ids.insert(item.at(field.key).string());
    }
    const std::map<std::string, std::string> labels = labels_of(tx, *target, ids);
    for (Json& item : items) {
      const auto found = item.at(field.key).is_string() ? labels.find(item.at(field.key).string()) : labels.end();
      item.set(field.key + "_label", found == labels.end() ? Json() : Json(found->second));
    }
  }
}

Json labelled(Tx& tx, const Shape& shape, const Record& record) {
  std::vector<Json> items{domain::record_to_json(shape, record)};
  add_labels(tx, shape, items);
  return std::move(items.front());
}

}  // namespace zhiheng::service
