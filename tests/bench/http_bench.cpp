// The signed-in service over HTTP beside a bare handler of the same framework that does one indexed SELECT on the same
// engine: http_bench [seconds [name]]. Both sides run in this process and are asked by wrk over 32 connections, in
// turns.
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/log.h"
#include "bench_child.h"
#include "store/change_number.h"
#include "store/database.h"
#include "support/web_site.h"
#include "web/template.h"

using namespace zhiheng;

namespace {

// What a programmer would write first: a connection and a prepared statement per thread, one row by its key.
struct BareReader {
  explicit BareReader(const std::string& file) {
    sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    sqlite3_prepare_v2(database, "SELECT id, name FROM agency WHERE id = ?", -1, &statement, nullptr);
  }
  std::string read(int id) {
    sqlite3_bind_int(statement, 1, id);
    std::string body = "{}";
    if (sqlite3_step(statement) == SQLITE_ROW) {
      body = "{\"id\":\"" + std::to_string(sqlite3_column_int64(statement, 0)) + "\",\"name\":\"" +
             reinterpret_cast<const char*>(sqlite3_column_text(statement, 1)) + "\"}";
    }
    sqlite3_reset(statement);
    return body;
  }
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
};

std::string file_of_database;

class BareHandler : public Poco::Net::HTTPRequestHandler {
 public:
  void handleRequest(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) override {
    thread_local BareReader reader(file_of_database);
    const std::string body = reader.read(1);
    response.setContentType("application/json");
    response.sendBuffer(body.data(), body.size());
  }
};
class BareFactory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new BareHandler;
  }
};

struct Rate {
  double per_second = 0, cpu_seconds_each = 0, p99_milliseconds = 0;
};

double own_cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// "99%   12.34ms" of wrk, in milliseconds.
double milliseconds_in(const std::string& text) {
  const double number = std::atof(text.c_str());
  if (text.find("us") != std::string::npos) return number / 1000;
  return text.find("ms") != std::string::npos ? number : number * 1000;
}

Rate ask(int port, const std::string& path, const std::string& header, int seconds) {
  const std::string command = "wrk -t2 -c32 -d" + std::to_string(seconds) + "s --latency -H '" + header +
                              "' 'http://127.0.0.1:" + std::to_string(port) + path + "'";
  const double before = own_cpu_seconds();
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (!pipe) throw Defect("wrk runs");
  std::string out;
  std::array<char, 4096> piece{};
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe)) out.append(piece.data(), got);
  ::pclose(pipe);
  const auto after = [&](const std::string& word) {
    const std::size_t at = out.find(word);
    if (at == std::string::npos) throw Defect("wrk says " + word + ": " + out);
    return out.substr(at + word.size(), out.find('\n', at) - at - word.size());
  };
  if (out.find("Non-2xx") != std::string::npos) throw Defect("answers that are no 200: " + path + " " + out);
  Rate rate;
  rate.per_second = std::atof(after("Requests/sec:").c_str());
  rate.cpu_seconds_each = (own_cpu_seconds() - before) / (rate.per_second * seconds);
  rate.p99_milliseconds = milliseconds_in(after("99%"));
  return rate;
}

// A person has 33 sheets in a year: what the demonstration's expert lacks he takes over from others.
void fill_year_of(const std::string& login) {
  constexpr std::int64_t wanted = 33;
  auto rows = testing::site().database->writer();
  rows->begin_write();
  const auto expert = rows->query("SELECT expert_id FROM account WHERE login = ?", {login}).at(0).at(0);
  const auto count = [&] {
    return integer_or(rows->query("SELECT COUNT(*) FROM score_sheet WHERE expert_id = ?", {expert}).at(0).at(0));
  };
  // One seat of a panel in which he has none, with its sheets.
  for (const auto& row : rows->query("SELECT m.id FROM panel_member m WHERE m.panel_id NOT IN (SELECT panel_id FROM "
                                     "panel_member WHERE expert_id = ?) AND m.id IN (SELECT MIN(id) FROM panel_member "
                                     "GROUP BY panel_id) ORDER BY m.id",
                                     {expert})) {
    if (count() >= wanted) break;
    rows->execute("UPDATE panel_member SET expert_id = ? WHERE id = ?", {expert, row[0]});
    rows->execute("UPDATE score_sheet SET expert_id = ? WHERE member_id = ?", {expert, row[0]});
  }
  ensure(count() >= wanted, "the demonstration has sheets enough for a year of one person");
  rows->commit();
}

std::string only;  // the one that is asked for; all when empty

void compare(const char* name, int bare_port, int port, const std::string& path, const std::string& header,
             int seconds) {
  if (!only.empty() && only != name) return;
  std::vector<bench::Measured> bare, ours;
  std::vector<double> slow;
  ask(port, path, header, 1);
  for (int round = 0; round < 3; ++round) {
    const Rate a = ask(bare_port, "/", "Accept: */*", seconds);
    const Rate b = ask(port, path, header, seconds);
    bare.push_back({1000 / a.per_second, 1000 * a.cpu_seconds_each, 0});
    ours.push_back({1000 / b.per_second, 1000 * b.cpu_seconds_each, 0});
    slow.push_back(b.p99_milliseconds);
  }
  const auto baseline = bench::middle(bare);
  const auto mine = bench::middle(ours);
  std::printf(
      "{\"name\": \"%s\", \"baseline_s\": %.4f, \"ours_s\": %.4f, \"ratio\": %.2f, \"baseline_cpu_s\": %.4f, "
      "\"ours_cpu_s\": %.4f, \"rss_mib\": 0, \"baseline_rss_mib\": 0, \"p99_ms\": %.2f, \"per_second\": %.0f}\n",
      name, baseline.seconds, mine.seconds, mine.seconds / baseline.seconds, baseline.cpu_seconds, mine.cpu_seconds,
      bench::median(slow), 1 / mine.seconds * 1000);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) try {
  const int seconds = count > 1 ? std::atoi(words[1]) : 4;
  if (count > 2) only = words[2];
  const std::string log = "/tmp/zhiheng-http-bench-" + std::to_string(::getpid()) + ".log";
  (void)open_log(LogLevel::info, log);
  testing::Site& site = testing::site();
  // Served as `zhiheng serve` does by default, over the same file.
  const auto database = store::open_database(*store::read_database_url("sqlite:" + site.file()), "");
  service::Gate gate(*database, site.clock);
  web::ApplicationOptions served;
  served.change_number = [&] { return store::change_number(*database); };
  web::Application application(gate, served);
  web::ServerOptions options;
  options.port = 0;
  const auto server = web::Server::start(application, options);
  ensure(server.ok(), "the server listens");
  const int port = (*server)->port();
  file_of_database = site.file();
  Poco::Net::HTTPServerParams::Ptr parameters = new Poco::Net::HTTPServerParams;
  parameters->setMaxThreads(64);
  parameters->setMaxKeepAliveRequests(0);
  parameters->setKeepAliveTimeout(Poco::Timespan(10, 0));
  Poco::ThreadPool pool(2, 66);
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  Poco::Net::HTTPServer bare(new BareFactory, pool, socket, parameters);
  bare.start();
  const int bare_port = socket.address().port();
  web::refuse_missing_names(false);  // a check of the tests that no server makes
  fill_year_of("expert01");
  const std::string bearer = "Authorization: Bearer " + site.token_of("expert01");
  const auto listed = site.send("GET", "/api/v1/my-sheets?limit=33", {bearer});
  ensure(listed.status == 200 && listed.json().at("items").items().size() == 33, "33 sheets are listed");
  compare("http_sheets_json", bare_port, port, "/api/v1/my-sheets?limit=33", bearer, seconds);
  // The same while somebody writes all the time, so that no answer can be kept.
  web::Application busy(gate);
  const auto busy_server = web::Server::start(busy, options);
  ensure(busy_server.ok(), "the second server listens");
  compare("http_sheets_json_anew", bare_port, (*busy_server)->port(), "/api/v1/my-sheets?limit=33", bearer, seconds);
  compare("http_sheets_page_anew", bare_port, (*busy_server)->port(), "/my-sheets", site.cookie_of("expert01"),
          seconds);
  compare("http_sheets_page", bare_port, port, "/my-sheets", site.cookie_of("expert01"), seconds);
  compare("http_record_page", bare_port, port, "/my-record", site.cookie_of("agency01"), seconds);
  bare.stopAll(true);
  std::filesystem::remove(log);
} catch (const std::exception& fault) {
  std::fprintf(stderr, "http_bench: %s\n", fault.what());
  return 1;
}
