// Lines answered side by side on all cores, their answers in order.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace zhiheng::cli {

struct LineAnswers {
  std::vector<std::string> outputs;  // in the order of the lines, several lines in one
  bool refused = false;
};

// Appends the answer to one line; false when the line was refused.
using AnswerLine = std::function<bool(std::string_view, std::string&)>;

class LineWorkers {
 public:
  LineWorkers();
  ~LineWorkers();
  LineWorkers(const LineWorkers&) = delete;
  LineWorkers& operator=(const LineWorkers&) = delete;

  LineAnswers answer_all(const std::vector<std::string_view>& lines, const AnswerLine& answer);

 private:
  void work();
  void answer_slices(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const std::vector<std::string_view>* lines_ = nullptr;
  const AnswerLine* answer_ = nullptr;
  LineAnswers* answers_ = nullptr;
  std::size_t next_slice_ = 0;
  std::size_t open_slices_ = 0;
  bool ending_ = false;
  std::vector<std::thread> helpers_;
};

}  // namespace zhiheng::cli
