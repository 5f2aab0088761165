// A path in words, for the reason that stands on a page, in a refusal and in a record.
#pragma once

#include <string>

#include "base/messages.h"
#include "domain/recusal.h"

namespace zhiheng::domain {

// "林知衡任职于云岭咨询公司（自2020-01-01起）": one step with its dates.
std::string words_of(const RecusalStep& step, Language language);
// All steps in one line; the rule stands before them where `with_rule`.
std::string words_of(const RecusalPath& path, Language language, bool with_rule = true);

}  // namespace zhiheng::domain
