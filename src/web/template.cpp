#include "web/template.h"

#include <ctemplate/template.h>
#include <ctemplate/template_dictionary.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include "base/crypto.h"
#include "base/resource.h"

namespace zhiheng::web {

namespace {

constexpr std::string_view pragma = "{{%AUTOESCAPE context=\"HTML\"}}";
constexpr std::string_view folder = "templates/";
std::atomic<bool> strict{false};

std::string_view file_text(std::string_view name) {
  const auto found = find_resource(std::string(folder) + std::string(name));
  if (!found) throw Defect("no template " + std::string(name));
  if (!found->starts_with(pragma)) throw Defect("template without the escaping pragma: " + std::string(name));
  std::string_view text = found->substr(pragma.size());
  if (text.starts_with("\n")) text.remove_prefix(1);
  return text;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '{': out += "&#123;"; break;
      default: out.push_back(c);
    }
  }
  return out;
}

// The address changes with the bytes, so browsers may keep the file for ever.
std::string static_address(const std::string& name) {
  return "/static/" + name + "?v=" + sha256_hex(resource("templates/static/" + name)).substr(0, 12);
}

// Puts in included files, addresses of static files and texts; `content` is what stands for [[content]].
std::string assembled(std::string_view text, std::string_view content, Language language, int depth,
                      std::set<std::string>* keys) {
  ensure(depth < 8, "templates include each other in a circle");
  std::string out;
  while (true) {
    const std::size_t open = text.find("[[");
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = text.find("]]", open);
    ensure(close != std::string_view::npos, "a template leaves [[ open");
    const std::string name(text.substr(open + 2, close - open - 2));
    text.remove_prefix(close + 2);
    if (name == "content") {
      out += content;
    } else if (name.starts_with("include ")) {
      out += assembled(file_text(name.substr(8)), {}, language, depth + 1, keys);
    } else if (name.starts_with("static ")) {
      out += static_address(name.substr(7));
    } else {
      if (keys) keys->insert(name);
      if (!has_text(name, language)) throw Defect("no text for template key " + name);
      out += escaped(say(name, language));
    }
  }
}

std::string source_of(std::string_view name, Language language, bool framed, std::set<std::string>* keys = nullptr) {
  std::string_view text = file_text(name);
  constexpr std::string_view bare = "[[bare]]";
  std::string body;
  if (text.starts_with(bare)) {
    body = assembled(text.substr(bare.size()), {}, language, 0, keys);
  } else if (!framed) {
    body = assembled(text, {}, language, 0, keys);
  } else {
    const std::string content = assembled(text, {}, language, 0, keys);
    body = assembled(file_text("layout.html"), content, language, 0, keys);
  }
  return std::string(pragma) + body;
}

struct Loaded {
  std::string key;
  std::string source;
};

const Loaded& load(std::string_view name, Language language, bool framed = true) {
  static std::mutex mutex;
  static std::map<std::string, Loaded, std::less<>> loaded;
  const std::string key =
      (language == Language::zh ? "zh:" : "en:") + std::string(framed ? "" : "part:") + std::string(name);
  const std::lock_guard<std::mutex> lock(mutex);
  auto found = loaded.find(key);
  if (found != loaded.end()) return found->second;
  Loaded fresh{key, source_of(name, language, framed)};
  if (!ctemplate::StringToTemplateCache(fresh.key, fresh.source, ctemplate::STRIP_BLANK_LINES)) {
    throw Defect("template does not parse: " + std::string(name));
  }
  return loaded.emplace(key, std::move(fresh)).first->second;
}

void show(ctemplate::TemplateDictionary& dictionary, const std::string& name, bool there) {
  dictionary.ShowSection((there ? "has_" : "no_") + name);
}

void fill(ctemplate::TemplateDictionary& dictionary, const Json& object);

void fill_member(ctemplate::TemplateDictionary& dictionary, const std::string& name, const Json& value) {
  if (value.is_object()) {
    fill(*dictionary.AddSectionDictionary(name), value);
    show(dictionary, name, true);
  } else if (value.is_array()) {
    for (const Json& item : value.items()) {
      auto* section = dictionary.AddSectionDictionary(name);
      if (item.is_object()) {
        fill(*section, item);
      } else {
        fill_member(*section, "item", item);
      }
    }
    show(dictionary, name, !value.items().empty());
  } else if (value.is_bool()) {
    if (value.boolean()) dictionary.ShowSection(name);
    show(dictionary, name, value.boolean());
  } else if (value.is_null()) {
    show(dictionary, name, false);
  } else {
    const std::string& text = value.is_string() ? value.string() : value.number();
    dictionary.SetValue(name, text);
    show(dictionary, name, !text.empty());
  }
}

void fill(ctemplate::TemplateDictionary& dictionary, const Json& object) {
  for (const auto& [name, value] : object.members()) fill_member(dictionary, name, value);
}

using Scopes = std::vector<const Json*>;

const Json* look_up(const Scopes& scopes, std::string_view name) {
  for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
    if (const Json* found = (*scope)->find(name)) return found;
  }
  return nullptr;
}

// Walks the markers of a source beside the view; answers where the section ended.
class Checker {
 public:
  explicit Checker(std::string_view source) : source_(source) {}

  std::size_t walk(std::size_t at, const std::string& section, Scopes scopes, const std::string& path) {
    while ((at = source_.find("{{", at)) != std::string_view::npos) {
      const std::size_t close = source_.find("}}", at);
      ensure(close != std::string_view::npos, "a template leaves {{ open");
      std::string name(source_.substr(at + 2, close - at - 2));
      at = close + 2;
      if (name.starts_with("%") || name.starts_with("!")) continue;
      if (name.starts_with("/")) {
        ensure(name.substr(1) == section, "a template closes a section that is not open");
        return at;
      }
      if (name.starts_with("#")) {
        at = enter(at, name.substr(1), scopes, path);
      } else {
        name = name.substr(0, name.find(':'));
        const Json* found = look_up(scopes, name);
        if (!found || found->is_object() || found->is_array() || found->is_bool()) missing.insert(path + name);
      }
    }
    ensure(section.empty(), "a template leaves a section open");
    return source_.size();
  }

  std::set<std::string> missing;

 private:
  std::size_t enter(std::size_t at, const std::string& name, const Scopes& scopes, const std::string& path) {
    const bool has = name.starts_with("has_");
    const bool no = name.starts_with("no_");
    const std::string bare = has ? name.substr(4) : no ? name.substr(3) : name;
    const Json* found = look_up(scopes, bare);
    if (!found) missing.insert(path + bare);
    const std::string inside = path + name + "/";
    std::vector<Scopes> bodies;
    if (found && !has && !no && (found->is_object() || found->is_array())) {
      const Json::Array one{found->is_object() ? *found : Json()};
      items_.push_back(std::make_unique<Json>(found->is_object() ? Json(one) : *found));
      for (Json& item : items_.back()->items()) {
        if (!item.is_object()) item = Json(Json::Object{{"item", item}});
        bodies.push_back(scopes);
        bodies.back().push_back(&item);
      }
    } else if (found && is_shown(*found, has, no)) {
      bodies.push_back(scopes);
    }
    std::size_t end = skip(at, name);
    for (const Scopes& body : bodies) end = walk(at, name, body, inside);
    return end;
  }

  static bool is_shown(const Json& found, bool has, bool no) {
    bool there = !found.is_null();
    if (found.is_bool()) there = found.boolean();
    if (found.is_string()) there = !found.string().empty();
    if (found.is_array()) there = !found.items().empty();
    return no ? !there : has ? there : found.is_bool() && there;
  }

  std::size_t skip(std::size_t at, const std::string& name) const {
    int depth = 1;
    const std::string opening = "{{#" + name + "}}", closing = "{{/" + name + "}}";
    while (depth > 0) {
      const std::size_t next_close = source_.find(closing, at);
      const std::size_t next_open = source_.find(opening, at);
      ensure(next_close != std::string_view::npos, "a template leaves a section open");
      depth += next_open < next_close ? 1 : -1;
      at = next_open < next_close ? next_open + opening.size() : next_close + closing.size();
    }
    return at;
  }

  std::string_view source_;
  std::vector<std::unique_ptr<Json>> items_;
};

}  // namespace

namespace {

std::string rendered(std::string_view name, const Json& view, Language language, bool framed) {
  const Loaded& loaded = load(name, language, framed);
  if (strict && framed) {
    const auto missing = missing_names(name, view, language);
    if (!missing.empty()) throw Defect("template " + std::string(name) + " misses " + missing.front());
  }
  ctemplate::TemplateDictionary dictionary("page");
  fill(dictionary, view);
  std::string out;
  if (!ctemplate::ExpandTemplate(loaded.key, ctemplate::STRIP_BLANK_LINES, &dictionary, &out)) {
    throw Defect("template does not expand: " + std::string(name));
  }
  return out;
}

}  // namespace

std::string render(std::string_view name, const Json& view, Language language) {
  return rendered(name, view, language, true);
}

std::string render_fragment(std::string_view name, const Json& view, Language language) {
  return rendered(name, view, language, false);
}

std::vector<std::string> missing_names(std::string_view name, const Json& view, Language language) {
  Checker checker(load(name, language).source);
  checker.walk(0, "", {&view}, "");
  return {checker.missing.begin(), checker.missing.end()};
}

void refuse_missing_names(bool refuse) {
  strict = refuse;
}

std::vector<std::string> page_templates() {
  std::vector<std::string> names;
  for (std::string_view path : resources_under(folder)) {
    path.remove_prefix(folder.size());
    if (path.ends_with(".html") && path != "layout.html" && !path.starts_with("partials/")) names.emplace_back(path);
  }
  return names;
}

std::vector<std::string> message_keys_of_templates() {
  std::set<std::string> keys;
  for (const std::string& name : page_templates()) source_of(name, Language::zh, true, &keys);
  return {keys.begin(), keys.end()};
}

}  // namespace zhiheng::web
