#include "service/expert_term_service.h"

#include "service/notice_service.h"
#include "store/expert_library_store.h"

namespace zhiheng::service {

Result<JobCounts> ExpertTerms::remind(Gate& gate, Timestamp now) {
  return gate.system_write(SystemKey{}, job_actor("expert_terms"), [&](Tx& tx) -> Result<JobCounts> {
    const Date today = now.date();
    std::int64_t terms = 0, qualifications = 0;
    for (const store::ExpertEnd& end :
         store::expert_ends(tx.rows(), today, today + domain::library_rules.remind_days)) {
      const bool term = end.qualification_id == 0;
      const std::string event =
          term ? end.ends_on.text() : std::to_string(end.qualification_id) + ":" + end.ends_on.text();
      NoticeEvent told{
          term ? "expert_term_ends" : "expert_qualification_ends", {"expert", end.expert_id}, event, end.ends_on};
      if (!term) told.params = {{"name", end.qualification}};
      tell_experts(tx, told, {end.expert_id});
      tell_bureau(tx, told, domain::Action::edit_experts);
      ++(term ? terms : qualifications);
    }
    tx.changed_nothing();  // a notice is its own record
    return JobCounts{{"terms", terms}, {"qualifications", qualifications}};
  });
}

}  // namespace zhiheng::service
