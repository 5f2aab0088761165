#include "store/draw_store.h"

#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view draw_columns =
    "SELECT id, bureau_id, agency_id, engagement_id, policy_id, panel_id, sequence, state, mode, hash, seats, "
    "people_count, settings, deadline_on, commit_until, reveal_until, public_number_on, public_number_name, "
    "public_number, public_number_source, list_hash, list_document, result_document, prepared_by, published_at, "
    "revealed_at, drawn_at, voided_at, void_reason, version FROM draw ";

domain::Draw draw_from(const Row& row) {
  RowReader cells(row);
  domain::Draw draw;
  for (std::int64_t* id :
       {&draw.id, &draw.bureau_id, &draw.agency_id, &draw.engagement_id, &draw.policy_id, &draw.panel_id}) {
    *id = cells.integer();
  }
  draw.sequence = cells.small();
  draw.state = cells.text();
  draw.mode = cells.text();
  draw.hash = cells.text();
  draw.seats = cells.small();
  draw.people_count = cells.small();
  draw.settings = cells.text();
  draw.deadline_on = cells.date();
  draw.commit_until = cells.optional_date();
  draw.reveal_until = cells.optional_date();
  draw.public_number_on = cells.optional_date();
  for (std::string* text : {&draw.public_number_name, &draw.public_number, &draw.public_number_source, &draw.list_hash,
                            &draw.list_document, &draw.result_document}) {
    *text = cells.text();
  }
  draw.prepared_by = cells.integer();
  for (std::string* text :
       {&draw.published_at, &draw.revealed_at, &draw.drawn_at, &draw.voided_at, &draw.void_reason}) {
    *text = cells.text();
  }
  draw.version = cells.integer();
  return draw;
}

}  // namespace

std::optional<domain::Draw> find_draw(Connection& rows, std::int64_t id) {
  const auto found = rows.query(std::string(draw_columns) + "WHERE id = ?", {id});
  if (found.empty()) return std::nullopt;
  return draw_from(found.front());
}

std::optional<domain::Draw> draw_of_panel(Connection& rows, std::int64_t panel_id) {
  const auto found = rows.query(std::string(draw_columns) + "WHERE panel_id = ?", {panel_id});
  if (found.empty()) return std::nullopt;
  return draw_from(found.front());
}

std::vector<domain::Draw> draws_of_engagement(Connection& rows, std::int64_t engagement_id) {
  std::vector<domain::Draw> all;
  for (const Row& row :
       rows.query(std::string(draw_columns) + "WHERE engagement_id = ? ORDER BY sequence", {engagement_id})) {
    all.push_back(draw_from(row));
  }
  return all;
}

std::int64_t insert_draw(Connection& rows, const domain::Draw& draw, Timestamp now) {
  rows.execute(
      "INSERT INTO draw (bureau_id, agency_id, engagement_id, policy_id, sequence, mode, hash, seats, people_count, "
      "settings, deadline_on, commit_until, reveal_until, public_number_on, public_number_name, prepared_by, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {draw.bureau_id, draw.agency_id, draw.engagement_id, draw.policy_id, small(draw.sequence), draw.mode, draw.hash,
       small(draw.seats), small(draw.people_count), draw.settings, draw.deadline_on.text(),
       date_or_null(draw.commit_until), date_or_null(draw.reveal_until), date_or_null(draw.public_number_on),
       draw.public_number_name, id_or_null(draw.prepared_by), now.utc(), now.utc()});
  return rows.last_id();
}

bool save_draw(Connection& rows, const domain::Draw& draw, Timestamp now) {
  return rows.execute(
             "UPDATE draw SET panel_id = ?, state = ?, mode = ?, hash = ?, seats = ?, people_count = ?, settings = ?, "
             "deadline_on = ?, commit_until = ?, reveal_until = ?, public_number_on = ?, public_number_name = ?, "
             "public_number = ?, public_number_source = ?, list_hash = ?, list_document = ?, result_document = ?, "
             "prepared_by = ?, published_at = ?, revealed_at = ?, drawn_at = ?, voided_at = ?, void_reason = ?, "
             "updated_at = ?, version = version + 1 WHERE id = ? AND version = ?",
             {id_or_null(draw.panel_id),
              draw.state,
              draw.mode,
              draw.hash,
              small(draw.seats),
              small(draw.people_count),
              draw.settings,
              draw.deadline_on.text(),
              date_or_null(draw.commit_until),
              date_or_null(draw.reveal_until),
              date_or_null(draw.public_number_on),
              draw.public_number_name,
              draw.public_number,
              draw.public_number_source,
              draw.list_hash,
              text_or_null(draw.list_document),
              text_or_null(draw.result_document),
              id_or_null(draw.prepared_by),
              text_or_null(draw.published_at),
              text_or_null(draw.revealed_at),
              text_or_null(draw.drawn_at),
              text_or_null(draw.voided_at),
              draw.void_reason,
              now.utc(),
              draw.id,
              draw.version}) > 0;
}

std::vector<DrawableExpert> drawable_experts(Connection& rows, std::int64_t bureau_id, Date today) {
  const auto bureaus = bureau_subtree(rows, bureau_id);
  Parameters parameters{today.text(), today.text()};
  for (const std::int64_t id : bureaus) parameters.emplace_back(id);
  std::vector<DrawableExpert> all;
  for (const Row& row : rows.query(
           "SELECT expert.id, bureau.code, expert.code, expert.name, expert.category, expert.employer, expert.status, "
           "expert.employer_unit_id, expert.employer_agency_id, (SELECT COUNT(*) FROM panel_member "
           "INNER JOIN panel ON panel.id = panel_member.panel_id WHERE panel_member.expert_id = expert.id "
           "AND panel.state = 'open' AND panel_member.recused = 0 AND panel_member.left_at IS NULL) "
           "FROM expert INNER JOIN bureau ON bureau.id = expert.bureau_id "
           "WHERE expert.status = 'active' AND expert.stage = 'appointed' "
           "AND (expert.term_until IS NULL OR expert.term_until >= ?) "
           "AND (expert.term_from IS NULL OR expert.term_from <= ?) AND expert.bureau_id IN (" +
               placeholders(bureaus.size()) + ") ORDER BY expert.id",
           parameters)) {
    RowReader cells(row);
    DrawableExpert one;
    one.id = cells.integer();
    for (std::string* text : {&one.bureau_code, &one.code, &one.name, &one.category, &one.employer, &one.status}) {
      *text = cells.text();
    }
    const std::int64_t unit = cells.integer(), agency = cells.integer();
    one.employer_key = unit != 0     ? "unit " + std::to_string(unit)
                       : agency != 0 ? "agency " + std::to_string(agency)
                                     : one.employer;
    one.open_panels = cells.small();
    all.push_back(std::move(one));
  }
  return all;
}

void replace_draw_list(Connection& rows, const domain::Draw& draw, const std::vector<DrawListEntry>& people,
                       const std::vector<DrawExclusion>& excluded, const std::vector<std::string>& parties) {
  for (const char* table : {"draw_person", "draw_exclusion", "draw_party"}) {
    rows.execute("DELETE FROM " + std::string(table) + " WHERE draw_id = ?", {draw.id});
  }
  for (const DrawListEntry& one : people) {
    rows.execute(
        "INSERT INTO draw_person (bureau_id, draw_id, number, expert_id, identity, salt, commitment, category, "
        "employer, open_panels) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {draw.bureau_id, draw.id, small(one.number), one.expert_id, one.identity, one.salt, one.commitment,
         one.category, one.employer, small(one.open_panels)});
  }
  for (const DrawExclusion& one : excluded) {
    rows.execute("INSERT INTO draw_exclusion (bureau_id, draw_id, expert_id, rule, path) VALUES (?, ?, ?, ?, ?)",
                 {draw.bureau_id, draw.id, one.expert_id, one.rule, one.path});
  }
  for (std::size_t i = 0; i < parties.size(); ++i) {
    rows.execute("INSERT INTO draw_party (bureau_id, agency_id, draw_id, position, party) VALUES (?, ?, ?, ?, ?)",
                 {draw.bureau_id, draw.agency_id, draw.id, static_cast<std::int64_t>(i) + 1, parties[i]});
  }
}

std::vector<DrawListEntry> draw_people(Connection& rows, std::int64_t draw_id) {
  std::vector<DrawListEntry> all;
  for (const Row& row : rows.query(
           "SELECT draw_person.number, draw_person.expert_id, draw_person.identity, draw_person.salt, "
           "draw_person.commitment, draw_person.category, draw_person.employer, draw_person.open_panels, expert.name, "
           "expert.code, expert.status FROM draw_person INNER JOIN expert ON expert.id = draw_person.expert_id "
           "WHERE draw_person.draw_id = ? ORDER BY draw_person.number",
           {draw_id})) {
    RowReader cells(row);
    DrawListEntry one;
    one.number = cells.small();
    one.expert_id = cells.integer();
    for (std::string* text : {&one.identity, &one.salt, &one.commitment, &one.category, &one.employer}) {
      *text = cells.text();
    }
    one.open_panels = cells.small();
    for (std::string* text : {&one.name, &one.code, &one.status}) *text = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<DrawExclusion> draw_exclusions(Connection& rows, std::int64_t draw_id) {
  std::vector<DrawExclusion> all;
  for (const Row& row :
       rows.query("SELECT draw_exclusion.expert_id, draw_exclusion.rule, draw_exclusion.path, expert.name, expert.code "
                  "FROM draw_exclusion INNER JOIN expert ON expert.id = draw_exclusion.expert_id "
                  "WHERE draw_exclusion.draw_id = ? ORDER BY expert.code, expert.id",
                  {draw_id})) {
    RowReader cells(row);
    DrawExclusion one;
    one.expert_id = cells.integer();
    for (std::string* text : {&one.rule, &one.path, &one.name, &one.code}) *text = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<domain::DrawParty> draw_parties(Connection& rows, std::int64_t draw_id) {
  std::vector<domain::DrawParty> all;
  for (const Row& row : rows.query("SELECT id, party, commitment, committed_by, committed_at, revealed_value, salt, "
                                   "revealed_by, revealed_at FROM draw_party WHERE draw_id = ? ORDER BY position",
                                   {draw_id})) {
    RowReader cells(row);
    domain::DrawParty one;
    one.id = cells.integer();
    one.party = cells.text();
    one.commitment = cells.text();
    one.committed_by = cells.integer();
    for (std::string* text : {&one.committed_at, &one.value, &one.salt}) *text = cells.text();
    one.revealed_by = cells.integer();
    one.revealed_at = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

void save_draw_party(Connection& rows, const domain::DrawParty& party) {
  rows.execute(
      "UPDATE draw_party SET commitment = ?, committed_by = ?, committed_at = ?, revealed_value = ?, salt = ?, "
      "revealed_by = ?, revealed_at = ? WHERE id = ?",
      {party.commitment, id_or_null(party.committed_by), text_or_null(party.committed_at), party.value, party.salt,
       id_or_null(party.revealed_by), text_or_null(party.revealed_at), party.id});
}

std::vector<domain::DrawEvent> draw_events(Connection& rows, std::int64_t draw_id) {
  std::vector<domain::DrawEvent> all;
  for (const Row& row : rows.query("SELECT kind, number, purpose, leaving, reason, happened_on FROM draw_event "
                                   "WHERE draw_id = ? ORDER BY sequence",
                                   {draw_id})) {
    RowReader cells(row);
    domain::DrawEvent one;
    one.kind = cells.text();
    one.number = cells.small();
    one.purpose = cells.text();
    one.leaving = cells.small();
    one.reason = cells.text();
    one.happened_on = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

void insert_draw_event(Connection& rows, const domain::Draw& draw, const domain::DrawEvent& event, Timestamp now) {
  const auto last = rows.query("SELECT COALESCE(MAX(sequence), 0) FROM draw_event WHERE draw_id = ?", {draw.id});
  rows.execute(
      "INSERT INTO draw_event (bureau_id, draw_id, sequence, kind, number, purpose, leaving, reason, happened_on, "
      "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {draw.bureau_id, draw.id, integer_or(last[0][0]) + 1, event.kind, small(event.number), event.purpose,
       small(event.leaving), event.reason, event.happened_on, now.utc()});
}

DrawSurroundings draw_surroundings(Connection& rows, std::int64_t engagement_id) {
  const auto found = rows.query(
      "SELECT bureau.name, contract.number, engagement.code, engagement.name, agency.name, policy.code, "
      "policy.revision FROM engagement INNER JOIN contract ON contract.id = engagement.contract_id "
      "INNER JOIN bureau ON bureau.id = engagement.bureau_id INNER JOIN agency ON agency.id = engagement.agency_id "
      "INNER JOIN policy ON policy.id = contract.policy_id WHERE engagement.id = ?",
      {engagement_id});
  ensure(!found.empty(), "a draw is for an engagement that there is");
  RowReader cells(found.front());
  DrawSurroundings names;
  for (std::string* text :
       {&names.bureau, &names.contract, &names.engagement_code, &names.engagement, &names.agency, &names.policy}) {
    *text = cells.text();
  }
  names.policy += "@" + std::to_string(cells.integer());
  return names;
}

}  // namespace zhiheng::store
