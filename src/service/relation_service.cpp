// Relations as people enter and end them.
#include "domain/relation.h"

#include "domain/field_maker.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "service/recusal_service.h"
#include "store/recusal_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::Party;
using domain::PartyKind;

namespace {

// How a party is looked up: the columns by which people know it, and to which bureau it belongs ("0": to all).
struct Lookup {
  PartyKind kind;
  const char* table;
  const char* code;
  const char* name;
  const char* bureau;
};
constexpr Lookup lookups[] = {
    {PartyKind::expert, "expert", "code", "name", "bureau_id"},
    {PartyKind::agency, "agency", "uscc", "name", "0"},
    {PartyKind::budget_unit, "budget_unit", "code", "name", "bureau_id"},
    {PartyKind::bureau, "bureau", "code", "name", "0"},
    {PartyKind::contract, "contract", "number", "number", "bureau_id"},
    {PartyKind::engagement, "engagement", "code", "name", "bureau_id"},
};

const std::vector<domain::Field>& party_fields() {
  static const std::vector<domain::Field> fields{domain::choice_field("kind", "party_kind").required(),
                                                 domain::text_field("id", 20), domain::text_field("key", 200)};
  return fields;
}

// Rows out of the actor's reach are as if they were not there.
void find_party(Tx& tx, const Lookup& lookup, const Record& given, const std::string& where, Party& party,
                Problems& problems) {
  const std::int64_t id = number_in(given.text("id"));
  std::string sql =
      std::string("SELECT id, ") + lookup.name + ", " + lookup.bureau + " FROM " + lookup.table + " WHERE ";
  store::Parameters parameters;
  if (!given.text("id").empty()) {
    sql += "id = ?";
    parameters.emplace_back(id);
  } else {
    sql += std::string(lookup.code) + " = ? OR " + lookup.name + " = ?";
    parameters = {given.text("key"), given.text("key")};
  }
  auto rows = tx.rows().query(sql + " ORDER BY id LIMIT 100", parameters);
  const domain::Scope reach = domain::scope(tx.actor(), Action::edit_relations);
  std::erase_if(rows, [&](const store::Row& row) {
    const std::int64_t bureau = integer_or(row[2]);
    return bureau != 0 && !reach.has_bureau(bureau);
  });
  if (rows.empty()) {
    problems.push_back(refusal("relation.party_absent", where));
  } else if (rows.size() > 1) {
    problems.push_back(refusal("relation.party_ambiguous", where, {{"count", std::to_string(rows.size())}}));
  } else {
    party.id = integer_or(rows[0][0]);
    party.name = text_or_empty(rows[0][1]);
  }
}

Party read_party(Tx& tx, const Json* given, const std::string& where, Problems& problems) {
  Party party;
  if (!given || !given->is_object()) {
    problems.push_back(refusal(given ? "field.wrong_type" : "field.required", where, {{"type", "object"}}));
    return party;
  }
  const auto form = read_command(party_fields(), *given, where);
  append(problems, form);
  if (!form) return party;
  party.kind = *domain::party_kind_named(form->text("kind"));
  if (form->text("id").empty() && form->text("key").empty()) {
    problems.push_back(refusal("field.required", where + "/key"));
    return party;
  }
  for (const Lookup& lookup : lookups) {
    if (lookup.kind == party.kind) {
      find_party(tx, lookup, *form, where, party, problems);
      return party;
    }
  }
  party.name = form->text("key");
  if (party.name.empty()) problems.push_back(refusal("field.required", where + "/key"));
  return party;
}

std::optional<Date> day(const Record& form, const char* key) {
  const std::string text = form.text(key);
  if (text.empty()) return std::nullopt;
  return *read_date(text, key);
}

Json facts_of(const store::RelationRow& row) {
  Json facts = Json::object().set("relation", row.edge.relation);
  facts.set("from_name", row.edge.from.name).set("to_name", row.edge.to.name);
  facts.set("since_on", date_json(row.edge.since)).set("until_on", date_json(row.edge.until));
  return facts.set("evidence", row.evidence);
}

Json shown(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::relation_shape();
  return labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
}

}  // namespace

Result<Json> add_relation(Gate& gate, const domain::Actor& actor, const Json& given) {
  static const std::vector<domain::Field> fields{domain::choice_field("relation", "relation_kind").required(),
                                                 domain::date_field("since"), domain::date_field("until"),
                                                 domain::text_field("evidence", 500).required()};
  return gate.write(actor, Action::edit_relations, {"relation", 0}, [&](Tx& tx) -> Result<Json> {
    if (!given.is_object()) return refusal("record.not_an_object");
    Problems problems;
    Json body = given;
    store::RelationRow row;
    row.bureau_id = bureau_of_new_row(tx, domain::relation_shape(), Action::edit_relations, body, problems);
    row.edge.from = read_party(tx, body.find("from"), "/from", problems);
    row.edge.to = read_party(tx, body.find("to"), "/to", problems);
    std::erase_if(body.members(), [](const JsonMember& member) {
      return member.key == "from" || member.key == "to" || member.key == "bureau";
    });
    const auto form = read_command(fields, body);
    append(problems, form);
    if (!problems.empty()) return problems;
    row.edge.relation = form->text("relation");
    row.edge.since = day(*form, "since");
    row.edge.until = day(*form, "until");
    row.evidence = form->text("evidence");
    row.entered_by = actor.account_id;
    if (const Outcome allowed = domain::check_relation(row.edge); !allowed) return allowed.problems();
    if (!row.edge.until && store::has_relation(tx.rows(), row.bureau_id, row.edge)) {
      return refusal(Kind::conflict, "relation.known_already");
    }
    row.id = store::insert_relation(tx.rows(), row, tx.now());
    Json detail = Json::object().set("before", Json::object()).set("after", facts_of(row)).set("version", 1);
    tx.audit("create", {"relation", row.id}, row.bureau_id, detail);
    recheck_parties(tx, row.bureau_id, {row.edge.from, row.edge.to}, "change");
    return shown(tx, row.id);
  });
}

Result<Json> end_relation(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                          const Json& body) {
  static const std::vector<domain::Field> fields{domain::date_field("until").required(),
                                                 domain::text_field("evidence", 500)};
  return gate.write(actor, Action::edit_relations, {"relation", id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    auto row = store::find_relation(tx.rows(), id);
    if (!row) return refusal(Kind::absent, "record.absent");
    if (row->version != version) return stale_problem(tx, domain::relation_shape(), id, version);
    const Date until = *day(*form, "until");
    if (const Outcome allowed = domain::end_relation(row->edge, until); !allowed) return allowed.problems();
    Json detail = Json::object().set("before", facts_of(*row));
    row->edge.until = until;
    if (!form->text("evidence").empty()) row->evidence = form->text("evidence");
    if (!store::save_relation_end(tx.rows(), *row, tx.now())) {
      return stale_problem(tx, domain::relation_shape(), id, version);
    }
    detail.set("after", facts_of(*row)).set("version", version + 1);
    tx.audit("end", {"relation", id}, row->bureau_id, detail);
    return shown(tx, id);
  });
}

}  // namespace zhiheng::service
