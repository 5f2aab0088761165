// Records that people sign: of a draw, and of a panel's meeting.
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "service/draw_service.h"
#include "service/letter_data.h"
#include "service/panel_record.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;

namespace {

std::string moment_in_words(const std::string& text) {
  const auto moment = read_timestamp(text, "");
  if (!moment) return {};
  return day_in_words(moment->date()) + moment->text().substr(11, 5);
}

// The bureau reads names; who may know only the published list reads its numbers.
class People {
 public:
  explicit People(const Json& draw) : draw_(draw) {}

  std::string name(const std::string& number) const {
    const Json* person = named(number);
    return person ? person->text_at("name") : say("letter.draw_number", {{"number", number}}, Language::zh);
  }
  std::string employer(const std::string& number) const {
    const Json* person = named(number);
    if (person) return person->text_at("employer");
    const Json* listed = of(draw_.at("list").find("people"), number);
    return listed ? letter_text(listed->find("employer")) : std::string();
  }
  std::string category(const std::string& number) const {
    const Json* listed = of(draw_.at("list").find("people"), number);
    return listed ? letter_word("choice.expert_category.", listed->text_at("category")) : std::string();
  }

 private:
  const Json* named(const std::string& number) const { return of(draw_.find("people"), number); }
  static const Json* of(const Json* people, const std::string& number) {
    if (people == nullptr || !people->is_array()) return nullptr;
    for (const Json& one : people->items()) {
      if (letter_text(one.find("number")) == number) return &one;
    }
    return nullptr;
  }

  const Json& draw_;
};

Json parties_of(const Json& draw) {
  Json rows = Json::array();
  for (const Json& party : draw.at("parties").items()) {
    Json row = Json::object().set("name", letter_word("web.draw.party.", party.text_at("party")));
    rows.push(row.set("commitment", party.text_at("commitment")).set("secret", party.text_at("value")));
  }
  return rows;
}

Json places_of(const Json& result, const People& people) {
  Json rows = Json::array();
  const auto add = [&](const std::string& number, const std::string& outcome) {
    Json row = Json::object().set("position", std::to_string(rows.items().size() + 1));
    row.set("name", people.name(number)).set("category", people.category(number));
    rows.push(row.set("employer", people.employer(number)).set("outcome", outcome));
  };
  for (const Json& place : result.at("places").items()) {
    const std::string quota = place.text_at("quota");
    const std::string outcome = letter_word("web.draw.place_", quota.empty() ? "member" : quota);
    add(letter_text(place.find("number")), outcome);
  }
  const auto add_list = [&](const char* key, const char* text) {
    for (const Json& number : result.at(key).items()) add(letter_text(&number), say(text, Language::zh));
  };
  add_list("substitutes", "letter.draw_substitute");
  add_list("objection_reserves", "letter.draw_reserve");
  return rows;
}

Json calls_of(const Json& draw, const People& people) {
  Json rows = Json::array();
  for (const Json& event : draw.at("events").items()) {
    std::string what = letter_word("web.draw.event.", event.text_at("kind"));
    if (const std::string purpose = event.text_at("purpose"); !purpose.empty()) {
      what += "（" + letter_word("web.draw.purpose.", purpose) + "）";
    }
    Json row = Json::object().set("at", day_in_words(event.text_at("happened_on")));
    row.set("name", people.name(letter_text(event.find("number")))).set("event", what);
    rows.push(row.set("reason", event.text_at("reason")));
  }
  return rows;
}

std::string seed_of(const Json& draw, const Json& result) {
  const std::string number = draw.text_at("public_number");
  const std::string name = draw.text_at("public_number_name");
  return number.empty() ? result.text_at("key") : name + "：" + number;
}

void set_members(const Json& record, Json& values) {
  Json rows = Json::array();
  for (const Json& member : record.at("attendance").items()) {
    std::string note = letter_word("panel_life.invitation.", member.text_at("invitation"));
    const auto add = [&](const std::string& more) { note += (note.empty() ? "" : "；") + more; };
    const std::string left = member.text_at("left_at");
    if (!left.empty()) {
      add(say("panel_life.left_on", {{"on", moment_in_words(left)}}, Language::zh) + "：" +
          member.text_at("left_reason"));
    }
    if (member.at("recused").boolean()) {
      add(say("letter.recused", Language::zh) + "：" + member.text_at("recusal_reason"));
    }
    if (const std::string late = member.text_at("joined_reason"); !late.empty()) add(late);
    Json row = Json::object().set("name", member.text_at("expert_label"));
    row.set("duty", letter_word("panel_life.duty.", member.text_at("duty")));
    row.set("origin", letter_word("panel_life.origin.", member.text_at("origin")));
    rows.push(row.set("attendance", note.empty() ? say("letter.attends", Language::zh) : note));
  }
  values.set("members", std::move(rows));
}

// A score of nought is "0.00"; a sheet that was never handed in has none, and neither is taken for the other.
void set_scores(const Json& record, Json& values) {
  Json rows = Json::array();
  for (const Json& score : record.at("scores").items()) {
    Json row = Json::object().set("name", score.text_at("expert_label"));
    row.set("component", score.text_at("component_title"));
    row.set("before", letter_text(score.find("first"))).set("after", letter_text(score.find("last")));
    rows.push(row.set("state", letter_word("choice.score_sheet_state.", score.text_at("state"))));
  }
  values.set("sheets", std::move(rows));
}

void set_quorum(const Json& record, Json& values) {
  const Json& quorum = record.at("quorum");
  values.set("quorum", say("letter.persons", {{"count", letter_text(quorum.find("now"))}}, Language::zh));
  Json rows = Json::array();
  for (const Json& change : quorum.at("changes").items()) {
    Json row = Json::object().set("before", letter_text(change.find("before")));
    rows.push(row.set("after", letter_text(change.find("quorum"))).set("reason", change.text_at("reason")));
  }
  values.set("quorum_changes", std::move(rows));
}

}  // namespace

Result<LetterContent> draw_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  const std::int64_t id = letter_id(about);
  const auto draw = read_draw(gate, actor, id);
  if (!draw) return draw.problems();
  const auto evidence = draw_evidence(gate, actor, id, false);
  if (!evidence) return evidence.problems();
  std::string at = draw->text_at("drawn_at");
  if (at.empty()) at = draw->text_at("revealed_at");
  const auto moment = read_timestamp(at, "");
  ensure(moment.ok(), "a draw whose values are revealed has a moment");
  return gate.read(actor, Action::see_draws, {"draw", id}, [&](Tx& tx) -> Result<LetterContent> {
    const Json& subject = evidence->at("subject");
    const Json& result = evidence->at("result");
    const People people(*draw);
    Json values = Json::object().set("bureau", subject.text_at("bureau")).set("issued_on", day_in_words(tx.today()));
    values.set("number", "CQ-" + std::to_string(id)).set("engagement", draw->text_at("engagement_label"));
    const std::string panel = draw->text_at("panel_name");
    values.set("panel", panel.empty() ? say("letter.draw_panel", Language::zh) : panel);
    values.set("drawn_at", moment_in_words(at)).set("method", letter_word("choice.draw_mode.", draw->text_at("mode")));
    values.set("list_digest", draw->text_at("list_hash")).set("seed", seed_of(*draw, result));
    values.set("parties", parties_of(*draw)).set("places", places_of(result, people));
    values.set("calls", calls_of(*draw, people));
    LetterContent letter{std::move(values), "CQ-" + std::to_string(id),
                         domain::make_evidence("draw", subject, evidence->at("case"), result, *moment)};
    letter.values.set("code", domain::verification_code(letter.evidence->text_at("digest")));
    return letter;
  });
}

Result<LetterContent> meeting_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  const std::int64_t id = letter_id(about);
  const auto record = panel_record(gate, actor, id);
  if (!record) return record.problems();
  return gate.read(actor, Action::see_statistics, {"panel", id}, [&](Tx& tx) -> Result<LetterContent> {
    const auto bureau = tx.rows().query("SELECT bureau_id FROM panel WHERE id = ?", {id});
    Json values = Json::object().set("bureau", letter_bureau(tx, integer_or(bureau[0][0])));
    values.set("issued_on", day_in_words(tx.today())).set("number", "PS-" + std::to_string(id));
    const Json& engagement = record->at("engagement");
    values.set("engagement", engagement.text_at("code") + " " + engagement.text_at("name"));
    values.set("agency", record->text_at("agency_label"));
    if (const auto& sessions = record->at("sessions").items(); !sessions.empty()) {
      const Json& session = sessions.back();
      values.set("held_on",
                 day_in_words(session.text_at("held_on")) + session.text_at("starts") + "—" + session.text_at("ends"));
      values.set("place", session.text_at("place"));
    }
    set_members(*record, values);
    set_scores(*record, values);
    set_quorum(*record, values);
    if (const Json& minutes = record->at("minutes"); minutes.is_object()) {
      values.set("discussion", minutes.text_at("discussion")).set("decisions", minutes.text_at("decisions"));
    }
    return LetterContent{std::move(values), "PS-" + std::to_string(id), std::nullopt};
  });
}

}  // namespace zhiheng::service
