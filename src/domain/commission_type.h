// Kinds of commission (委托事项类型): what an agency may be given to do, what it may only help with, and what may not
// be given away at all. The list is data (sql/seed/commission_types.json); titles are choice.commission_type.<code>.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zhiheng::domain {

struct CommissionType {
  std::string code;
  std::string compliance;  // allowed | assist_only | forbidden
  bool own_work = false;   // the principal's own performance work: targets, monitoring, self-evaluation
  std::string clause;      // where the class is laid down
};

const std::vector<CommissionType>& commission_types();
const std::vector<std::string>& commission_codes();
const CommissionType* find_commission_type(std::string_view code);

}  // namespace zhiheng::domain
