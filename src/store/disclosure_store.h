// Disclosures and their items as rows. What may be told to the public is decided in the service; here stands only which
// rows that is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "domain/disclosure.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::Disclosure> find_disclosure(Connection& rows, std::int64_t id);
std::int64_t insert_disclosure(Connection& rows, const domain::Disclosure& disclosure, Timestamp now);
// Title, year, kind and note of a draft. These three answer false when somebody else saved first.
bool save_disclosure_draft(Connection& rows, const domain::Disclosure& disclosure, Timestamp now);
bool mark_published(Connection& rows, const domain::Disclosure& disclosure, const std::string& document,
                    std::int64_t published_by, Timestamp now);
bool mark_withdrawn(Connection& rows, const domain::Disclosure& disclosure, std::int64_t withdrawn_by,
                    const std::string& reason, Timestamp now);

// A result as the confirmed statements of a year hold it.
struct DisclosableResult {
  std::int64_t result_id = 0;
  std::string contract_number, engagement_code, engagement_name, object_kind, budget_unit, agency, uscc;
  std::string case_document;
};
std::vector<DisclosableResult> disclosable_results(Connection& rows, std::int64_t bureau_id, std::int64_t fiscal_year);

struct ListedAgency {
  std::string name, uscc, type, status;
};
std::vector<ListedAgency> listed_agencies(Connection& rows);

// The standing ratings of a bureau's year, best first.
struct ListedRating {
  std::string name, uscc, grade;
  std::optional<Score> score;
};
std::vector<ListedRating> listed_ratings(Connection& rows, std::int64_t bureau_id, std::int64_t fiscal_year);

struct DisclosureItem {
  std::int64_t disclosure_id = 0;
  std::int64_t sequence = 0;
  std::int64_t result_id = 0;
  std::string code;
  std::string facts;     // {"engagement","object_kind","budget_unit","agency","final_score","grade","passed"}
  std::string document;  // the evidence; empty where a list was read
};
void insert_disclosure_item(Connection& rows, const DisclosureItem& item);

// --- what everybody may read: rows of published disclosures and nothing else
// ------------------------------------------
struct PublicDisclosure {
  domain::Disclosure disclosure;
  std::string bureau;
};
std::vector<PublicDisclosure> published_disclosures(Connection& rows);  // newest first, withdrawn ones too
std::optional<PublicDisclosure> find_published(Connection& rows, std::int64_t id);
std::string published_document(Connection& rows, std::int64_t id);  // of the whole list
std::optional<std::int64_t> published_by_code(Connection& rows, const std::string& code);
struct PublicItem {
  DisclosureItem item;
  bool superseded = false;  // the result was computed anew since
};
std::vector<PublicItem> published_items(Connection& rows, std::int64_t disclosure_id);  // without documents
std::optional<PublicItem> published_item(Connection& rows, const std::string& code);

}  // namespace zhiheng::store
