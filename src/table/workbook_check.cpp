#include "table/workbook_check.h"

#include "table/workbook_zip.h"

namespace zhiheng::table {

namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

// "<?xml ...?>\n<worksheet xmlns..." -> "worksheet".
std::string root_name(std::string_view head) {
  if (head.substr(0, 5) == "<?xml") head.remove_prefix(std::min(head.find("?>") + 2, head.size()));
  const std::size_t open = head.find('<');
  if (open == std::string_view::npos) return "";
  head.remove_prefix(open + 1);
  return std::string(head.substr(0, head.find_first_of(" \t\r\n/>")));
}

bool part_is_whole(WorkbookZip& zip, const std::string& part) {
  std::string head, tail;
  zip.inflate(part, [&](std::string_view bytes) {
    if (head.size() < 4096) head += bytes.substr(0, 4096);
    tail += bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 256));
    if (tail.size() > 4096) tail.erase(0, tail.size() - 256);
    return true;
  });
  const std::string root = root_name(head);
  const std::string_view end = trimmed(tail);
  // A root without content closes itself; then the whole part is one short tag.
  return !root.empty() && (ends_with(end, "</" + root + ">") || (head.size() < 4096 && ends_with(end, "/>")));
}

}  // namespace

bool workbook_is_whole(const std::string& path) {
  WorkbookLimits limits;
  limits.file_bytes = limits.inflated_bytes = ~std::uint64_t{0};
  limits.ratio = 100000;  // we wrote it ourselves
  try {
    WorkbookZip zip(path, limits);
    for (const auto& part : zip.parts()) {
      if (!part_is_whole(zip, part)) return false;
    }
    return zip.has("xl/workbook.xml");
  } catch (const Refusal&) {
    return false;
  }
}

}  // namespace zhiheng::table
