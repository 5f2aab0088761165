// Disclosures (信息公开): drafted by the bureau's clerk, published by its leader, read by everybody.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: {"title","kind","fiscal_year","note"?}. Answers the disclosure:
// {"id","version","title","kind","fiscal_year","note","state","code","item_count",...,"items":[{"engagement",
//  "object_kind","budget_unit","agency","final_score","grade","passed","code"}]}; the items of a draft are what would
//  be
// published now.
Result<Json> draft_disclosure(Gate& gate, const domain::Actor& actor, const Json& body);
Result<Json> change_disclosure(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& body);
Result<Json> read_disclosure(Gate& gate, const domain::Actor& actor, std::int64_t id);
// By another person than the drafter. Every item gets an evidence document without names of raters, and a code.
Result<Json> publish_disclosure(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body: {"reason"}. What was published stays readable, marked as withdrawn.
Result<Json> withdraw_disclosure(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                 const Json& body);

// What everybody may read without an account: published disclosures and nothing else.
class PublicService {
 public:
  explicit PublicService(Gate& gate) : gate_(gate) {}

  // {"items":[{"id","bureau","title","kind","fiscal_year","note","state","code","item_count","published_at",
  //  "withdrawn_at","withdrawn_reason"}]}, newest first.
  Result<Json> disclosures();
  struct ItemRequest {
    std::string q;           // words that must all occur in engagement, unit or agency
    std::string grade;       // "" for all
    std::string sort;        // "", "final_score", "-final_score", "agency", "engagement"
    std::int64_t after = 0;  // items that come before this place are left out
    int limit = 50;
  };
  // The disclosure with {"items","total","next"}: a page of what fits the request.
  Result<Json> disclosure(std::int64_t id, const ItemRequest& request);
  // The evidence document of a whole list.
  Result<Json> list_document(std::int64_t id);
  // {"code","disclosure":{...},"item":{...} or null for a whole list,"superseded","verified","document"}; refuses
  // disclosure.unknown_code. `code` as people type it.
  Result<Json> by_code(const std::string& code);
  // Of a signed record: {"code","verified","subject","result","issued_at","valid_until","expired","superseded",
  // "revoked_at","revoked_reason","fingerprint"}; refuses issued_record.unknown_code.
  Result<Json> record_by_code(const std::string& code);
  // {"items":[{"fingerprint","spoken","public_key","from_at","until_at"}]}, old keys too.
  Result<Json> signing_keys();

 private:
  Gate& gate_;
};

}  // namespace zhiheng::service
