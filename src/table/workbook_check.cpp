#include "table/workbook_check.h"

#include "table/workbook_xml.h"

namespace zhiheng::table {

namespace {

constexpr std::string_view opening = "<sheetData>";
constexpr std::string_view closing = "</sheetData>";
constexpr std::string_view last_tag = "</worksheet>";
constexpr std::size_t longest_head = 4u << 20;  // what stands before the rows: views and widths of columns

// Follows one sheet from byte to byte: head, rows of a known length, tail.
class SheetCheck {
 public:
  explicit SheetCheck(std::uint64_t row_bytes) : row_bytes_(row_bytes) {}

  bool take(std::string_view bytes) {
    if (!in_rows_) {
      head_ += bytes;
      const std::size_t found = head_.find(opening);
      if (found == std::string::npos) return head_.size() < longest_head;
      in_rows_ = true;
      const std::string rest = head_.substr(found + opening.size());
      head_.clear();
      return take(rest);
    }
    const std::uint64_t skipped = std::min<std::uint64_t>(row_bytes_ - seen_, bytes.size());
    seen_ += skipped;
    bytes.remove_prefix(static_cast<std::size_t>(skipped));
    // Of the tail only its two ends matter.
    const std::size_t wanted = closing.size() - std::min(closing.size(), after_rows_.size());
    after_rows_ += bytes.substr(0, wanted);
    end_ += bytes;
    if (end_.size() > 4096) end_.erase(0, end_.size() - 64);
    return true;
  }

  bool whole() const {
    // A sheet without any row closes the element at once.
    if (!in_rows_) return row_bytes_ == 0 && head_.find("<sheetData/>") != std::string::npos && ends(head_);
    return seen_ == row_bytes_ && after_rows_ == closing && ends(end_);
  }

 private:
  static bool ends(std::string_view text) {
    return text.size() >= last_tag.size() && text.substr(text.size() - last_tag.size()) == last_tag;
  }

  std::uint64_t row_bytes_;
  std::uint64_t seen_ = 0;
  bool in_rows_ = false;
  std::string head_, after_rows_, end_;
};

struct NothingKept : XmlHandler {
  void start(const char*, const char**) override {}
  void end(const char*) override {}
};

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

bool workbook_is_whole(const std::string& path, const std::vector<std::uint64_t>& row_bytes) {
  WorkbookLimits limits;
  limits.file_bytes = limits.inflated_bytes = ~std::uint64_t{0};
  limits.ratio = 100000;  // we wrote it ourselves
  try {
    WorkbookZip zip(path, limits);
    for (const auto& part : zip.parts()) {
      const bool xml = ends_with(part, ".xml") || ends_with(part, ".rels") || ends_with(part, ".vml");
      if (!xml || part.rfind("xl/worksheets/sheet", 0) == 0) continue;
      NothingKept handler;
      parse_part(zip, part, handler);
    }
    for (std::size_t i = 0; i < row_bytes.size(); ++i) {
      SheetCheck check(row_bytes[i]);
      zip.inflate("xl/worksheets/sheet" + std::to_string(i + 1) + ".xml",
                  [&](std::string_view bytes) { return check.take(bytes); });
      if (!check.whole()) return false;
    }
    return zip.has("xl/workbook.xml");
  } catch (const Refusal&) {
    return false;
  }
}

}  // namespace zhiheng::table
