#include "base/ordered_work.h"

#include <catch2/catch.hpp>

#include <set>
#include <stdexcept>
#include <string>

using namespace zhiheng;

namespace {

struct Numbered {
  int number = 0;
  int square = 0;
  std::thread::id by;
};

}  // namespace

TEST_CASE("ordered work: collected in the order of the rows, on the reader's thread", "[ordered_work]") {
  const int count = GENERATE(0, 1, 127, 128, 129, 5000);
  std::vector<int> seen;
  std::set<std::thread::id> workers;
  bool here = true;
  const auto reader = std::this_thread::get_id();
  {
    OrderedWork<Numbered> work(
        3,
        [] {
          return [](Numbered& one) {
            one.square = one.number * one.number;
            one.by = std::this_thread::get_id();
          };
        },
        [&](Numbered& one) {
          here = here && std::this_thread::get_id() == reader;
          workers.insert(one.by);
          seen.push_back(one.square);
        });
    for (int i = 0; i < count; ++i) work.add({i, 0, {}}, 10);
    work.finish();
  }
  REQUIRE(seen.size() == static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) REQUIRE(seen[static_cast<std::size_t>(i)] == i * i);
  CHECK(here);
  // Few rows are worked on without another thread.
  if (count > 0) CHECK(workers.contains(reader) == (count < 128));
}

TEST_CASE("ordered work: a fault of the work reaches the reader, and one that is left early ends", "[ordered_work]") {
  const auto broken = [] {
    return [](Numbered& one) {
      if (one.number == 777) throw std::runtime_error("the work failed");
    };
  };
  OrderedWork<Numbered> work(2, broken, [](Numbered&) {});
  const auto all = [&] {
    for (int i = 0; i < 3000; ++i) work.add({i, 0, {}}, 10);
    work.finish();
  };
  CHECK_THROWS_WITH(all(), "the work failed");
  OrderedWork<Numbered> left(2, broken, [](Numbered&) {});
  for (int i = 0; i < 500; ++i) left.add({i, 0, {}}, 1u << 12);
}
