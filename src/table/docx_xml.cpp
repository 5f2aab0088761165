#include "table/docx_xml.h"

#include <expat.h>

#include <memory>

#include "table/refusal.h"

namespace zhiheng::table {

namespace {

constexpr std::size_t deepest = 120;         // a table in a text box in a table stays far below it
constexpr std::size_t most_nodes = 300'000;  // some hundred pages
constexpr std::size_t largest_part = std::size_t{16} << 20;

struct Building {
  XML_Parser parser;
  XmlNode root;
  std::vector<XmlNode*> open;
  std::size_t nodes = 0;
  const char* stopped_for = nullptr;  // the rule

  void stop(const char* rule) {
    if (stopped_for == nullptr) stopped_for = rule;
    XML_StopParser(parser, XML_FALSE);
  }
};

void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto& building = *static_cast<Building*>(data);
  if (building.stopped_for != nullptr) return;
  if (building.open.size() >= deepest || ++building.nodes > most_nodes) return building.stop("letter.too_large");
  XmlNode node = XmlNode::element(name);
  for (; *attributes != nullptr; attributes += 2) node.attributes.emplace_back(attributes[0], attributes[1]);
  if (building.open.empty()) {
    building.root = std::move(node);
    building.open.push_back(&building.root);
  } else {
    // Only the last child of an open node grows, so pointers to the open ones stay good.
    building.open.back()->children.push_back(std::move(node));
    building.open.push_back(&building.open.back()->children.back());
  }
}

void XMLCALL on_end(void* data, const XML_Char*) {
  auto& building = *static_cast<Building*>(data);
  if (!building.open.empty()) building.open.pop_back();
}

void XMLCALL on_text(void* data, const XML_Char* text, int size) {
  auto& building = *static_cast<Building*>(data);
  if (building.stopped_for != nullptr || building.open.empty()) return;
  auto& children = building.open.back()->children;
  if (children.empty() || children.back().kind != XmlNode::Kind::text) {
    if (++building.nodes > most_nodes) return building.stop("letter.too_large");
    children.push_back(XmlNode::text({}));
  }
  children.back().name.append(text, static_cast<std::size_t>(size));
}

void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<Building*>(data)->stop("letter.doctype");
}

void escape(std::string& out, std::string_view text, bool in_attribute) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += in_attribute ? "&quot;" : "\""; break;
      case '\n': out += in_attribute ? "&#10;" : "\n"; break;
      case '\r': out += "&#13;"; break;
      case '\t': out += in_attribute ? "&#9;" : "\t"; break;
      default: out += c;
    }
  }
}

void write(std::string& out, const XmlNode& node) {
  if (node.kind == XmlNode::Kind::text) return escape(out, node.name, false);
  ensure(node.kind == XmlNode::Kind::element, "a document is written after its placeholders were filled");
  out += '<' + node.name;
  for (const auto& [name, value] : node.attributes) {
    out += ' ' + name + "=\"";
    escape(out, value, true);
    out += '"';
  }
  if (node.children.empty()) {
    out += "/>";
    return;
  }
  out += '>';
  for (const XmlNode& child : node.children) write(out, child);
  out += "</" + node.name + '>';
}

}  // namespace

XmlNode XmlNode::text(std::string content) {
  XmlNode node;
  node.kind = Kind::text;
  node.name = std::move(content);
  return node;
}

XmlNode XmlNode::element(std::string name) {
  XmlNode node;
  node.name = std::move(name);
  return node;
}

const XmlNode* XmlNode::find(std::string_view element) const {
  for (const XmlNode& child : children) {
    if (child.is(element)) return &child;
  }
  return nullptr;
}

const std::string* XmlNode::attribute(std::string_view wanted) const {
  for (const auto& [name, value] : attributes) {
    if (name == wanted) return &value;
  }
  return nullptr;
}

Result<XmlNode> parse_xml(std::string_view bytes, const std::string& part) {
  if (bytes.size() > largest_part) return refusal(Kind::too_large, "letter.too_large", part, {{"part", part}});
  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
  ensure(parser != nullptr, "the parser has memory");
  Building building{parser.get(), {}, {}};
  XML_SetUserData(parser.get(), &building);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  const auto status = XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
  if (building.stopped_for != nullptr)
    return refusal(Kind::unsupported, std::string(building.stopped_for), part, {{"part", part}});
  if (status != XML_STATUS_OK)
    return refusal(Kind::unsupported, "letter.broken_xml", part,
                   {{"part", part},
                    {"line", std::to_string(XML_GetCurrentLineNumber(parser.get()))},
                    {"reason", XML_ErrorString(XML_GetErrorCode(parser.get()))}});
  return std::move(building.root);
}

std::string write_xml(const XmlNode& root) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  write(out, root);
  return out;
}

void each_element(XmlNode& node, std::string_view name, const std::function<void(XmlNode&)>& body) {
  if (node.is(name)) body(node);
  for (XmlNode& child : node.children) each_element(child, name, body);
}

void each_element(const XmlNode& node, std::string_view name, const std::function<void(const XmlNode&)>& body) {
  if (node.is(name)) body(node);
  for (const XmlNode& child : node.children) each_element(child, name, body);
}

}  // namespace zhiheng::table
