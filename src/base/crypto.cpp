#include "base/crypto.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
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

namespace {

const EVP_MD* kind_named(std::string_view name) {
  if (name == "sm3") return EVP_sm3();
  if (name == "sha256") return EVP_sha256();
  if (name == "md5") return EVP_md5();
  return nullptr;
}

}  // namespace

struct Hash::State {
  const EVP_MD* kind = nullptr;
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  explicit State(std::string_view name) : kind(kind_named(name)) {
    ensure(kind && context && EVP_DigestInit_ex(context, kind, nullptr) == 1, "a hash that is known starts");
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Hash::Hash(std::string_view name) : state_(std::make_unique<State>(name)) {}
Hash::~Hash() = default;

bool Hash::knows(std::string_view name) {
  return kind_named(name) != nullptr;
}

std::string Hash::bytes(std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  const bool done = EVP_DigestInit_ex(state_->context, nullptr, nullptr) == 1 &&
                    EVP_DigestUpdate(state_->context, message.data(), message.size()) == 1 &&
                    EVP_DigestFinal_ex(state_->context, sum.data(), &size) == 1;
  ensure(done, "a hash of bytes");
  return std::string(reinterpret_cast<const char*>(sum.data()), size);
}

std::string hex_text(std::string_view bytes) {
  return to_hex(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
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

std::string random_bytes(std::size_t count) {
  start_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string hmac_sha1(std::string_view key, std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  const auto* const done =
      HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
           message.size(), sum.data(), &size);
  ensure(done != nullptr, "OpenSSL computes an HMAC");
  return std::string(reinterpret_cast<const char*>(sum.data()), size);
}

namespace {

constexpr std::string_view base32_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

unsigned char* raw(std::string& bytes, std::size_t at = 0) {
  return reinterpret_cast<unsigned char*>(bytes.data()) + at;
}
const unsigned char* raw(std::string_view bytes, std::size_t at = 0) {
  return reinterpret_cast<const unsigned char*>(bytes.data()) + at;
}

struct CipherContext {
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  CipherContext() { ensure(context != nullptr, "memory for a cipher"); }
  ~CipherContext() { EVP_CIPHER_CTX_free(context); }
  CipherContext(const CipherContext&) = delete;
  CipherContext& operator=(const CipherContext&) = delete;
};

std::string to_base64(std::string_view bytes) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), raw(bytes), bytes.size(), variant);
  text.pop_back();  // the library's terminating null
  return text;
}

}  // namespace

std::string base32(std::string_view bytes) {
  std::string text;
  unsigned value = 0;
  int bits = 0;
  for (const char byte : bytes) {
    value = (value << 8) | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) text.push_back(base32_letters[(value >> (bits - 5)) & 31]);
    value &= 31;
  }
  if (bits > 0) text.push_back(base32_letters[(value << (5 - bits)) & 31]);
  return text;
}

std::string from_base32(std::string_view text) {
  std::string bytes;
  unsigned value = 0;
  int bits = 0;
  for (const char letter : text) {
    if (letter == ' ' || letter == '-') continue;
    const char capital = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    const std::size_t at = base32_letters.find(capital);
    if (at == std::string_view::npos) return {};
    value = ((value & 0xff) << 5) | static_cast<unsigned>(at);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<char>((value >> bits) & 0xff));
  }
  return bytes;
}

std::string seal(std::string_view key, std::string_view text, std::string_view about) {
  start_sodium();
  ensure(key.size() == seal_key_bytes, "a key of 32 bytes");
  std::string sealed = random_bytes(nonce_bytes);
  sealed.resize(nonce_bytes + text.size() + tag_bytes);
  CipherContext cipher;
  int size = 0;
  const bool done =
      EVP_EncryptInit_ex(cipher.context, EVP_aes_256_gcm(), nullptr, raw(key), raw(sealed)) == 1 &&
      EVP_EncryptUpdate(cipher.context, nullptr, &size, raw(about), static_cast<int>(about.size())) == 1 &&
      EVP_EncryptUpdate(cipher.context, raw(sealed, nonce_bytes), &size, raw(text), static_cast<int>(text.size())) ==
          1 &&
      EVP_EncryptFinal_ex(cipher.context, raw(sealed, nonce_bytes + text.size()), &size) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_GCM_GET_TAG, tag_bytes, raw(sealed, nonce_bytes + text.size())) == 1;
  ensure(done, "AES-256-GCM seals");
  return to_base64(sealed);
}

std::optional<std::string> unseal(std::string_view key, std::string_view sealed, std::string_view about) {
  start_sodium();
  std::string bytes(sealed.size(), '\0');
  std::size_t length = 0;
  const int unread = sodium_base642bin(raw(bytes), bytes.size(), sealed.data(), sealed.size(), nullptr, &length,
                                       nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  if (unread != 0 || length < nonce_bytes + tag_bytes || key.size() != seal_key_bytes) return std::nullopt;
  bytes.resize(length);
  std::string text(length - nonce_bytes - tag_bytes, '\0');
  CipherContext cipher;
  int size = 0;
  const bool done =
      EVP_DecryptInit_ex(cipher.context, EVP_aes_256_gcm(), nullptr, raw(key), raw(bytes)) == 1 &&
      EVP_DecryptUpdate(cipher.context, nullptr, &size, raw(about), static_cast<int>(about.size())) == 1 &&
      EVP_DecryptUpdate(cipher.context, raw(text), &size, raw(bytes, nonce_bytes), static_cast<int>(text.size())) ==
          1 &&
      EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_GCM_SET_TAG, tag_bytes, raw(bytes, nonce_bytes + text.size())) ==
          1 &&
      EVP_DecryptFinal_ex(cipher.context, raw(text, text.size()), &size) == 1;
  if (!done) return std::nullopt;
  return text;
}

}  // namespace zhiheng
