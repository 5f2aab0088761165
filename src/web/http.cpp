#include "web/http.h"

#include <cstring>

namespace zhiheng::web {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// How many bytes the sequence that starts here has, or 0 when it is no UTF-8 (overlong and surrogates included).
std::size_t sequence_length(std::string_view bytes, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return 1;
  std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > bytes.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char second = byte(at + 1);
  if (first == 0xE0 && second < 0xA0) return 0;
  if (first == 0xED && second > 0x9F) return 0;
  if (first == 0xF0 && second < 0x90) return 0;
  if (first == 0xF4 && second > 0x8F) return 0;
  return length;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = sequence_length(bytes, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) {
        return refusal(Kind::malformed, "request.target");
      }
      c = static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else if (c == '+' && plus_is_blank) {
      c = ' ';
    }
    // A form field may hold lines; nothing else below a blank has a meaning in text.
    const bool line = plus_is_blank && (c == '\r' || c == '\n' || c == '\t');
    if ((static_cast<unsigned char>(c) < 0x20 && !line) || c == 0x7F) return refusal(Kind::malformed, "request.target");
    out.push_back(c);
  }
  if (!is_utf8(out)) return refusal(Kind::malformed, "request.target");
  return out;
}

std::string percent_encode(std::string_view text) {
  static const char* digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(digits[byte >> 4]);
      out.push_back(digits[byte & 15]);
    }
  }
  return out;
}

Result<Pairs> read_query(std::string_view text) {
  Pairs pairs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    auto name = percent_decode(part.substr(0, equals), true);
    auto value = percent_decode(part.substr(std::min(equals + 1, part.size())), true);
    if (!name) return name.problems();
    if (!value) return value.problems();
    pairs.emplace_back(std::move(*name), std::move(*value));
    if (pairs.size() > 2000) return refusal(Kind::too_large, "request.too_many_fields");
  }
  return pairs;
}

std::string write_query(const Pairs& pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) {
    out += (out.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  }
  return out;
}

std::string media_type(std::string_view content_type) {
  return lower_case(trimmed(content_type.substr(0, std::min(content_type.find(';'), content_type.size()))));
}

std::string header_parameter(std::string_view value, std::string_view name) {
  for (std::size_t at = value.find(';'); at != std::string_view::npos; at = value.find(';', at + 1)) {
    std::string_view rest = trimmed(value.substr(at + 1));
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos || !same_ignoring_case(trimmed(rest.substr(0, equals)), name)) continue;
    rest.remove_prefix(equals + 1);
    if (!rest.empty() && rest.front() == '"') {
      const std::size_t close = rest.find('"', 1);
      return std::string(rest.substr(1, close == std::string_view::npos ? close : close - 1));
    }
    return std::string(trimmed(rest.substr(0, std::min(rest.find(';'), rest.size()))));
  }
  return {};
}

namespace {

Result<Part> read_part(std::string_view text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos || end > 4096) return refusal(Kind::malformed, "request.multipart");
  Part part;
  std::string_view head = text.substr(0, end);
  while (!head.empty()) {
    const std::size_t line_end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, line_end);
    head.remove_prefix(std::min(line_end + 2, head.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return refusal(Kind::malformed, "request.multipart");
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (same_ignoring_case(line.substr(0, colon), "Content-Disposition")) {
      part.name = header_parameter(value, "name");
      part.file_name = header_parameter(value, "filename");
    } else if (same_ignoring_case(line.substr(0, colon), "Content-Type")) {
      part.content_type = std::string(value);
    }
  }
  part.bytes = std::string(text.substr(end + 4));
  if (part.name.empty() || !is_utf8(part.name) || !is_utf8(part.file_name)) {
    return refusal(Kind::malformed, "request.multipart");
  }
  return part;
}

}  // namespace

Result<std::vector<Part>> read_multipart(std::string_view body, std::string_view content_type) {
  const std::string boundary = header_parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 70) return refusal(Kind::malformed, "request.multipart");
  const std::string opening = "--" + boundary;
  const std::string between = "\r\n" + opening;
  if (!body.starts_with(opening)) return refusal(Kind::malformed, "request.multipart");
  body.remove_prefix(opening.size());
  std::vector<Part> parts;
  while (true) {
    if (body.starts_with("--")) return parts;
    if (!body.starts_with("\r\n") || parts.size() >= 200) return refusal(Kind::malformed, "request.multipart");
    body.remove_prefix(2);
    const std::size_t end = body.find(between);
    if (end == std::string_view::npos) return refusal(Kind::malformed, "request.multipart");
    auto part = read_part(body.substr(0, end));
    if (!part) return part.problems();
    if (part->file_name.empty() && !is_utf8(part->bytes)) return refusal(Kind::malformed, "request.not_utf8");
    parts.push_back(std::move(*part));
    body.remove_prefix(end + between.size());
  }
}

std::string disposition(const std::string& file_name) {
  std::string ascii;
  for (const char c : file_name) {
    const bool plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '/';
    if (plain) ascii.push_back(c);
  }
  if (ascii.empty() || ascii.front() == '.') ascii = "download" + ascii;
  return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + percent_encode(file_name);
}

std::string reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Status";
  }
}

}  // namespace zhiheng::web
