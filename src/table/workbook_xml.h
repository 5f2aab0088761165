// XML of a workbook's parts as events; the parser itself is known to workbook_xml.cpp alone.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "table/workbook_zip.h"

namespace zhiheng::table {

// Events of one part. Names come without their namespace prefix. Whatever a handler throws stops the parser and
// comes out of parse_part.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(const char* name, const char** attributes) = 0;
  virtual void end(const char* name) = 0;

  // Where character data goes; null while nobody wants it.
  std::string* sink = nullptr;
  // Set by a handler that has seen enough: parsing ends without a refusal.
  bool enough = false;
};

// Longest text that a cell may hold: 32,767 characters of at most four bytes, and what escaping adds is refused.
inline constexpr std::size_t longest_cell_text = 32767;

// The value of an attribute by its name without prefix; null when absent.
const char* attribute(const char** attributes, const char* name);

// Throws Refusal: workbook.broken_xml, workbook.doctype, workbook.text_too_long, and those of inflate().
void parse_part(WorkbookZip& zip, std::string_view part, XmlHandler& handler);

}  // namespace zhiheng::table
