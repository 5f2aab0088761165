// Every page with the view that its handler declares; forms against forgery; a stop that answers.
#include <catch2/catch.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <map>
#include <set>
#include <thread>

#include "support/web_site.h"
#include "web/http.h"
#include "web/template.h"

using zhiheng::Language;
using zhiheng::testing::Answer;
using zhiheng::testing::comes_true;
using zhiheng::testing::site;

namespace {

std::vector<std::string> links_of(const std::string& page) {
  std::vector<std::string> links;
  for (std::size_t at = page.find("href=\"/"); at != std::string::npos; at = page.find("href=\"/", at + 1)) {
    std::string link = page.substr(at + 6, page.find('"', at + 6) - at - 6);
    for (std::size_t amp = link.find("&amp;"); amp != std::string::npos; amp = link.find("&amp;"))
      link.replace(amp, 5, "&");
    links.push_back(link.substr(0, link.find('#')));
  }
  return links;
}

// "/contracts/17?x=1" -> "/contracts/N": pages of one kind.
std::string kind_of(const std::string& link) {
  std::string kind;
  for (const char c : link.substr(0, link.find('?'))) {
    if (c >= '0' && c <= '9') {
      if (!kind.ends_with("N")) kind += 'N';
    } else {
      kind += c;
    }
  }
  return kind;
}

// Follows links from the home page, two pages of each kind; a missing name in a view would be a 500 here.
int crawl(const std::string& login, const std::string& language) {
  const std::string cookie = site().cookie_of(login) + "; language=" + language;
  std::deque<std::string> waiting{"/"};
  std::map<std::string, int> seen;
  int pages = 0;
  while (!waiting.empty()) {
    const std::string link = waiting.front();
    waiting.pop_front();
    const Answer answer = site().send("GET", link, {cookie});
    CAPTURE(login, link);
    ++pages;
    if (answer.status == 303 && pages < 2000) {  // a link to one's own page leads on to it
      waiting.push_back(answer.header("Location"));
      continue;
    }
    CHECK(answer.status == 200);
    if (answer.header("Content-Type").starts_with("text/html") && !link.starts_with("/reports/")) {
      CHECK(answer.body.find("[web.") == std::string::npos);
      CHECK(answer.body.find("[field.") == std::string::npos);
      for (const std::string& next : links_of(answer.body)) {
        const bool page = !next.starts_with("/static/") && !next.starts_with("/language") && !next.starts_with("/sign");
        if (page && ++seen[kind_of(next)] <= 2) waiting.push_back(next);
      }
    }
  }
  return pages;
}

std::string csrf_of(const std::string& page) {
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = page.find(mark) + mark.size();
  return page.substr(at, page.find('"', at) - at);
}

const std::string form_type = "Content-Type: application/x-www-form-urlencoded";

}  // namespace

TEST_CASE("every page that a role can reach is whole", "[web][pages]") {
  CHECK(crawl("clerk", "zh") > 40);
  CHECK(crawl("leader", "en") > 30);
  CHECK(crawl("expert01", "zh") > 3);
  CHECK(crawl("agency02", "zh") > 20);
  CHECK(crawl("admin", "en") > 3);
}

TEST_CASE("every template is whole in both languages", "[web][pages]") {
  for (const std::string& name : zhiheng::web::page_templates()) {
    for (const Language language : {Language::zh, Language::en}) {
      CAPTURE(name);
      CHECK_NOTHROW(zhiheng::web::missing_names(name, zhiheng::Json::object(), language));
    }
  }
}

TEST_CASE("pages that are private say so and run nothing of others", "[web][pages]") {
  const Answer page = site().send("GET", "/", {site().cookie_of("clerk")});
  CHECK(page.header("Cache-Control") == "no-store");
  CHECK(page.header("Content-Security-Policy").starts_with("default-src 'none'; script-src 'self'"));
  CHECK(page.header("X-Content-Type-Options") == "nosniff");
  CHECK(page.body.find("style=") == std::string::npos);
  CHECK(page.body.find("onclick") == std::string::npos);
  const Answer out = site().send("GET", "/contracts?q=a");
  CHECK(out.status == 303);
  CHECK(out.header("Location") == "/sign-in?next=%2Fcontracts%3Fq%3Da");
}

TEST_CASE("a printed report is allowed its own style and nothing else", "[web][pages]") {
  const Answer report = site().send("GET", "/reports/contract_register.html", {site().cookie_of("clerk")});
  CHECK(report.status == 200);
  CHECK(report.header("Content-Security-Policy").starts_with("default-src 'none'; style-src 'sha256-"));
}

TEST_CASE("a form needs its secret and its origin", "[web][pages]") {
  const std::string cookie = site().cookie_of("clerk");
  const std::string secret = csrf_of(site().send("GET", "/budget-units/new", {cookie}).body);
  const std::string fields = "&code=F100&name=" + zhiheng::web::percent_encode("表单单位");
  CHECK(site().send("POST", "/budget-units", {cookie, form_type}, "csrf=wrong" + fields).status == 403);
  CHECK(
      site()
          .send("POST", "/budget-units", {cookie, form_type, "Origin: http://evil.example"}, "csrf=" + secret + fields)
          .status == 403);
  const Answer made =
      site().send("POST", "/budget-units", {cookie, form_type, "Origin: http://localhost"}, "csrf=" + secret + fields);
  CHECK(made.status == 303);
  CHECK(made.header("Location").ends_with("?done=created"));
}

TEST_CASE("a refused form shows all problems at their fields and loses nothing that was typed", "[web][pages]") {
  const std::string cookie = site().cookie_of("clerk");
  const std::string secret = csrf_of(site().send("GET", "/budget-units/new", {cookie}).body);
  const Answer refused = site().send("POST", "/budget-units", {cookie, form_type},
                                     "csrf=" + secret + "&code=&name=&uscc=123&contact=%3Cb%3EX%3C%2Fb%3E");
  CHECK(refused.status == 422);
  CHECK(refused.body.find("field-code-problems") != std::string::npos);
  CHECK(refused.body.find("field-name-problems") != std::string::npos);
  CHECK(refused.body.find("field-uscc-problems") != std::string::npos);
  CHECK(refused.body.find("value=\"&lt;b&gt;X&lt;/b&gt;\"") != std::string::npos);
}

TEST_CASE("a stopped server has answered what it accepted", "[web][server]") {
  zhiheng::web::ServerOptions options;
  options.port = 0;
  auto server = zhiheng::web::Server::start(*site().application, options);
  REQUIRE(server.ok());
  const int port = (*server)->port();
  const int slow = zhiheng::testing::connect_to(port);
  REQUIRE(slow >= 0);
  const std::string head =
      "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{";
  REQUIRE(::send(slow, head.data(), head.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(head.size()));
  REQUIRE(comes_true([&] { return (*server)->state().busy == 1; }));
  std::thread stopping([&] { (*server)->stop(120); });
  CHECK(comes_true([&] {
    const int late = zhiheng::testing::connect_to(port);
    if (late >= 0) ::close(late);
    return late == -1;
  }));
  REQUIRE(::send(slow, "}", 1, MSG_NOSIGNAL) == 1);
  const std::string answer = zhiheng::testing::receive_all(slow);
  ::close(slow);
  stopping.join();
  CHECK(answer.starts_with("HTTP/1.1 422"));
  CHECK(answer.find("Connection: Close") != std::string::npos);
}
