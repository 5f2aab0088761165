// The file of an expert: entered and changed as a record, with the library's own defaults and guards.
#include <algorithm>

#include "domain/expert.h"
#include "service/expert_library_parts.h"
#include "service/expert_library_service.h"

namespace zhiheng::service {

using domain::Action;

namespace {

std::vector<std::pair<std::string, std::string>> titles_of_fields() {
  std::vector<std::pair<std::string, std::string>> titles;
  for (const std::string& code : domain::professional_fields()) {
    for (const Language language : {Language::zh, Language::en}) {
      titles.emplace_back(code, say("choice.expert_field." + code, language));
    }
  }
  return titles;
}

}  // namespace

std::string canonical_fields_text(const std::string& text) {
  static const auto titles = titles_of_fields();
  return domain::canonical_fields(text, titles);
}

std::string expert_fields_in_words(const std::string& fields, Language language) {
  std::string out;
  for (const std::string& code : domain::split_fields(fields)) {
    const std::string key = "choice.expert_field." + code;
    out += (out.empty()                ? ""
            : language == Language::zh ? "、"
                                       : ", ") +
           (has_text(key, language) ? say(key, language) : code);
  }
  return out;
}

void make_canonical(Json& body, bool creating) {
  if (!body.is_object()) return;
  if (Json* fields = body.find("fields"); fields && fields->is_string()) {
    *fields = Json(canonical_fields_text(fields->string()));
  }
  const Json* payable = body.find("payable");
  if (creating && (payable == nullptr || payable->is_null())) body.set("payable", true);
}

std::int64_t insert_application(Tx& tx, Record record) {
  record.set("stage", std::string("applied"));
  record.set("status", std::string(domain::status_of_stage("applied")));
  const std::int64_t id = store::insert_record(tx.rows(), domain::expert_shape(), record, tx.now());
  store::set_expert_drafter(tx.rows(), id, tx.actor().account_id);
  domain::LibraryExpert expert;
  expert.id = id;
  expert.bureau_id = record.integer("bureau");
  expert.stage = "applied";
  store::insert_expert_step(tx.rows(), expert, "apply", "", tx.actor().account_id, tx.actor().display_name, "",
                            tx.now());
  return id;
}

void note_application_change(Tx& tx, std::int64_t id, const Record& before) {
  const std::string& stage = before.text("stage");
  if (stage != "applied" && stage != "returned") return;
  store::set_expert_drafter(tx.rows(), id, tx.actor().account_id);
}

Result<Json> create_expert(Gate& gate, const domain::Actor& actor, const Json& given) {
  const domain::Shape& shape = domain::expert_shape();
  if (!given.is_object()) return refusal("record.not_an_object");
  return gate.write(actor, Action::edit_records, {"expert", 0}, [&](Tx& tx) -> Result<Json> {
    Json body = given;
    Problems problems;
    make_canonical(body, true);
    const std::int64_t bureau_id = bureau_of_new_row(tx, shape, Action::edit_records, body, problems);
    resolve_references(tx, shape, body, bureau_id, 0, "", problems);
    const Result<Record> record = domain::read_record(shape, body, nullptr);
    if (!record) problems.insert(problems.end(), record.problems().begin(), record.problems().end());
    if (!problems.empty()) return problems;
    problems = check_row(tx, shape, *record, nullptr);
    if (!problems.empty()) return problems;
    const std::int64_t id = insert_application(tx, *record);
    const Record stored = *store::find_record(tx.rows(), shape, id);
    Json detail = difference(shape, nullptr, stored);
    tx.audit("create", {"expert", id}, bureau_id, detail.set("version", 1));
    return labelled(tx, shape, stored);
  });
}

Result<Json> change_expert(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                           const Json& given) {
  const domain::Shape& shape = domain::expert_shape();
  if (!given.is_object()) return refusal("record.not_an_object");
  return gate.write(actor, Action::edit_records, {"expert", id}, [&](Tx& tx) -> Result<Json> {
    const auto before = store::find_record(tx.rows(), shape, id);
    if (!before) return refusal(Kind::absent, "record.absent");
    if (before->integer("version") != version) return stale_problem(tx, shape, id, version);
    Json body = given;
    Problems problems;
    make_canonical(body, false);
    resolve_references(tx, shape, body, before->integer("bureau"), 0, "", problems);
    const Result<Record> after = domain::read_record(shape, body, &*before);
    if (!after) problems.insert(problems.end(), after.problems().begin(), after.problems().end());
    if (!problems.empty()) return problems;
    problems = check_row(tx, shape, *after, &*before);
    if (!problems.empty()) return problems;
    Json detail = difference(shape, &*before, *after);
    if (is_nothing(detail)) {
      tx.audit("confirm_unchanged", {"expert", id}, before->integer("bureau"), detail);
      return labelled(tx, shape, *before);
    }
    if (!store::update_record(tx.rows(), shape, changed_fields(shape, *before, *after), tx.now())) {
      return stale_problem(tx, shape, id, version);
    }
    note_application_change(tx, id, *before);
    tx.audit("change", {"expert", id}, before->integer("bureau"), detail.set("version", version + 1));
    return labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  });
}

}  // namespace zhiheng::service
