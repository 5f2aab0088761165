// A template's tree with the values of one letter in the place of its marks.
#include <algorithm>
#include <set>

#include "table/docx.h"

namespace zhiheng::table {

namespace {

using NodeKind = XmlNode::Kind;

const DocxField* field_of(const std::vector<DocxField>& fields, std::string_view key) {
  for (const DocxField& field : fields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

// XML 1.0 has no place for the other control characters, not even escaped.
bool is_printable(char c) {
  return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t';
}

class Filling {
 public:
  Filling(const std::vector<DocxField>& fields, const std::vector<DocxPlace>& places, const Json& data)
      : places_(places), scopes_{{&fields, &data, 0}} {}

  void fill(const XmlNode& node, std::vector<XmlNode>& out) {
    switch (node.kind) {
      case NodeKind::text: out.push_back(node); break;
      case NodeKind::element: fill_element(node, out); break;
      case NodeKind::mark: put_value(node, out); break;
      case NodeKind::section: fill_section(node, out); break;
    }
  }
  Problems take_problems() { return std::move(problems_); }

 private:
  struct Level {
    const std::vector<DocxField>* fields;
    const Json* data;
    int index;  // from 1, 0 for the letter itself
  };

  void fill_element(const XmlNode& node, std::vector<XmlNode>& out) {
    const bool repeated = scopes_.size() > 1;
    // Names of places and numbers of paragraphs are unique in a document.
    if (repeated && (node.is("w:bookmarkStart") || node.is("w:bookmarkEnd"))) return;
    XmlNode copy = XmlNode::element(node.name);
    for (const auto& attribute : node.attributes) {
      const bool number = attribute.first == "w14:paraId" || attribute.first == "w14:textId";
      if (!repeated || !number) copy.attributes.push_back(attribute);
    }
    for (const XmlNode& child : node.children) fill(child, copy.children);
    const auto has = [&](std::string_view name) {
      return std::any_of(copy.children.begin(), copy.children.end(), [&](const XmlNode& c) { return c.is(name); });
    };
    // A paragraph whose only content was left out leaves no empty line behind.
    const bool optional = std::any_of(node.children.begin(), node.children.end(),
                                      [](const XmlNode& child) { return child.kind == NodeKind::section; });
    if (optional && node.is("w:p") && !has("w:r") && !has("w:hyperlink")) return;
    // A table without rows is none, and a cell ends with a paragraph.
    if (node.is("w:tbl") && !has("w:tr")) return;
    if (node.is("w:tc") && (copy.children.empty() || !copy.children.back().is("w:p"))) {
      copy.children.push_back(XmlNode::element("w:p"));
    }
    out.push_back(std::move(copy));
  }

  const Level& level_of(const XmlNode& node) const { return scopes_[static_cast<std::size_t>(node.level)]; }

  std::string value_of(const XmlNode& node) const {
    const Level& level = level_of(node);
    if (node.name == "@index") return std::to_string(level.index);
    const Json* value = level.data->find(node.name);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return value->string();
    if (value->is_number()) return value->number();
    ensure(value->is_bool(), "a letter's value is a text, a number or a flag");
    return value->boolean() ? "1" : "";
  }

  void put_value(const XmlNode& mark, std::vector<XmlNode>& out) {
    std::string value = value_of(mark);
    if (value.empty() && mark.name != "@index") {
      const DocxField* field = field_of(*level_of(mark).fields, mark.name);
      ensure(field != nullptr, "a mark was read with the fields that there are");
      if (field->required) {
        if (!told_.insert(mark.name + std::to_string(mark.place)).second) return;
        Params params = places_[static_cast<std::size_t>(mark.place)].params();
        params.emplace_back("name", field->title);
        problems_.push_back(Problem{Kind::conflict, "letter.value_missing", field->key, params});
        return;
      }
      value = field->when_empty;
    }
    put_text(value, out);
  }

  static void put_text(const std::string& value, std::vector<XmlNode>& out) {
    std::string line;
    const auto flush = [&] {
      if (line.empty()) return;
      XmlNode text = XmlNode::element("w:t");
      text.attributes.emplace_back("xml:space", "preserve");
      text.children.push_back(XmlNode::text(std::move(line)));
      out.push_back(std::move(text));
      line.clear();
    };
    for (const char c : value) {
      if (c == '\n' || c == '\t') {
        flush();
        out.push_back(XmlNode::element(c == '\n' ? "w:br" : "w:tab"));
      } else if (is_printable(c)) {
        line += c;
      }
    }
    flush();
  }

  void fill_section(const XmlNode& section, std::vector<XmlNode>& out) {
    const Level level = level_of(section);
    const DocxField* field = field_of(*level.fields, section.name);
    const Json* value = level.data->find(section.name);
    const auto fill_children = [&] {
      for (const XmlNode& child : section.children) fill(child, out);
    };
    if (field != nullptr && field->is_list) {
      const bool any = value != nullptr && value->is_array() && !value->items().empty();
      if (section.sigil == '^' && !any) fill_children();
      if (section.sigil != '#' || !any) return;
      int index = 0;
      for (const Json& row : value->items()) {
        scopes_.push_back({&field->fields, &row, ++index});
        fill_children();
        scopes_.pop_back();
      }
      return;
    }
    const bool empty = value_of(section).empty();
    if (empty == (section.sigil == '^')) fill_children();
  }

  const std::vector<DocxPlace>& places_;
  std::vector<Level> scopes_;
  Problems problems_;
  std::set<std::string> told_;
};

}  // namespace

Result<std::string> DocxTemplate::fill(const Json& data) const {
  Filling filling(fields_, places_, data);
  std::vector<ArchivePart> parts = parts_;
  for (const Tree& tree : trees_) {
    std::vector<XmlNode> filled;
    filling.fill(tree.root, filled);
    ensure(filled.size() == 1, "a part has one root");
    for (ArchivePart& part : parts) {
      if (part.name == tree.part) part.bytes = write_xml(filled.front());
    }
  }
  if (Problems problems = filling.take_problems(); !problems.empty()) return problems;
  return write_parts(parts);
}

}  // namespace zhiheng::table
