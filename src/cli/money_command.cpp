// `zhiheng money`: small sums offline, one question on the command line or many as lines of JSON.
#include <functional>
#include <iostream>
#include <istream>

#include "base/calendar.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "domain/money_answer.h"

namespace zhiheng::cli {

namespace {

using Answer = std::function<Result<Json>(const Json&)>;

Json refused_json(const Problems& problems, Language language) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    Json one = Json::object().set("rule", problem.rule).set("field", problem.field);
    list.push(one.set("text", say(problem, language)));
  }
  return Json::object().set("problems", std::move(list));
}

// One line of JSON for each line of standard input, in their order; blank lines are passed over.
int answer_lines(const Answer& answer, Language language) {
  bool refused = false;
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto question = parse_json(line);
    const Result<Json> given = question ? answer(*question) : Result<Json>(question.problems());
    refused = refused || !given;
    print(write_json(given ? *given : refused_json(given.problems(), language)));
  }
  return refused ? 2 : 0;
}

// A question of the command line: its word under `word_key`, its options by their names.
Json question_of(const Arguments& arguments, const char* word_key, const std::vector<const char*>& keys) {
  Json question = Json::object();
  if (word_key && !arguments.words.empty()) question.set(word_key, arguments.words[0]);
  for (const char* key : keys) {
    if (arguments.has(key)) question.set(key, arguments.value(key));
  }
  return question;
}

bool reads_lines(const Arguments& arguments) {
  return !arguments.words.empty() && arguments.words[0] == "-";
}

int answer_one(const Result<Json>& given, Language language) {
  if (!given) {
    print(write_json(refused_json(given.problems(), language)));
    return report(given.problems(), language);
  }
  print(write_json(*given));
  return 0;
}

Result<Json> due_answer(const Json& question) {
  return domain::answer_due(question, Calendar::shipped());
}

}  // namespace

int money_split_command(const Arguments& arguments) {
  if (reads_lines(arguments)) return answer_lines(domain::answer_split, arguments.language);
  return answer_one(domain::answer_split(question_of(arguments, "gross", {"rate"})), arguments.language);
}

int money_words_command(const Arguments& arguments) {
  if (reads_lines(arguments)) return answer_lines(domain::answer_words, arguments.language);
  return answer_one(domain::answer_words(question_of(arguments, "amount", {})), arguments.language);
}

int money_due_command(const Arguments& arguments) {
  if (reads_lines(arguments)) return answer_lines(due_answer, arguments.language);
  Json question = question_of(arguments, "date", {"days"});
  if (arguments.has("working")) question.set("working", true);
  return answer_one(due_answer(question), arguments.language);
}

int money_balance_command(const Arguments& arguments) {
  if (reads_lines(arguments)) return answer_lines(domain::answer_balance, arguments.language);
  const Json question = question_of(arguments, nullptr, {"fee", "bonus", "deduction", "paid", "retention"});
  return answer_one(domain::answer_balance(question), arguments.language);
}

}  // namespace zhiheng::cli
