#include "base/crypto.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <array>
#include <vector>

#include "base/result.h"

namespace zhiheng {
namespace {

void start_sodium() {
  static const bool started = sodium_init() >= 0;
  ensure(started, "libsodium starts");
}

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(size * 2);
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(digits[bytes[i] >> 4]);
    text.push_back(digits[bytes[i] & 15]);
  }
  return text;
}

std::string digest_hex(const EVP_MD* kind, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  ensure(kind != nullptr && EVP_Digest(bytes.data(), bytes.size(), sum.data(), &size, kind, nullptr) == 1,
         "OpenSSL knows the digest");
  return to_hex(sum.data(), size);
}

}  // namespace

std::string sm3_hex(std::string_view bytes) {
  return digest_hex(EVP_sm3(), bytes);
}
std::string sha256_hex(std::string_view bytes) {
  return digest_hex(EVP_sha256(), bytes);
}

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() { ensure(context && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1, "SHA-256 starts"); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  ensure(state_ != nullptr, "a sum that has not ended");
  ensure(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "SHA-256 takes bytes");
}

std::string Sha256::hex() {
  ensure(state_ != nullptr, "a sum that has not ended");
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  ensure(EVP_DigestFinal_ex(state_->context, sum.data(), &size) == 1, "SHA-256 ends");
  state_.reset();
  return to_hex(sum.data(), size);
}

std::string random_token(std::size_t bytes) {
  start_sodium();
  std::vector<unsigned char> random(bytes);
  randombytes_buf(random.data(), random.size());
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string token(sodium_base64_encoded_len(bytes, variant), '\0');
  sodium_bin2base64(token.data(), token.size(), random.data(), random.size(), variant);
  token.pop_back();  // the library's terminating null
  return token;
}

std::string hash_password(const std::string& password, PasswordCost cost) {
  start_sodium();
  std::array<char, crypto_pwhash_argon2id_STRBYTES> encoded{};
  const int failed =
      crypto_pwhash_argon2id_str(encoded.data(), password.data(), password.size(), cost.passes, cost.memory_bytes);
  ensure(failed == 0, "memory for Argon2id");
  return std::string(encoded.data());
}

bool password_matches(const std::string& encoded, const std::string& password) {
  start_sodium();
  // The library reads a fixed-size field; a shorter string from a column is padded with nulls.
  if (encoded.size() >= crypto_pwhash_argon2id_STRBYTES) return false;
  std::array<char, crypto_pwhash_argon2id_STRBYTES> field{};
  encoded.copy(field.data(), encoded.size());
  return crypto_pwhash_argon2id_str_verify(field.data(), password.data(), password.size()) == 0;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace zhiheng
