// One accepted connection: what it is doing, until when it may, and the requests on it.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "web/server.h"
#include "web/server_tls.h"

namespace zhiheng::web {

// What all connections of a server share.
struct Surroundings {
  Site& site;
  const ServerOptions& options;
  std::shared_ptr<const Tls> tls;
  int tls_port = 0;  // where the redirecting socket leads
  std::atomic<bool> draining{false};
  std::atomic<std::int64_t> queued{0};  // connections that wait for a thread
};

class Link final : public Pace {
 public:
  // waits: for a head, watched by the loop; queued and busy: in the hands of a thread; leaves: an answer was sent and
  // what still comes is thrown away.
  enum class State { waits, queued, busy, leaves };

  // Takes the descriptor over.
  Link(Surroundings& around, int descriptor, std::string address, bool redirects);
  ~Link() override;

  // Serves requests as long as the next one follows at once. False: the connection has ended.
  bool serve();
  // Whether a request can be read without waiting for its head; asked by the loop when bytes have come.
  enum class Head { partial, whole, too_long, closed };
  Head look() const;
  void set_time(int seconds) noexcept;

  void reading(std::uint64_t bytes) noexcept override;
  void working() noexcept override;
  void writing(std::uint64_t bytes) noexcept override;
  bool last() const noexcept override;
  bool secure() const noexcept override { return tls_; }
  const Limits& limits() const noexcept override { return around_.options.limits; }
  const std::vector<Network>& trusted_proxies() const noexcept override { return around_.options.trusted_proxies; }

  std::uint64_t number = 0;  // what the loop calls it
  const int descriptor;
  const std::string address;
  const bool redirects;
  std::atomic<State> state{State::waits};
  std::atomic<std::int64_t> until_milliseconds{0};  // of the steady clock; nought: as long as it takes
  std::atomic<bool> cut{false};
  std::atomic<int> requests{0};

 private:
  struct Parts;
  bool serve_one();
  bool next_comes_at_once();

  Surroundings& around_;
  const bool tls_;
  std::unique_ptr<Parts> parts_;
};

std::int64_t steady_milliseconds();

}  // namespace zhiheng::web
