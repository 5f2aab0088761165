#include "service/demo/demo_stage.h"

#include "base/money.h"
#include "base/resource.h"
#include "service/account_service.h"
#include "service/command_body.h"
#include "service/expert_library_service.h"
#include "service/policy_service.h"
#include "service/rating_service.h"
#include "service/record_service.h"
#include "service/security_service.h"

namespace zhiheng::service {

namespace {

// Which bureau's people begin, and when: before the first contract of the year.
constexpr int first_year = 2022;

void replace_all(std::string& text, const std::string& mark, const std::string& with) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + with.size())) {
    text.replace(at, mark.size(), with);
  }
}

// "{day-12}" and "{day+9}" are days from today.
void fill_days(std::string& text, Date today) {
  const std::string head = "{day";
  for (std::size_t at = text.find(head); at != std::string::npos; at = text.find(head, at)) {
    const std::size_t end = text.find('}', at);
    ensure(end != std::string::npos, "a mark for a day is closed");
    const std::size_t sign = at + head.size();
    const auto days = static_cast<std::int32_t>(*read_decimal(text.substr(sign + 1, end - sign - 1), 0, {}));
    text.replace(at, end + 1 - at, (today + (text[sign] == '-' ? -days : days)).text());
  }
}

// A refusal here is a fault of the demonstration's own data; the place in it is what helps to mend it.
Problems placed(const Problems& problems, const std::string& file, std::size_t line) {
  Problems out = problems;
  for (Problem& problem : out) problem.field = pointer_to(file, line) + problem.field;
  return out;
}

}  // namespace

Json DemoStage::read_file(const std::string& file) const {
  std::string text(resource("sql/seed/demo/" + file + ".json"));
  replace_all(text, "\"{year_number}\"", std::to_string(today_.year()));
  replace_all(text, "{year}", std::to_string(today_.year()));
  fill_days(text, today_);
  auto read = parse_json(text);
  ensure(read.ok(), "the demonstration's data is JSON");
  return std::move(*read);
}

const domain::Actor& DemoStage::person(const std::string& login) const {
  const auto found = people_.find(login);
  ensure(found != people_.end(), "the demonstration's acts name accounts that exist");
  return found->second;
}

std::int64_t DemoStage::made(const std::string& stem, const std::string& name) const {
  const auto found = made_.find({stem, name});
  ensure(found != made_.end(), "the demonstration's acts name what was made before");
  return *read_decimal(found->second.text_at("id"), 0, {});
}

Outcome DemoStage::add_records(bool bureaus) {
  const Json file = read_file("records");
  const domain::Actor actor = bureaus ? operator_of_machine() : person("clerk");
  std::size_t line = 0;
  for (const Json& record : file.at("records").items()) {
    const std::string stem = record.text_at("stem");
    if ((stem == "bureau") == bureaus) {
      const domain::Shape* shape = domain::find_shape(stem);
      ensure(shape != nullptr, "the demonstration's records have shapes");
      Result<Json> made = create_row(gate_, actor, *shape, record.at("body"));
      if (!made) return placed(made.problems(), "records", line);
      made_[{stem, made->text_at(shape->natural_key)}] = std::move(*made);
    }
    ++line;
  }
  return Done{};
}

Outcome DemoStage::add_accounts() {
  AccountService accounts(gate_);
  const Json file = read_file("accounts");
  std::size_t line = 0;
  // Clerks first need a bureau only; experts, agencies and units need rows that the clerk enters.
  for (const Json& body : file.at("accounts").items()) {
    const std::string login = body.text_at("login");
    const bool needs_row = body.find("agency") || body.find("expert") || body.find("budget_unit");
    const bool have_rows = made_.contains({"expert", "ZJ01"});
    if (needs_row == have_rows) {
      const auto made = accounts.create_account(operator_of_machine(), body);
      if (!made) return placed(made.problems(), "accounts", line);
      const auto actor = accounts.actor_of_login(operator_of_machine(), login);
      if (!actor) return placed(actor.problems(), "accounts", line);
      if (actor->agency_id != 0) agency_logins_[actor->agency_id] = login;
      if (actor->expert_id != 0) expert_logins_[body.text_at("expert")] = login;
      people_[login] = *actor;
    }
    ++line;
  }
  return Done{};
}

Outcome DemoStage::appoint_experts() {
  Json ids = Json::array();
  for (const auto& [key, row] : made_) {
    if (key.first == "expert") ids.push(row.text_at("id"));
  }
  const Json body = Json::object().set("step", "take_over").set("experts", std::move(ids));
  const auto appointed = take_expert_steps(gate_, person("leader"), body);
  if (!appointed) return appointed.problems();
  return Done{};
}

Outcome DemoStage::raise() {
  clock_.go_to(Date::of(first_year, 2, 21));
  const auto seeded = SeedService::seed_policies(gate_);
  if (!seeded) return seeded.problems();
  // The demonstration's passwords are public and years old; nobody is to change them.
  Json for_ever = Json::object();
  for_ever.set("password_age_days", 0);
  const auto settled = SecurityService(gate_).change_settings(operator_of_machine(), for_ever);
  if (!settled) return settled.problems();
  for (const bool before_rows : {true, false}) {
    if (Outcome added = add_records(before_rows); !added) return added;
    if (Outcome added = add_accounts(); !added) return added;
  }
  return appoint_experts();
}

Outcome DemoStage::play(const std::string& file) {
  const Json acts = read_file(file);
  std::size_t line = 0;
  for (const Json& act : acts.at("acts").items()) {
    const auto day = zhiheng::read_date(act.text_at("on"), "on");
    ensure(day.ok(), "every act of the demonstration has a date");
    clock_.go_to(*day);
    const Made made = (this->*handler_of(act.text_at("do")))(act);
    if (!made) return placed(made.problems(), file, line);
    ++line;
    ++acts_;
  }
  // As every night: what ended by itself has ended, as it would have where people worked in those years.
  const auto ended = RatingClock::run(gate_, clock_.now());
  if (!ended) return ended.problems();
  return Done{};
}

}  // namespace zhiheng::service
