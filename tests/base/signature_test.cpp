// SM2 against signatures of another program, and against forgers.
#include "base/signature.h"

#include <catch2/catch.hpp>

#include "base/result.h"

using namespace zhiheng;

namespace {

// Made with the openssl command line: genpkey of curve SM2, pkeyutl -sign -rawin -digest sm3 with the default identity.
const std::string their_key =
    "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEomdB3vfIkYqK6Se9wZoDjOIsPnG8FipBgKCXYWIivMaQqS8nNxtVrqW5R9DeJxAz5ukbx33RKpTj9H"
    "l1/oulFw==";
const std::string their_signature =
    "MEUCIEzMEy+VLUBrpOqjXnQycR/+wFNFQ4AlJXB61h0qxjLMAiEAiv4AoAOAbbntWS/LewWgP6udVqoNEOliETj9YqHSehw=";

}  // namespace

TEST_CASE("a signature that the openssl program made is good here", "[signature]") {
  const auto key = from_base64(their_key);
  const auto signature = from_base64(their_signature);
  REQUIRE(key);
  REQUIRE(signature);
  CHECK(verify_sm2(*key, "sm3:abc", *signature));
  CHECK_FALSE(verify_sm2(*key, "sm3:abd", *signature));
  std::string bent = *signature;
  bent.back() = static_cast<char>(bent.back() ^ 1);
  CHECK_FALSE(verify_sm2(*key, "sm3:abc", bent));
  CHECK_FALSE(verify_sm2(*key + "x", "sm3:abc", *signature));
  CHECK_FALSE(verify_sm2("", "sm3:abc", *signature));
  CHECK_FALSE(verify_sm2(*key, "sm3:abc", ""));
}

TEST_CASE("what is signed here is good under its own key alone", "[signature]") {
  const Sm2Key one = new_sm2_key();
  const Sm2Key other = new_sm2_key();
  CHECK(one.public_der != other.public_der);
  const std::string signature = sign_sm2(one.private_der, "digest");
  CHECK(verify_sm2(one.public_der, "digest", signature));
  CHECK_FALSE(verify_sm2(other.public_der, "digest", signature));
  CHECK(sign_sm2(one.private_der, "digest") != signature);
  CHECK_THROWS_AS(sign_sm2("no key", "digest"), Defect);
}

TEST_CASE("base64 has one text for each row of bytes", "[signature]") {
  for (const auto& [bytes, text] : std::initializer_list<std::pair<std::string, std::string>>{
           {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}}) {
    CHECK(base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
  for (const char* bad : {"Zg", "Zg= =", "Zh==", "Zm9v\n", "Z-==", "===="}) CHECK_FALSE(from_base64(bad));
}
