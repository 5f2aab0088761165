#include "support/web_site.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "base/crypto.h"
#include "service/demo_service.h"
#include "service/policy_service.h"
#include "service/security_key.h"
#include "store/change_number.h"
#include "store/migration.h"
#include "web/http.h"
#include "web/template.h"

namespace zhiheng::testing {

namespace {

Answer read_answer(const std::string& bytes) {
  Answer answer;
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return answer;
  answer.head = bytes.substr(0, end);
  answer.body = bytes.substr(end + 4);
  answer.status = std::stoi(answer.head.substr(9, 3));
  return answer;
}

// Every JSON answer of the API is written down, a line each, for tests/browser/api_contract.mjs, which holds them
// against the description of the API that lies beside them.
constexpr const char* answers_file = "api_answers.ndjson";
constexpr const char* description_file = "api_description.json";

Json headers_of(const Answer& answer) {
  Json headers = Json::object();
  for (const char* name : {"X-Request-Id", "ETag", "Location", "Retry-After"}) {
    if (const std::string value = answer.header(name); !value.empty()) headers.set(web::lower_case(name), value);
  }
  return headers;
}

void write_down(const std::string& method, const std::string& target, const std::vector<std::string>& headers,
                const std::string& body, const Answer& answer) {
  const std::string type = answer.header("Content-Type");
  const bool json = type.starts_with("application/json") || type.starts_with("application/problem+json");
  if (!target.starts_with("/api/v1/") || method == "HEAD" || answer.status == 0 ||
      !answer.header("Content-Encoding").empty())
    return;
  std::string request_type;
  for (const std::string& header : headers) {
    if (header.starts_with("Content-Type: ")) request_type = header.substr(14);
  }
  const bool whole = request_type == "application/json" && parse_json(body).ok();
  Json line = Json::object();
  line.set("method", method).set("target", target).set("request_type", request_type);
  line.set("request", whole ? body : std::string()).set("status", answer.status).set("type", type);
  line.set("headers", headers_of(answer)).set("body", json ? answer.body : std::string());
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  std::ofstream(answers_file, std::ios::app) << write_json(line) << "\n";
}

std::string password_of(const std::string& login) {
  for (const auto& account : service::demo_accounts()) {
    if (account.login == login) return account.password;
  }
  throw Defect("no such demonstration account");
}

}  // namespace

std::string Answer::header(const std::string& name) const {
  const std::size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t start = at + name.size() + 4;
  return head.substr(start, head.find("\r\n", start) - start);
}

Json Answer::json() const {
  auto parsed = parse_json(body);
  ensure(parsed.ok(), "the answer is JSON");
  return *parsed;
}

Site::Site() : file_((std::filesystem::temp_directory_path() / ("zhiheng-web-" + random_token(6) + ".db")).string()) {
  web::refuse_missing_names(true);
  service::use_key_file(file_ + ".key");  // the demonstration seals bank accounts
  auto url = store::read_database_url("sqlite:" + file_);
  database = store::open_database(*url, "", 8);
  gate = std::make_unique<service::Gate>(*database, clock);
  ensure(store::migrate(*database, clock.now()).ok(), "the schema stands");
  ensure(service::SeedService::seed_policies(*gate).ok(), "the shipped policies stand");
  ensure(service::DemoService::fill(*database, clock, true).ok(), "the demonstration year stands");
  web::ApplicationOptions served;
  served.change_number = [this] { return store::change_number(*database); };
  application = std::make_unique<web::Application>(*gate, served);
  web::ServerOptions options;
  options.port = 0;
  auto started = web::Server::start(*application, options);
  ensure(started.ok(), "the server listens");
  server = std::move(*started);
  std::ofstream(answers_file, std::ios::trunc).flush();
  std::ofstream(description_file, std::ios::trunc) << send("GET", "/api/v1/openapi.json").body;
}

Site::~Site() {
  server.reset();
  application.reset();
  gate.reset();
  database.reset();
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file_ + ending);
}

int connect_to(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket);
    return -1;
  }
  return socket;
}

std::string receive_all(int socket) {
  std::string bytes;
  char piece[65536];
  for (;;) {
    const ssize_t got = ::recv(socket, piece, sizeof piece, 0);
    if (got <= 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(got));
  }
}

bool comes_true(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

std::string Site::raw(const std::string& bytes) const {
  const int socket = connect_to(port());
  ensure(socket >= 0, "the server takes connections");
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t sent = ::send(socket, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) break;
    at += static_cast<std::size_t>(sent);
  }
  const std::string answer = receive_all(socket);
  ::close(socket);
  return answer;
}

Answer Site::send(const std::string& method, const std::string& target, const std::vector<std::string>& headers,
                  const std::string& body) const {
  std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  for (const std::string& header : headers) bytes += header + "\r\n";
  if (!body.empty() || method == "POST" || method == "PUT")
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  Answer answer = read_answer(raw(bytes + "\r\n" + body));
  write_down(method, target, headers, body, answer);
  return answer;
}

Answer Site::api(const std::string& token, const std::string& method, const std::string& path, const std::string& body,
                 const std::vector<std::string>& headers) const {
  std::vector<std::string> all = headers;
  if (!token.empty()) all.push_back("Authorization: Bearer " + token);
  if (!body.empty()) all.push_back("Content-Type: application/json");
  return send(method, "/api/v1" + path, all, body);
}

std::string Site::token_of(const std::string& login) const {
  const Answer answer =
      api("", "POST", "/sessions", "{\"login\":\"" + login + "\",\"password\":\"" + password_of(login) + "\"}");
  ensure(answer.status == 201, "a demonstration account signs in");
  return answer.json().text_at("token");
}

std::string Site::cookie_of(const std::string& login) const {
  const Answer form = send("GET", "/sign-in");
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = form.body.find(mark) + mark.size();
  const std::string secret = form.body.substr(at, form.body.find('"', at) - at);
  std::string password;
  for (const char c : password_of(login)) password += c == '#' ? std::string("%23") : std::string(1, c);
  const Answer done =
      send("POST", "/sign-in", {"Content-Type: application/x-www-form-urlencoded", "Cookie: zhiheng_sign_in=" + secret},
           "csrf=" + secret + "&login=" + login + "&password=" + password);
  ensure(done.status == 303, "the form signs in");
  const std::size_t named = done.head.find("Set-Cookie: zhiheng_session=");
  ensure(named != std::string::npos, "signing in gives the cookie of a session");
  const std::size_t start = named + std::string("Set-Cookie: ").size();
  return "Cookie: " + done.head.substr(start, done.head.find_first_of(";\r", start) - start);
}

Site& site() {
  static Site one;
  return one;
}

}  // namespace zhiheng::testing
