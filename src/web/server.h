// The listening side: who may connect, how long things may take, threads, a stop that answers what was accepted, and a
// hand-over of the listening sockets to a younger process of the program.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "web/exchange.h"

namespace zhiheng::web {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 8080;  // 0: any free one, see Server::port()
  int threads = 128;
  Limits limits = {};
  std::vector<Network> trusted_proxies = {};
  std::string certificate_file = {};  // PEM with the chain; empty: no TLS here
  std::string key_file = {};
  std::string redirect_host = {};   // with redirect_port: plain HTTP that leads to https
  int redirect_port = -1;           // -1: none
  std::vector<int> inherited = {};  // listening sockets of a predecessor or of systemd: the first, then the redirecting
};

struct ServerState {
  std::int64_t connections = 0, waiting = 0;  // open now; of them without a request at hand
  std::int64_t threads = 0, busy = 0, queued = 0, most_threads = 0;
  std::int64_t accepted = 0, refused_full = 0, refused_address = 0, too_slow = 0;  // since the start
};

class Server {
 public:
  // The site must outlive the server. Refuses server.address when the address cannot be bound, server.certificate
  // when certificate or key cannot be used.
  static Result<std::unique_ptr<Server>> start(Site& site, const ServerOptions& options);
  ~Server();  // stops

  int port() const;
  int redirect_port() const;  // 0 when there is none
  ServerState state() const;
  std::vector<int> listening() const;  // for a successor
  // Accepts nothing more, answers what was accepted (at most `grace_seconds`), then returns. Handed over: whoever waits
  // to be accepted is left to the successor, and kept connections may ask once more before they are closed.
  void stop(int grace_seconds = 20, bool handed_over = false);

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Refuses server.certificate with the reason; for --check-config.
Outcome check_certificate(const std::string& certificate_file, const std::string& key_file);

// Refuses server.address when nobody could listen there; for --check-config.
Outcome check_address(const std::string& host, int port);

// Blocks SIGTERM, SIGINT and SIGHUP in this and all later threads; wait_for_stop_signal() then takes them in.
void hold_stop_signals();
int wait_for_stop_signal();

}  // namespace zhiheng::web
