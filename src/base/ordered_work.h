// Work over many rows that one thread reads and several judge: rows are handed to workers in batches, and what became
// of them is collected on the reader's thread in the order of the rows, whichever worker was first.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace zhiheng {

// As many workers as the machine has cores, at most `most`; the reader mostly waits for them.
inline int workers_of_machine(int most = 4) {
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return cores < 1 ? 1 : cores < most ? cores : most;
}

// Threads are started with the first full batch, so that few rows cost none; at most three batches a worker are held.
// A fault of the work is thrown again by add() or finish(). Only the work itself runs on other threads.
template <class Task>
class OrderedWork {
 public:
  using Work = std::function<void(Task&)>;
  // `make_work` is called once for each worker, whose own memory the work may use.
  OrderedWork(int workers, std::function<Work()> make_work, std::function<void(Task&)> collect)
      : workers_(workers < 1 ? 1 : workers), make_work_(std::move(make_work)), collect_(std::move(collect)) {}
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;
  ~OrderedWork() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    ready_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  void add(Task task, std::size_t bytes) {
    open_.tasks.push_back(std::move(task));
    open_bytes_ += bytes;
    if (open_.tasks.size() >= most_tasks || open_bytes_ >= most_bytes) hand_out();
  }

  // Waits for all that was added. More may be added afterwards.
  void finish() {
    if (threads_.empty()) {
      if (!own_work_) own_work_ = make_work_();
      for (Task& task : open_.tasks) {
        own_work_(task);
        collect_(task);
      }
      open_ = Batch();
      open_bytes_ = 0;
      return;
    }
    hand_out();
    while (!order_.empty()) collect_first();
  }

 private:
  static constexpr std::size_t most_tasks = 128;
  static constexpr std::size_t most_bytes = 1u << 19;
  struct Batch {
    std::vector<Task> tasks;
    bool done = false;
    std::exception_ptr fault;
  };

  void hand_out() {
    if (threads_.empty()) start();
    auto batch = std::make_shared<Batch>(std::move(open_));
    open_ = Batch();
    open_bytes_ = 0;
    order_.push_back(batch);
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(batch));
    }
    ready_.notify_one();
    while (order_.size() > 3 * static_cast<std::size_t>(workers_)) collect_first();
  }

  void start() {
    for (int i = 0; i < workers_; ++i) {
      threads_.emplace_back([this, work = make_work_()] { serve(work); });
    }
  }

  void serve(const Work& work) {
    for (;;) {
      std::shared_ptr<Batch> batch;
      {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return stopped_ || !waiting_.empty(); });
        if (stopped_) return;
        batch = std::move(waiting_.front());
        waiting_.pop_front();
      }
      try {
        for (Task& task : batch->tasks) work(task);
      } catch (...) {
        batch->fault = std::current_exception();
      }
      {
        const std::lock_guard lock(mutex_);
        batch->done = true;
      }
      finished_.notify_one();
    }
  }

  void collect_first() {
    const std::shared_ptr<Batch> first = order_.front();
    {
      std::unique_lock lock(mutex_);
      finished_.wait(lock, [&] { return first->done; });
    }
    order_.pop_front();
    if (first->fault) std::rethrow_exception(first->fault);
    for (Task& task : first->tasks) collect_(task);
  }

  const int workers_;
  std::function<Work()> make_work_;
  std::function<void(Task&)> collect_;
  Work own_work_;
  Batch open_;
  std::size_t open_bytes_ = 0;
  std::deque<std::shared_ptr<Batch>> order_;    // of the reader alone
  std::deque<std::shared_ptr<Batch>> waiting_;  // of all, under the mutex
  std::mutex mutex_;
  std::condition_variable ready_, finished_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace zhiheng
