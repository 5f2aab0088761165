// How the room reports from deep inside: thrown here, and made into a refused Result at the room's doors.
#pragma once

#include <string>

#include "base/result.h"

namespace zhiheng::table {

// Readers are called back by C libraries and printers by row sources; a Result handed through each of those
// frames would hide what they do. Never leaves the room.
struct Refusal {
  Problem problem;
};

[[noreturn]] inline void refuse(Kind kind, std::string rule, std::string field = {}, Params params = {}) {
  throw Refusal{Problem{kind, std::move(rule), std::move(field), std::move(params)}};
}

}  // namespace zhiheng::table
