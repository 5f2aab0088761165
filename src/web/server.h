// The listening side: threads, time-outs and a stop that answers what was accepted.
#pragma once

#include <memory>
#include <string>

#include "web/exchange.h"

namespace zhiheng::web {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 8080;  // 0: any free one, see Server::port()
  int threads = 128;
};

class Server {
 public:
  // The site must outlive the server. Refuses server.address when the address cannot be bound.
  static Result<std::unique_ptr<Server>> start(Site& site, const ServerOptions& options);
  ~Server();  // stops

  int port() const;
  // Accepts nothing more, answers what was accepted (at most `grace_seconds`), then returns.
  void stop(int grace_seconds = 20);

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Blocks SIGTERM and SIGINT in this and all later threads; wait_for_stop_signal() then takes them in.
void hold_stop_signals();
int wait_for_stop_signal();

}  // namespace zhiheng::web
