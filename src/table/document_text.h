// What can be read in a document without opening it in its program: the text of its pages and parts, its properties,
// the names of those who commented on it. For looking, never for changing anything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "table/archive.h"

namespace zhiheng::table {

// One page of a PDF ("page", number from 1), its properties ("properties"), or one part of an office document by its
// name within ("word/header1.xml"), which for properties is "docProps/core.xml" and the like.
struct TextPart {
  std::string name;
  int page = 0;  // nought where there are no pages
  std::string text;
};

struct DocumentText {
  std::vector<TextPart> parts;
  std::vector<int> pages_without_text;  // of a PDF: pictures, most likely
  int pictures = 0;                     // of an office document
  bool cut = false;                     // longer than is looked at
};

// A PDF is read in a process of its own (document_apart.h): one that crashes its reader or keeps it busy is
// document.unreadable. Refuses document.encrypted, document.unreadable, document.no_text (nothing but pictures),
// document.too_large (more than `most_bytes`), document.unknown_kind.
Result<DocumentText> document_text(const ByteReader& bytes, std::int64_t most_bytes = std::int64_t{256} << 20);

// Their parts, one by one; used by document_text alone.
Result<DocumentText> pdf_text(const std::string& bytes);
struct ZippedText {
  std::string name;
  std::string bytes;
};
// Small parts of a zip that hold XML or text; `others` counts those that hold pictures. Refuses archive.damaged,
// archive.encrypted, archive.bomb.
Result<std::vector<ZippedText>> zipped_texts(const ByteReader& bytes, int& pictures, bool& cut);

// Text of XML without its tags: paragraphs end lines, entities are characters, and the values of attributes follow at
// the end, a line each.
std::string text_of_xml(std::string_view xml);

}  // namespace zhiheng::table
