// Letters over HTTP: the page of templates, downloads from the rows' pages, the API, and what others are answered.
#include <catch2/catch.hpp>

#include "support/web_attack.h"
#include "support/web_site.h"
#include "table/docx.h"

using namespace zhiheng;
using namespace zhiheng::testing;

TEST_CASE("letters by page and by API", "[letter][web]") {
  const std::string token = site().token_of("clerk");
  const auto listed = site().api(token, "GET", "/letters");
  REQUIRE(listed.status == 200);
  CHECK(listed.json().at("items").items().size() == 10);
  const std::string result = std::to_string(
      integer_or(site().database->reader()->query("SELECT MIN(id) FROM result WHERE state = 'current'")[0][0]));
  const auto letter = site().api(token, "GET", "/letters/result?result=" + result);
  REQUIRE(letter.status == 200);
  CHECK(letter.header("Content-Type") == "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  CHECK(table::docx_text(letter.body)->find("考核结果告知书") != std::string::npos);
  const auto evidence = site().api(token, "GET", "/letters/result/evidence?result=" + result);
  REQUIRE(evidence.status == 200);
  CHECK(evidence.json().text_at("evidence") == "result");
  CHECK(site().api(token, "GET", "/letters/nothing?result=1").status == 404);
  CHECK(site().api(token, "GET", "/letters/result").status == 422);
  CHECK(site().api(token, "GET", "/letters/invitation/evidence?member=1").status == 404);
  CHECK(site().api(token, "GET", "/letters/result/template").status == 200);

  const std::string cookie = site().cookie_of("clerk");
  const auto page = site().send("GET", "/letters", {cookie});
  REQUIRE(page.status == 200);
  CHECK(page.body.find("{{#考核方面}} … {{/考核方面}}") != std::string::npos);
  CHECK(page.body.find("/letters/expert_payroll/template") != std::string::npos);
  const auto download = site().send("GET", "/results/" + result + "/letter", {cookie});
  CHECK(download.status == 200);
  CHECK(download.header("Content-Disposition").find(".docx") != std::string::npos);
  CHECK(site().send("GET", "/results/" + result + "/letter/evidence", {cookie}).status == 200);
  // Templates are the bureau's to edit.
  CHECK(site().send("GET", "/letters", {site().cookie_of("expert01")}).status == 403);
}

TEST_CASE("a letter about somebody else's row is answered as one about no row", "[letter][attack]") {
  AttackWorld world;
  const auto bodies = [&](const Attacker& attacker, const std::string& kind, const std::string& param,
                          const std::string& value) {
    for (const web::Route& route : world.routes()) {
      if (route.name != "letter.read") continue;
      return world.fire(attacker, {&route, "/api/v1/letters/" + kind, {{param, value}}, {}});
    }
    throw Defect("there is such a route");
  };
  struct About {
    const char *kind, *param, *table;
  };
  const About all[] = {{"result", "result", "result"},
                       {"appointment", "expert", "expert"},
                       {"invitation", "member", "panel_member"},
                       {"meeting_record", "panel", "panel"},
                       {"draw_record", "draw", "draw"},
                       {"objection_decision", "objection", "objection"},
                       {"expert_payroll", "expert_fee", "expert_fee"},
                       {"deduction_notice", "deduction_notice", "deduction_notice"},
                       {"claim", "contract", "contract"}};
  for (const Attacker& attacker : world.attackers) {
    for (const About& about : all) {
      const Hit absent = bodies(attacker, about.kind, about.param, "999999999");
      for (const std::int64_t id : world.ids_of(about.table)) {
        const Hit hit = bodies(attacker, about.kind, about.param, std::to_string(id));
        CAPTURE(attacker.name, about.kind, id, hit.body.substr(0, 300));
        CHECK(hit.status < 500);
        const bool refused_alike = hit == absent;
        const bool knows =
            may_know(world, attacker, about.table == std::string("panel_member") ? "panel" : about.table, id);
        if (!knows && about.table != std::string("panel_member")) CHECK(refused_alike);
        const bool staff = !domain::scope(attacker.actor, domain::Action::see_panels).bureaus.empty();
        if (hit.status != 200 || staff) continue;
        // Whoever is not of the bureau reads no expert's name but his own.
        const auto text = table::docx_text(hit.body);
        REQUIRE(text.ok());
        for (const store::Row& row : world.database->reader()->query("SELECT id, name FROM expert")) {
          if (integer_or(row[0]) == attacker.actor.expert_id) continue;
          CHECK(text->find(text_or_empty(row[1])) == std::string::npos);
        }
      }
    }
  }
}
