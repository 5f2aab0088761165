#include "service/change_service.h"

namespace zhiheng::service {

namespace {

constexpr std::int64_t longest_trust_milliseconds = 30'000;

}  // namespace

Result<std::string> change_stamp(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, domain::Action::use_own_account, {}, [](Tx& tx) -> Result<std::string> {
    const auto rows = tx.rows().query("SELECT MAX(id) FROM audit", {});
    return std::to_string(integer_or(rows.at(0).at(0), 0)) + " " +
           std::to_string(tx.now().milliseconds() / longest_trust_milliseconds) + " " + tx.today().text();
  });
}

}  // namespace zhiheng::service
