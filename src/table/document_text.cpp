#include "table/document_text.h"

#include <algorithm>

#include "table/document_apart.h"

namespace zhiheng::table {

namespace {

// Elements after which a reader sees a new line: paragraphs and cells of text documents, workbooks and slides.
bool ends_line(std::string_view tag) {
  constexpr std::string_view names[] = {"p", "tr", "tc", "si", "br", "c", "row", "TextObject", "lpstr"};
  const std::size_t colon = tag.find(':');
  if (colon != std::string_view::npos) tag.remove_prefix(colon + 1);
  return std::find(std::begin(names), std::end(names), tag) != std::end(names);
}

void append_code_point(std::string& out, unsigned long code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x110000) {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// "&amp;" or "&#x4E2D;" from its ampersand; answers how many bytes it took, one for an ampersand that is none.
std::size_t take_entity(std::string_view rest, std::string& out) {
  const std::size_t end = rest.substr(0, 12).find(';');
  if (end != std::string_view::npos) {
    const std::string_view name = rest.substr(1, end - 1);
    constexpr std::pair<std::string_view, char> named[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [word, character] : named) {
      if (name != word) continue;
      out += character;
      return end + 1;
    }
    if (name.size() > 1 && name[0] == '#') {
      const bool hex = name[1] == 'x' || name[1] == 'X';
      unsigned long code = 0;
      for (const char c : name.substr(hex ? 2 : 1)) {
        const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                               : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10
                               : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10
                                                      : 99;
        if (digit >= (hex ? 16u : 10u) || code > 0x10FFFF) return out += '&', 1;
        code = code * (hex ? 16 : 10) + digit;
      }
      append_code_point(out, code);
      return end + 1;
    }
  }
  out += '&';
  return 1;
}

void append_decoded(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&') {
      at += take_entity(text.substr(at), out);
    } else {
      out += text[at++];
    }
  }
}

// The values of a tag's attributes, a line each; numbers and addresses of schemas say nothing.
void append_attributes(std::string& out, std::string_view tag) {
  for (std::size_t at = tag.find('='); at != std::string_view::npos; at = tag.find('=', at)) {
    ++at;
    if (at >= tag.size() || (tag[at] != '"' && tag[at] != '\'')) continue;
    const std::size_t end = tag.find(tag[at], at + 1);
    if (end == std::string_view::npos) return;
    const std::string_view value = tag.substr(at + 1, end - at - 1);
    at = end + 1;
    const bool says_nothing = value.size() < 4 || value.starts_with("http://schemas.") ||
                              value.find_first_not_of("0123456789.-") == value.npos;
    if (says_nothing) continue;
    append_decoded(out, value);
    out += '\n';
  }
}

std::string whole(const ByteReader& bytes) {
  std::string all;
  all.reserve(static_cast<std::size_t>(bytes.size));
  for (std::int64_t at = 0; at < bytes.size;) {
    const std::string piece = bytes.read(at);
    if (piece.empty()) break;
    all += piece;
    at += static_cast<std::int64_t>(piece.size());
  }
  return all;
}

}  // namespace

std::string text_of_xml(std::string_view xml) {
  std::string text, attributes;
  for (std::size_t at = 0; at < xml.size();) {
    const std::size_t open = std::min(xml.find('<', at), xml.size());
    append_decoded(text, xml.substr(at, open - at));
    if (open == xml.size()) break;
    const std::size_t close = xml.find('>', open);
    if (close == std::string_view::npos) break;
    const std::string_view tag = xml.substr(open + 1, close - open - 1);
    const bool ending = !tag.empty() && tag[0] == '/';
    const std::string_view name =
        tag.substr(ending ? 1 : 0, tag.find_first_of(" \t\r\n/", ending ? 1 : 0) - (ending ? 1 : 0));
    if ((ending || tag.ends_with('/')) && ends_line(name)) text += '\n';
    if (!ending) append_attributes(attributes, tag);
    at = close + 1;
  }
  return text + "\n" + attributes;
}

Result<DocumentText> document_text(const ByteReader& bytes, std::int64_t most_bytes) {
  if (bytes.size > most_bytes) return refusal(Kind::too_large, "document.too_large");
  const std::string head = bytes.size == 0 ? std::string() : bytes.read(0).substr(0, 8);
  if (head.starts_with("%PDF-")) {
    // Its reader is a large library that strangers have written files against: never within the server itself.
    return read_apart([all = whole(bytes)] { return pdf_text(all); });
  }
  DocumentText document;
  if (head.starts_with(std::string_view("PK\x03\x04", 4))) {
    auto parts = zipped_texts(bytes, document.pictures, document.cut);
    if (!parts) {
      const bool locked = parts.problems().front().rule == "archive.encrypted";
      return refusal(Kind::unsupported, locked ? "document.encrypted" : "document.unreadable");
    }
    std::size_t characters = 0;
    for (ZippedText& part : *parts) {
      TextPart read{part.name, 0, part.name.ends_with(".txt") ? std::move(part.bytes) : text_of_xml(part.bytes)};
      if (!part.name.starts_with("docProps/")) characters += read.text.size();
      document.parts.push_back(std::move(read));
    }
    if (characters < 60 && document.pictures > 0) return refusal(Kind::unsupported, "document.no_text");
    return document;
  }
  if (head.find('\0') != std::string::npos) return refusal(Kind::unsupported, "document.unknown_kind");
  document.parts.push_back({"text", 0, whole(bytes)});
  return document;
}

}  // namespace zhiheng::table
