#include "service/letter_service.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/resource.h"
#include "service/letter_data.h"
#include "table/docx.h"

namespace zhiheng::service {

namespace {

constexpr const char* kinds_file = "templates/letters/kinds.json";

struct LetterKind {
  std::string kind;
  const Json* document = nullptr;
  std::vector<table::DocxField> fields;
  const LetterSource* source = nullptr;
};

table::DocxField field_of(const Json& json) {
  table::DocxField field;
  field.key = json.text_at("key");
  field.title = json.text_at("name");
  const Json* empty = json.find("when_empty");
  field.required = empty == nullptr;
  if (empty != nullptr) field.when_empty = empty->string();
  field.must = json.find("must") != nullptr;
  if (const Json* list = json.find("list")) {
    field.is_list = true;
    for (const Json& one : list->items()) field.fields.push_back(field_of(one));
  }
  return field;
}

const std::vector<LetterKind>& kinds() {
  static const Json document = [] {
    auto read = parse_json(resource(kinds_file));
    ensure(read.ok(), "the kinds of letters are JSON");
    return std::move(*read);
  }();
  static const std::vector<LetterKind> all = [] {
    std::vector<LetterKind> out;
    for (const Json& json : document.items()) {
      LetterKind kind{json.text_at("kind"), &json, {}, nullptr};
      for (const Json& field : json.at("fields").items()) kind.fields.push_back(field_of(field));
      for (const LetterSource& source : letter_sources()) {
        if (kind.kind == source.kind) kind.source = &source;
      }
      out.push_back(std::move(kind));
    }
    return out;
  }();
  return all;
}

const LetterKind* find_kind(const std::string& name) {
  for (const LetterKind& kind : kinds()) {
    if (kind.kind == name && kind.source != nullptr) return &kind;
  }
  return nullptr;
}

Problem unknown_kind(const std::string& kind) {
  return refusal(Kind::absent, "letter.unknown_kind", "kind", {{"kind", kind}});
}

std::filesystem::path edited_path(const std::string& kind, const std::string& folder) {
  return std::filesystem::path(folder) / (kind + ".docx");
}

bool is_edited(const std::string& kind, const std::string& folder) {
  std::error_code ignored;
  return !folder.empty() && std::filesystem::is_regular_file(edited_path(kind, folder), ignored);
}

Result<std::string> template_bytes(const std::string& kind, const std::string& folder) {
  if (!is_edited(kind, folder)) return std::string(resource("templates/letters/" + kind + ".docx"));
  const std::filesystem::path path = edited_path(kind, folder);
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return refusal(Kind::busy, "letter.template_unreadable", "kind", {{"kind", kind}});
  return bytes.str();
}

Result<std::string> about_of(const LetterKind& kind, const Params& params) {
  Problems problems;
  std::string about;
  const std::string wanted = kind.document->at("params").items().front().string();
  for (const auto& [name, value] : params) {
    if (name == wanted) {
      about = value;
    } else {
      problems.push_back(refusal("letter.unknown_param", name, {{"kind", kind.kind}, {"name", name}}));
    }
  }
  if (about.empty()) {
    problems.push_back(refusal("letter.param_missing", wanted, {{"kind", kind.kind}, {"name", wanted}}));
  }
  if (!problems.empty()) return problems;
  return about;
}

// Names of contracts may hold what no file system takes.
std::string file_name_of(const std::string& kind, const std::string& name) {
  std::string out = kind + "-";
  for (const char c : name) {
    out += static_cast<unsigned char>(c) < 0x20 || std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos
               ? '-'
               : c;
  }
  return out + ".docx";
}

Result<LetterContent> content_of(Gate& gate, const domain::Actor& actor, const LetterRequest& request) {
  const LetterKind* kind = find_kind(request.kind);
  if (kind == nullptr) return unknown_kind(request.kind);
  auto about = about_of(*kind, request.params);
  if (!about) return about.problems();
  return kind->source->load(gate, actor, *about);
}

// What is always refused is not offered: who reaches rows as an expert alone gets his own letters, no others.
bool is_offered(const domain::Actor& actor, const LetterSource& source) {
  const domain::Scope scope = domain::scope(actor, source.action);
  if (scope.nothing) return false;
  const bool expert_alone = scope.expert_id != 0 && !scope.everything && scope.bureaus.empty() &&
                            scope.agency_id == 0 && scope.budget_unit_id == 0 && scope.about_bureaus.empty();
  return !expert_alone || source.to_expert;
}

Json shown_fields(const Json& fields, Language language) {
  const char* tongue = language == Language::zh ? "zh" : "en";
  Json out = Json::array();
  for (const Json& field : fields.items()) {
    Json one = Json::object();
    one.set("key", field.text_at("key")).set("name", field.text_at("name"));
    one.set("meaning", field.at("meaning").text_at(tongue)).set("must", field.find("must") != nullptr);
    if (const Json* list = field.find("list")) one.set("fields", shown_fields(*list, language));
    out.push(std::move(one));
  }
  return out;
}

}  // namespace

Result<LetterFile> make_letter(Gate& gate, const domain::Actor& actor, const LetterRequest& request) {
  auto content = content_of(gate, actor, request);
  if (!content) return content.problems();
  const LetterKind& kind = *find_kind(request.kind);
  auto bytes = template_bytes(kind.kind, request.folder);
  if (!bytes) return bytes.problems();
  const auto letter = table::DocxTemplate::read(*bytes, kind.fields);
  if (!letter) return letter.problems();
  auto filled = letter->fill(content->values);
  if (!filled) return filled.problems();
  return LetterFile{std::move(*filled), file_name_of(kind.kind, content->name), std::move(content->evidence)};
}

Result<std::string> letter_evidence(Gate& gate, const domain::Actor& actor, const LetterRequest& request) {
  auto content = content_of(gate, actor, request);
  if (!content) return content.problems();
  if (!content->evidence) return refusal(Kind::absent, "letter.no_evidence", "kind", {{"kind", request.kind}});
  return write_json_indented(*content->evidence) + "\n";
}

Json list_letters(const domain::Actor& actor, const std::string& folder, Language language) {
  Json out = Json::array();
  for (const LetterKind& kind : kinds()) {
    if (kind.source == nullptr || !is_offered(actor, *kind.source)) continue;
    Json one = Json::object();
    one.set("kind", kind.kind);
    one.set("title", kind.document->at("title").text_at(language == Language::zh ? "zh" : "en"));
    one.set("params", kind.document->at("params"));
    const bool edited = is_edited(kind.kind, folder);
    std::int64_t problems = 0;
    if (edited) {
      const auto bytes = template_bytes(kind.kind, folder);
      const Outcome checked = bytes ? check_letter_template(kind.kind, *bytes) : Outcome(bytes.problems());
      problems = static_cast<std::int64_t>(checked.problems().size());
    }
    one.set("edited", edited).set("problems", problems);
    one.set("fields", shown_fields(kind.document->at("fields"), language));
    out.push(std::move(one));
  }
  return out;
}

Result<std::string> letter_template(const std::string& kind, const std::string& folder) {
  if (find_kind(kind) == nullptr) return unknown_kind(kind);
  return template_bytes(kind, folder);
}

Outcome check_letter_template(const std::string& kind, std::string_view bytes) {
  const LetterKind* found = find_kind(kind);
  if (found == nullptr) return unknown_kind(kind);
  const auto read = table::DocxTemplate::read(bytes, found->fields);
  if (!read) return read.problems();
  return Done{};
}

Outcome check_shipped_letters() {
  Problems problems;
  for (const LetterKind& kind : kinds()) {
    const auto read = table::DocxTemplate::read(resource("templates/letters/" + kind.kind + ".docx"), kind.fields);
    if (!read) problems.insert(problems.end(), read.problems().begin(), read.problems().end());
  }
  if (!problems.empty()) return problems;
  return Done{};
}

}  // namespace zhiheng::service
