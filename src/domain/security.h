// The rules of passwords, sessions and second factors: what the security administrator may set, within which bounds,
// and what follows from it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/access.h"

namespace zhiheng::domain {

// One setting: a whole number within bounds. Its text and what it is good for stand in the catalogue under
// security.<name> and security.<name>.why.
struct SecurityRule {
  std::string_view name;
  std::string_view unit;  // "minutes", "characters"; "switch" for yes (1) and no (0)
  std::int64_t standard = 0;
  std::int64_t least = 0;
  std::int64_t most = 0;
};
const std::vector<SecurityRule>& security_rules();

struct SecuritySettings {
  std::int64_t password_length = 0;
  std::int64_t password_classes = 0;
  std::int64_t password_strength = 0;  // bits, base/password_strength.h
  std::int64_t password_age_days = 0;  // 0: for ever
  std::int64_t password_history = 0;
  std::int64_t lock_after = 0;
  std::int64_t lock_first_seconds = 0;
  std::int64_t lock_most_minutes = 0;
  std::int64_t address_lock_after = 0;
  std::int64_t session_idle_minutes = 0;
  std::int64_t session_hours = 0;
  std::int64_t second_factor_for_money = 0;
  std::int64_t second_factor_minutes = 0;  // how long a code counts as fresh
  std::int64_t token_days = 0;
  std::int64_t code_hours = 0;
  std::int64_t log_days = 0;
  std::vector<Role> second_factor_roles;

  std::int64_t* find(std::string_view name);
  const std::int64_t* find(std::string_view name) const;
};
SecuritySettings standard_security();

// What is wrong with a password, all at once: account.password_short, _long, _plain, _like_login, _like_name, _common.
struct PasswordOwner {
  std::string login;
  std::string display_name;
};
Problems check_password(const SecuritySettings& settings, const PasswordOwner& owner, const std::string& password,
                        const std::string& field);

// For how long nobody may try after this many failures in a row, in seconds: nothing before `lock_after`, then the
// first delay, doubled with each further failure up to the largest.
std::int64_t lock_seconds(std::int64_t failures, std::int64_t after, const SecuritySettings& settings);

bool needs_second_factor(const SecuritySettings& settings, const std::vector<Role>& roles);

// Actions that move money, and so ask for a fresh code where the setting says so.
bool moves_money(Action action);

// What a personal token may do: "read", "write", or the name of a group. A token never manages accounts, sessions,
// passwords or tokens, whatever its owner may do.
const std::vector<std::string_view>& token_scopes();
bool is_token_scope(std::string_view name);
std::vector<Action> actions_of_scopes(const std::vector<std::string>& scopes);

}  // namespace zhiheng::domain
