// Bureaus: a tree by administrative division. `path` holds the ids from the root, "/1/4/", so that a subtree is a
// prefix.
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& bureau_shape();

// What is known of the bureau that shall become the parent; noughts when there is none.
struct ParentBureau {
  std::int64_t id = 0;
  std::string path;
  std::string status = "active";
};
// Refuses, in this order: bureau.own_parent, bureau.parent_below_itself, bureau.parent_closed.
Problems check_bureau(std::int64_t id, const Record& bureau, const ParentBureau& parent);
std::string bureau_path(const ParentBureau& parent, std::int64_t id);

}  // namespace zhiheng::domain
