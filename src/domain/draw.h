// The verifiable draw (抽取) after RFC 3797: from values that several parties fixed, without knowing each other's, to
// an order of numbered people that anybody can compute again.
//
// No party alone can bias it: each gave the hash of its value before it saw any other value, the list of people was
// fixed before that, and the order hangs on all values together; so whoever knows one value less than all knows nothing
// of the order. A digest of 256 bits modulo fewer than 65,536 people prefers none of them by more than 2^-240.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"

namespace zhiheng::domain {

// RFC 3797 counts its steps in two bytes.
inline constexpr int most_people_in_draw = 65'535;

// One step of sections 4-6: digest = hash(step . key . step), the step as 2 bytes big-endian; the whole digest as a
// big-endian number modulo `remaining` selects the 0-based `index` in the remaining order; who stood there leaves it.
struct DrawStep {
  int step = 0;
  std::string digest;  // hex, lower case
  int remaining = 0;   // before the step
  int index = 0;
  int picked = 0;  // the number in the published list, from 1
};

// Takes the steps one after another, so that a draw that needs five of a thousand computes five.
class DrawOrder {
 public:
  // `hash`: a name that base/crypto.h knows; `people`: 1..most_people_in_draw.
  DrawOrder(Hash& hash, std::string key, int people);
  bool has_more() const { return !left_.empty(); }
  int next();                // the number picked; the digest is not written out
  DrawStep next_in_words();  // the same step for people to read

 private:
  DrawStep take(bool with_digest);

  Hash& hash_;
  std::string message_;
  int step_ = 0;
  std::vector<int> left_;
};

std::vector<DrawStep> draw_steps(std::string_view hash, const std::string& key, int people, int take);

// One value in its canonical form: whole numbers (divided by blanks or commas) in ascending order without leading
// zeros, each ended by "."; other text by its letters as capitals and its digits, ended by "."; then "/". So people who
// write the same thing differently get the same key. Refuses draw.value_malformed: not 1..200 characters of letters,
// digits, blanks, commas, points, dashes and underscores, or nothing left of them.
Result<std::string> canonical_draw_value(std::string_view value, const std::string& field);
// "9319./2.5.8.10.12./9.18.26.34.41.45./" of the values in their published order.
Result<std::string> draw_key(const std::vector<std::string>& values, const std::string& field);

// "sm3:" and SM3(value . salt). The salt has always 64 hex digits, so that no other value with another salt makes the
// same text. Refuses draw.value_malformed, draw.salt_malformed.
Result<std::string> draw_commitment(const std::string& value, const std::string& salt, const std::string& field = {});
bool is_draw_commitment(std::string_view text);

}  // namespace zhiheng::domain
