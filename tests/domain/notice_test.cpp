#include <catch2/catch.hpp>

#include "domain/notice.h"

using namespace zhiheng;
using namespace zhiheng::domain;

TEST_CASE("an address carries nothing but itself", "[notice][mail]") {
  for (const char* good : {"li.ming@zhiheng.test", "a@b.cn", "x+y_z-1@sub.domain.gov.cn"}) {
    CHECK(check_mail_address(good, "/address").ok());
  }
  for (const char* bad :
       {"", "a", "@b.cn", "a@", "a@b", "a b@c.cn", "a@b.cn\r\nBcc: x@y.cn", "a@b.cn>", "<a@b.cn", "a@b..cn", "a@-b.cn",
        "a@b.cn-", ".a@b.cn", "a.@b.cn", "a..b@c.cn", "a@b.cn,c@d.cn", "\"a b\"@c.cn", "a@b_c.cn", "李@b.cn"}) {
    INFO(bad);
    CHECK_FALSE(check_mail_address(bad, "/address").ok());
  }
}
