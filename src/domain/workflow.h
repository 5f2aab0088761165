// The life of a record as a table: which action leads from which state to which, and who takes it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace zhiheng::domain {

struct Transition {
  std::string_view from;  // "" when the record does not exist yet
  std::string_view action;
  std::string_view to;
  std::string_view who;  // roles, separated by a comma; "system" for what follows from another act
};

// The transition of this action from this state; null when the table knows none.
constexpr const Transition* find_transition(std::span<const Transition> table, std::string_view from,
                                            std::string_view action) {
  for (const Transition& transition : table) {
    if (transition.from == from && transition.action == action) return &transition;
  }
  return nullptr;
}

// One line per transition, for people and for the golden test: "draft --submit--> submitted (expert)".
inline std::string workflow_diagram(std::span<const Transition> table) {
  std::string out;
  for (const Transition& transition : table) {
    out += transition.from.empty() ? "(new)" : std::string(transition.from);
    out += " --" + std::string(transition.action) + "--> " + std::string(transition.to);
    out += " (" + std::string(transition.who) + ")\n";
  }
  return out;
}

}  // namespace zhiheng::domain
