// Pages that refresh themselves: the same address asked with `Zhiheng-Fragment: 1` answers the content of the page
// without its frame, under an ETag of what it shows. A page that nothing can have changed is not even built: as long as
// nobody wrote anything since the tag was given, the answer is 304 for the price of one indexed read. What the
// installation wrote meanwhile is kept here and never told: the tag depends on the shown page alone.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "web/call.h"

namespace zhiheng::web {

bool asks_for_fragment(const Request& request);

class LivePages {
 public:
  // The handler's page as a fragment, or 304 where the asker has it; what is no page of 200 goes the usual way.
  Response refresh(Call& call, const std::function<Reply()>& handle, const std::function<Response(Reply)>& respond);

 private:
  struct Seen {
    std::string tag;
    std::string stamp;
  };
  bool is_known(const std::string& key, const std::string& tag, const std::string& stamp);
  void remember(const std::string& key, Seen seen);

  std::mutex mutex_;
  std::map<std::string, Seen> seen_;
};

}  // namespace zhiheng::web
