#include "base/signature.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <vector>

#include "base/result.h"

namespace zhiheng {
namespace {

constexpr std::string_view identity = "1234567812345678";  // the signer's, where nobody agreed on another

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeKey>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeKey>;

const unsigned char* start_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Both encoders answer the length when they are given no place to write to.
template <class Encode>
std::string der_of(Encode encode, EVP_PKEY* key) {
  const int size = encode(key, nullptr);
  ensure(size > 0, "a key has an encoding");
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* at = reinterpret_cast<unsigned char*>(der.data());
  ensure(encode(key, &at) == size, "a key is encoded as long as it said");
  return der;
}

// The contexts of one signature: the identity is hashed together with the key before the message.
struct Signing {
  DigestContext digest{EVP_MD_CTX_new()};
  KeyContext about;
  explicit Signing(EVP_PKEY* key) : about(EVP_PKEY_CTX_new(key, nullptr)) {
    const bool set =
        digest && about && EVP_PKEY_CTX_set1_id(about.get(), identity.data(), static_cast<int>(identity.size())) > 0;
    ensure(set, "SM2 takes an identity");
    EVP_MD_CTX_set_pkey_ctx(digest.get(), about.get());
  }
};

bool is_sm2(const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "SM2") == 1;
}

}  // namespace

Sm2Key new_sm2_key() {
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2"));
  ensure(key != nullptr, "OpenSSL makes an SM2 key");
  return {der_of(i2d_PrivateKey, key.get()), der_of(i2d_PUBKEY, key.get())};
}

std::string sign_sm2(std::string_view private_der, std::string_view message) {
  const unsigned char* at = start_of(private_der);
  const Key key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(private_der.size())));
  ensure(key != nullptr && is_sm2(key.get()), "a private key is one of SM2");
  const Signing signing(key.get());
  std::size_t size = 0;
  bool done = EVP_DigestSignInit(signing.digest.get(), nullptr, EVP_sm3(), nullptr, key.get()) == 1 &&
              EVP_DigestSign(signing.digest.get(), nullptr, &size, start_of(message), message.size()) == 1;
  std::string signature(size, '\0');
  done = done && EVP_DigestSign(signing.digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                                start_of(message), message.size()) == 1;
  ensure(done, "SM2 signs");
  signature.resize(size);
  return signature;
}

bool verify_sm2(std::string_view public_der, std::string_view message, std::string_view signature) {
  const unsigned char* at = start_of(public_der);
  const Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(public_der.size())));
  // Bytes behind the key would be part of its fingerprint and of nothing else.
  if (!key || at != start_of(public_der) + public_der.size() || !is_sm2(key.get())) return false;
  const Signing signing(key.get());
  return EVP_DigestVerifyInit(signing.digest.get(), nullptr, EVP_sm3(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(signing.digest.get(), start_of(signature), signature.size(), start_of(message),
                          message.size()) == 1;
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  // The encoder closes with a nought, for which a string has room behind its end.
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), start_of(bytes), static_cast<int>(bytes.size()));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > (1u << 20)) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), start_of(text), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  // One text for the same bytes, and no blanks around it.
  return base64(bytes) == text ? std::optional(bytes) : std::nullopt;
}

}  // namespace zhiheng
