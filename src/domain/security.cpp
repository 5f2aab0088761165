#include "domain/security.h"

#include <algorithm>

#include "base/password_strength.h"

namespace zhiheng::domain {

namespace {

constexpr std::size_t most_characters = 200;

std::string lower_case(std::string_view text) {
  std::string lower;
  for (const char letter : text) lower += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  return lower;
}

}  // namespace

const std::vector<SecurityRule>& security_rules() {
  static const std::vector<SecurityRule> rules{
      {"password_length", "characters", 10, 8, 64},
      {"password_classes", "classes", 3, 1, 4},
      {"password_strength", "bits", 28, 20, 60},
      {"password_age_days", "days", 180, 0, 730},
      {"password_history", "passwords", 5, 0, 24},
      {"lock_after", "attempts", 5, 3, 20},
      {"lock_first_seconds", "seconds", 30, 5, 3600},
      {"lock_most_minutes", "minutes", 30, 1, 1440},
      {"address_lock_after", "attempts", 30, 5, 1000},
      {"session_idle_minutes", "minutes", 30, 5, 480},
      {"session_hours", "hours", 12, 1, 72},
      {"second_factor_for_money", "switch", 0, 0, 1},
      {"second_factor_minutes", "minutes", 5, 1, 60},
      {"token_days", "days", 365, 1, 1095},
      {"code_hours", "hours", 24, 1, 168},
      {"log_days", "days", 400, 180, 3650},
  };
  return rules;
}

const std::int64_t* SecuritySettings::find(std::string_view name) const {
  const std::pair<std::string_view, const std::int64_t*> members[] = {
      {"password_length", &password_length},
      {"password_classes", &password_classes},
      {"password_strength", &password_strength},
      {"password_age_days", &password_age_days},
      {"password_history", &password_history},
      {"lock_after", &lock_after},
      {"lock_first_seconds", &lock_first_seconds},
      {"lock_most_minutes", &lock_most_minutes},
      {"address_lock_after", &address_lock_after},
      {"session_idle_minutes", &session_idle_minutes},
      {"session_hours", &session_hours},
      {"second_factor_for_money", &second_factor_for_money},
      {"second_factor_minutes", &second_factor_minutes},
      {"token_days", &token_days},
      {"code_hours", &code_hours},
      {"log_days", &log_days},
  };
  for (const auto& [known, member] : members) {
    if (known == name) return member;
  }
  return nullptr;
}

std::int64_t* SecuritySettings::find(std::string_view name) {
  return const_cast<std::int64_t*>(static_cast<const SecuritySettings*>(this)->find(name));
}

SecuritySettings standard_security() {
  SecuritySettings settings;
  for (const SecurityRule& rule : security_rules()) *settings.find(rule.name) = rule.standard;
  return settings;
}

Problems check_password(const SecuritySettings& settings, const PasswordOwner& owner, const std::string& password,
                        const std::string& field) {
  Problems problems;
  std::size_t characters = 0;
  bool capital = false, small = false, digit = false, other = false;
  for (const char letter : password) {
    if ((static_cast<unsigned char>(letter) & 0xc0) != 0x80) ++characters;
    const bool is_capital = letter >= 'A' && letter <= 'Z';
    const bool is_small = letter >= 'a' && letter <= 'z';
    const bool is_digit = letter >= '0' && letter <= '9';
    capital |= is_capital;
    small |= is_small;
    digit |= is_digit;
    other |= !is_capital && !is_small && !is_digit;
  }
  const std::string lower = lower_case(password);
  const auto shortest = static_cast<std::size_t>(settings.password_length);
  if (characters < shortest) {
    problems.push_back(refusal("account.password_short", field, {{"least", std::to_string(shortest)}}));
  }
  if (characters > most_characters) problems.push_back(refusal("account.password_long", field));
  if (capital + small + digit + other < settings.password_classes) {
    problems.push_back(
        refusal("account.password_plain", field, {{"classes", std::to_string(settings.password_classes)}}));
  }
  if (!owner.login.empty() && lower.find(lower_case(owner.login)) != std::string::npos) {
    problems.push_back(refusal("account.password_like_login", field));
  }
  const std::string name = lower_case(owner.display_name);
  if (name.size() >= 3 && name != lower_case(owner.login) && lower.find(name) != std::string::npos) {
    problems.push_back(refusal("account.password_like_name", field));
  }
  if (characters >= shortest && characters <= most_characters &&
      password_strength_bits(password, {owner.login, owner.display_name}) < settings.password_strength) {
    problems.push_back(refusal("account.password_common", field));
  }
  return problems;
}

std::int64_t lock_seconds(std::int64_t failures, std::int64_t after, const SecuritySettings& settings) {
  if (failures < after) return 0;
  const std::int64_t most = settings.lock_most_minutes * 60;
  std::int64_t seconds = settings.lock_first_seconds;
  for (std::int64_t more = failures - after; more > 0 && seconds < most; --more) seconds *= 2;
  return std::min(seconds, most);
}

bool needs_second_factor(const SecuritySettings& settings, const std::vector<Role>& roles) {
  const auto& required = settings.second_factor_roles;
  return std::any_of(roles.begin(), roles.end(),
                     [&](Role role) { return std::find(required.begin(), required.end(), role) != required.end(); });
}

bool moves_money(Action action) {
  return action == Action::confirm_statement || action == Action::confirm_adjustment ||
         action == Action::register_payment;
}

}  // namespace zhiheng::domain
