// Times a function in a fresh process, so that neither side warms the other's memory.
#pragma once

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace bench {

struct Measured {
  double seconds = 0;
  double cpu_seconds = 0;  // of all threads; other work on the machine moves it much less
  double rss_mib = 0;      // the highest of the runs
};

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

template <class Function>
Measured once_in_child(const Function& function) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child < 0) std::abort();
  if (child == 0) ::_exit(function() ? 0 : 1);
  int status = 0;
  rusage used{};
  if (::wait4(child, &status, 0, &used) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "a run of the bench failed\n");
    std::exit(1);
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          seconds(used.ru_utime) + seconds(used.ru_stime), static_cast<double>(used.ru_maxrss) / 1024};
}

inline Measured middle(const std::vector<Measured>& runs) {
  std::vector<double> seconds, cpu;
  Measured measured;
  for (const Measured& run : runs) {
    seconds.push_back(run.seconds);
    cpu.push_back(run.cpu_seconds);
    measured.rss_mib = std::max(measured.rss_mib, run.rss_mib);
  }
  measured.seconds = median(seconds);
  measured.cpu_seconds = median(cpu);
  return measured;
}

inline void report(const char* name, const Measured& baseline, const Measured& ours) {
  std::printf(
      "{\"name\": \"%s\", \"baseline_s\": %.3f, \"ours_s\": %.3f, \"ratio\": %.2f, \"baseline_cpu_s\": %.3f, "
      "\"ours_cpu_s\": %.3f, \"rss_mib\": %.1f, \"baseline_rss_mib\": %.1f}\n",
      name, baseline.seconds, ours.seconds, ours.seconds / baseline.seconds, baseline.cpu_seconds, ours.cpu_seconds,
      ours.rss_mib, baseline.rss_mib);
  std::fflush(stdout);
}

// The two sides take turns, so that what else the machine does falls on both.
template <class Baseline, class Ours>
void compare(const char* name, const Baseline& baseline, const Ours& ours, int rounds = 3) {
  std::vector<Measured> bare_runs, our_runs;
  for (int round = 0; round < rounds; ++round) {
    bare_runs.push_back(once_in_child(baseline));
    our_runs.push_back(once_in_child(ours));
  }
  report(name, middle(bare_runs), middle(our_runs));
}

}  // namespace bench
