#include "store/disclosure_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view columns =
    "SELECT disclosure.id, disclosure.bureau_id, disclosure.content, disclosure.title, disclosure.fiscal_year, "
    "disclosure.note, disclosure.state, disclosure.code, disclosure.item_count, disclosure.drafted_by, "
    "disclosure.published_at, disclosure.withdrawn_at, disclosure.withdrawn_reason, disclosure.version, bureau.name "
    "FROM disclosure INNER JOIN bureau ON bureau.id = disclosure.bureau_id ";

// The first table of disclosures checks for the two kinds that there were; every list without results of its own
// passes as the second (migration 0028).
std::string checked_kind(const std::string& kind) {
  return kind == "quality_results" ? kind : "agency_list";
}

PublicDisclosure from_row(const Row& row) {
  RowReader cells(row);
  PublicDisclosure read;
  domain::Disclosure& one = read.disclosure;
  one.id = cells.integer();
  one.bureau_id = cells.integer();
  one.kind = cells.text();
  one.title = cells.text();
  one.fiscal_year = cells.integer();
  one.note = cells.text();
  one.state = cells.text();
  one.code = cells.text();
  one.item_count = cells.integer();
  one.drafted_by = cells.integer();
  one.published_at = cells.text();
  one.withdrawn_at = cells.text();
  one.withdrawn_reason = cells.text();
  one.version = cells.integer();
  read.bureau = cells.text();
  return read;
}

constexpr std::string_view item_columns =
    "disclosure_item.disclosure_id, disclosure_item.sequence, disclosure_item.result_id, disclosure_item.code, "
    "disclosure_item.facts, result.state";
constexpr std::string_view item_source =
    " FROM disclosure_item INNER JOIN disclosure ON disclosure.id = disclosure_item.disclosure_id "
    "INNER JOIN result ON result.id = disclosure_item.result_id ";

PublicItem item_from_row(RowReader& cells) {
  PublicItem read;
  read.item.disclosure_id = cells.integer();
  read.item.sequence = cells.integer();
  read.item.result_id = cells.integer();
  read.item.code = cells.text();
  read.item.facts = cells.text();
  read.superseded = cells.text() != "current";
  return read;
}

}  // namespace

std::optional<domain::Disclosure> find_disclosure(Connection& rows, std::int64_t id) {
  const auto found = rows.query(std::string(columns) + "WHERE disclosure.id = ?", {id});
  if (found.empty()) return std::nullopt;
  return from_row(found.front()).disclosure;
}

std::int64_t insert_disclosure(Connection& rows, const domain::Disclosure& disclosure, Timestamp now) {
  rows.execute(
      "INSERT INTO disclosure (bureau_id, kind, content, title, fiscal_year, note, drafted_by, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {disclosure.bureau_id, checked_kind(disclosure.kind), disclosure.kind, disclosure.title, disclosure.fiscal_year,
       disclosure.note, disclosure.drafted_by, now.utc(), now.utc()});
  return rows.last_id();
}

bool save_disclosure_draft(Connection& rows, const domain::Disclosure& disclosure, Timestamp now) {
  return rows.execute(
             "UPDATE disclosure SET kind = ?, content = ?, title = ?, fiscal_year = ?, note = ?, drafted_by = ?, "
             "updated_at = ?, "
             "version = version + 1 WHERE id = ? AND version = ? AND state = 'draft'",
             {checked_kind(disclosure.kind), disclosure.kind, disclosure.title, disclosure.fiscal_year, disclosure.note,
              disclosure.drafted_by, now.utc(), disclosure.id, disclosure.version}) > 0;
}

bool mark_published(Connection& rows, const domain::Disclosure& disclosure, const std::string& document,
                    std::int64_t published_by, Timestamp now) {
  return rows.execute(
             "UPDATE disclosure SET state = 'published', code = ?, item_count = ?, document = ?, published_by = ?, "
             "published_at = ?, updated_at = ?, version = version + 1 WHERE id = ? AND version = ? AND state = 'draft'",
             {disclosure.code, disclosure.item_count, document, published_by, now.utc(), now.utc(), disclosure.id,
              disclosure.version}) > 0;
}

bool mark_withdrawn(Connection& rows, const domain::Disclosure& disclosure, std::int64_t withdrawn_by,
                    const std::string& reason, Timestamp now) {
  return rows.execute(
             "UPDATE disclosure SET state = 'withdrawn', withdrawn_by = ?, withdrawn_at = ?, withdrawn_reason = ?, "
             "updated_at = ?, version = version + 1 WHERE id = ? AND version = ? AND state = 'published'",
             {withdrawn_by, now.utc(), reason, now.utc(), disclosure.id, disclosure.version}) > 0;
}

std::vector<DisclosableResult> disclosable_results(Connection& rows, std::int64_t bureau_id, std::int64_t fiscal_year) {
  std::vector<DisclosableResult> all;
  for (const Row& row : rows.query(
           "SELECT result.id, contract.number, engagement.code, engagement.name, engagement.object_kind, "
           "budget_unit.name, agency.name, agency.uscc, result.case_document FROM statement "
           "INNER JOIN statement_line ON statement_line.statement_id = statement.id "
           "INNER JOIN result ON result.id = statement_line.result_id "
           "INNER JOIN engagement ON engagement.id = result.engagement_id "
           "INNER JOIN contract ON contract.id = engagement.contract_id "
           "INNER JOIN agency ON agency.id = contract.agency_id "
           "LEFT JOIN budget_unit ON budget_unit.id = engagement.budget_unit_id "
           "WHERE statement.state IN ('confirmed', 'settled') AND contract.bureau_id = ? AND contract.fiscal_year = ? "
           "ORDER BY contract.number, engagement.code",
           {bureau_id, fiscal_year})) {
    RowReader cells(row);
    DisclosableResult one;
    one.result_id = cells.integer();
    one.contract_number = cells.text();
    one.engagement_code = cells.text();
    one.engagement_name = cells.text();
    one.object_kind = cells.text();
    one.budget_unit = cells.text();
    one.agency = cells.text();
    one.uscc = cells.text();
    one.case_document = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<ListedAgency> listed_agencies(Connection& rows) {
  std::vector<ListedAgency> all;
  for (const Row& row : rows.query("SELECT name, uscc, type, status FROM agency ORDER BY uscc", {})) {
    RowReader cells(row);
    ListedAgency one;
    one.name = cells.text();
    one.uscc = cells.text();
    one.type = cells.text();
    one.status = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<ListedRating> listed_ratings(Connection& rows, std::int64_t bureau_id, std::int64_t fiscal_year) {
  std::vector<ListedRating> all;
  for (const Row& row : rows.query(
           "SELECT agency.name, agency.uscc, rating.score, rating.grade FROM rating INNER JOIN agency ON "
           "agency.id = rating.agency_id WHERE rating.bureau_id = ? AND rating.fiscal_year = ? AND rating.state = "
           "'current' ORDER BY CASE WHEN rating.score IS NULL THEN 1 ELSE 0 END, rating.score DESC, agency.uscc",
           {bureau_id, fiscal_year})) {
    RowReader cells(row);
    ListedRating one;
    one.name = cells.text();
    one.uscc = cells.text();
    one.score = cells.optional_score();
    one.grade = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

void insert_disclosure_item(Connection& rows, const DisclosureItem& item) {
  rows.execute(
      "INSERT INTO disclosure_item (disclosure_id, sequence, result_id, code, facts, document) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {item.disclosure_id, item.sequence, item.result_id, item.code, item.facts, item.document});
}

std::vector<PublicDisclosure> published_disclosures(Connection& rows) {
  std::vector<PublicDisclosure> all;
  for (const Row& row :
       rows.query(std::string(columns) +
                      "WHERE disclosure.state <> 'draft' ORDER BY disclosure.published_at DESC, disclosure.id DESC",
                  {})) {
    all.push_back(from_row(row));
  }
  return all;
}

std::optional<PublicDisclosure> find_published(Connection& rows, std::int64_t id) {
  const auto found = rows.query(std::string(columns) + "WHERE disclosure.id = ? AND disclosure.state <> 'draft'", {id});
  if (found.empty()) return std::nullopt;
  return from_row(found.front());
}

std::string published_document(Connection& rows, std::int64_t id) {
  const auto found = rows.query("SELECT document FROM disclosure WHERE id = ? AND state <> 'draft'", {id});
  return found.empty() ? std::string() : text_or_empty(found[0][0]);
}

std::optional<std::int64_t> published_by_code(Connection& rows, const std::string& code) {
  const auto found = rows.query("SELECT id FROM disclosure WHERE code = ? AND state <> 'draft'", {code});
  if (found.empty()) return std::nullopt;
  return integer_or(found[0][0]);
}

std::vector<PublicItem> published_items(Connection& rows, std::int64_t disclosure_id) {
  std::vector<PublicItem> all;
  for (const Row& row : rows.query("SELECT " + std::string(item_columns) + std::string(item_source) +
                                       "WHERE disclosure_item.disclosure_id = ? AND disclosure.state <> 'draft' "
                                       "ORDER BY disclosure_item.sequence",
                                   {disclosure_id})) {
    RowReader cells(row);
    all.push_back(item_from_row(cells));
  }
  return all;
}

std::optional<PublicItem> published_item(Connection& rows, const std::string& code) {
  const auto found =
      rows.query("SELECT " + std::string(item_columns) + ", disclosure_item.document" + std::string(item_source) +
                     "WHERE disclosure_item.code = ? AND disclosure.state <> 'draft'",
                 {code});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  PublicItem read = item_from_row(cells);
  read.item.document = cells.text();
  return read;
}

}  // namespace zhiheng::store
