// Digests against the standards' own examples; passwords and tokens.
#include "base/crypto.h"

#include <catch2/catch.hpp>
#include <set>

#include "base/result.h"

using namespace zhiheng;

TEST_CASE("SM3 gives the examples of GB/T 32905", "[crypto]") {
  CHECK(sm3_hex("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  std::string sixteen;
  for (int i = 0; i < 16; ++i) sixteen += "abcd";
  CHECK(sm3_hex(sixteen) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
  CHECK(sm3_hex("") == "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
}

TEST_CASE("SHA-256 gives the examples of FIPS 180, whole and in pieces", "[crypto]") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 sum;
  sum.add("a");
  sum.add("");
  sum.add("bc");
  CHECK(sum.hex() == sha256_hex("abc"));
  CHECK_THROWS_AS(sum.add("d"), Defect);
  CHECK_THROWS_AS(sum.hex(), Defect);
  CHECK(sha256_hex(std::string("a\0b", 3)) != sha256_hex("a"));
}

TEST_CASE("a password matches its own hash and no other", "[crypto]") {
  const std::string encoded = hash_password("红河-2022", cheapest_password_cost);
  CHECK(encoded.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  CHECK(password_matches(encoded, "红河-2022"));
  CHECK_FALSE(password_matches(encoded, "红河-2023"));
  CHECK_FALSE(password_matches(encoded, ""));
  CHECK_FALSE(password_matches(encoded, std::string("红河-2022\0", 12)));
  CHECK(hash_password("红河-2022", cheapest_password_cost) != encoded);
  CHECK_FALSE(password_matches("", "x"));
  CHECK_FALSE(password_matches("$argon2id$", "x"));
  CHECK_FALSE(password_matches(std::string(5000, 'x'), "x"));
}

TEST_CASE("the cost of a shipped password is two passes over 64 MiB", "[crypto]") {
  CHECK(hash_password("x").starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
}

TEST_CASE("tokens are random, url-safe and of the asked size", "[crypto]") {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string token = random_token();
    REQUIRE(token.size() == 43);
    REQUIRE(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
            std::string::npos);
    seen.insert(token);
  }
  CHECK(seen.size() == 200);
  CHECK(random_token(16).size() == 22);
}

TEST_CASE("secrets are compared whole", "[crypto]") {
  CHECK(same_secret("abc", "abc"));
  CHECK_FALSE(same_secret("abc", "abd"));
  CHECK_FALSE(same_secret("abc", "ab"));
  CHECK(same_secret("", ""));
}
