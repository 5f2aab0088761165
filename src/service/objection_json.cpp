// The public shape of an objection: what each of its readers may see of it, and when.
#include "base/calendar.h"
#include "domain/blind.h"
#include "service/heart_json.h"
#include "service/objection_parts.h"
#include "service/objection_service.h"
#include "service/record_parts.h"
#include "store/result_store.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Objection;
using domain::ObjectionRow;

namespace {

bool is_decided(const Objection& objection) {
  return objection.state == "decided" || objection.state == "closed";
}

Json value_json(const std::string& kind, const std::optional<std::int64_t>& value) {
  return value ? Json(domain::correction_value_text(kind, *value)) : Json();
}

std::string rater_of(const ObjectionRow& row) {
  return row.place > 0 ? domain::named_by_place(static_cast<std::size_t>(row.place)) : std::string();
}

void hide_answers(Json& row) {
  for (const char* key : {"proposal", "opinion", "opinion_evidence", "outcome", "reason"}) row.set(key, "");
  for (const char* key : {"proposed", "decided", "panel_median"}) row.set(key, Json());
}

Json reviews_json(const std::vector<store::Review>& reviews, const std::vector<store::RowOpinion>& opinions,
                  const Objection& objection, bool names, bool with_opinions) {
  std::map<std::int64_t, const ObjectionRow*> rows;
  for (const ObjectionRow& row : objection.rows) rows[row.id] = &row;
  Json list = Json::array();
  for (const store::Review& review : reviews) {
    Json json = Json::object();
    json.set("name", names ? review.expert_name : domain::named_by_place(static_cast<std::size_t>(review.place)));
    json.set("origin", review.origin).set("state", review.state).set("due_on", review.due_on.text());
    json.set("given_at", moment_json(review.given_at)).set("refused_reason", names ? review.refused_reason : "");
    Json given = Json::array();
    for (const store::RowOpinion& opinion : opinions) {
      const auto row = rows.find(opinion.row_id);
      if (!with_opinions || opinion.review_id != review.id || row == rows.end()) continue;
      given.push(Json::object()
                     .set("row", id_json(opinion.row_id))
                     .set("points", domain::correction_value_text(row->second->kind, opinion.points))
                     .set("reason", opinion.reason));
    }
    list.push(std::move(json.set("opinions", std::move(given))));
  }
  return list;
}

void add_medians(Json& rows, const Objection& objection, const std::vector<store::RowOpinion>& opinions) {
  for (std::size_t i = 0; i < objection.rows.size(); ++i) {
    std::vector<std::int64_t> values;
    for (const store::RowOpinion& opinion : opinions) {
      if (opinion.row_id == objection.rows[i].id) values.push_back(opinion.points);
    }
    if (values.empty()) continue;
    rows.items()[i].set("panel_median",
                        domain::correction_value_text(objection.rows[i].kind, domain::median_of(values)));
  }
}

Json files_json(Tx& tx, std::int64_t objection_id) {
  Json files = Json::array();
  for (const store::ObjectionFile& file : store::files_of(tx.rows(), objection_id)) {
    files.push(Json::object()
                   .set("sha256", file.sha256)
                   .set("file_name", file.file_name)
                   .set("media_type", file.media_type)
                   .set("size", file.size));
  }
  return files;
}

Json effect_json(const Objection& objection) {
  if (objection.effect.empty()) return {};
  auto read = parse_json(objection.effect);
  ensure(read.ok(), "the effect of an objection is JSON");
  return std::move(*read);
}

}  // namespace

Json objection_row_json(const ObjectionRow& row, const domain::Contestable* figure) {
  Json json = Json::object();
  json.set("id", id_json(row.id)).set("target", row.target).set("kind", row.kind);
  json.set("component", row.component).set("item", row.item);
  json.set("title", figure ? figure->title : row.component + (row.item.empty() ? "" : " " + row.item));
  json.set("rater", rater_of(row)).set("original", domain::correction_value_text(row.kind, row.original));
  json.set("now", figure ? Json(domain::correction_value_text(row.kind, figure->value)) : Json());
  json.set("most", figure ? Json(domain::correction_value_text(row.kind, figure->most)) : Json());
  json.set("expert_reason", figure ? figure->reason : "");
  json.set("ground", row.ground).set("statement", row.statement).set("evidence", row.evidence);
  json.set("pages", row.pages).set("remedy", row.remedy).set("wanted", value_json(row.kind, row.wanted));
  json.set("proposal", row.proposal).set("proposed", value_json(row.kind, row.proposed));
  json.set("opinion", row.opinion).set("opinion_evidence", row.opinion_evidence);
  json.set("outcome", row.outcome).set("decided", value_json(row.kind, row.decided)).set("reason", row.reason);
  return json.set("panel_median", Json());
}

Result<Json> objection_json(Tx& tx, std::int64_t objection_id) {
  const domain::Shape& shape = domain::objection_shape();
  Json json = labelled(tx, shape, *store::find_record(tx.rows(), shape, objection_id));
  const Objection objection = *store::find_objection(tx.rows(), objection_id);
  const bool of_bureau = reads_as_bureau(tx, objection);
  const bool answers = of_bureau || is_decided(objection);
  const ContestedEngagement engagement = look_at_engagement(tx, objection.engagement_id);
  Json rows = Json::array();
  for (const ObjectionRow& row : objection.rows) {
    rows.push(objection_row_json(row, domain::find_contestable(engagement.there, row.target)));
  }
  const auto opinions = store::opinions_of(tx.rows(), objection_id);
  const bool panel_done = objection.state != "reviewing";
  if (answers && panel_done) add_medians(rows, objection, opinions);
  if (!answers) {
    for (Json& row : rows.items()) hide_answers(row);
  }
  json.set("note", objection.note).set("returned_ground", objection.returned_ground);
  json.set("returned_reason", objection.returned_reason).set("received_at", moment_json(objection.received_at));
  json.set("withdrawn_reason", objection.withdrawn_reason).set("appeal_of", id_json(objection.appeal_of_id));
  json.set("prepared_at", answers ? moment_json(objection.prepared_at) : Json());
  json.set("expert_statement", answers ? objection.expert_statement : "");
  json.set("decision_note", answers ? objection.decision_note : "").set("closed_at", moment_json(objection.closed_at));
  json.set("new_result", id_json(objection.new_result_id)).set("statement", id_json(objection.statement_id));
  json.set("adjustment", id_json(objection.adjustment_id));
  json.set("prepared_by", of_bureau ? store::account_name(tx.rows(), objection.drafted_by) : "");
  json.set("decided_by", of_bureau ? store::account_name(tx.rows(), objection.decided_by) : "");
  json.set("second_panel", engagement.policy.rules->objection_second_panel);
  json.set("levels", engagement.policy.rules->objection_levels);
  json.set("rows", std::move(rows)).set("files", files_json(tx, objection_id));
  json.set("reviews", answers ? reviews_json(store::reviews_of(tx.rows(), objection_id), opinions, objection, of_bureau,
                                             panel_done)
                              : Json::array());
  return json.set("effect", effect_json(objection));
}

Json review_json(Tx& tx, const store::Review& review, const Objection& objection) {
  const ContestedEngagement engagement = look_at_engagement(tx, objection.engagement_id);
  std::map<std::int64_t, store::RowOpinion> own;
  for (const store::RowOpinion& one : store::opinions_of(tx.rows(), objection.id)) {
    if (one.review_id == review.id) own[one.row_id] = one;
  }
  Json rows = Json::array();
  for (const ObjectionRow& row : objection.rows) {
    const Json whole = objection_row_json(row, domain::find_contestable(engagement.there, row.target));
    Json line = Json::object();
    for (const char* key : {"id", "kind", "title", "rater", "original", "most", "expert_reason", "ground", "statement",
                            "evidence", "pages", "wanted"}) {
      line.set(key, whole.at(key));
    }
    const auto given = own.find(row.id);
    line.set("points",
             given == own.end() ? Json() : Json(domain::correction_value_text(row.kind, given->second.points)));
    rows.push(std::move(line.set("reason", given == own.end() ? std::string() : given->second.reason)));
  }
  Json json = Json::object();
  json.set("id", id_json(review.id)).set("version", review.version);
  json.set("engagement", engagement.sources.engagement.name);
  json.set("engagement_code", engagement.sources.engagement.code).set("due_on", review.due_on.text());
  json.set("state", review.state).set("open", review.state == "called" && objection.state == "reviewing");
  return json.set("note", objection.note)
      .set("rows", std::move(rows))
      .set("files", review_files_json(tx, review, objection));
}

Result<Json> read_objection(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, domain::Action::see_objections, {"objection", id},
                   [&](Tx& tx) { return objection_json(tx, id); });
}

Result<Json> objection_decision(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, domain::Action::see_objections, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    const Objection objection = *store::find_objection(tx.rows(), id);
    if (!is_decided(objection)) {
      return refusal(Kind::conflict, "objection.wrong_state", {}, {{"state", objection.state}});
    }
    const auto whole = objection_json(tx, id);
    if (!whole) return whole.problems();
    const auto contract = *store::find_contract_facts(tx.rows(), objection.contract_id);
    const auto engagement = *store::find_engagement_facts(tx.rows(), objection.engagement_id);
    const auto bureau = tx.rows().query("SELECT name FROM bureau WHERE id = ?", {objection.deciding_bureau_id});
    Json json = Json::object();
    json.set("number", objection.number).set("level", objection.level).set("bureau", contract.bureau_name);
    json.set("deciding_bureau", bureau.empty() ? "" : text_or_empty(bureau[0][0]));
    json.set("agency", contract.agency_name).set("agency_uscc", contract.agency_uscc);
    json.set("contract", contract.number).set("contract_title", contract.title);
    json.set("engagement", engagement.name).set("engagement_code", engagement.code);
    json.set("filed_on", timestamp_from_utc(objection.filed_at).date().text());
    json.set("decided_on", timestamp_from_utc(objection.decided_at).date().text());
    json.set("outcome", objection.outcome).set("note", objection.decision_note);
    Json rows = Json::array();
    for (const Json& row : whole->at("rows").items()) {
      Json line = Json::object();
      for (const char* key : {"title", "rater", "kind", "original", "wanted", "outcome", "decided", "reason", "ground",
                              "statement", "panel_median"}) {
        line.set(key, row.at(key));
      }
      rows.push(std::move(line));
    }
    json.set("rows", std::move(rows));
    const Json& effect = whole->at("effect");
    json.set("before", effect.is_object() ? effect.at("before") : Json());
    json.set("after", effect.is_object() ? effect.at("after") : Json());
    const auto adjustment = store::find_adjustment(tx.rows(), objection.adjustment_id);
    json.set("adjustment", adjustment ? Json(adjustment->amount.text()) : Json());
    json.set("appeal_due_on", date_json(objection.appeal_due_on)).set("decided_by", whole->at("decided_by"));
    return json;
  });
}

}  // namespace zhiheng::service
