// Stored case documents, read by the ten thousand under one other policy. Each carries its whole policy, which is most
// of its text; here it is recognised by comparison and not parsed again.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/case.h"

namespace zhiheng::domain {

// The value of the member "policy" of a compact or indented JSON object, as it stands in the text; empty when there is
// none or the text is no object.
std::string_view policy_text_of(std::string_view document);

class StoredCases {
 public:
  // The case under its own policy, or under `other`. What `other` has no use for and no figure depends on (other
  // results of the year) is left out. Refuses what read_case refuses, and what_if.not_a_case.
  Result<Case> read(std::string_view document, const std::shared_ptr<const Policy>& other = nullptr);

 private:
  struct Known {
    std::string text;
    std::shared_ptr<const Policy> policy;
  };
  Result<std::shared_ptr<const Policy>> own_policy(std::string_view text);

  std::vector<Known> known_;  // the one used last comes first
  std::string rest_;
};

}  // namespace zhiheng::domain
