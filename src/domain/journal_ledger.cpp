// The journal as a plain-text ledger that `ledger` and `hledger` read alike.
#include "domain/journal.h"

namespace zhiheng::domain {

namespace {

// The length in bytes of the character that begins here; text is UTF-8 everywhere in this house.
std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xE0) return 2;
  return lead < 0xF0 ? 3 : 4;
}

std::uint32_t code_point(std::string_view piece) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(piece[i])); };
  if (piece.size() == 1) return byte(0);
  if (piece.size() == 2) return ((byte(0) & 0x1F) << 6) | (byte(1) & 0x3F);
  if (piece.size() == 3) return ((byte(0) & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F);
  return ((byte(0) & 0x07) << 18) | ((byte(1) & 0x3F) << 12) | ((byte(2) & 0x3F) << 6) | (byte(3) & 0x3F);
}

// Blanks of Unicode end an account's name in one of the two programs; marks mean something in both. Han characters and
// the brackets in which Chinese numbers put their year mean nothing to either.
bool is_plain(std::uint32_t point) {
  const bool letter = (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
  const bool digit = point >= '0' && point <= '9';
  const bool han = (point >= 0x3400 && point <= 0x4DBF) || (point >= 0x4E00 && point <= 0x9FFF);
  const bool bracket = point == 0x3014 || point == 0x3015 || point == 0xFF08 || point == 0xFF09;
  return letter || digit || han || bracket || point == '-' || point == '.' || point == '_';
}

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    const std::size_t length = std::min(length_of(static_cast<unsigned char>(text.front())), text.size());
    all.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return all;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string number_of(const JournalTransaction& one) {
  const std::string number = std::to_string(one.number);
  return std::to_string(one.year) + "-" + std::string(number.size() < 6 ? 6 - number.size() : 0, '0') + number;
}

}  // namespace

std::string JournalTransaction::name() const {
  return number_of(*this);
}

std::string ledger_segment(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string segment;
  for (const std::string_view piece : characters(text)) {
    if (is_plain(code_point(piece))) {
      segment += piece;
      continue;
    }
    for (const char c : piece) {
      const auto byte = static_cast<unsigned char>(c);
      segment.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
  }
  return segment.empty() ? "_" : segment;
}

std::string ledger_prose(std::string_view text) {
  std::string line;
  for (const std::string_view piece : characters(text)) {
    const std::uint32_t point = code_point(piece);
    const bool blank = point <= 0x20 || point == 0x7F || (point >= 0x80 && point <= 0xA0) || point == 0x3000 ||
                       point == 0x1680 || (point >= 0x2000 && point <= 0x200F) || (point >= 0x2028 && point <= 0x202F);
    if (blank) {
      if (!line.empty() && line.back() != ' ') line += ' ';
      continue;
    }
    switch (point) {
      case ';': line += "；"; break;
      case '|': line += "｜"; break;
      case ',': line += "，"; break;
      case ':': line += "："; break;
      case '[': line += "［"; break;
      case ']': line += "］"; break;
      case '=': line += "＝"; break;
      default: line += piece;
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line.empty() ? "-" : line;
}

std::string ledger_account(std::string_view account, const LedgerPlace& place) {
  std::string name(journal_account(account).ledger);
  name.append(":").append(ledger_segment(place.bureau_code));
  return name.append(":").append(ledger_segment(place.contract_number));
}

void append_ledger(std::string& out, const JournalTransaction& one, const LedgerPlace& place) {
  out += one.posted_on.text() + " * (" + number_of(one) + ") " + ledger_prose(place.agency_name) + " | " + one.kind +
         " " + ledger_prose(one.reference) + "\n";
  const auto tag = [&](const char* name, std::string_view value) {
    out.append("    ; ").append(name).append(": ").append(ledger_prose(value)).append("\n");
  };
  tag("bureau", place.bureau_name);
  tag("contract", place.contract_number);
  tag("title", place.contract_title);
  tag("occurred", one.occurred_on.text());
  tag("source", one.source_stem + " " + std::to_string(one.source_id));
  if (!one.reason.empty()) tag("reason", one.reason);
  for (const JournalEntry& entry : one.entries) {
    out += "    " + padded(ledger_account(entry.account, place), 56) + "  " + entry.amount.text() + " CNY\n";
  }
  out += "\n";
}

}  // namespace zhiheng::domain
