// Answers that need not be made again: the same request while nothing was written to the database.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "web/call.h"

namespace zhiheng::web {

// A page that people look at together is asked for again and again while nothing changes. An answer is kept for the
// very same head of a request (token, cookies, languages and all) from the same address, and only as long as the
// database says that nobody has written anything since before it was made: so an ended session, a lost role or a new
// row shows at once, whatever process wrote it. Time passes without a write, so nothing is kept for longer than some
// seconds.
class KeptAnswers {
 public:
  // Nullopt: nothing is kept now.
  using ChangeNumber = std::function<std::optional<std::int64_t>()>;
  explicit KeptAnswers(ChangeNumber number) : number_(std::move(number)) {}

  // Where the answer to a request stands: what it was, and how the database was before it is answered.
  struct Place {
    std::string key;
    std::int64_t number = 0;
    std::int64_t moment = 0;
  };
  // None for what is always answered anew.
  std::optional<Place> place_of(const Call& call) const;
  // Tells the call who asks, as far as limits and the log want to know. The secret of the forms is masked afresh.
  std::optional<Response> find(const Place& place, Call& call);
  void keep(const Place& place, const Call& call, const Response& response);

 private:
  struct Kept;
  void forget_older(const Place& place);

  ChangeNumber number_;
  std::mutex mutex_;
  std::int64_t held_number_ = 0, held_moment_ = 0;
  std::size_t held_bytes_ = 0;
  std::unordered_map<std::string, std::shared_ptr<const Kept>> kept_;
};

}  // namespace zhiheng::web
