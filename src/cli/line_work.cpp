#include "cli/line_work.h"

#include <algorithm>

namespace zhiheng::cli {
namespace {
constexpr std::size_t slice_lines = 64;
}

LineWorkers::LineWorkers() {
  // The calling thread works too, so one core needs no helper.
  const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1u, 16u);
  for (unsigned i = 1; i < cores; ++i) helpers_.emplace_back([this] { work(); });
}

LineWorkers::~LineWorkers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

LineAnswers LineWorkers::answer_all(const std::vector<std::string_view>& lines, const AnswerLine& answer) {
  LineAnswers answers;
  std::unique_lock lock(mutex_);
  lines_ = &lines;
  answer_ = &answer;
  answers_ = &answers;
  open_slices_ = (lines.size() + slice_lines - 1) / slice_lines;
  answers.outputs.resize(open_slices_);
  next_slice_ = 0;
  if (open_slices_ > 1) wake_.notify_all();
  answer_slices(lock);
  done_.wait(lock, [this] { return open_slices_ == 0; });
  lines_ = nullptr;
  return answers;
}

void LineWorkers::answer_slices(std::unique_lock<std::mutex>& lock) {
  while (lines_ && next_slice_ < answers_->outputs.size()) {
    const std::size_t slice = next_slice_++;
    lock.unlock();
    std::string& out = answers_->outputs[slice];
    const std::size_t begin = slice * slice_lines;
    const std::size_t end = std::min(begin + slice_lines, lines_->size());
    out.reserve((end - begin) * 2048);
    bool refused = false;
    for (std::size_t i = begin; i < end; ++i) refused = !(*answer_)((*lines_)[i], out) || refused;
    lock.lock();
    answers_->refused = answers_->refused || refused;
    if (--open_slices_ == 0) done_.notify_all();
  }
}

void LineWorkers::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return ending_ || (lines_ && next_slice_ < answers_->outputs.size()); });
    if (ending_) return;
    answer_slices(lock);
  }
}

}  // namespace zhiheng::cli
