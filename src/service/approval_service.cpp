#include "service/approval_service.h"

#include <map>

#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "store/row_reader.h"

namespace zhiheng::service {

namespace {

constexpr int most_of_a_kind = 200;

const ApprovalKind* find_kind(std::string_view name) {
  for (const ApprovalKind& kind : approval_kinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

// Rows that belong to no bureau (shipped policies) wait for those who reach every bureau.
std::string within(const domain::Scope& scope, store::Parameters& parameters) {
  if (scope.nothing) return "1 = 0";
  if (scope.everything) return "1 = 1";
  if (scope.bureaus.empty()) return "1 = 0";
  parameters.insert(parameters.end(), scope.bureaus.begin(), scope.bureaus.end());
  return "x.bureau_id IN (" + store::placeholders(scope.bureaus.size()) + ")";
}

// Of a kind, the rows that this scope reaches, the oldest first.
std::vector<store::Row> rows_of(store::Connection& rows, const ApprovalKind& kind, const domain::Scope& scope) {
  store::Parameters parameters;
  const std::string sql = std::string(kind.sql) + " AND " + within(scope, parameters) + " ORDER BY x.id LIMIT " +
                          std::to_string(most_of_a_kind);
  return rows.query(sql, parameters);
}

Json item_of(const ApprovalKind& kind, const domain::Actor& actor, const store::Row& row, Language language) {
  store::RowReader cells(row);
  const std::int64_t id = cells.integer(), version = cells.integer();
  Json item = Json::object().set("kind", std::string(kind.name)).set("id", id_json(id)).set("version", version);
  item.set("title", cells.text()).set("context", cells.text());
  const Value amount = cells.next();
  item.set("amount", is_null(amount) ? Json() : Json(Money::fen(integer_or(amount)).text()));
  domain::Facts facts;
  facts.drafted_by = cells.integer();
  item.set("drafted_by", id_json(facts.drafted_by)).set("drafted_by_label", cells.text());
  item.set("drafted_at", moment_json(cells.text()));
  facts.bureau_id = cells.integer();
  Outcome allowed = domain::may(actor, kind.action, facts);
  // The first pair of eyes is never the second, whatever the table of permissions leaves to the act itself.
  if (allowed && actor.account_id != 0 && facts.drafted_by == actor.account_id) {
    allowed = refusal(Kind::forbidden, "access.four_eyes");
  }
  item.set("alone", !kind.act);
  item.set("allowed", allowed.ok()).set("rule", allowed ? Json() : Json(allowed.problems().front().rule));
  item.set("why_not", allowed ? std::string() : say(allowed.problems().front(), language));
  return item.set("place", "/" + std::string(kind.plural) + "/" + std::to_string(id));
}

// Items of one kind, and what they come to.
Outcome list_kind(Gate& gate, const domain::Actor& actor, const ApprovalKind& kind, Language language, Json& items,
                  Json& groups) {
  const domain::Scope scope = domain::scope(actor, kind.action);
  if (scope.nothing) return Done{};
  return gate.read(actor, kind.action, {std::string(kind.name), 0}, [&](Tx& tx) -> Outcome {
    std::int64_t count = 0, allowed = 0;
    Money sum;
    bool has_amounts = false;
    for (const store::Row& row : rows_of(tx.rows(), kind, scope)) {
      Json item = item_of(kind, actor, row, language);
      ++count;
      if (item.at("allowed").boolean()) ++allowed;
      has_amounts |= !is_null(row[4]);
      sum = sum + Money::fen(integer_or(row[4]));
      items.push(std::move(item));
    }
    if (count == 0) return Done{};
    Json group = Json::object().set("kind", std::string(kind.name)).set("count", count).set("allowed", allowed);
    groups.push(std::move(group.set("amount", has_amounts ? Json(sum.text()) : Json())));
    return Done{};
  });
}

struct Ticked {
  const ApprovalKind* kind = nullptr;
  std::int64_t id = 0, version = 0;
};

Result<std::vector<Ticked>> read_ticked(const Json& body) {
  Json rest = body;
  Problems problems;
  const Json::Array items = take_array(rest, "items", true, 500, problems);
  append(problems, read_command({}, rest));
  std::vector<Ticked> all;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string where = "/items/" + std::to_string(i);
    static const std::vector<domain::Field> fields{domain::text_field("kind", 40).required(),
                                                   domain::reference_field("id", "row").required(),
                                                   domain::integer_field("version", 1, 1'000'000'000).required()};
    const auto form = read_command(fields, items[i], where);
    append(problems, form);
    if (!form) continue;
    Ticked one{find_kind(form->text("kind")), form->integer("id"), form->integer("version")};
    if (!one.kind) {
      problems.push_back(refusal("approval.unknown_kind", where + "/kind", {{"kind", form->text("kind")}}));
    }
    all.push_back(one);
  }
  if (problems.empty() && all.empty()) problems.push_back(refusal("approval.nothing_ticked", "/items"));
  if (!problems.empty()) return problems;
  return all;
}

}  // namespace

Result<Json> approval_desk(Gate& gate, const domain::Actor& actor, const std::string& kind, Language language) {
  if (!kind.empty() && !find_kind(kind)) {
    return refusal("approval.unknown_kind", "kind", {{"kind", kind}});
  }
  Json items = Json::array(), groups = Json::array();
  bool any = false;
  for (const ApprovalKind& one : approval_kinds()) {
    any = any || !domain::scope(actor, one.action).nothing;
    if (!kind.empty() && one.name != kind) continue;
    if (Outcome listed = list_kind(gate, actor, one, language, items, groups); !listed) return listed.problems();
  }
  if (!any) return refusal(Kind::forbidden, "access.role");
  std::int64_t total = 0, allowed = 0;
  for (const Json& group : groups.items()) {
    total += group.at("count").integer().value_or(0);
    allowed += group.at("allowed").integer().value_or(0);
  }
  Json out = Json::object().set("items", std::move(items)).set("groups", std::move(groups));
  return out.set("next", Json()).set("total", total).set("allowed", allowed);
}

Result<Json> confirm_approvals(Gate& gate, const domain::Actor& actor, const Json& body, Language language) {
  const auto ticked = read_ticked(body);
  if (!ticked) return ticked.problems();
  Json lines = Json::array();
  std::int64_t confirmed = 0;
  for (const Ticked& one : *ticked) {
    const Outcome done = one.kind->act ? one.kind->act(gate, actor, one.id, one.version, language)
                                       : refusal(Kind::conflict, "approval.decide_alone");
    Json line = Json::object().set("kind", std::string(one.kind->name)).set("id", id_json(one.id));
    line.set("version", one.version).set("confirmed", done.ok());
    line.set("rule", done ? Json() : Json(done.problems().front().rule));
    line.set("text", done ? say("approval.confirmed", language) : say(done.problems().front(), language));
    line.set("place", "/" + std::string(one.kind->plural) + "/" + std::to_string(one.id));
    lines.push(std::move(line));
    if (done) ++confirmed;
  }
  Json out = Json::object().set("items", std::move(lines)).set("confirmed", confirmed);
  return out.set("refused", static_cast<std::int64_t>(ticked->size()) - confirmed);
}

const ApprovalKind* approval_of_task(std::string_view task) {
  for (const ApprovalKind& kind : approval_kinds()) {
    if (!task.empty() && kind.task == task) return &kind;
  }
  return nullptr;
}

std::vector<store::Waiting> approvals_of(store::Connection& rows, const ApprovalKind& kind, const domain::Scope& scope,
                                         std::int64_t account_id) {
  std::vector<store::Waiting> all;
  for (const store::Row& row : rows_of(rows, kind, scope)) {
    if (integer_or(row[5]) == account_id && account_id != 0) continue;
    store::Waiting one;
    one.kind = std::string(kind.task);
    one.stem = std::string(kind.name);
    one.id = integer_or(row[0]);
    one.title = text_or_empty(row[2]);
    if (const std::string whom = text_or_empty(row[3]); !whom.empty()) one.title += " · " + whom;
    all.push_back(std::move(one));
  }
  return all;
}

std::int64_t approvals_waiting(Gate& gate, const domain::Actor& actor) {
  std::int64_t count = 0;
  for (const ApprovalKind& kind : approval_kinds()) {
    const domain::Scope scope = domain::scope(actor, kind.action);
    if (scope.nothing) continue;
    const auto found = gate.read(actor, kind.action, {}, [&](Tx& tx) -> Result<std::int64_t> {
      return static_cast<std::int64_t>(approvals_of(tx.rows(), kind, scope, actor.account_id).size());
    });
    if (found) count += *found;
  }
  return count;
}

}  // namespace zhiheng::service
