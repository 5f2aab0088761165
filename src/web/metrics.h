// Counters of the service and their text for Prometheus (the exposition format, version 0.0.4).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/exchange.h"

namespace zhiheng::web {

class MetricsText {
 public:
  // Begins a family; `type` is counter, gauge or histogram.
  void family(std::string_view name, std::string_view type, std::string_view help);
  // A sample of the family; `labels` as pairs, values escaped here.
  void sample(const Pairs& labels, std::int64_t value, std::string_view suffix = {});
  void seconds(const Pairs& labels, std::int64_t microseconds, std::string_view suffix = {});
  const std::string& text() const { return text_; }

 private:
  void begin_sample(const Pairs& labels, std::string_view suffix);
  std::string name_, text_;
};

struct Metrics {
  using Source = std::function<void(MetricsText&)>;

  // The routes that are counted apart; the table may not change afterwards.
  void count_routes(const std::vector<Route>& routes);
  void count(const Request& request, const Response& response, std::int64_t microseconds) noexcept;
  std::string text() const;

  std::atomic<std::int64_t> in_flight{0};
  std::vector<Source> sources;  // what others know: the server, the database, jobs

 private:
  static constexpr std::size_t bucket_count = 13;
  struct Counts {
    std::array<std::atomic<std::int64_t>, 6> by_class{};  // 1xx ... 5xx at their first digit
    std::array<std::atomic<std::int64_t>, bucket_count + 1> by_time{};
    std::atomic<std::int64_t> microseconds{0};
    std::atomic<std::int64_t> bytes{0};
  };
  void write_requests(MetricsText& out) const;

  const std::vector<Route>* routes_ = nullptr;
  std::unique_ptr<Counts[]> counts_;  // one per route, and one for what is none
};

void write_process_metrics(MetricsText& out);

}  // namespace zhiheng::web
