// What a function answers when a rule, a form or a permission may refuse: a value, or named problems.
#pragma once

#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhiheng {

// Each kind has exactly one HTTP status and one exit code (web/exchange.cpp, cli/exit_code.cpp).
enum class Kind {
  invalid,          // 422, exit 2
  malformed,        // 400, exit 2: the request itself cannot be read
  unauthenticated,  // 401, exit 3
  forbidden,        // 403, exit 3
  absent,           // 404, exit 4
  conflict,         // 409, exit 5
  stale,            // 412, exit 5: somebody else saved first
  too_large,        // 413, exit 2
  unsupported,      // 415, exit 2: not the type of file or body that was promised
  too_many,         // 429, exit 6
  busy,             // 503, exit 6
  defect,           // 500, exit 1
};

using Params = std::vector<std::pair<std::string, std::string>>;

// One refusal. `rule` is a stable dotted name with a text in templates/messages.*.json; `field` is a JSON
// pointer, a form field or a workbook cell; `params` fill the slots of the text.
struct Problem {
  Kind kind = Kind::invalid;
  std::string rule;
  std::string field;
  Params params;

  friend bool operator==(const Problem&, const Problem&) = default;
};

using Problems = std::vector<Problem>;

inline Problem refusal(std::string rule, std::string field = {}, Params params = {}) {
  return Problem{Kind::invalid, std::move(rule), std::move(field), std::move(params)};
}

inline Problem refusal(Kind kind, std::string rule, std::string field = {}, Params params = {}) {
  return Problem{kind, std::move(rule), std::move(field), std::move(params)};
}

// A promise of our own code was broken. Caught only by the shells, which log it and answer with a number.
class Defect : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

inline void ensure(bool condition, const char* promise) {
  if (!condition) throw Defect(promise);
}

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Problem problem) { problems_.push_back(std::move(problem)); }
  Result(Problems problems) : problems_(std::move(problems)) {
    ensure(!problems_.empty(), "a refusal names at least one problem");
  }

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    ensure(ok(), "value() of a refused result");
    return *value_;
  }
  T& value() & {
    ensure(ok(), "value() of a refused result");
    return *value_;
  }
  T&& value() && {
    ensure(ok(), "value() of a refused result");
    return std::move(*value_);
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Problems& problems() const { return problems_; }

 private:
  std::optional<T> value_;
  Problems problems_;
};

struct Done {
  friend bool operator==(Done, Done) = default;
};
using Outcome = Result<Done>;

}  // namespace zhiheng
