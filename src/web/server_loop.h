// The threads of a server: one that accepts and watches connections that wait, and workers that serve requests. A
// connection holds a worker only while a request of it is at hand.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "web/server_link.h"

namespace zhiheng::web {

class ServerLoop {
 public:
  struct Listening {
    int descriptor = -1;
    bool redirects = false;
  };
  ServerLoop(Surroundings& around, std::vector<Listening> listening);
  ~ServerLoop();

  void stop(int grace_seconds, bool handed_over);
  ServerState state() const;

 private:
  using LinkPointer = std::shared_ptr<Link>;

  void watch();
  void work();
  void accept_all(const Listening& from);
  void admit(int descriptor, const std::string& address, bool redirects);
  void turn_away(int descriptor, const char* status);
  void bytes_came(std::uint64_t number);
  void enqueue(const LinkPointer& link);
  LinkPointer next_in_queue(std::unique_lock<std::mutex>& lock);
  void park(const LinkPointer& link);
  void forget(std::uint64_t number);
  void sweep();
  void close_listening(bool answer_the_waiting);
  void close_idle();
  // Reads what nobody wants; true when the other side has closed, too.
  bool throw_away(const LinkPointer& link);

  Surroundings& around_;
  std::vector<Listening> listening_;
  int poll_ = -1;
  int wake_ = -1;

  mutable std::mutex mutex_;
  std::condition_variable called_;
  std::unordered_map<std::uint64_t, LinkPointer> links_;
  std::map<std::string, int> per_address_, busy_per_address_;
  std::deque<LinkPointer> queue_;
  std::uint64_t last_number_ = 100;  // below that: what is no connection
  int idle_workers_ = 0;
  bool ended_ = false;
  bool stopping_ = false, handed_over_ = false;
  std::int64_t idle_until_ = 0, all_until_ = 0;
  ServerState counts_;

  std::vector<std::thread> workers_;
  std::thread watcher_;
};

}  // namespace zhiheng::web
