#include "service/contract_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/stale_view.h"

namespace zhiheng::web {

namespace {

using domain::Shape;

const Shape& shape_named(const char* stem) {
  const Shape* shape = domain::find_shape(stem);
  ensure(shape != nullptr, "the stem has a shape");
  return *shape;
}

const std::vector<std::string> engagement_keys{"code",
                                               "name",
                                               "object_kind",
                                               "fee",
                                               "budget_unit",
                                               "project",
                                               "plan_due_on",
                                               "report_due_on",
                                               "fixed_deduction",
                                               "fixed_deduction_reason"};
const std::vector<std::string> instalment_keys{"sequence", "name", "amount", "due_condition", "due_on"};

constexpr std::size_t most_rows = 200;
constexpr std::size_t first_engagements = 1;
constexpr std::size_t first_instalments = 3;  // at the signing, after the plan, after the report

std::vector<std::string> known_keys(const Shape& shape, const std::vector<std::string>& keys) {
  std::vector<std::string> known;
  for (const std::string& key : keys) {
    const domain::Field* field = shape.find(key);
    if (field && !field->read_only) known.push_back(key);
  }
  return known;
}

// The rows of one list that were filled in, blank ones left out.
Json rows_of_form(const Call& call, const Shape& shape, const std::vector<std::string>& keys, const std::string& list) {
  Json rows = Json::array();
  for (std::size_t index = 0; index < most_rows; ++index) {
    const std::string prefix = list + "." + std::to_string(index) + ".";
    if (!call.has_field(prefix + keys.front())) break;
    Json row = body_of_form(shape, keys, call, true, prefix);
    // A choice always has a value; so it does not count as filled in.
    bool filled = false;
    for (const auto& [key, value] : row.members()) {
      const domain::Field* field = shape.find(key);
      filled = filled || (field && field->type != domain::FieldType::choice && field->type != domain::FieldType::flag);
    }
    if (!filled) continue;
    if (const std::string& id = call.field(prefix + "id"); !id.empty()) row.set("id", id);
    rows.push(std::move(row));
  }
  return rows;
}

Json body_of_contract(const Call& call, bool creating) {
  const Shape& engagement = shape_named("engagement");
  const Shape& instalment = shape_named("instalment");
  Json body = body_of_form(shape_named("contract"), writable_keys(shape_named("contract")), call, creating);
  body.set("engagements", rows_of_form(call, engagement, known_keys(engagement, engagement_keys), "engagements"));
  body.set("instalments", rows_of_form(call, instalment, known_keys(instalment, instalment_keys), "instalments"));
  return body;
}

// How many rows to show: those that were shown, and one more where that was asked for; a few blank ones at first.
std::size_t rows_to_show(const Call& call, const std::string& list, const std::string& first_key, std::size_t filled,
                         std::size_t at_first) {
  std::size_t shown = 0;
  while (shown < most_rows && call.has_field(list + "." + std::to_string(shown) + "." + first_key)) ++shown;
  if (shown == 0) return std::max(filled, at_first);
  if (call.field("add") == list && shown < most_rows) ++shown;
  return std::max(filled, shown);
}

// Form rows of one list: what is there and blank ones up to `count`.
Json row_forms(const Call& call, const Shape& shape, const std::vector<std::string>& keys, const std::string& list,
               const Json& values, const Problems& problems, const OptionsOf& options, std::size_t at_first) {
  const Json* given = values.find(list);
  const std::size_t count = given && given->is_array() ? given->items().size() : 0;
  const std::size_t shown = rows_to_show(call, list, keys.front(), count, at_first);
  Json rows = Json::array();
  for (std::size_t index = 0; index < shown; ++index) {
    const std::string prefix = list + "." + std::to_string(index) + ".";
    Json flat = Json::object();
    std::string id;
    if (index < count) {
      for (const auto& [key, value] : given->items()[index].members()) flat.set(prefix + key, value);
      id = given->items()[index].text_at("id");
    }
    Json row = Json::object();
    row.set("row_number", std::to_string(index + 1));
    row.set("row_id", id);
    row.set("row_id_name", prefix + "id");
    row.set("fields", form_fields(shape, keys, flat, problems, options, true, call.language, prefix));
    rows.push(std::move(row));
  }
  return rows;
}

Reply contract_form(Call& call, std::int64_t id, const Json& values, const std::string& version,
                    const Problems& problems) {
  const Shape& contract = shape_named("contract");
  const Shape& engagement = shape_named("engagement");
  const Shape& instalment = shape_named("instalment");
  const OptionsOf options = options_for(call);
  const std::string stem_title = call.words("stem.contract");
  const std::string title =
      call.words(id == 0 ? "web.form.new_title" : "web.form.change_title", {{"stem", stem_title}});
  const std::string here = "/contracts" + (id == 0 ? "" : "/" + std::to_string(id));
  Json view = Json::object();
  view.set("page_title", title);
  view.set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(stem_title, "/contracts"), crumb(title)}));
  view.set("form_action", here);
  view.set("cancel_href", here);
  view.set("row_version", version);
  view.set("fields", form_fields(contract, writable_keys(contract), values, problems, options, id == 0, call.language));
  view.set("engagement_rows", row_forms(call, engagement, known_keys(engagement, engagement_keys), "engagements",
                                        values, problems, options, first_engagements));
  view.set("instalment_rows", row_forms(call, instalment, known_keys(instalment, instalment_keys), "instalments",
                                        values, problems, options, first_instalments));
  view.set("page_problems", problem_summary(contract, in_words(contract, problems, call.language), call.language,
                                            {{"engagements", "engagement"}, {"instalments", "instalment"}}));
  return page("contract/form.html", std::move(view), problems.empty() ? 200 : 422);
}

Reply create_by_form(Call& call) {
  const Json body = body_of_contract(call, true);
  if (!call.field("add").empty()) return contract_form(call, 0, body, "", {});
  auto row = service::create_contract(call.gate, call.actor, body);
  if (row) return see_other("/contracts/" + row->text_at("id") + "?done=created");
  if (!is_about_the_form(row.problems())) return refused(row.problems());
  return contract_form(call, 0, body, "", row.problems());
}

// What cannot be changed is not sent by browsers, and is shown all the same.
Json with_locked(const Call& call, Json values) {
  if (auto row = service::read_contract(call.gate, call.actor, call.id())) {
    add_locked(shape_named("contract"), *row, values);
  }
  return values;
}

Reply change_by_form(Call& call) {
  const Json body = body_of_contract(call, false);
  if (!call.field("add").empty()) {
    return contract_form(call, call.id(), with_locked(call, body), call.field("version"), {});
  }
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto row = service::change_contract(call.gate, call.actor, call.id(), *version, body);
  if (row) return see_other("/contracts/" + std::to_string(call.id()) + "?done=saved");
  if (!is_about_the_form(row.problems())) return refused(row.problems());
  std::string fresh = call.field("version");
  const bool stale = leading_kind(row.problems()) == Kind::stale;
  auto current = service::read_contract(call.gate, call.actor, call.id());
  if (stale && current) fresh = current->at("version").number();
  Reply reply = contract_form(call, call.id(), with_locked(call, body), fresh, row.problems());
  if (stale && current) {
    reply.status = 409;
    add_theirs(call, shape_named("contract"), call.id(), *version, *current, body, row.problems(), reply.json);
  }
  return reply;
}

Reply change_by_api(Call& call) {
  if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
  auto version = call.version();
  if (!version) return refused(version.problems());
  return json_or_refused(service::change_contract(call.gate, call.actor, call.id(), *version, call.body));
}

Reply amend_by_form(Call& call) {
  Json body = Json::object();
  for (const char* key : {"number", "signed_on", "change", "reason"})
    body.set(key, std::string(trimmed(call.field(key))));
  Json engagements = Json::array();
  Json instalments = Json::array();
  for (const auto& [name, value] : call.form) {
    const std::string text(trimmed(value));
    if (text.empty()) continue;
    if (name.starts_with("fee.")) {
      engagements.push(Json(Json::Object{{"code", name.substr(4)}, {"fee", text}}));
    } else if (name.starts_with("amount.")) {
      // A number, as bodies have it: by a text the rules would look for an instalment that is to be added.
      const auto sequence = read_id(name.substr(7));
      Json one = Json::object().set("amount", text);
      instalments.push(sequence ? one.set("sequence", *sequence) : one.set("sequence", name.substr(7)));
    }
  }
  body.set("engagements", std::move(engagements));
  body.set("instalments", std::move(instalments));
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto row = service::add_amendment(call.gate, call.actor, call.id(), *version, body);
  if (row) return see_other("/contracts/" + std::to_string(call.id()) + "?done=registered");
  // Overtaken by somebody else: what was typed stays, and is sent again from the contract as it is now.
  if (leading_kind(row.problems()) == Kind::stale) {
    return show_contract(call, in_words(*domain::find_shape("contract"), row.problems(), call.language));
  }
  if (!is_about_the_form(row.problems())) return refused(row.problems());
  return show_contract(call, row.problems());
}

}  // namespace

void add_contract_api(Router& router) {
  router.add({"POST",
              "/api/v1/contracts",
              "contract.create",
              [](Call& call) {
                return created_or_refused(service::create_contract(call.gate, call.actor, body_or_empty(call)),
                                          "contracts");
              },
              BodyKind::json,
              Access::signed_in,
              {},
              4u << 20,
              true,
              "contract"});
  router.add({"PUT",
              "/api/v1/contracts/{id}",
              "contract.replace",
              change_by_api,
              BodyKind::json,
              Access::signed_in,
              {},
              4u << 20,
              false,
              "contract"});
  router.add({"PATCH",
              "/api/v1/contracts/{id}",
              "contract.change",
              change_by_api,
              BodyKind::json,
              Access::signed_in,
              {},
              4u << 20,
              false,
              "contract"});
  router.add({"POST",
              "/api/v1/contracts/{id}/amendments",
              "contract.amend",
              [](Call& call) {
                auto version = version_or_current(call, "contract");
                if (!version) return refused(version.problems());
                return json_or_refused(
                    service::add_amendment(call.gate, call.actor, call.id(), *version, body_or_empty(call)), 201);
              },
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 20,
              true});
}

void add_contract_pages(Router& router) {
  router.add({"GET", "/contracts/new", "contract.new_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, domain::Action::edit_contracts, {"contract", 0}); !may) {
                  return refused(may.problems());
                }
                return contract_form(call, 0, Json::object(), "", {});
              }});
  router.add({"POST", "/contracts", "contract.create_page", create_by_form, BodyKind::form});
  router.add({"GET", "/contracts/{id}", "contract.show_page", [](Call& call) { return show_contract(call, {}); }});
  router.add(
      {"GET", "/contracts/{id}/edit", "contract.edit_page", [](Call& call) {
         auto row = service::read_contract(call.gate, call.actor, call.id());
         if (!row) return refused(row.problems());
         if (Outcome may = call.gate.may(call.actor, domain::Action::edit_contracts, {"contract", call.id()}); !may) {
           return refused(may.problems());
         }
         return contract_form(call, call.id(), *row, row->at("version").number(), {});
       }});
  router.add({"POST", "/contracts/{id}", "contract.change_page", change_by_form, BodyKind::form});
  router.add({"POST", "/contracts/{id}/amendments", "contract.amend_page", amend_by_form, BodyKind::form});
}

}  // namespace zhiheng::web
