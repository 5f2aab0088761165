// Slow and greedy clients: raw sockets against a server with small limits and a site of its own.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/crypto.h"
#include "support/web_site.h"
#include "web/gzip.h"
#include "web/session.h"

using namespace zhiheng;
using namespace zhiheng::web;
using zhiheng::testing::comes_true;
using zhiheng::testing::connect_to;
using zhiheng::testing::receive_all;
using zhiheng::testing::site;

namespace {

// Answers who asked and how; /large with more than any buffer holds.
class Echo : public web::Site {
 public:
  std::size_t body_limit(const Request&) const override { return 64u << 20; }
  Response answer(Request& request) noexcept override {
    Response response;
    response.content_type = "text/plain";
    response.body = request.path == "/large" ? std::string(64u << 20, 'x')
                                             : request.remote + (request.secure ? " https " : " http ") +
                                                   request.header("Host") + " " + std::to_string(request.body.size());
    return response;
  }
  Response refuse(const Request&, const Problem& problem) noexcept override {
    Response response;
    response.status = 400;
    response.body = problem.rule;
    return response;
  }
  void done(const Request&, const Response&, std::int64_t) noexcept override {}
};

struct Small {
  explicit Small(const std::function<void(ServerOptions&)>& change) {
    ServerOptions options;
    options.port = 0;
    options.limits.header_seconds = 1;
    change(options);
    auto started = web::Server::start(echo, options);
    REQUIRE(started.ok());
    server = std::move(*started);
  }
  int open() const { return connect_to(server->port()); }
  std::string ask(const std::string& bytes) const {
    const int socket = open();
    ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    const std::string answer = receive_all(socket);
    ::close(socket);
    return answer;
  }
  Echo echo;
  std::unique_ptr<web::Server> server;
};

const std::string plain = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const std::string kept = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// Longer than anybody here waits.
constexpr int forever = 120;

void send_text(int socket, const std::string& text) {
  REQUIRE(::send(socket, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
}

}  // namespace

TEST_CASE("heads that drip in hold no thread and end with 408", "[web][limits]") {
  const auto drip = [](const Small& small) {
    std::vector<int> slow;
    for (int i = 0; i < 40; ++i) {
      slow.push_back(small.open());
      send_text(slow.back(), "GET / HTTP/1.1\r\nHost: a\r\nX: ");
    }
    return slow;
  };
  const Small patient([](ServerOptions& options) {
    options.threads = 2;
    options.limits.header_seconds = forever;
  });
  const std::vector<int> waiting = drip(patient);
  CHECK(patient.ask(plain).starts_with("HTTP/1.1 200"));
  CHECK(patient.server->state().too_slow == 0);  // they are there, and were not waited for
  for (const int socket : waiting) ::close(socket);

  const Small small([](ServerOptions& options) { options.threads = 2; });
  for (const int socket : drip(small)) {
    CHECK(receive_all(socket).starts_with("HTTP/1.1 408"));
    ::close(socket);
  }
  // What was said is counted a moment later.
  CHECK(comes_true([&] { return small.server->state().too_slow == 40; }));
}

TEST_CASE("a body or a reader below the slowest pace is cut off", "[web][limits]") {
  const Small small([](ServerOptions& options) {
    options.limits.body_seconds = options.limits.answer_seconds = 1;
    options.limits.slowest_bytes_per_second = 64 << 20;
  });
  const int writer = small.open();
  send_text(writer, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx");
  CHECK(receive_all(writer).find(" 200 ") == std::string::npos);
  ::close(writer);
  const int reader = small.open();
  send_text(reader, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(comes_true([&] { return small.server->state().too_slow == 2; }));
  CHECK(receive_all(reader).size() < (60u << 20));
  ::close(reader);
}

TEST_CASE("heads have a size and a number of lines", "[web][limits]") {
  const Small small([](ServerOptions& options) { options.limits.header_bytes = 8192; });
  CHECK(small.ask("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9000, 'x')).starts_with("HTTP/1.1 431"));
  std::string many = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
  for (int i = 0; i < 100; ++i) many += "A: b\r\n";
  CHECK(small.ask(many + "\r\n").starts_with("HTTP/1.1 431"));
}

TEST_CASE("connections have a number, of an address and of all", "[web][limits]") {
  const Small per_address([](ServerOptions& options) { options.limits.connections_per_address = 3; });
  const Small of_all([](ServerOptions& options) { options.limits.connections = 3; });
  for (const auto& [small, status] : {std::pair(&per_address, "HTTP/1.1 429"), std::pair(&of_all, "HTTP/1.1 503")}) {
    std::vector<int> open;
    for (int i = 0; i < 3; ++i) {
      open.push_back(small->open());
      send_text(open.back(), kept);
      char byte = 0;
      REQUIRE(::recv(open.back(), &byte, 1, 0) == 1);
    }
    CHECK(small->ask(plain).starts_with(status));
    for (const int socket : open) ::close(socket);
    CHECK(comes_true([&] { return small->server->state().connections == 0; }));
    CHECK(small->ask(plain).starts_with("HTTP/1.1 200"));
  }
}

TEST_CASE("kept connections hold no thread and are let go when idle", "[web][limits]") {
  const auto keep = [](const Small& small) {
    std::vector<int> open;
    for (int i = 0; i < 30; ++i) {
      open.push_back(small.open());
      send_text(open.back(), kept);
      char byte = 0;
      REQUIRE(::recv(open.back(), &byte, 1, 0) == 1);
    }
    return open;
  };
  const Small patient([](ServerOptions& options) {
    options.threads = 2;
    options.limits.idle_seconds = forever;
  });
  const std::vector<int> waiting = keep(patient);
  CHECK(patient.ask(plain).starts_with("HTTP/1.1 200"));
  CHECK(patient.server->state().connections >= 30);  // they are there, and were not waited for
  for (const int socket : waiting) ::close(socket);

  const Small small([](ServerOptions& options) {
    options.threads = 2;
    options.limits.idle_seconds = 1;
    options.limits.requests_per_connection = 3;
  });
  for (const int socket : keep(small)) {
    receive_all(socket);  // until the server closes
    ::close(socket);
  }
  const std::string three = small.ask(kept + kept + kept + kept);
  CHECK(three.find("Connection: Close") != std::string::npos);
  std::size_t answers = 0;
  for (std::size_t at = three.find("HTTP/1.1 200"); at != std::string::npos; at = three.find("HTTP/1.1 200", at + 1))
    ++answers;
  CHECK(answers == 3);
}

TEST_CASE("only trusted proxies are believed", "[web][proxy]") {
  const std::string told =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.2\r\n"
      "X-Forwarded-Proto: https\r\nX-Forwarded-Host: zhiheng.example\r\n\r\n";
  const Small nobody([](ServerOptions&) {});
  CHECK(nobody.ask(told).find(" http a ") != std::string::npos);
  CHECK(nobody.ask(told).find("203.0.113.9") == std::string::npos);
  const Small here([](ServerOptions& options) { options.trusted_proxies = *read_networks("127.0.0.1, 10.0.0.0/8"); });
  CHECK(here.ask(told).find("\r\n\r\n203.0.113.9 https zhiheng.example ") != std::string::npos);
  const auto networks = *read_networks("10.0.0.0/8 fd00::/8");
  CHECK(client_address(networks, "192.0.2.1", "1.2.3.4") == "192.0.2.1");
  CHECK(client_address(networks, "10.1.2.3", "1.2.3.4, fd00::1") == "1.2.3.4");
  CHECK(client_address(networks, "10.1.2.3", "1.2.3.4, nonsense") == "10.1.2.3");
  CHECK(client_address(networks, "10.1.2.3", "") == "10.1.2.3");
  CHECK(address_of("[::1]:8080") == "::1");
  CHECK_FALSE(read_networks("10.0.0.0/33").ok());
  CHECK_FALSE(read_networks("proxy.example").ok());
}

TEST_CASE("pages and JSON are compressed where no secret can be guessed by it", "[web][gzip]") {
  const std::string cookie = site().cookie_of("expert01");
  const auto plain_page = site().send("GET", "/", {cookie});
  const auto packed = site().send("GET", "/", {cookie, "Accept-Encoding: gzip"});
  CHECK(packed.header("Content-Encoding") == "gzip");
  CHECK(packed.body.size() * 3 < plain_page.body.size() * 2);
  CHECK(packed.body.size() < 150'000);
  CHECK(plain_page.header("Content-Encoding").empty());
  CHECK(site().send("GET", "/sign-in", {"Accept-Encoding: gzip"}).header("Content-Encoding").empty());
  CHECK(site().send("GET", "/", {cookie, "Accept-Encoding: br, gzip;q=0"}).header("Content-Encoding").empty());
  const std::string mark = "name=\"csrf\" value=\"";
  const auto secret_in = [&](const std::string& page) {
    const std::size_t at = page.find(mark) + mark.size();
    return page.substr(at, page.find('"', at) - at);
  };
  CHECK(secret_in(plain_page.body) != secret_in(site().send("GET", "/", {cookie}).body));
  CHECK(masked_secret("0123456789abcdef") != masked_secret("0123456789abcdef"));
}

TEST_CASE("figures are for this machine or who has the token", "[web][metrics]") {
  const auto metrics = site().send("GET", "/metrics");
  CHECK(metrics.status == 200);
  CHECK(metrics.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(metrics.body.find("zhiheng_request_duration_seconds_bucket{route=\"") != std::string::npos);
  ApplicationOptions options;
  options.metrics_token = "a-token-of-figures";
  Application guarded(*site().gate, options);
  Request request;
  request.method = "GET";
  request.path = "/metrics";
  request.remote = "127.0.0.1:5";
  CHECK(guarded.answer(request).status == 403);
  request.headers.emplace_back("Authorization", "Bearer a-token-of-figures");
  CHECK(guarded.answer(request).status == 200);
  request.headers.clear();
  Application by_address(*site().gate, {});
  request.remote = "192.0.2.7:5";
  CHECK(by_address.answer(request).status == 403);
}
