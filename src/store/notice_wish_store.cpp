#include "store/notice_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

AddressRow find_address(Connection& rows, std::int64_t account_id) {
  AddressRow address;
  address.account_id = account_id;
  const auto found = rows.query(
      "SELECT version, address, wanted_address, code_digest, code_made_at, code_tries, digest_hour, digested_on "
      "FROM notice_address WHERE account_id = ?",
      {account_id});
  if (found.empty()) return address;
  RowReader cells(found[0]);
  address.version = cells.integer();
  address.address = cells.text();
  address.wanted_address = cells.text();
  address.code_digest = cells.text();
  address.code_made_at = cells.text();
  address.code_tries = cells.integer();
  address.digest_hour = cells.small();
  address.digested_on = cells.text();
  return address;
}

bool save_address(Connection& rows, const AddressRow& address, Timestamp now) {
  if (address.version == 0) {
    rows.execute(
        "INSERT INTO notice_address (account_id, address, wanted_address, code_digest, code_made_at, code_tries, "
        "digest_hour, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {address.account_id, address.address, address.wanted_address, address.code_digest,
         text_or_null(address.code_made_at), address.code_tries, small(address.digest_hour), now.utc()});
    return true;
  }
  return rows.execute(
             "UPDATE notice_address SET address = ?, wanted_address = ?, code_digest = ?, code_made_at = ?, "
             "code_tries = ?, digest_hour = ?, version = version + 1, updated_at = ? WHERE account_id = ? AND "
             "version = ?",
             {address.address, address.wanted_address, address.code_digest, text_or_null(address.code_made_at),
              address.code_tries, small(address.digest_hour), now.utc(), address.account_id, address.version}) > 0;
}

void set_digested_on(Connection& rows, std::int64_t account_id, Date day) {
  rows.execute("UPDATE notice_address SET digested_on = ? WHERE account_id = ?", {day.text(), account_id});
}

std::map<std::string, std::string> ways_of(Connection& rows, std::int64_t account_id) {
  std::map<std::string, std::string> ways;
  for (const Row& row : rows.query("SELECT kind, way FROM notice_way WHERE account_id = ?", {account_id})) {
    ways[text_or_empty(row[0])] = text_or_empty(row[1]);
  }
  return ways;
}

void replace_ways(Connection& rows, std::int64_t account_id, const std::map<std::string, std::string>& ways) {
  rows.execute("DELETE FROM notice_way WHERE account_id = ?", {account_id});
  for (const auto& [kind, way] : ways) {
    rows.execute("INSERT INTO notice_way (account_id, kind, way) VALUES (?, ?, ?)", {account_id, kind, way});
  }
}

}  // namespace zhiheng::store
