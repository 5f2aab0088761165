// What the bureau's accountant, reviewer and leader read on their pages: every figure adds up and has its unit, words
// are those of the trade, forms name all that is wrong at once.
#include <catch2/catch.hpp>
#include <map>

#include "support/web_site.h"
#include "web/http.h"

using zhiheng::testing::Answer;
using zhiheng::testing::site;

namespace {

const std::string form_type = "Content-Type: application/x-www-form-urlencoded";

bool has(const Answer& answer, const std::string& text) {
  return answer.body.find(text) != std::string::npos;
}

std::string csrf_of(const std::string& page) {
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = page.find(mark) + mark.size();
  return page.substr(at, page.find('"', at) - at);
}

// One session for each person: a form is sent in the session that it was shown in.
const std::string& cookie_of(const std::string& person) {
  static std::map<std::string, std::string> cookies;
  std::string& cookie = cookies[person];
  if (cookie.empty()) cookie = site().cookie_of(person);
  return cookie;
}

// What the form was made from; "" where it carries no version.
std::string version_of(const std::string& page) {
  const std::string mark = "name=\"version\" value=\"";
  const std::size_t at = page.find(mark);
  if (at == std::string::npos) return "";
  const std::size_t start = at + mark.size();
  return page.substr(start, page.find('"', start) - start);
}

Answer get(const std::string& person, const std::string& place) {
  return site().send("GET", place, {cookie_of(person)});
}

}  // namespace

TEST_CASE("pages of the bureau's money say what they mean", "[web][staff]") {
  struct Case {
    const char *person, *place, *says, *never_says;
  };
  const Case cases[] = {
      // Instalments add up; what was paid on the statement belongs to none of them.
      {"clerk", "/contracts/3",
       "按结算单收付（不分期次）</td><td></td><td></td><td></td><td class=\"number\">89,900.00", ""},
      {"clerk", "/contracts/3", "<td class=\"number\">125,000.00</td><td class=\"number\">125,000.00</td></tr></tfoot>",
       ""},
      {"clerk", "/contracts/3", "按质控办法", "0 为按办法"},
      // Amounts are grouped everywhere, also within sentences.
      {"clerk", "/contracts/3/timeline", "35,100.00 元可付", "35100.00"},
      // A termination is told once, with what it took; what became nought became payable never.
      {"clerk", "/contracts/12/timeline", "-30,000.00", "0.00 元可付"},
      {"clerk", "/contracts/12/timeline", "合同终止", "补充协议"},
      {"clerk", "/statements/6", "扣减后 125,000.00 元 − 结算前已付 35,100.00 元 = 应付 89,900.00 元", ""},
      {"clerk", "/fee-sheets/1", "红财绩〔2024〕11号", ""},
      {"clerk", "/dues", " 天", ""},
      // A posting has one number; its digest is no summary.
      {"leader", "/journal", "2022-000001", ""},
      {"leader", "/journal/22", "校验值", "摘要"},
      {"leader", "/journal/balances", "承诺备抵", "固定扣减"},
      {"leader", "/ratings?year=2024", "异议截止", "—/0"},
      {"leader", "/rating-objections/1", "投诉属实 2022-12-05", "complaint"},
      {"leader", "/consequences/1", "已到期", ""},
      {"leader", "/approvals?kind=rating_objection", "<td>南盘江（示例）绩效研究院</td>", "<td>经办甲（示例）</td>"},
      {"clerk", "/statements", "已付金额（元）", ""},
      {"leader", "/watch-list", "没有需要关注的机构", "没有评级"},
      {"leader", "/reports", "机构统一社会信用代码", ">agency<"},
      {"leader", "/reports", "最大余数", ">shares<"},
      {"clerk", "/payments", "凭证号", "name=\"instalment\""},
      {"clerk", "/procurement-limits", "公开招标数额以上可用方式", "逗号分隔"},
      {"clerk", "/payment-orders/3/application", "打印日期", "（已支付）"},
  };
  for (const Case& one : cases) {
    const Answer page = get(one.person, one.place);
    CAPTURE(one.place);
    CHECK(page.status == 200);
    CHECK(has(page, one.says));
    if (*one.never_says) CHECK_FALSE(has(page, one.never_says));
  }
}

TEST_CASE("forms of the bureau name every field that is wrong", "[web][staff]") {
  struct Case {
    const char *person, *form, *action, *typed;
    std::vector<std::string> says;
  };
  const Case cases[] = {
      {"clerk", "/contracts/16/terminations/new", "/contracts/16/terminations", "ground=", {"终止事由：", "证据："}},
      {"clerk",
       "/contracts/16/terminations/new",
       "/contracts/16/terminations",
       "fee.PJ2026-07=x",
       {"field-fee-PJ2026-07-problems"}},
      {"clerk",
       "/contracts/16",
       "/contracts/16/amendments",
       "signed_on=2026-11-20&change=1&reason=x&fee.PJ2026-07=-5&amount.3=1,000",
       {"field-fee-PJ2026-07-problems", "field-amount-3-problems"}},
      {"clerk",
       "/contracts/16/fee-sheets/new",
       "/contracts/16/fee-sheets",
       "act=compute&lines=a+%3D+x",
       {"field-lines-problems"}},
      {"clerk",
       "/credit-events/new",
       "/credit-events",
       "agency=&kind=event&code=&happened_on=",
       {"机构：", "事项：", "发生日期："}},
      {"clerk", "/commission-rounds/new", "/commission-rounds", "name=", {"批次名称："}},
      {"clerk",
       "/statements/12",
       "/statements/12/adjustments",
       "amount=1%E4%B8%87%E5%85%83&corrects=&reason=",
       {"field-amount-problems", "field-corrects-problems", "field-reason-problems"}},
      {"clerk",
       "/journal/60",
       "/journal/60/corrections",
       "occurred_on=2026-02-30&reason=x",
       {"field-occurred_on-problems"}},
      {"clerk", "/contracts/16/invoices/new", "/contracts/16/invoices", "number=", {"请填写发票号码"}},
  };
  for (const Case& one : cases) {
    const Answer form = get(one.person, one.form);
    CAPTURE(one.form);
    REQUIRE(form.status == 200);
    const Answer refused =
        site().send("POST", one.action, {cookie_of(one.person), form_type},
                    "csrf=" + csrf_of(form.body) + "&version=" + version_of(form.body) + "&" + one.typed);
    CHECK(refused.status == 422);
    for (const std::string& text : one.says) {
      CAPTURE(text);
      CHECK(has(refused, text));
    }
  }
}

TEST_CASE("a supplementary agreement by its form changes the instalments that stand", "[web][staff]") {
  const Answer form = get("clerk", "/contracts/16");
  const Answer made = site().send("POST", "/contracts/16/amendments", {cookie_of("clerk"), form_type},
                                  "csrf=" + csrf_of(form.body) + "&version=" + version_of(form.body) +
                                      "&signed_on=2026-11-20&change=1000&reason=x&fee.PJ2026-07=51000&amount.3=26000");
  CHECK(made.status == 303);
  // The same form from another tab: nothing that was typed is lost, and it says by whom the contract was changed.
  const Answer late = site().send("POST", "/contracts/16/amendments", {cookie_of("clerk"), form_type},
                                  "csrf=" + csrf_of(form.body) + "&version=" + version_of(form.body) +
                                      "&signed_on=2026-11-20&change=1000&reason=twice&fee.PJ2026-07=51000");
  CHECK(late.status == 412);
  CHECK(has(late, "twice"));
  CHECK(has(late, "value=\"51000\""));
  CHECK(has(late, "clerk"));
  const Answer after = get("clerk", "/contracts/16");
  CHECK(has(after, "<td class=\"number\">26,000.00</td>"));
  CHECK(has(after, "<td class=\"number\">51,000.00</td>"));
}
