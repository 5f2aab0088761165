// The built program as its users run it: a database from nothing, the demonstration year, evidence out and verified,
// accounts, the service and its stop. ZHIHENG_BINARY names the program.
#include <catch2/catch.hpp>

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace {

struct Ran {
  int code = -1;
  std::string output;  // standard output and standard error
};

std::string binary() {
  const char* given = std::getenv("ZHIHENG_BINARY");
  return given ? given : ZHIHENG_SOURCE_DIR "/build/zhiheng";
}

// A folder of its own that goes with the test; commands run inside it.
class Place {
 public:
  Place() {
    char name[] = "/tmp/zhiheng-scenario-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  ~Place() { std::filesystem::remove_all(folder_); }
  Ran run(const std::string& command) const {
    const std::string line = "cd " + folder_ + " && export ZHIHENG_DATABASE=sqlite:" + folder_ +
                             "/data/z.db LANG=zh_CN.UTF-8 Z=" + binary() + " && { " + command + "\n} 2>&1";
    Ran ran;
    FILE* pipe = ::popen(("bash -c '" + escaped(line) + "'").c_str(), "r");
    char piece[4096];
    while (const std::size_t got = std::fread(piece, 1, sizeof piece, pipe)) ran.output.append(piece, got);
    const int status = ::pclose(pipe);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return ran;
  }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

 private:
  static std::string escaped(const std::string& line) {
    std::string out;
    for (const char c : line) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out;
  }
  std::string folder_;
};

bool has(const Ran& ran, const std::string& text) {
  return ran.output.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("words that the program does not know are refused with code 2", "[scenario]") {
  const Place place;
  CHECK(place.run("$Z --version").output.starts_with("zhiheng "));
  CHECK(place.run("$Z --help").code == 0);
  CHECK(place.run("$Z serve --help").code == 0);
  CHECK(place.run("$Z").code == 2);
  CHECK(place.run("$Z nothing").code == 2);
  CHECK(has(place.run("$Z check --colour red --lang en"), "Unknown option --colour"));
  CHECK(has(place.run("$Z check --colour red"), "没有选项 --colour"));
  CHECK(place.run("$Z template agencies").code == 2);
  CHECK(place.run("$Z import agencies absent.xlsx --database sqlite::memory:").code != 0);
  CHECK(place.run("$Z check --database postgres://x").code == 2);
}

TEST_CASE("a database file that is not there is said to be absent and not made", "[scenario]") {
  const Place place;
  for (const char* command : {"export contract_list -o a.xlsx", "check", "import agencies a.xlsx"}) {
    CAPTURE(command);
    const Ran ran = place.run("$Z " + std::string(command) + " --database sqlite:mistyped.db");
    CHECK(ran.code == 4);
    CHECK(has(ran, "[database.absent]"));
    CHECK(!std::filesystem::exists(place.path("mistyped.db")));
  }
}

TEST_CASE("from nothing to a verified statement", "[scenario]") {
  const Place place;
  CHECK(place.run("$Z check").code != 0);  // no schema yet
  REQUIRE(place.run("$Z migrate").code == 0);
  REQUIRE(place.run("$Z migrate").code == 0);
  const Ran demo = place.run("$Z demo");
  REQUIRE(demo.code == 0);
  CHECK(has(demo, "18 个评价项目"));
  CHECK(place.run("$Z demo").code == 5);
  CHECK(place.run("$Z check").code == 0);
  const Ran exported = place.run("$Z export statement --param contract=红财绩委〔2022〕03号 -o s.json");
  INFO(exported.output);
  REQUIRE(exported.code == 0);
  CHECK(place.run("env -u ZHIHENG_DATABASE $Z verify s.json").output.starts_with("verified"));
  CHECK(place.run("sed s/云岭/山岭/ s.json | sed s/88.60/98.60/ >t.json; $Z verify t.json").code == 2);
  CHECK(place.run("$Z export statement --param contract=NONE -o n.json").code == 4);
  CHECK(!std::filesystem::exists(place.path("n.json")));
  CHECK(place.run("$Z export payment_register -o p.xlsx && unzip -tq p.xlsx").code == 0);
  CHECK(place.run("$Z export no_such -o p2.xlsx").code == 4);
  CHECK(place.run("$Z template agencies -o a.xlsx && unzip -tq a.xlsx").code == 0);
}

TEST_CASE("accounts from the command line sign in until they are disabled", "[scenario]") {
  const Place place;
  REQUIRE(place.run("$Z migrate && $Z demo").code == 0);
  CHECK(place.run("echo short | $Z user add rescue --role system_administrator --bureau 532500").code == 2);
  const Ran added = place.run("echo Notfall#2022-x1 | $Z user add rescue --role system_administrator --bureau 532500");
  INFO(added.output);
  REQUIRE(added.code == 0);
  CHECK(place.run("echo Notfall#2022-x1 | $Z user add rescue --role system_administrator --bureau 532500").code == 5);
  CHECK(place.run("echo Notfall#2023-y2 | $Z user passwd rescue").code == 0);
  CHECK(place.run("echo Notfall#2023-y2 | $Z user passwd nobody").code == 4);
  const std::string serve =
      "$Z serve --listen 127.0.0.1:0 2>serve.log & server=$!\n"
      "for i in $(seq 1200); do U=$(grep -o -m1 \"http://[0-9.:]*\" serve.log) && break; sleep 0.1; done\n"
      "try() { curl -s -o out -w \"%{http_code} \" $U/api/v1/sessions -H \"Content-Type: application/json\" "
      "-d \"{\\\"login\\\":\\\"rescue\\\",\\\"password\\\":\\\"$1\\\"}\"; }\n";
  const Ran served = place.run(serve +
                               "try Notfall#2022-x1; try Notfall#2023-y2\n"
                               "curl -s -o /dev/null -w \"%{http_code} \" $U/readyz\n"
                               "$Z user disable rescue; try Notfall#2023-y2\n"
                               "kill -TERM $server; wait $server; echo stopped $?");
  INFO(served.output);
  CHECK(has(served, "401 201 200 "));
  CHECK((has(served, "200 401") || has(served, "200 403")));
  CHECK(has(served, "stopped 0"));
}

TEST_CASE("a full disk or a folder that cannot be written leaves no torn file", "[scenario]") {
  const Place place;
  REQUIRE(place.run("$Z migrate").code == 0);
  CHECK(place.run("$Z template agencies -o /dev/full").code != 0);
  CHECK(place.run("$Z template agencies -o absent/folder/a.xlsx").code == 6);
  CHECK(place.run("ls").output == "data\n");
}
