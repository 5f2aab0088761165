#include "table/xlsx_book.h"

#include <sys/types.h>
#include <xlsxwriter.h>

#include <cerrno>
#include <cstdio>

#include "table/cell_text.h"
#include "table/workbook_check.h"
#include "table/workbook_reader.h"

namespace zhiheng::table {

namespace {

constexpr std::size_t longest_sheet_name = 31;
// Excel stores no moment without one; a workbook without a date of its own gets the first of the century, so
// that the same content always gives the same bytes.
constexpr time_t no_date = 946684800;

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

std::string shortened(const std::string& text, std::size_t longest) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
    if (excel_length(kept) + excel_length(std::string_view(text).substr(at, next - at)) > longest) break;
    kept.append(text, at, next - at);
    at = next;
  }
  return kept;
}

// []:*?/\ and control characters become blanks; apostrophes may not stand at the ends.
std::string cleaned(const std::string& name) {
  std::string clean;
  for (char c : name) clean += std::string_view("[]:*?/\\").find(c) != std::string_view::npos || c < ' ' ? ' ' : c;
  // Bytes above 0x7F are negative chars: they are kept as they are.
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (static_cast<unsigned char>(name[i]) >= 0x80) clean[i] = name[i];
  }
  clean = shortened(clean, longest_sheet_name);
  const std::size_t first = clean.find_first_not_of(" '");
  if (first == std::string::npos) return "";
  return clean.substr(first, clean.find_last_not_of(" '") - first + 1);
}

uint8_t align_of(Align align) {
  switch (align) {
    case Align::left: return LXW_ALIGN_LEFT;
    case Align::center: return LXW_ALIGN_CENTER;
    case Align::right: return LXW_ALIGN_RIGHT;
    case Align::none: break;
  }
  return LXW_ALIGN_NONE;
}

void set_border(lxw_format* format, Border border) {
  if (border == Border::none) return;
  format_set_left(format, LXW_BORDER_THIN);
  format_set_right(format, LXW_BORDER_THIN);
  if (border != Border::no_top) format_set_top(format, LXW_BORDER_THIN);
  if (border != Border::no_bottom) format_set_bottom(format, LXW_BORDER_THIN);
}

}  // namespace

XlsxBook::XlsxBook(const PendingFile& file, const std::string& target, const std::string& title, Timestamp created)
    : file_(file), target_(target) {
  check_text(title, "title");
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = const_cast<char*>(file.folder().c_str());  // the library only reads and copies it
  options.use_zip64 = LXW_FALSE;
  book_ = workbook_new_opt(file.path().c_str(), &options);
  ensure(book_ != nullptr, "the workbook library has memory");
  lxw_doc_properties properties{};
  const std::string short_title = shortened(title, 200);
  properties.title = const_cast<char*>(short_title.c_str());
  const time_t seconds = created.milliseconds() / 1000;
  properties.created = seconds > 0 ? seconds : no_date;
  workbook_set_properties(book_, &properties);
}

XlsxBook::~XlsxBook() {
  if (book_) lxw_workbook_free(book_);
}

std::string XlsxBook::free_name(const std::string& wanted, const std::string& if_unnamed) const {
  std::string name = cleaned(wanted);
  if (name.empty()) name = cleaned(if_unnamed);
  if (lower(name) == "history") name += "_";  // the one name that Excel keeps for itself
  std::string candidate = name;
  for (int count = 2; names_.count(lower(candidate)) != 0; ++count) {
    const std::string suffix = " (" + std::to_string(count) + ")";
    candidate = shortened(name, longest_sheet_name - suffix.size()) + suffix;
  }
  return candidate;
}

XlsxSheet XlsxBook::add_sheet(const std::string& wanted, const std::string& if_unnamed) {
  check_text(wanted, "sheet");
  const std::string name = free_name(wanted, if_unnamed);
  errno = 0;
  lxw_worksheet* sheet = workbook_add_worksheet(book_, name.c_str());
  // The name is clean, so what fails is the sheet's temporary file.
  if (!sheet || !sheet->optimize_tmpfile) refuse_write(errno, target_, file_.folder());
  names_.insert(lower(name));
  sheets_.push_back(sheet);
  return XlsxSheet(sheet, name);
}

StyleHandle XlsxBook::style(const XlsxStyle& style) {
  const auto found = styles_.find(style);
  if (found != styles_.end()) return found->second;
  lxw_format* format = workbook_add_format(book_);
  ensure(format != nullptr, "the workbook library has memory");
  if (!style.number_format.empty()) format_set_num_format(format, style.number_format.c_str());
  if (style.bold) format_set_bold(format);
  if (style.wrap) {
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  }
  if (style.size > 0) format_set_font_size(format, style.size);
  if (style.fill >= 0) {
    format_set_pattern(format, LXW_PATTERN_SOLID);
    format_set_bg_color(format, static_cast<lxw_color_t>(style.fill));
  }
  if (style.color >= 0) format_set_font_color(format, static_cast<lxw_color_t>(style.color));
  if (style.align != Align::none) format_set_align(format, align_of(style.align));
  set_border(format, style.border);
  styles_.emplace(style, format);
  return format;
}

void XlsxBook::finish() {
  std::vector<std::uint64_t> row_bytes;
  for (lxw_worksheet* sheet : sheets_) {
    errno = 0;
    lxw_worksheet_write_single_row(sheet);  // the last row, which the library keeps until it closes
    const bool written = std::fflush(sheet->optimize_tmpfile) == 0 && !std::ferror(sheet->optimize_tmpfile);
    const off_t size = ::ftello(sheet->optimize_tmpfile);
    if (!written || size < 0) refuse_write(errno ? errno : ENOSPC, target_, file_.folder());
    row_bytes.push_back(static_cast<std::uint64_t>(size));
  }
  errno = 0;
  const lxw_error error = workbook_close(book_);  // frees it, whatever it answers
  const int system_error = errno;
  book_ = nullptr;
  // The library ignores that its temporary files could not be written, but the system's error stays behind.
  const bool full = system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG || system_error == EIO;
  if (error != LXW_NO_ERROR || full) refuse_write(system_error, target_, file_.folder());
  // By now the temporary files are gone, so the disk no longer looks full.
  if (!workbook_is_whole(file_.path(), row_bytes)) refuse_write(ENOSPC, target_, file_.folder());
}

}  // namespace zhiheng::table
