// What stands between {{#x}} and {{/x}}: found from the inside outwards, and lifted to what can be repeated.
#include <algorithm>
#include <optional>

#include "table/docx_marks.h"

namespace zhiheng::table {

namespace {

using Path = std::vector<std::size_t>;  // indices of children from the root
using NodeKind = XmlNode::Kind;

struct Found {
  char sigil = ' ';
  std::string name;
  int place = -1;
  Path path;
};

void collect(const XmlNode& node, Path& path, std::vector<Found>& found) {
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const XmlNode& child = node.children[i];
    path.push_back(i);
    if (child.kind == NodeKind::mark && child.sigil != ' ') {
      found.push_back({child.sigil, child.name, child.place, path});
    } else {
      collect(child, path, found);
    }
    path.pop_back();
  }
}

XmlNode& node_at(XmlNode& root, const Path& path, std::size_t depth) {
  XmlNode* node = &root;
  for (std::size_t i = 0; i < depth; ++i) node = &node->children[path[i]];
  return *node;
}

void remove_at(XmlNode& root, const Path& path) {
  XmlNode& holder = node_at(root, path, path.size() - 1);
  holder.children.erase(holder.children.begin() + static_cast<std::ptrdiff_t>(path.back()));
}

bool shows_nothing(const XmlNode& node) {
  static const char* const shown[] = {"w:drawing", "w:pict",      "w:object", "w:sectPr",
                                      "w:fldChar", "w:fldSimple", "w:sym",    "w:br"};
  if (node.kind == NodeKind::mark || node.kind == NodeKind::section) return false;
  if (node.kind == NodeKind::text) return true;
  if (node.is("w:t")) {
    return std::all_of(node.children.begin(), node.children.end(),
                       [](const XmlNode& text) { return text.name.find_first_not_of(" \t\n") == std::string::npos; });
  }
  for (const char* const name : shown) {
    if (node.is(name)) return false;
  }
  return std::all_of(node.children.begin(), node.children.end(), shows_nothing);
}

bool holds_blocks(const XmlNode& node) {
  static const char* const holders[] = {"w:body", "w:hdr",      "w:ftr",     "w:tc",         "w:tbl",
                                        "w:tr",   "w:footnote", "w:endnote", "w:sdtContent", "w:txbxContent"};
  return node.kind == NodeKind::section ||
         std::any_of(std::begin(holders), std::end(holders), [&](const char* name) { return node.is(name); });
}

// The nearest of the nodes down to `depth` that is a paragraph or holds blocks.
bool is_inside_paragraph(XmlNode& root, const Path& path, std::size_t depth) {
  bool inside = false;
  for (std::size_t i = 0; i <= depth; ++i) {
    const XmlNode& node = node_at(root, path, i);
    if (node.is("w:p")) inside = true;
    if (node.kind == NodeKind::element && holds_blocks(node) && !node.is("w:sdtContent")) inside = false;
  }
  return inside;
}

XmlNode section_of(const Found& open) {
  XmlNode section;
  section.kind = NodeKind::section;
  section.name = open.name;
  section.sigil = open.sigil;
  section.place = open.place;
  return section;
}

// Moves children [first, last] of the holder into the section, which takes their place.
void enclose(XmlNode& holder, std::size_t first, std::size_t last, XmlNode section) {
  const auto begin = holder.children.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = holder.children.begin() + static_cast<std::ptrdiff_t>(last) + 1;
  section.children.assign(std::make_move_iterator(begin), std::make_move_iterator(end));
  holder.children.insert(holder.children.erase(begin, end), std::move(section));
}

// False when the two do not stand where anything between them could be repeated.
bool wrap(XmlNode& root, const Found& open, const Found& close) {
  std::size_t depth = 0;
  while (depth < open.path.size() && depth < close.path.size() && open.path[depth] == close.path[depth]) ++depth;
  if (depth == open.path.size() || depth == close.path.size()) return false;
  std::size_t first = open.path[depth];
  std::size_t last = close.path[depth];
  if (is_inside_paragraph(root, open.path, depth)) {
    if (open.path.size() != depth + 1 || close.path.size() != depth + 1) return false;
    XmlNode& holder = node_at(root, open.path, depth);
    enclose(holder, first, last, section_of(open));
    XmlNode& section = holder.children[first];
    section.children.erase(section.children.begin());
    section.children.pop_back();
    return true;
  }
  if (!holds_blocks(node_at(root, open.path, depth))) return false;
  // Cells of one row: the row is what is repeated. A section around both was closed before, so it belongs inside.
  bool lifted = false;
  while (node_at(root, open.path, depth).is("w:tr") || node_at(root, open.path, depth).kind == NodeKind::section) {
    if (depth == 0) return false;
    --depth;
    first = last = open.path[depth];
    lifted = true;
  }
  const Path holder_path(open.path.begin(), open.path.begin() + static_cast<std::ptrdiff_t>(depth));
  remove_at(root, close.path);
  remove_at(root, open.path);
  XmlNode& holder = node_at(root, holder_path, depth);
  enclose(holder, first, last, section_of(open));
  if (lifted) return true;
  // A paragraph or row that held the mark alone is no content.
  XmlNode& section = holder.children[first];
  const auto is_empty = [](const XmlNode& node) { return (node.is("w:p") || node.is("w:tr")) && shows_nothing(node); };
  if (is_empty(section.children.back())) section.children.pop_back();
  if (!section.children.empty() && is_empty(section.children.front())) {
    section.children.erase(section.children.begin());
  }
  return true;
}

// The scopes that a name is looked up in, the innermost last.
using Scopes = std::vector<const std::vector<DocxField>*>;

bool is_name_of(const DocxField& field, std::string_view name) {
  return field.key == name || field.title == name;
}

struct Meaning {
  std::string key;
  int level = 0;
  const DocxField* field = nullptr;  // null for the number of a row
};

std::optional<Meaning> look_up(const Scopes& scopes, const std::string& name) {
  for (std::size_t level = scopes.size(); level-- > 0;) {
    for (const DocxField& field : *scopes[level]) {
      if (is_name_of(field, name)) return Meaning{field.key, static_cast<int>(level), &field};
    }
    if (level > 0 && (name == "index" || name == "序号")) return Meaning{"@index", static_cast<int>(level), nullptr};
  }
  return std::nullopt;
}

void resolve(XmlNode& node, const Scopes& scopes, DocxReading& reading) {
  Scopes inner = scopes;
  if (node.kind == NodeKind::mark || node.kind == NodeKind::section) {
    const DocxPlace& place = reading.places[static_cast<std::size_t>(node.place)];
    const auto meaning = look_up(scopes, node.name);
    if (!meaning) {
      reading.refuse_at("letter.unknown_placeholder", place, {{"name", node.name}});
    } else {
      const bool list = meaning->field != nullptr && meaning->field->is_list;
      if (node.kind == NodeKind::mark && list) {
        reading.refuse_at("letter.list_as_value", place, {{"name", node.name}});
      }
      node.name = meaning->key;
      node.level = meaning->level;
      if (node.level == 0) reading.named.push_back(node.name);
      if (node.kind == NodeKind::section && list && node.sigil == '#') inner.push_back(&meaning->field->fields);
    }
  }
  for (XmlNode& child : node.children) resolve(child, inner, reading);
}

}  // namespace

void join_sections(XmlNode& root, DocxReading& reading) {
  const auto at = [&](const Found& mark) -> const DocxPlace& {
    return reading.places[static_cast<std::size_t>(mark.place)];
  };
  for (;;) {
    std::vector<Found> marks;
    Path path;
    collect(root, path, marks);
    if (marks.empty()) break;
    const auto close = std::find_if(marks.begin(), marks.end(), [](const Found& mark) { return mark.sigil == '/'; });
    if (close == marks.end()) {
      reading.refuse_at("letter.section_unclosed", at(marks.back()), {{"name", marks.back().name}});
      remove_at(root, marks.back().path);
    } else if (close == marks.begin()) {
      reading.refuse_at("letter.section_unopened", at(*close), {{"name", close->name}});
      remove_at(root, close->path);
    } else {
      const Found& open = *(close - 1);
      const auto named = [&](const std::string& name) {
        for (const DocxField& field : reading.fields) {
          if (is_name_of(field, name)) return field.key;
        }
        return name;
      };
      const bool same = open.name == close->name || named(open.name) == named(close->name);
      if (!same) {
        reading.refuse_at("letter.section_mismatch", at(*close), {{"opened", open.name}, {"closed", close->name}});
      } else if (wrap(root, open, *close)) {
        continue;
      } else {
        reading.refuse_at("letter.section_crosses", at(*close), {{"name", open.name}});
      }
      remove_at(root, close->path);
      remove_at(root, open.path);
    }
  }
  resolve(root, {&reading.fields}, reading);
}

}  // namespace zhiheng::table
