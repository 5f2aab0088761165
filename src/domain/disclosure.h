// What a bureau tells the public (信息公开): drafted by one person, published by another, kept as published, withdrawn
// only with a reason.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

struct Disclosure {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::string kind = "quality_results";  // or agency_list
  std::string title;
  std::int64_t fiscal_year = 0;
  std::string note;
  std::string state = "draft";
  std::string code;  // of the whole list, once published
  std::int64_t item_count = 0;
  std::int64_t drafted_by = 0;
  std::string published_at, withdrawn_at;  // UTC, or empty
  std::string withdrawn_reason;
  std::int64_t version = 1;
};

inline constexpr std::array<Transition, 3> disclosure_workflow{{
    {"", "draft", "draft", "clerk"},
    {"draft", "publish", "published", "leader"},
    {"published", "withdraw", "withdrawn", "leader"},
}};

const Shape& disclosure_shape();

// Refuses disclosure.not_draft: what was published stays as it was.
Outcome change_disclosure(const Disclosure& disclosure);
// Refuses, in this order: disclosure.not_draft, disclosure.nothing_to_disclose.
Outcome publish_disclosure(const Disclosure& disclosure, std::size_t items);
// Refuses, in this order: disclosure.not_published, disclosure.reason_missing.
Outcome withdraw_disclosure(const Disclosure& disclosure, std::string_view reason);

// "ZH-1A2B-3C4D-5E6F-7081" of a digest "sm3:1a2b3c4d...": short enough to be read aloud, long enough not to be met by
// chance, and made of the document, so that a document can be held against it without asking us.
std::string verification_code(std::string_view digest);
// The code as people type it (small letters, blanks, without dashes), in its one form; "" when it is none.
std::string read_verification_code(std::string_view text);

// The case of a result with raters named R1, R2, ... in an order that tells nothing about who they are; the figures do
// not depend on the names.
Json without_names(const Json& case_document);

}  // namespace zhiheng::domain
