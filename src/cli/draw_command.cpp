// `zhiheng draw`: the construction of RFC 3797 offline, so that an outsider repeats any draw with his own eyes, and
// `zhiheng draw commit`: what a party commits itself with, without a browser and without the server ever seeing the
// value.
#include <charconv>

#include "base/crypto.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "domain/draw.h"

namespace zhiheng::cli {

namespace {

constexpr std::size_t salt_bytes = 32;

// 0 where it is no number from 1 to `most`.
int number_of(const std::string& text, int most) {
  int number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool good = fault == std::errc() && end == text.data() + text.size() && number >= 1 && number <= most;
  return good ? number : 0;
}

}  // namespace

int draw_command(const Arguments& arguments) {
  const std::string& key = arguments.words[0];
  const std::string hash = arguments.has("hash") ? arguments.value("hash") : "sm3";
  const int pool = number_of(arguments.value("pool"), domain::most_people_in_draw);
  const int take = arguments.has("take") ? number_of(arguments.value("take"), pool) : pool;
  Problems problems;
  if (!Hash::knows(hash)) problems.push_back(refusal("draw.hash_unknown", "--hash", {{"hash", hash}}));
  const Params most{{"most", std::to_string(domain::most_people_in_draw)}};
  if (pool == 0) problems.push_back(refusal("draw.pool_malformed", "--pool", most));
  if (pool != 0 && take == 0) {
    problems.push_back(refusal("draw.take_malformed", "--take", {{"pool", std::to_string(pool)}}));
  }
  if (!problems.empty()) return report(problems, arguments.language);
  Json steps = Json::array();
  Json picked = Json::array();
  for (const domain::DrawStep& step : domain::draw_steps(hash, key, pool, take)) {
    Json one = Json::object().set("step", step.step).set("digest", step.digest).set("remaining", step.remaining);
    steps.push(std::move(one.set("index", step.index).set("picked", step.picked)));
    picked.push(step.picked);
  }
  Json out = Json::object().set("hash", hash).set("key", key).set("pool", pool);
  print(write_json_indented(out.set("steps", std::move(steps)).set("picked", std::move(picked))));
  return 0;
}

int draw_commit_command(const Arguments& arguments) {
  const std::string& value = arguments.words[0];
  const std::string salt = arguments.has("salt") ? arguments.value("salt") : hex_text(random_bytes(salt_bytes));
  const auto commitment = domain::draw_commitment(value, salt);
  if (!commitment) return report(commitment.problems(), arguments.language);
  print(write_json_indented(Json::object().set("value", value).set("salt", salt).set("commitment", *commitment)));
  tell(say("cli.draw_commit.keep", arguments.language));
  return 0;
}

}  // namespace zhiheng::cli
