// Time-based one-time passwords of RFC 6238: HMAC-SHA1, six digits, thirty seconds - what every authenticator app
// speaks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhiheng::domain {

inline constexpr std::int64_t second_factor_step_seconds = 30;

// The code of the step of this moment (seconds since 1970). `digits` from 6 to 8.
std::string second_factor_code(std::string_view secret, std::int64_t seconds, int digits = 6);

// The step that the code belongs to: that of now, or one before or after, because clocks of telephones differ - and
// only one later than `last_step`, so that no code works twice. Nullopt when it is none of these.
std::optional<std::int64_t> second_factor_match(std::string_view secret, std::string_view code, std::int64_t seconds,
                                                std::int64_t last_step);

}  // namespace zhiheng::domain
