// How fast one session, token or address may ask the API: a bucket that holds `burst` requests and fills up again with
// `per_second` of them. Counted in the memory of this process, so each node of a service counts for itself.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace zhiheng::web {

class RateLimit {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // No limit at all with 0 requests per second.
  RateLimit(std::int64_t per_second, std::int64_t burst);

  struct Verdict {
    bool allowed = true;
    std::int64_t limit = 0;      // 0: there is none
    std::int64_t remaining = 0;  // whole requests that are left
    std::int64_t full_in_seconds = 0;
    std::int64_t retry_in_seconds = 0;  // at least 1 for who is refused
  };
  // Takes one request out of the bucket of `who`.
  Verdict take(std::string_view who, Moment now);

 private:
  struct Bucket {
    std::int64_t thousandths = 0;  // of a request
    Moment counted;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::size_t, Bucket> buckets;  // by hash, so that no token is kept
  };
  std::int64_t filled(const Bucket& bucket, Moment now) const;
  void forget_full(Shard& shard, Moment now) const;

  std::int64_t per_second_;
  std::int64_t burst_;
  std::array<Shard, 16> shards_;
};

}  // namespace zhiheng::web
