// Problems beside the names of what they are about.
#include <algorithm>
#include <cstdlib>

#include "web/shape_view.h"

namespace zhiheng::web {

using domain::Field;
using domain::Shape;

bool is_about(const Problem& problem, const std::string& name) {
  return problem.field == name || problem.field == "/" + name || problem.field.starts_with("/" + name + "/");
}

namespace {

// "/fee" -> "合同金额"; "/engagements/0/name" -> "委托评价项目 1 · 评价项目名称".
std::string label_of_problem(const Shape& shape, const Problem& problem, Language language,
                             const std::map<std::string, std::string>& lists) {
  for (const Field& field : shape.fields) {
    if (is_about(problem, field.key)) return field_label(shape.stem, field.key, language);
  }
  for (const auto& [list, stem] : lists) {
    if (!problem.field.starts_with("/" + list + "/")) continue;
    const std::string rest = problem.field.substr(list.size() + 2);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const auto index = std::strtoul(rest.substr(0, slash).c_str(), nullptr, 10);
    const std::string row = say("stem." + stem, language) + " " + std::to_string(index + 1);
    const std::string name = "field." + stem + "." + rest.substr(std::min(slash + 1, rest.size()));
    return has_text(name, language) ? row + " · " + say(name, language) : row;
  }
  return {};
}

}  // namespace

Json problem_summary(const Shape& shape, const Problems& problems, Language language,
                     const std::map<std::string, std::string>& lists) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    const std::string label = label_of_problem(shape, problem, language, lists);
    const std::string text = say(problem, language);
    list.push(Json(Json::Object{{"text", label.empty() ? text : label + say("web.colon", language) + text},
                                {"field", problem.field}}));
  }
  return list;
}

Json problem_summary(const Json& fields, const Problems& problems, Language language) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    std::string label;
    for (const Json& field : fields.items()) {
      if (is_about(problem, field.text_at("key"))) label = field.text_at("label") + say("web.colon", language);
    }
    list.push(Json(Json::Object{{"text", label + say(problem, language)}, {"field", problem.field}}));
  }
  return list;
}

}  // namespace zhiheng::web
