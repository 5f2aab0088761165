// SM2 signatures, and base64 for keys and signatures in documents.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace zhiheng {

// SM2 over SM3 (GM/T 0003.2, with the default identity 1234567812345678). Keys are DER: a public key as
// SubjectPublicKeyInfo, which `openssl pkey -pubin -inform DER` reads; a signature is the DER sequence of r and s.
struct Sm2Key {
  std::string private_der;
  std::string public_der;
};
Sm2Key new_sm2_key();
std::string sign_sm2(std::string_view private_der, std::string_view message);  // Defect when it is no key of ours
// False as well for what is no key or no signature at all.
bool verify_sm2(std::string_view public_der, std::string_view message, std::string_view signature);

// RFC 4648 with padding; the reader answers nothing for anything else.
std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace zhiheng
