// Signing keys, issued records and what they tell of an agency's work.
#include "store/agency_record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

std::vector<SigningKey> signing_keys(Connection& rows) {
  std::vector<SigningKey> all;
  for (const Row& row : rows.query(
           "SELECT fingerprint, public_key, sealed_key, from_at, until_at FROM signing_key ORDER BY id DESC", {})) {
    RowReader cells(row);
    SigningKey key;
    key.fingerprint = cells.text();
    key.public_key = cells.text();
    key.sealed_key = cells.text();
    key.from_at = cells.text();
    key.until_at = cells.text();
    all.push_back(std::move(key));
  }
  return all;
}

void retire_signing_keys(Connection& rows, Timestamp now) {
  rows.execute("UPDATE signing_key SET until_at = ? WHERE until_at IS NULL", {now.utc()});
}

void insert_signing_key(Connection& rows, const SigningKey& key) {
  rows.execute("INSERT INTO signing_key (fingerprint, public_key, sealed_key, from_at) VALUES (?, ?, ?, ?)",
               {key.fingerprint, key.public_key, key.sealed_key, key.from_at});
}

namespace {

constexpr std::string_view issued_columns =
    "SELECT i.id, i.bureau_id, i.agency_id, i.code, i.fingerprint, i.document, i.issued_at, i.valid_until, "
    "i.revoked_at, i.revoked_reason, i.version, (SELECT COUNT(*) FROM issued_record later WHERE later.agency_id = "
    "i.agency_id AND later.id > i.id) FROM issued_record i WHERE ";

std::optional<IssuedRecord> one_issued(Connection& rows, const std::string& condition, const Value& key) {
  const auto found = rows.query(std::string(issued_columns) + condition, {key});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  IssuedRecord record;
  record.id = cells.integer();
  record.bureau_id = cells.integer();
  record.agency_id = cells.integer();
  record.code = cells.text();
  record.fingerprint = cells.text();
  record.document = cells.text();
  record.issued_at = cells.text();
  record.valid_until = cells.text();
  record.revoked_at = cells.text();
  record.revoked_reason = cells.text();
  record.version = cells.integer();
  record.superseded = cells.integer() > 0;
  return record;
}

}  // namespace

std::int64_t insert_issued_record(Connection& rows, const IssuedRecord& record, std::int64_t by, Timestamp now) {
  rows.execute(
      "INSERT INTO issued_record (bureau_id, agency_id, code, fingerprint, document, issued_by, issued_at, "
      "valid_until, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {record.bureau_id, record.agency_id, record.code, record.fingerprint, record.document, id_or_null(by), now.utc(),
       record.valid_until, now.utc(), now.utc()});
  return rows.last_id();
}

std::optional<IssuedRecord> find_issued_record(Connection& rows, std::int64_t id) {
  return one_issued(rows, "i.id = ?", id);
}

std::optional<IssuedRecord> issued_record_by_code(Connection& rows, const std::string& code) {
  return one_issued(rows, "i.code = ?", code);
}

bool revoke_issued_record(Connection& rows, const IssuedRecord& record, std::int64_t by, Timestamp now) {
  return rows.execute(
             "UPDATE issued_record SET revoked_by = ?, revoked_at = ?, revoked_reason = ?, updated_at = ?, "
             "version = version + 1 WHERE id = ? AND version = ? AND revoked_at IS NULL",
             {id_or_null(by), now.utc(), record.revoked_reason, now.utc(), record.id, record.version}) > 0;
}

Json record_jobs(Connection& rows, std::int64_t agency_id) {
  Json jobs = Json::array();
  for (const Row& row :
       rows.query("SELECT contract.number, engagement.code, engagement.name, engagement.object_kind, bureau.name, "
                  "contract.fiscal_year, engagement.fee_fen, result.final_score, result.grade, result.passed, "
                  "result.deduction_fen FROM result INNER JOIN panel ON panel.id = result.panel_id "
                  "INNER JOIN engagement ON engagement.id = result.engagement_id "
                  "INNER JOIN contract ON contract.id = engagement.contract_id "
                  "INNER JOIN bureau ON bureau.id = contract.bureau_id "
                  "WHERE result.agency_id = ? AND result.state = 'current' AND panel.state = 'closed' "
                  "ORDER BY contract.fiscal_year, contract.number, engagement.code, result.id",
                  {agency_id})) {
    RowReader cells(row);
    Json job = Json::object();
    for (const char* key : {"contract", "engagement", "name", "object_kind", "bureau"}) job.set(key, cells.text());
    job.set("year", std::to_string(cells.integer())).set("fee", cells.money().text());
    job.set("score", cells.score().text()).set("grade", cells.text()).set("passed", cells.flag());
    jobs.push(job.set("deduction", cells.money().text()));
  }
  return jobs;
}

Json record_objections(Connection& rows, std::int64_t agency_id) {
  Json all = Json::array();
  for (const Row& row : rows.query(
           "SELECT objection.number, contract.fiscal_year, objection.outcome FROM objection "
           "INNER JOIN contract ON contract.id = objection.contract_id "
           "WHERE objection.agency_id = ? AND objection.state IN ('decided', 'closed') AND objection.outcome <> '' "
           "ORDER BY contract.fiscal_year, objection.number, objection.id",
           {agency_id})) {
    RowReader cells(row);
    Json one = Json::object().set("number", cells.text());
    all.push(one.set("year", std::to_string(cells.integer())).set("outcome", cells.text()));
  }
  return all;
}

Json record_ratings(Connection& rows, std::int64_t agency_id) {
  Json all = Json::array();
  for (const Row& row : rows.query(
           "SELECT rating.fiscal_year, bureau.name, policy.code, policy.revision, rating.score, rating.grade, "
           "rating.unrated_reason, rating.jobs FROM rating INNER JOIN bureau ON bureau.id = rating.bureau_id "
           "INNER JOIN policy ON policy.id = rating.policy_id WHERE rating.agency_id = ? AND rating.state = 'current' "
           "AND rating.published_at IS NOT NULL ORDER BY rating.fiscal_year, bureau.code, rating.id",
           {agency_id})) {
    RowReader cells(row);
    Json one = Json::object().set("year", std::to_string(cells.integer())).set("bureau", cells.text());
    const std::string policy = cells.text();
    one.set("policy", policy + "@" + std::to_string(cells.integer()));
    const auto score = cells.optional_score();
    one.set("score", score ? score->text() : std::string()).set("grade", cells.text());
    all.push(one.set("unrated_reason", cells.text()).set("jobs", std::to_string(cells.integer())));
  }
  return all;
}

Json record_consequences(Connection& rows, std::int64_t agency_id, Date today) {
  Json all = Json::array();
  for (const Row& row : rows.query(
           "SELECT bureau.name, consequence.effect, consequence.from_on, consequence.until_on, consequence.state "
           "FROM consequence INNER JOIN bureau ON bureau.id = consequence.bureau_id WHERE consequence.agency_id = ? "
           "ORDER BY consequence.from_on, consequence.id",
           {agency_id})) {
    RowReader cells(row);
    Json one = Json::object();
    for (const char* key : {"bureau", "kind", "from", "until", "state"}) one.set(key, cells.text());
    // What ended by itself is no longer in force, whether or not the nightly clock has come by.
    const std::string until = one.text_at("until");
    if (one.text_at("state") == "active" && !until.empty() && until < today.text()) one.set("state", "ended");
    all.push(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store
