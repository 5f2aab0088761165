// Names for people of the parts of a policy document, which itself speaks in JSON pointers.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/messages.h"

namespace zhiheng::service {

// "/components/0/criteria" -> "实施方案 · 评分项"; a part without a name of its own keeps its key.
std::string policy_label(const Json& policy, std::string_view pointer, Language language);

}  // namespace zhiheng::service
