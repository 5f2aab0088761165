#include "web/rate_limit.h"

#include <algorithm>
#include <string>

namespace zhiheng::web {

namespace {

constexpr std::size_t most_buckets_of_shard = 4096;

}  // namespace

RateLimit::RateLimit(std::int64_t per_second, std::int64_t burst)
    : per_second_(per_second), burst_(std::max(burst, per_second)) {}

std::int64_t RateLimit::filled(const Bucket& bucket, Moment now) const {
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - bucket.counted).count();
  // A day fills any bucket; more would only overflow.
  const std::int64_t milliseconds = std::clamp<std::int64_t>(passed, 0, 86'400'000);
  return std::min(burst_ * 1000, bucket.thousandths + milliseconds * per_second_);
}

void RateLimit::forget_full(Shard& shard, Moment now) const {
  std::erase_if(shard.buckets, [&](const auto& one) { return filled(one.second, now) >= burst_ * 1000; });
}

RateLimit::Verdict RateLimit::take(std::string_view who, Moment now) {
  Verdict verdict;
  if (per_second_ <= 0) return verdict;
  const std::size_t key = std::hash<std::string_view>{}(who);
  Shard& shard = shards_[key % shards_.size()];
  const std::lock_guard<std::mutex> lock(shard.mutex);
  if (shard.buckets.size() >= most_buckets_of_shard) forget_full(shard, now);
  const auto [found, is_new] = shard.buckets.try_emplace(key, Bucket{burst_ * 1000, now});
  Bucket& bucket = found->second;
  // Only whole milliseconds are counted, so the rest of one must not be lost from request to request.
  const std::int64_t now_filled = filled(bucket, now);
  if (now_filled != bucket.thousandths || is_new) bucket.counted = now;
  bucket.thousandths = now_filled;
  verdict.limit = burst_;
  verdict.allowed = bucket.thousandths >= 1000;
  if (verdict.allowed) bucket.thousandths -= 1000;
  const auto seconds_to = [&](std::int64_t thousandths) {
    const std::int64_t missing = std::max<std::int64_t>(0, thousandths - bucket.thousandths);
    return (missing + per_second_ * 1000 - 1) / (per_second_ * 1000);
  };
  verdict.remaining = bucket.thousandths / 1000;
  verdict.full_in_seconds = seconds_to(burst_ * 1000);
  if (!verdict.allowed) verdict.retry_in_seconds = std::max<std::int64_t>(1, seconds_to(1000));
  return verdict;
}

}  // namespace zhiheng::web
