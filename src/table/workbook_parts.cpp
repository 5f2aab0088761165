#include "table/workbook_parts.h"

#include <charconv>
#include <cstring>
#include <map>
#include <set>

#include "table/workbook_number.h"

namespace zhiheng::table {

namespace {

bool is(const char* a, const char* b) {
  return std::strcmp(a, b) == 0;
}

int number_of(const char* text) {
  int number = 0;
  if (text) std::from_chars(text, text + std::strlen(text), number);
  return number;
}

bool is_true(const char* text) {
  return text && (is(text, "1") || is(text, "true") || is(text, "on"));
}

struct Relation {
  std::string type;  // the last word of its address: "worksheet", "styles"
  std::string target;
};

// Targets are relative to the folder of the part that names them, or absolute from the root.
std::string resolve(const std::string& folder, std::string_view target) {
  std::string path = target.substr(0, 1) == "/" ? std::string(target) : folder + "/" + std::string(target);
  std::vector<std::string> steps;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    const std::string step = path.substr(at, slash - at);
    if (step == "..") {
      if (!steps.empty()) steps.pop_back();
    } else if (!step.empty() && step != ".") {
      steps.push_back(step);
    }
    at = slash + 1;
  }
  std::string resolved;
  for (const auto& step : steps) resolved += (resolved.empty() ? "" : "/") + step;
  return resolved;
}

struct RelationsHandler : XmlHandler {
  std::string folder;
  std::map<std::string, Relation> relations;
  void start(const char* name, const char** attributes) override {
    if (!is(name, "Relationship")) return;
    const char* id = attribute(attributes, "Id");
    const char* type = attribute(attributes, "Type");
    const char* target = attribute(attributes, "Target");
    const char* mode = attribute(attributes, "TargetMode");
    if (!id || !type || !target || (mode && is(mode, "External"))) return;
    const std::string_view address(type);
    relations[id] = {std::string(address.substr(address.rfind('/') + 1)), resolve(folder, target)};
    if (relations.size() > 10000) refuse(Kind::too_large, "workbook.broken_content", "_rels");
  }
  void end(const char*) override {}
};

std::map<std::string, Relation> relations_of(WorkbookZip& zip, const std::string& part) {
  const std::size_t slash = part.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : part.substr(0, slash);
  const std::string file = slash == std::string::npos ? part : part.substr(slash + 1);
  RelationsHandler handler;
  handler.folder = folder;
  const std::string name = (folder.empty() ? "" : folder + "/") + "_rels/" + file + ".rels";
  if (zip.has(name)) parse_part(zip, name, handler);
  return std::move(handler.relations);
}

struct SheetsHandler : XmlHandler {
  const std::map<std::string, Relation>& relations;
  WorkbookParts& parts;
  SheetsHandler(const std::map<std::string, Relation>& by_id, WorkbookParts& into) : relations(by_id), parts(into) {}
  void start(const char* name, const char** attributes) override {
    if (is(name, "workbookPr")) parts.since_1904 = is_true(attribute(attributes, "date1904"));
    if (!is(name, "sheet")) return;
    const char* title = attribute(attributes, "name");
    const char* id = attribute(attributes, "id");
    const char* state = attribute(attributes, "state");
    if (!title || !id) refuse(Kind::unsupported, "workbook.broken_content", "xl/workbook.xml");
    const auto relation = relations.find(id);
    if (relation == relations.end()) refuse(Kind::unsupported, "workbook.missing_part", title);
    if (relation->second.type != "worksheet") return;  // a chart has no cells
    parts.sheets.push_back({title, relation->second.target, state && !is(state, "visible")});
    if (parts.sheets.size() > 1000) refuse(Kind::too_large, "workbook.too_many_parts", title, {{"limit", "1000"}});
  }
  void end(const char*) override {}
};

struct StylesHandler : XmlHandler {
  std::set<int> date_formats;
  std::set<int> own_formats;
  std::vector<char>& date_style;
  bool in_cell_formats = false;
  explicit StylesHandler(std::vector<char>& into) : date_style(into) {}
  void start(const char* name, const char** attributes) override {
    if (is(name, "numFmt")) {
      const char* code = attribute(attributes, "formatCode");
      const int id = number_of(attribute(attributes, "numFmtId"));
      own_formats.insert(id);
      if (code && is_date_format(std::string_view(code))) date_formats.insert(id);
      if (own_formats.size() > 100000) refuse(Kind::too_large, "workbook.broken_content", "xl/styles.xml");
    } else if (is(name, "cellXfs")) {
      in_cell_formats = true;
    } else if (in_cell_formats && is(name, "xf")) {
      const int id = number_of(attribute(attributes, "numFmtId"));
      date_style.push_back(own_formats.count(id) ? date_formats.count(id) != 0 : is_date_format(id));
      if (date_style.size() > 100000) refuse(Kind::too_large, "workbook.broken_content", "xl/styles.xml");
    }
  }
  void end(const char* name) override {
    if (is(name, "cellXfs")) in_cell_formats = false;
  }
};

struct StringsHandler : XmlHandler {
  SharedStrings& strings;
  std::uint64_t limit;
  std::string text;
  bool phonetic = false;
  StringsHandler(SharedStrings& into, std::uint64_t most_bytes) : strings(into), limit(most_bytes) {}
  void start(const char* name, const char**) override {
    if (is(name, "si")) {
      text.clear();
    } else if (is(name, "rPh")) {
      phonetic = true;
    } else if (is(name, "t") && !phonetic) {
      sink = &text;
    }
  }
  void end(const char* name) override {
    if (is(name, "t")) {
      sink = nullptr;
    } else if (is(name, "rPh")) {
      phonetic = false;
    } else if (is(name, "si")) {
      decode_escapes(text);
      strings.add(text);
      // Each string also costs its place in the index.
      if (strings.bytes() + strings.size() * sizeof(std::size_t) > limit)
        refuse(Kind::too_large, "workbook.too_large", "sharedStrings", {{"limit_mib", std::to_string(limit >> 20)}});
    }
  }
};

}  // namespace

WorkbookParts read_parts(WorkbookZip& zip, const WorkbookLimits& limits) {
  std::string main_part = "xl/workbook.xml";
  for (const auto& [id, relation] : relations_of(zip, "")) {
    if (relation.type == "officeDocument") main_part = relation.target;
  }
  const bool is_xml = main_part.size() > 4 && main_part.compare(main_part.size() - 4, 4, ".xml") == 0;
  if (!is_xml || !zip.has(main_part) || main_part.find("workbook") == std::string::npos)
    refuse(Kind::unsupported, "workbook.not_a_workbook");
  WorkbookParts parts;
  const auto relations = relations_of(zip, main_part);
  SheetsHandler sheets(relations, parts);
  parse_part(zip, main_part, sheets);
  if (parts.sheets.empty()) refuse(Kind::unsupported, "workbook.not_a_workbook");
  for (const auto& sheet : parts.sheets) {
    if (!zip.has(sheet.part)) refuse(Kind::unsupported, "workbook.missing_part", sheet.name);
  }
  for (const auto& [id, relation] : relations) {
    if (relation.type == "styles" && zip.has(relation.target)) {
      StylesHandler styles(parts.date_style);
      parse_part(zip, relation.target, styles);
    } else if (relation.type == "sharedStrings") {
      StringsHandler strings(parts.strings, limits.string_bytes);
      parse_part(zip, relation.target, strings);
    }
  }
  return parts;
}

}  // namespace zhiheng::table
