// Files, named by the SHA-256 of their bytes and kept in pieces of 512 KiB, so that neither a statement nor a reader
// ever holds a whole one. The same bytes are stored once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "store/sql.h"

namespace zhiheng::store {

inline constexpr std::size_t file_piece_bytes = 512u << 10;

struct StoredFile {
  std::string sha256;
  std::int64_t size = 0;
  std::string media_type;
};

std::optional<StoredFile> find_file(Connection& connection, const std::string& sha256);

// Inside a writing transaction. `next` hands out the bytes in parts of any size and an empty one at the end. A file
// that is there already is left as it is. Defect when the bytes do not have the sum that the caller promised.
StoredFile store_file(Connection& connection, const std::string& sha256, const std::string& media_type,
                      const std::function<std::string()>& next, Timestamp now);
StoredFile store_file(Connection& connection, const std::string& sha256, const std::string& media_type,
                      std::string_view bytes, Timestamp now);

// Piece by piece in order; stops when the body answers false. Answers false when there is no such file.
bool read_file(Connection& connection, const std::string& sha256, const std::function<bool(std::string_view)>& body);
// One piece, counted from nought; nothing after the last one. For answers that are sent without holding a transaction.
std::optional<std::string> read_file_piece(Connection& connection, const std::string& sha256, std::int64_t sequence);

}  // namespace zhiheng::store
