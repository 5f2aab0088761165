// Do the reasons carry the scores? A look over the reasons of sheets for what does not fit together: full marks beside
// words of blame, points taken off without a reason or a page, reasons too short or the same everywhere, sentences that
// stand in sheets about different agencies. Findings are advice; no score changes by them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "base/result.h"

namespace zhiheng::domain {

// One criterion of one sheet. Points that were not given are not nought.
struct ReasonRow {
  std::int64_t sheet_id = 0;
  std::int64_t expert_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t panel_id = 0;
  std::string component;
  std::string criterion;
  std::string title;
  Score full;
  std::optional<Score> points;
  std::string reason;
  std::string page;
};

// Words as data (sql/seed/reason_words.json): `negative` speak of a fault, `harmless` are phrases that only contain
// such a word ("no fault found") and are taken out before, `boilerplate` are reasons that say nothing.
struct ReasonWords {
  std::vector<std::string> negative;
  std::vector<std::string> harmless;
  std::vector<std::string> boilerplate;
};
const ReasonWords& shipped_reason_words();

// `rule` is one of: reasons.full_marks_negative {word}, reasons.deduction_without_reason,
// reasons.deduction_without_page, reasons.too_short, reasons.boilerplate, reasons.repeated {count},
// reasons.copied_across_agencies {sentence}, reasons.copied_between_experts {sentence}.
struct ReasonFinding {
  std::string rule;
  std::size_t row = 0;
  std::optional<std::size_t> other;  // the first other row with the same sentence
  Params params;
};

// Small letters, half width, without blanks and marks: what is compared of a sentence.
std::string normalized_sentence(std::string_view sentence);
// The sentences of a reason that are long enough to be recognised: 12 Chinese characters, or 8 words.
std::vector<std::string> telling_sentences(std::string_view reason);

// What one sheet shows by itself, for its expert before he hands it in. Findings stand in the order of the rows.
std::vector<ReasonFinding> check_own_reasons(const std::vector<ReasonRow>& rows, const ReasonWords& words);
// The same, and sentences copied: by one expert about different agencies, or between experts of one panel. One finding
// per row and kind.
std::vector<ReasonFinding> check_reasons(const std::vector<ReasonRow>& rows, const ReasonWords& words);

}  // namespace zhiheng::domain
