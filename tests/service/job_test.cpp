#include <catch2/catch.hpp>

#include "service/job_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::testing;
using service::Job;
using service::JobCounts;
using service::JobService;

namespace {

std::string names(const Result<std::vector<std::string>>& ran) {
  if (!ran) return rules_of(ran);
  std::string text;
  for (const std::string& name : *ran) text += (text.empty() ? "" : " ") + name;
  return text;
}

Json job_named(JobService& service, const domain::Actor& actor, const std::string& name) {
  auto read = service.read(actor, name, Language::en);
  if (!read) throw Defect(rules_of(read));
  return std::move(*read);
}

}  // namespace

TEST_CASE("a job is run when it is due and by one node", "[job]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    JobService service(stage.gate);
    int runs = 0;
    // While the first node is at it, the second looks: the lease keeps it away.
    std::string meanwhile;
    std::vector<Job> jobs;
    jobs.push_back({"count", 60, -1, [&](service::Gate& gate, Timestamp) -> Result<JobCounts> {
                      ++runs;
                      meanwhile = names(JobService(gate).run_due(jobs, "second"));
                      return JobCounts{{"things", 3}};
                    }});
    REQUIRE(service.enlist(jobs));
    REQUIRE(service.enlist(jobs));
    CHECK(names(service.run_due(jobs, "first")) == "count");
    CHECK(meanwhile.empty());
    CHECK(names(service.run_due(jobs, "second")).empty());
    CHECK(runs == 1);
    stage.clock.advance_minutes(2);
    CHECK(names(service.run_due(jobs, "second")) == "count");
    const Json told = job_named(service, stage.as("admin"), "count");
    CHECK(told.text_at("outcome") == "done");
    CHECK(told.at("counts").at("things").number() == "3");
    CHECK(told.at("run_count").number() == "2");
  });
}

TEST_CASE("the lease of a node that died ends", "[job]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    JobService service(stage.gate);
    int runs = 0;
    const std::vector<Job> jobs{{"count", 60, -1, [&](service::Gate&, Timestamp) -> Result<JobCounts> {
                                   ++runs;
                                   return JobCounts{};
                                 }}};
    REQUIRE(service.enlist(jobs));
    stage.sql("UPDATE job SET lease_node = 'dead', lease_until = ?",
              {Timestamp::from_milliseconds(stage.clock.now().milliseconds() + 60'000).utc()});
    CHECK(names(service.run_due(jobs, "alive")).empty());
    stage.clock.advance_minutes(2);
    CHECK(names(service.run_due(jobs, "alive")) == "count");
    CHECK(runs == 1);
  });
}

TEST_CASE("a job that fails is seen, and tried again sooner than its rhythm", "[job]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    JobService service(stage.gate);
    bool broken = true;
    const std::vector<Job> jobs{{"daily", 86400, -1,
                                 [&](service::Gate&, Timestamp) -> Result<JobCounts> {
                                   if (broken) return refusal(Kind::busy, "storage.busy");
                                   return JobCounts{};
                                 }},
                                {"throws", 86400, -1, [](service::Gate&, Timestamp) -> Result<JobCounts> {
                                   throw Defect("a secret of the code");
                                 }}};
    REQUIRE(service.enlist(jobs));
    CHECK(names(service.run_due(jobs, "node")) == "daily throws");
    Json told = job_named(service, stage.as("admin"), "daily");
    CHECK(told.text_at("outcome") == "failed");
    CHECK(told.at("problem").text_at("rule") == "storage.busy");
    CHECK(job_named(service, stage.as("admin"), "throws").at("problem").text_at("text").find("secret") ==
          std::string::npos);
    broken = false;
    stage.clock.advance_minutes(3);
    CHECK(names(service.run_due(jobs, "node")) == "daily throws");
    told = job_named(service, stage.as("admin"), "daily");
    CHECK(told.text_at("outcome") == "done");
    CHECK(told.at("failed_in_row").number() == "0");
    CHECK(told.at("failed_count").number() == "1");
  });
}

TEST_CASE("who sees and asks for jobs", "[job]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    JobService service(stage.gate);
    int runs = 0;
    const std::vector<Job> jobs{{"daily", 86400, 2, [&](service::Gate&, Timestamp) -> Result<JobCounts> {
                                   ++runs;
                                   return JobCounts{};
                                 }}};
    REQUIRE(service.enlist(jobs));
    CHECK(names(service.run_due(jobs, "node")).empty());  // waits for its hour
    CHECK(rules_of(service.list(stage.as("clerk"), Language::zh)) == ":access.role");
    CHECK(rules_of(service.ask(stage.as("leader"), "daily", Language::zh)) == ":access.role");
    CHECK(rules_of(service.ask(stage.as("admin"), "no-such", Language::zh)) == "name:job.absent");
    REQUIRE(service.ask(stage.as("admin"), "daily", Language::zh));
    CHECK(names(service.run_due(jobs, "node")) == "daily");
    CHECK(runs == 1);
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE subject = 'job' AND login = 'admin'") == 1);
    const auto figures = service.figures();
    REQUIRE(figures);
    CHECK(figures->at(0).run_count == 1);
  });
}

TEST_CASE("the hour of a daily job is China's", "[job]") {
  const Job job{"daily", 86400, 2, {}};
  CHECK(service::next_due(job, timestamp_from_utc("2022-10-08 01:00:00.000")).utc() == "2022-10-08 18:00:00.000");
  CHECK(service::next_due(job, timestamp_from_utc("2022-10-08 18:00:00.000")).utc() == "2022-10-09 18:00:00.000");
  CHECK(service::next_due(job, timestamp_from_utc("2022-10-08 17:59:59.000")).utc() == "2022-10-08 18:00:00.000");
}
