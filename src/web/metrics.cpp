#include "web/metrics.h"

#include <unistd.h>

#include <charconv>
#include <fstream>

#include "web/router.h"

namespace zhiheng::web {

namespace {

constexpr std::array<std::int64_t, 13> bucket_microseconds{
    1000, 2500, 5000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1000'000, 2500'000, 5000'000, 10'000'000};

std::string seconds_text(std::int64_t microseconds) {
  std::string fraction = std::to_string(microseconds % 1'000'000);
  fraction.insert(0, 6 - fraction.size(), '0');
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return std::to_string(microseconds / 1'000'000) + (fraction.empty() ? "" : "." + fraction);
}

}  // namespace

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  text_.append(name).append(" ").append(type).append("\n");
}

void MetricsText::begin_sample(const Pairs& labels, std::string_view suffix) {
  text_.append(name_).append(suffix);
  char before = '{';
  for (const auto& [name, value] : labels) {
    text_.push_back(before);
    text_.append(name).append("=\"");
    for (const char c : value) {
      if (c == '\\' || c == '"') text_.push_back('\\');
      text_.append(c == '\n' ? "\\n" : std::string(1, c));
    }
    text_.push_back('"');
    before = ',';
  }
  text_.append(labels.empty() ? " " : "} ");
}

void MetricsText::sample(const Pairs& labels, std::int64_t value, std::string_view suffix) {
  begin_sample(labels, suffix);
  text_.append(std::to_string(value)).append("\n");
}

void MetricsText::seconds(const Pairs& labels, std::int64_t microseconds, std::string_view suffix) {
  begin_sample(labels, suffix);
  text_.append(seconds_text(microseconds)).append("\n");
}

void Metrics::count_routes(const std::vector<Route>& routes) {
  routes_ = &routes;
  counts_ = std::make_unique<Counts[]>(routes.size() + 1);
}

void Metrics::count(const Request& request, const Response& response, std::int64_t microseconds) noexcept {
  const std::size_t index =
      request.matched ? static_cast<std::size_t>(request.matched - routes_->data()) : routes_->size();
  Counts& counts = counts_[index];
  ++counts.by_class[static_cast<std::size_t>(response.status / 100 % 6)];
  counts.microseconds += microseconds;
  counts.bytes += static_cast<std::int64_t>(response.source ? response.source->length : response.body.size());
  std::size_t bucket = 0;
  while (bucket < bucket_count && microseconds > bucket_microseconds[bucket]) ++bucket;
  ++counts.by_time[bucket];
}

void Metrics::write_requests(MetricsText& out) const {
  auto labels_of = [&](std::size_t index) -> Pairs {
    if (index == routes_->size()) return {{"route", "none"}, {"method", "none"}};
    return {{"route", (*routes_)[index].name}, {"method", (*routes_)[index].method}};
  };
  auto each = [&](const auto& body) {
    for (std::size_t index = 0; index <= routes_->size(); ++index) {
      std::int64_t total = 0;
      for (const auto& bucket : counts_[index].by_time) total += bucket;
      if (total > 0) body(counts_[index], labels_of(index), total);
    }
  };
  out.family("zhiheng_route_info", "gauge", "The routes there are, with the path of each.");
  for (const Route& route : *routes_) {
    out.sample({{"route", route.name}, {"method", route.method}, {"path", route.pattern}}, 1);
  }
  out.family("zhiheng_requests_total", "counter", "Answered requests by route, method and class of status.");
  each([&](const Counts& counts, const Pairs& labels, std::int64_t) {
    for (std::size_t digit = 1; digit < counts.by_class.size(); ++digit) {
      if (counts.by_class[digit] == 0) continue;
      Pairs all = labels;
      all.emplace_back("class", std::to_string(digit) + "xx");
      out.sample(all, counts.by_class[digit]);
    }
  });
  out.family("zhiheng_response_bytes_total", "counter", "Bytes of answered bodies before they are sent.");
  each([&](const Counts& counts, const Pairs& labels, std::int64_t) { out.sample(labels, counts.bytes); });
  out.family("zhiheng_request_duration_seconds", "histogram", "From the head of a request to its answer.");
  each([&](const Counts& counts, const Pairs& labels, std::int64_t total) {
    std::int64_t so_far = 0;
    for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
      so_far += counts.by_time[bucket];
      Pairs all = labels;
      all.emplace_back("le", seconds_text(bucket_microseconds[bucket]));
      out.sample(all, so_far, "_bucket");
    }
    Pairs all = labels;
    all.emplace_back("le", "+Inf");
    out.sample(all, total, "_bucket");
    out.seconds(labels, counts.microseconds, "_sum");
    out.sample(labels, total, "_count");
  });
}

std::string Metrics::text() const {
  MetricsText out;
  write_requests(out);
  out.family("zhiheng_requests_in_flight", "gauge", "Requests that are being answered now.");
  out.sample({}, in_flight);
  for (const Source& source : sources) source(out);
  write_process_metrics(out);
  return out.text();
}

void write_process_metrics(MetricsText& out) {
  // Pages: size, resident, shared, ... (proc(5)).
  std::ifstream file("/proc/self/statm");
  std::int64_t size = 0, resident = 0;
  if (file >> size >> resident) {
    const std::int64_t page = ::sysconf(_SC_PAGESIZE);
    out.family("process_resident_memory_bytes", "gauge", "Memory of this process that is in the machine.");
    out.sample({}, resident * page);
    out.family("process_virtual_memory_bytes", "gauge", "Addresses that this process has asked for.");
    out.sample({}, size * page);
  }
}

}  // namespace zhiheng::web
