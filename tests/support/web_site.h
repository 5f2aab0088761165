// The whole service in process: the demonstration year on real SQLite, served on a free port of the loopback, with a
// clock that stands still; and a client that sends bytes as they are.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "service/gate.h"
#include "store/database.h"
#include "support/engines.h"
#include "web/application.h"
#include "web/server.h"

namespace zhiheng::testing {

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
  std::string header(const std::string& name) const;
  Json json() const;
};

class Site {
 public:
  Site();
  ~Site();
  // Everything that comes back on one connection until the other side closes or is quiet.
  std::string raw(const std::string& bytes) const;
  Answer send(const std::string& method, const std::string& target, const std::vector<std::string>& headers = {},
              const std::string& body = {}) const;
  // With a token, and the body as JSON where there is one.
  Answer api(const std::string& token, const std::string& method, const std::string& path, const std::string& body = {},
             const std::vector<std::string>& headers = {}) const;
  std::string token_of(const std::string& login) const;  // of a demonstration account
  // Signs in by the form; answers the cookie header.
  std::string cookie_of(const std::string& login) const;
  int port() const { return server->port(); }
  const std::string& file() const { return file_; }  // of the database

  FakeClock clock{"2026-11-20 01:00:00.000"};
  std::unique_ptr<store::Database> database;
  std::unique_ptr<service::Gate> gate;
  std::unique_ptr<web::Application> application;
  std::unique_ptr<web::Server> server;

 private:
  std::string file_;
};

// One for all tests of the program; they change only what they made themselves.
Site& site();

// Opens a connection to the loopback; -1 when refused.
int connect_to(int port);
std::string receive_all(int socket);

// Waits for what another thread does; a busy machine may take its time. False when it never came.
bool comes_true(const std::function<bool()>& condition);

}  // namespace zhiheng::testing
