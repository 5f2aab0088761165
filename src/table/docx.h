// Letters from templates that a clerk edits in Word: placeholders {{机构名称}} or {{agency}} are filled with values,
// {{#rows}} ... {{/rows}} is repeated for every row of a list (a table's row when both stand in it, paragraphs when
// they stand in different ones, words within one) or kept only where the value is not empty, {{^rows}} ... {{/rows}}
// where it is. Formatting is that of the placeholder's first letter; Word may have cut it into pieces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "table/archive_parts.h"
#include "table/docx_xml.h"

namespace zhiheng::table {

// What a template may name. In a list, {{序号}} or {{index}} counts its rows.
struct DocxField {
  std::string key;         // "agency"
  std::string title;       // "机构名称": the same name for people
  bool required = true;    // a letter without this value is refused; else `when_empty` is printed
  bool must = false;       // a template that does not name it is refused
  std::string when_empty;  // "无"
  bool is_list = false;
  std::vector<DocxField> fields;  // of a list's rows
};

struct DocxPlace {
  std::string part;   // "word/document.xml"
  int paragraph = 0;  // from 1, as they stand in the part
  std::string text;   // of the paragraph, cut short

  Params params() const { return {{"part", part}, {"paragraph", std::to_string(paragraph)}, {"text", text}}; }
};

class DocxTemplate {
 public:
  // Everything that is wrong comes back together, each at its part and paragraph. Refuses letter.not_docx,
  // letter.macros, letter.external_link, letter.too_large, letter.broken_xml, letter.doctype, archive.*;
  // letter.tracked_changes, letter.comments, letter.active_field, letter.mark_unclosed, letter.mark_empty,
  // letter.unknown_placeholder, letter.list_as_value, letter.section_unclosed, letter.section_unopened,
  // letter.section_mismatch, letter.section_crosses, letter.placeholder_missing.
  static Result<DocxTemplate> read(std::string_view bytes, const std::vector<DocxField>& fields);

  // `data` has a text for every field, an array of objects for every list; absent, null and "" are empty. The same data
  // always give the same bytes. Refuses letter.value_missing, all together.
  Result<std::string> fill(const Json& data) const;

 private:
  struct Tree {
    std::string part;
    XmlNode root;
  };
  std::vector<ArchivePart> parts_;
  std::vector<Tree> trees_;  // the parts that hold text
  std::vector<DocxPlace> places_;
  std::vector<DocxField> fields_;
};

inline constexpr std::size_t largest_docx_bytes = std::size_t{8} << 20;

// The text of a document for people and tests: a line per paragraph, cells parted by " | ", parts in their order.
Result<std::string> docx_text(std::string_view bytes);

}  // namespace zhiheng::table
