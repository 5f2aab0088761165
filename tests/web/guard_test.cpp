// What two parsers could understand differently never reaches a handler, and nothing is left on the connection.
#include <catch2/catch.hpp>

#include "support/web_site.h"

using zhiheng::testing::site;

namespace {

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("ambiguous framing is refused and the connection closed", "[web][guard]") {
  const std::string inner = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string length = "Content-Length: " + std::to_string(inner.size()) + "\r\n";
  const std::vector<std::string> heads{
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n" + length,
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + length,
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n",
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n",
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n",
      "POST /sign-in HTTP/1.1\r\nHost : a\r\n" + length,
      "POST /sign-in HTTP/1.1\r\n" + length,
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nHost: b\r\n" + length,
      "GET /sign-in HTTP/2.7\r\nHost: a\r\n",
  };
  for (const std::string& head : heads) {
    CAPTURE(head);
    const std::string answer = site().raw(head + "\r\n" + inner);
    CHECK(answer.starts_with("HTTP/1.1 400"));
    CHECK(count(answer, "HTTP/1.1 ") == 1);
    CHECK(answer.find("Connection: Close") != std::string::npos);
  }
}

TEST_CASE("a body that no handler wants is not the next request", "[web][guard]") {
  const std::string inner = "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  const std::string answer =
      site().raw("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(inner.size()) + "\r\n\r\n" +
                 inner + "GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(count(answer, "HTTP/1.1 200") == 2);
  CHECK(answer.find("zhiheng_requests_total") == std::string::npos);
}

TEST_CASE("a body beyond the limit of its route is 413, also when it does not say how long it is", "[web][guard]") {
  const std::string big(200'000, 'x');
  CHECK(site().send("POST", "/api/v1/sessions", {"Content-Type: application/json"}, big).status == 413);
  std::string chunks = "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 4; ++i) chunks += "8000\r\n" + std::string(0x8000, 'x') + "\r\n";
  CHECK(site().raw(chunks + "0\r\n\r\n").starts_with("HTTP/1.1 413"));
}

TEST_CASE("targets with broken escapes, control characters or other encodings are refused", "[web][guard]") {
  for (const char* target :
       {"/contracts/%zz", "/contracts/%00", "/contracts/%ff%fe", "/contracts?q=%c0%af", "contracts"}) {
    CAPTURE(target);
    CHECK(site().send("GET", target).status == 400);
  }
  CHECK(site().send("GET", "/static/..%2flayout.html").status == 404);
}

TEST_CASE("methods and addresses that are not known say so", "[web][guard]") {
  const auto wrong = site().send("DELETE", "/healthz");
  CHECK(wrong.status == 405);
  CHECK(wrong.header("Allow") == "GET, HEAD");
  CHECK(site().send("GET", "/no/such/page").status == 404);
  CHECK(site().send("GET", "/api/v1/nothing").header("Content-Type") == "application/problem+json; charset=utf-8");
  const auto head = site().send("HEAD", "/healthz");
  CHECK(head.status == 200);
  CHECK(head.body.empty());
}
