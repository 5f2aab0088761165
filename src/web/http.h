// Reading of targets, forms, cookies and header values: pure functions on bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "web/exchange.h"

namespace zhiheng::web {

bool is_utf8(std::string_view bytes);
bool same_ignoring_case(std::string_view a, std::string_view b);
std::string lower_case(std::string_view text);
std::string_view trimmed(std::string_view text);

// Refuses request.target: broken escapes, control characters, bytes that are not UTF-8.
Result<std::string> percent_decode(std::string_view text, bool plus_is_blank);
std::string percent_encode(std::string_view text);  // everything but letters, digits, - . _ ~
Result<Pairs> read_query(std::string_view text);    // "a=1&b=2", also application/x-www-form-urlencoded
std::string write_query(const Pairs& pairs);

// "text/html; charset=utf-8" -> "text/html".
std::string media_type(std::string_view content_type);
std::string header_parameter(std::string_view value, std::string_view name);

struct Part {
  std::string name;
  std::string file_name;  // "" for a plain field
  std::string content_type;
  std::string bytes;
};
// multipart/form-data. Refuses request.multipart.
Result<std::vector<Part>> read_multipart(std::string_view body, std::string_view content_type);

// attachment; filename in ASCII and RFC 5987.
std::string disposition(const std::string& file_name);
std::string reason_phrase(int status);

}  // namespace zhiheng::web
