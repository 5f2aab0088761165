// An agency's record as evidence: what it carries, what follows from it, and the signature that another bureau checks
// without our database.
//
// The case: {"groups":{"agency":[{...}],...},"jobs":[{"contract","engagement","name","object_kind","bureau","year",
// "fee","score","grade","passed","deduction"}],"ratings":[{"year","policy","score","grade"}],"consequences":[{"kind",
// "from","until"}],"objections":[{"number","year","outcome"}]}. Ids, amounts and scores are texts.
#pragma once

#include <string>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"

namespace zhiheng::domain {

// {"jobs","mean_score","passed","deduction","by_grade":{},"by_year":{"2022":{"jobs","mean_score","passed",
// "deduction"}},"entries":{"agency":"1",...},"ratings","consequences","objections":{"decided","upheld"}}: every figure
// a text; a mean is rounded half up to hundredths, "" where there is no job. Problems at their place in the case:
// document.missing_member, field.wrong_type, number.*, score.*.
Result<Json> record_result(const Json& case_document);

// 64 hex digits: SM3 of the public key. In groups of eight where people read it aloud.
std::string key_fingerprint(const std::string& public_der);
std::string spoken_fingerprint(const std::string& fingerprint);
// As people type it: small or capital letters, blanks, colons and dashes; "" when it is none.
std::string read_fingerprint(std::string_view text);
// A fingerprint, or the public key itself as PEM or base64: its fingerprint. "" when it is neither.
std::string fingerprint_of_text(std::string_view text);
std::string public_key_pem(const std::string& public_der);

// Adds "signature": {"algorithm":"SM2-SM3","key","public_key","value"}. Signed is the text of the digest member, to
// which every other member belongs; the document's subject names the key as well ("key").
void sign_record(Json& document, const std::string& private_der, const std::string& public_der);

enum class SignatureState { missing, malformed, invalid, valid };
struct RecordSignature {
  SignatureState state = SignatureState::missing;
  std::string fingerprint;  // of the public key that the document carries; "" when it carries none
};
RecordSignature check_signature(const Json& document);

// What a reader wants to know of a signed record, all of it, gravest first.
struct RecordCheck {
  RecordSignature signature;
  bool key_given = false;  // somebody said which key it must be
  bool key_fits = false;
  bool key_known = false;  // set by who looked: one of the keys of this installation
  bool expired = false;
  bool not_yet = false;  // issued after the day for which it is asked
  std::string valid_until, issued_on;
};
// `expected` is a fingerprint, "" when nobody named one. `today` against the subject's "valid_until" and the day on
// which the document was issued.
RecordCheck check_record(const Json& document, const std::string& expected, Date today);
// record.signature_missing, record.signature_malformed, record.signature_invalid, record.key_differs,
// record.key_unknown (nobody named a key, and the one that fits is not ours: anybody can sign with a key of his own),
// record.no_validity (no day until which it is valid), record.not_yet_issued (conflict), record.expired (conflict).
Problems problems_of(const RecordCheck& check);

}  // namespace zhiheng::domain
