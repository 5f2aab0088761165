// What ends is told in time and once; what waits for somebody stands on his start page; seventy by the sealed number.
#include "service/expert_term_service.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "domain/expert.h"
#include "domain/identity_number.h"
#include "service/expert_library_service.h"
#include "service/expert_secrets.h"
#include "service/notice_service.h"
#include "service/record_service.h"
#include "service/security_key.h"
#include "service/task_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// Sorted, because two notices of one moment have no order that means anything.
std::string notices_of(Stage& stage, const std::string& login, Language language = Language::zh) {
  const auto list = NoticeService(stage.gate).list(stage.as(login), {}, language);
  if (!list) return rules_of(list);
  std::vector<std::string> texts;
  for (const Json& item : list->at("items").items()) texts.push_back(item.text_at("text") + "\n");
  std::sort(texts.begin(), texts.end());
  std::string out;
  for (const std::string& text : texts) out += text;
  return out;
}

// "kind count standing", one per line.
std::string groups_of(Stage& stage, const std::string& login) {
  const auto tasks = my_tasks(stage.gate, stage.as(login));
  if (!tasks) return rules_of(tasks);
  std::string out;
  for (const Json& group : tasks->at("groups").items()) {
    const Json& list = group.at("list");
    out += group.text_at("kind") + " " + group.at("count").number() + " ";
    out += (list.is_object() ? list.text_at("standing") : "") + "\n";
  }
  return out;
}

std::string name_of(Stage& stage, std::int64_t id) {
  return text_or_empty(stage.database.reader()->query("SELECT name FROM expert WHERE id = ?", {id})[0][0]);
}

}  // namespace

TEST_CASE("a term and a qualification that end are told once, to the expert and the clerks only", "[expert][notice]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);  // 2022-10-08
    const auto& experts = stage.world.experts;
    const auto term = [&](int i, const std::string& stage_text, const char* until) {
      stage.sql("UPDATE expert SET stage = ?, term_from = '2020-01-01', term_until = ? WHERE id = ?",
                {stage_text, std::string(until), experts[i]});
    };
    term(0, "appointed", "2022-12-07");
    term(1, "appointed", "2022-12-08");
    term(2, "removed", "2022-11-01");
    for (const int i : {1, 2}) {
      stage.sql(
          "INSERT INTO expert_qualification (bureau_id, expert_id, name, expires_on, created_at, updated_at) "
          "SELECT bureau_id, id, '注册评估师', '2022-10-08', updated_at, updated_at FROM expert WHERE id = ?",
          {experts[i]});
    }
    const auto first = ExpertTerms::remind(stage.gate, stage.clock.now());
    REQUIRE(rules_of(first) == "ok");
    CHECK((*first == JobCounts{{"terms", 1}, {"qualifications", 1}}));
    const std::string ends = name_of(stage, experts[0]) + "的专家聘期至 2022-12-07 届满，需要续聘的请及时办理\n";
    const std::string expires = name_of(stage, experts[1]) + "的“注册评估师”至 2022-10-08 到期，请及时更新证书\n";
    CHECK(notices_of(stage, "expert1") == ends);
    CHECK(notices_of(stage, "expert2") == expires);
    CHECK(notices_of(stage, "expert3") == "");
    const std::string both = notices_of(stage, "clerk");
    CHECK(both.size() == ends.size() + expires.size());
    CHECK((both.find(ends) != std::string::npos && both.find(expires) != std::string::npos));
    for (const char* login : {"reviewer", "agency", "other_clerk", "admin"}) CHECK(notices_of(stage, login) == "");
    CHECK(notices_of(stage, "expert1", Language::en).find("ends on 2022-12-07") != std::string::npos);
    // Once; a day later the next one; a renewed term in its turn.
    REQUIRE(ExpertTerms::remind(stage.gate, stage.clock.now()).ok());
    CHECK(notices_of(stage, "clerk") == both);
    stage.clock.set("2022-10-09 01:00:00.000");
    REQUIRE(ExpertTerms::remind(stage.gate, stage.clock.now()).ok());
    CHECK(notices_of(stage, "expert2").find("2022-12-08") != std::string::npos);
    CHECK(notices_of(stage, "expert1") == ends);
    term(0, "appointed", "2025-12-07");
    stage.clock.set("2025-11-01 01:00:00.000");
    REQUIRE(ExpertTerms::remind(stage.gate, stage.clock.now()).ok());
    CHECK(notices_of(stage, "expert1").find("2025-12-07") != std::string::npos);
  });
}

TEST_CASE("what waits in the library stands on the start page of whoever can do it", "[expert][task]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    CHECK(groups_of(stage, "leader") == "");
    const auto made = create_row(stage.gate, stage.as("clerk"), domain::expert_shape(),
                                 json(R"({"code":"N01","name":"新专家","category":"industry"})"));
    REQUIRE(rules_of(made) == "ok");
    const std::string id = made->text_at("id");
    CHECK(groups_of(stage, "leader") == "approve_expert 1 to_approve\n");
    CHECK(groups_of(stage, "reviewer") == "approve_expert 1 to_approve\n");
    CHECK(groups_of(stage, "clerk") == "");
    stage.sql("UPDATE expert SET stage = 'approved' WHERE id = " + id);
    CHECK(groups_of(stage, "leader") == "");
    CHECK(groups_of(stage, "clerk") == "publish_expert_notice 1 to_publish\n");
    stage.sql("UPDATE expert SET stage = 'noticed', notice_until = '2022-10-08' WHERE id = " + id);
    CHECK(groups_of(stage, "leader") == "");
    stage.sql("UPDATE expert SET notice_until = '2022-10-07' WHERE id = " + id);
    CHECK(groups_of(stage, "leader") == "approve_expert 1 to_approve\n");
    stage.sql("UPDATE expert SET stage = 'declined' WHERE id = " + id);
    REQUIRE(rules_of(propose_my_change(stage.gate, stage.as("expert1"), json(R"({"employer":"某大学"})"))) == "ok");
    CHECK(groups_of(stage, "leader") == "decide_proposal 1 proposal_waiting\n");
    CHECK(groups_of(stage, "expert1") == "");
    CHECK(notices_of(stage, "leader").find("[") == std::string::npos);
    stage.sql("UPDATE expert SET term_from = '2020-01-01', term_until = '2022-12-07' WHERE id = ?",
              {stage.world.experts[1]});
    CHECK(groups_of(stage, "clerk") == "expert_term_ending 1 term_ending\n");
    for (const char* login : {"other_clerk", "agency", "expert2"}) CHECK(groups_of(stage, login) == "");
  });
}

TEST_CASE("whoever turns seventy this year is appointed by the day of the identity number", "[expert]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const auto folder = std::filesystem::temp_directory_path() / ("zhiheng_terms_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    use_key_file((folder / "key").string());
    const auto made = create_row(stage.gate, stage.as("clerk"), domain::expert_shape(),
                                 json(R"({"code":"N01","name":"新专家","category":"industry","birth_year":1952})"));
    REQUIRE(rules_of(made) == "ok");
    const std::int64_t id = id_of(*made);
    const auto version = [&] { return version_of(*read_expert_file(stage.gate, stage.as("clerk"), id)); };
    const auto approve = [&] {
      return rules_of(take_expert_step(stage.gate, stage.as("leader"), id, version(), json(R"({"step":"approve"})")));
    };
    const auto born = [&](const std::string& seventeen) {
      const Json body = Json::object().set("identity_number", seventeen + domain::identity_check_place(seventeen));
      return rules_of(set_secrets(stage.gate, stage.as("clerk"), id, version(), body));
    };
    CHECK(approve() == "birth_year:expert_library.birthday_unknown");
    REQUIRE(born("53250119521008001") == "ok");
    CHECK(approve() == "birth_year:expert_library.too_old");
    REQUIRE(born("53250119521009001") == "ok");
    CHECK(approve() == "ok");
    use_key_file("");
    std::filesystem::remove_all(folder);
  });
}
