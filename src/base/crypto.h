// Hashes, random tokens and passwords. OpenSSL and libsodium are known to crypto.cpp alone.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zhiheng {

std::string sm3_hex(std::string_view bytes);  // 64 lower-case hex digits
std::string sha256_hex(std::string_view bytes);

// One hash many times over: its context is made once, so that a draw can be repeated a million times. "sm3" and "sha256"
// are for use; "md5" is broken for every other purpose and is there because the example that RFC 3797 publishes was
// computed with it, and a construction is believed when it reproduces a published example.
class Hash {
 public:
  explicit Hash(std::string_view name);
  ~Hash();
  static bool knows(std::string_view name);
  std::string bytes(std::string_view message);  // the digest itself, 32 bytes (md5: 16)

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string hex_text(std::string_view bytes);  // two lower-case digits a byte

// SHA-256 of bytes that arrive in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view bytes);
  std::string hex();  // ends the sum

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string random_token(std::size_t bytes = 32);  // url-safe base64 of that many random bytes

// What one password costs to hash, and so to guess. Tests use cheapest_password_cost; the encoded form carries
// its own cost, so both kinds are read back alike.
struct PasswordCost {
  unsigned passes = 2;
  std::size_t memory_bytes = std::size_t{64} << 20;
};
inline constexpr PasswordCost cheapest_password_cost{1, 8192};

std::string hash_password(const std::string& password, PasswordCost cost = {});  // Argon2id, the encoded form
bool password_matches(const std::string& encoded, const std::string& password);
bool same_secret(std::string_view a, std::string_view b);  // in constant time

std::string random_bytes(std::size_t count);
std::string hmac_sha1(std::string_view key, std::string_view message);  // 20 bytes
// RFC 4648 without padding; the reader forgives blanks, dashes and small letters, and answers "" for anything else.
std::string base32(std::string_view bytes);
std::string from_base32(std::string_view text);

// AES-256-GCM. `about` is not encrypted but bound to the text, so that a sealed text cannot be moved to another row.
inline constexpr std::size_t seal_key_bytes = 32;
std::string seal(std::string_view key, std::string_view text, std::string_view about);  // base64url
std::optional<std::string> unseal(std::string_view key, std::string_view sealed, std::string_view about);

}  // namespace zhiheng
