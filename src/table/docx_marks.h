// Placeholders found in the text of paragraphs, whatever pieces it was cut into, and made into nodes of the tree.
#pragma once

#include "table/docx.h"

namespace zhiheng::table {

// Where problems and places are gathered while the parts of a template are read.
struct DocxReading {
  const std::vector<DocxField>& fields;
  std::vector<DocxPlace>& places;
  Problems problems;
  std::vector<std::string> named;  // keys of the letter itself that occurred

  void refuse_at(const char* rule, const DocxPlace& place, Params params = {});
};

// Replaces every {{...}} of the part by marks: of values within their run, of sections between runs.
void find_marks(XmlNode& root, const std::string& part, DocxReading& reading);
// Puts what stands between {{#x}} and {{/x}} into section nodes, and gives every mark its key and level.
void join_sections(XmlNode& root, DocxReading& reading);

// Text of a paragraph without that of paragraphs within it; breaks and tabs are "\n" and "\t".
std::string paragraph_text(const XmlNode& paragraph);
bool is_paragraph_boundary(const XmlNode& node);

}  // namespace zhiheng::table
