// The XML of a word processor's document as a tree that can be changed and written again; the parser itself is known to
// docx_xml.cpp alone.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace zhiheng::table {

struct XmlNode {
  // Beside elements and text: a placeholder, and a part that is repeated or left out (docx_marks.h).
  enum class Kind { element, text, mark, section };

  Kind kind = Kind::element;
  std::string name;  // of an element as written ("w:p"); the text; of marks and sections the key of the value
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<XmlNode> children;
  char sigil = ' ';  // of a mark: ' ' value, '#' begins a section, '^' one for what is empty, '/' ends it
  int level = 0;     // of a mark or section: the scope that knows the key, 0 for the whole letter
  int place = -1;    // of a mark: where it stands (DocxTemplate::places)

  bool is(std::string_view element) const { return kind == Kind::element && name == element; }
  const XmlNode* find(std::string_view element) const;
  const std::string* attribute(std::string_view name) const;  // null when absent
  static XmlNode text(std::string content);
  static XmlNode element(std::string name);
};

// `part` names the file in refusals: letter.broken_xml, letter.doctype (entities are declared there).
Result<XmlNode> parse_xml(std::string_view bytes, const std::string& part);
std::string write_xml(const XmlNode& root);

// Elements in the order of the document; a paragraph within a paragraph (a text box) comes after it.
void each_element(XmlNode& node, std::string_view name, const std::function<void(XmlNode&)>& body);
void each_element(const XmlNode& node, std::string_view name, const std::function<void(const XmlNode&)>& body);

}  // namespace zhiheng::table
