// The order of a panel's draw after its members were taken: substitutes, one more expert within the noise, and the
// reserve for objections are the next in the same order, and every call and refusal is recorded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/gate.h"

namespace zhiheng::service {

enum class CallPurpose { substitute, extra, objection };

struct NextInLine {
  std::int64_t draw_id = 0;
  int position = 0;  // in the published order, from 1
  std::int64_t expert_id = 0;
  std::string rater_group;
  std::int64_t leaving_expert_id = 0;  // whose place he takes
  bool quotas_kept = true;             // false: nobody is left who keeps them
};

// Who is next: not called yet, not refused, and free of relations today (who is not any more is passed over, and that
// is recorded). Quotas still hold when he takes the place of `leaving_expert_id` (0: nobody leaves). Refuses, in this
// order: draw.none_for_panel (the panel was not drawn), draw.line_exhausted.
Result<NextInLine> next_in_line(Tx& tx, std::int64_t panel_id, CallPurpose purpose, std::int64_t leaving_expert_id);
// The same without writing anything, for whoever wants to know before he calls: nobody next where the line has ended.
struct NotCalled {
  int position = 0;
  std::string name;
  std::string reason;  // a rule of recusals or of the draw, or the quota that he would break
};
struct LinePreview {
  std::optional<NextInLine> next;
  std::string name;
  std::vector<NotCalled> not_called;  // before him in the order
};
Result<LinePreview> preview_line(Tx& tx, std::int64_t panel_id, CallPurpose purpose, std::int64_t leaving_expert_id);
void record_call(Tx& tx, const NextInLine& next, CallPurpose purpose, std::string_view reason);
// Somebody who was drawn or called says no; the reason is part of the published record.
void record_refusal(Tx& tx, std::int64_t panel_id, std::int64_t expert_id, std::string_view reason);

}  // namespace zhiheng::service
