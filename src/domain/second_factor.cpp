#include "domain/second_factor.h"

#include "base/crypto.h"

namespace zhiheng::domain {

namespace {

std::string code_of_step(std::string_view secret, std::int64_t step, int digits) {
  std::string counter(8, '\0');
  for (int i = 7; i >= 0; --i, step >>= 8) counter[static_cast<std::size_t>(i)] = static_cast<char>(step & 0xff);
  const std::string sum = hmac_sha1(secret, counter);
  const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(sum[at])); };
  const std::size_t at = byte(19) & 15;
  std::uint32_t value = ((byte(at) & 0x7f) << 24) | (byte(at + 1) << 16) | (byte(at + 2) << 8) | byte(at + 3);
  std::string code(static_cast<std::size_t>(digits), '0');
  for (std::size_t i = code.size(); i-- > 0; value /= 10) code[i] = static_cast<char>('0' + value % 10);
  return code;
}

}  // namespace

std::string second_factor_code(std::string_view secret, std::int64_t seconds, int digits) {
  return code_of_step(secret, seconds / second_factor_step_seconds, digits);
}

std::optional<std::int64_t> second_factor_match(std::string_view secret, std::string_view code, std::int64_t seconds,
                                                std::int64_t last_step) {
  const std::int64_t now = seconds / second_factor_step_seconds;
  for (const std::int64_t step : {now, now - 1, now + 1}) {
    if (step > last_step && same_secret(code_of_step(secret, step, 6), code)) return step;
  }
  return std::nullopt;
}

}  // namespace zhiheng::domain
