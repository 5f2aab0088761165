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
  double rss_mib = 0;  // the highest of the runs
};

template <class Function>
Measured in_child(const Function& function, int rounds = 3) {
  std::vector<double> seconds;
  Measured measured;
  for (int round = 0; round < rounds; ++round) {
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
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    measured.rss_mib = std::max(measured.rss_mib, static_cast<double>(used.ru_maxrss) / 1024);
  }
  std::sort(seconds.begin(), seconds.end());
  measured.seconds = seconds[seconds.size() / 2];
  return measured;
}

inline void report(const char* name, const Measured& baseline, const Measured& ours) {
  std::printf(
      "{\"name\": \"%s\", \"baseline_s\": %.3f, \"ours_s\": %.3f, \"ratio\": %.2f, \"rss_mib\": %.1f, "
      "\"baseline_rss_mib\": %.1f}\n",
      name, baseline.seconds, ours.seconds, ours.seconds / baseline.seconds, ours.rss_mib, baseline.rss_mib);
  std::fflush(stdout);
}

}  // namespace bench
