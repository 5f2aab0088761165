#include "table/docx.h"

#include <algorithm>
#include <set>

#include "table/docx_marks.h"

namespace zhiheng::table {

namespace {

constexpr std::string_view main_type =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

bool holds_text(std::string_view part) {
  const auto numbered = [&](std::string_view start) { return part.starts_with(start) && part.ends_with(".xml"); };
  return part == "word/document.xml" || part == "word/footnotes.xml" || part == "word/endnotes.xml" ||
         numbered("word/header") || numbered("word/footer");
}

// Programs within a document, whatever they are called.
bool is_active(std::string_view part) {
  std::string name(part);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return name.find("vbaproject") != std::string::npos || name.find("activex") != std::string::npos ||
         name.find("/embeddings/") != std::string::npos || name.find("vbadata") != std::string::npos;
}

const ArchivePart* part_named(const std::vector<ArchivePart>& parts, std::string_view name) {
  for (const ArchivePart& part : parts) {
    if (part.name == name) return &part;
  }
  return nullptr;
}

Problems check_types(const std::vector<ArchivePart>& parts) {
  const ArchivePart* types = part_named(parts, "[Content_Types].xml");
  if (types == nullptr || part_named(parts, "word/document.xml") == nullptr)
    return {refusal(Kind::unsupported, "letter.not_docx")};
  for (const ArchivePart& part : parts) {
    if (is_active(part.name)) return {refusal(Kind::unsupported, "letter.macros", part.name, {{"part", part.name}})};
  }
  if (types->bytes.find("macroEnabled") != std::string::npos)
    return {refusal(Kind::unsupported, "letter.macros", types->name, {{"part", types->name}})};
  if (types->bytes.find(main_type) == std::string::npos) return {refusal(Kind::unsupported, "letter.not_docx")};
  return {};
}

// Links that a word processor follows by itself tell a stranger that the letter was opened, and show what he sends. The
// path of the template that a clerk began with is of no use to anybody and is taken out.
Problems settle_links(ArchivePart& part) {
  auto root = parse_xml(part.bytes, part.name);
  if (!root) return root.problems();
  Problems problems;
  const auto is_external = [](const XmlNode& node) {
    const std::string* mode = node.attribute("TargetMode");
    return mode != nullptr && *mode == "External";
  };
  const auto has_type = [](const XmlNode& node, std::string_view ending) {
    const std::string* type = node.attribute("Type");
    return type != nullptr && type->ends_with(ending);
  };
  const auto removed = std::erase_if(
      root->children, [&](const XmlNode& node) { return is_external(node) && has_type(node, "/attachedTemplate"); });
  for (const XmlNode& node : root->children) {
    if (!is_external(node) || has_type(node, "/hyperlink")) continue;
    const std::string* target = node.attribute("Target");
    problems.push_back(refusal("letter.external_link", part.name,
                               {{"part", part.name}, {"target", target == nullptr ? std::string() : *target}}));
  }
  if (removed > 0) part.bytes = write_xml(*root);
  return problems;
}

bool asks_for_files(std::string_view instruction) {
  static constexpr std::string_view words[] = {"INCLUDETEXT", "INCLUDEPICTURE", "DDE", "LINK", "DATABASE", "IMPORT"};
  const std::size_t begin = instruction.find_first_not_of(' ');
  if (begin == std::string_view::npos) return false;
  const std::string_view word = instruction.substr(begin, instruction.find(' ', begin) - begin);
  return std::any_of(std::begin(words), std::end(words), [&](std::string_view one) { return word.starts_with(one); });
}

// What must not leave the house unseen: remarks between colleagues, changes that are not decided yet, fields that
// fetch.
void check_content(const XmlNode& root, const std::string& part, DocxReading& reading) {
  std::set<std::string> told;
  int paragraph = 0;
  const std::function<void(const XmlNode&)> look = [&](const XmlNode& node) {
    if (node.is("w:p")) ++paragraph;
    const char* rule = nullptr;
    if (node.is("w:ins") || node.is("w:del") || node.is("w:moveFrom") || node.is("w:moveTo")) {
      rule = "letter.tracked_changes";
    } else if (node.is("w:commentReference")) {
      rule = "letter.comments";
    } else if (node.is("w:altChunk")) {
      rule = "letter.active_field";
    } else if (node.is("w:instrText") && !node.children.empty() && asks_for_files(node.children[0].name)) {
      rule = "letter.active_field";
    } else if (const std::string* instruction = node.attribute("w:instr");
               node.is("w:fldSimple") && instruction != nullptr && asks_for_files(*instruction)) {
      rule = "letter.active_field";
    }
    const DocxPlace place{part, paragraph, {}};
    if (rule != nullptr && told.insert(rule + std::to_string(paragraph)).second) reading.refuse_at(rule, place);
    for (const XmlNode& child : node.children) look(child);
  };
  look(root);
}

void erase_elements(XmlNode& node, const std::function<bool(const XmlNode&)>& unwanted) {
  std::erase_if(node.children, unwanted);
  for (XmlNode& child : node.children) erase_elements(child, unwanted);
}

// The clerk who edited the template is not the letter's author.
constexpr std::string_view plain_properties =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"/>";

void check_named(const std::vector<DocxField>& fields, DocxReading& reading) {
  for (const DocxField& field : fields) {
    if (!field.must || std::find(reading.named.begin(), reading.named.end(), field.key) != reading.named.end())
      continue;
    reading.problems.push_back(refusal("letter.placeholder_missing", "word/document.xml", {{"name", field.title}}));
  }
}

void add_text(const XmlNode& node, std::string& out);

void add_row(const XmlNode& row, std::string& out) {
  bool first = true;
  for (const XmlNode& cell : row.children) {
    if (!cell.is("w:tc")) continue;
    std::string text;
    for (const XmlNode& block : cell.children) add_text(block, text);
    while (text.ends_with('\n')) text.pop_back();
    for (char& c : text) c = c == '\n' ? '/' : c;
    out += (first ? "" : " | ") + text;
    first = false;
  }
  out += '\n';
}

void add_text(const XmlNode& node, std::string& out) {
  if (node.is("w:tr")) return add_row(node, out);
  if (node.is("w:p")) out += paragraph_text(node) + '\n';
  for (const XmlNode& child : node.children) add_text(child, out);
}

}  // namespace

Result<DocxTemplate> DocxTemplate::read(std::string_view bytes, const std::vector<DocxField>& fields) {
  if (bytes.size() > largest_docx_bytes) return refusal(Kind::too_large, "letter.too_large", "", {{"part", "-"}});
  auto parts = read_parts(bytes);
  if (!parts) return parts.problems();
  if (Problems wrong = check_types(*parts); !wrong.empty()) return wrong;
  DocxTemplate out;
  out.fields_ = fields;
  DocxReading reading{out.fields_, out.places_, {}, {}};
  const auto add = [&](const Problems& more) {
    reading.problems.insert(reading.problems.end(), more.begin(), more.end());
  };
  for (ArchivePart& part : *parts) {
    if (part.name.ends_with(".rels")) add(settle_links(part));
    if (part.name == "docProps/core.xml") part.bytes = plain_properties;
    const bool settings = part.name == "word/settings.xml";
    if (!settings && !holds_text(part.name)) continue;
    auto root = parse_xml(part.bytes, part.name);
    if (!root) {
      add(root.problems());
      continue;
    }
    if (settings) {
      erase_elements(*root, [](const XmlNode& node) { return node.is("w:attachedTemplate"); });
      part.bytes = write_xml(*root);
      continue;
    }
    check_content(*root, part.name, reading);
    // Marks of spelling and of where somebody once stood cut words into pieces.
    erase_elements(*root,
                   [](const XmlNode& node) { return node.is("w:proofErr") || node.is("w:lastRenderedPageBreak"); });
    find_marks(*root, part.name, reading);
    join_sections(*root, reading);
    out.trees_.push_back({part.name, std::move(*root)});
  }
  check_named(out.fields_, reading);
  if (!reading.problems.empty()) return reading.problems;
  out.parts_ = std::move(*parts);
  return out;
}

Result<std::string> docx_text(std::string_view bytes) {
  auto parts = read_parts(bytes);
  if (!parts) return parts.problems();
  std::string out;
  for (const ArchivePart& part : *parts) {
    if (!holds_text(part.name)) continue;
    auto root = parse_xml(part.bytes, part.name);
    if (!root) return root.problems();
    out += "[" + part.name + "]\n";
    add_text(*root, out);
  }
  return out;
}

}  // namespace zhiheng::table
