// What people are told by the service: the kinds of notices, what they are about, and when a reminder is due.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/access.h"

namespace zhiheng::domain {

// "assigned", "due_soon", "overdue", "deadline_moved", "returned", "published", "statement_to_confirm",
// "statement_confirmed", "paid", "policy_approved", and those of draws, meetings, experts' fees and objections.
const std::vector<std::string>& notice_kinds();
bool is_notice_kind(std::string_view kind);

// How a notice reaches its reader: only in the inbox, in one mail a day, or by a mail of its own.
inline constexpr std::string_view notice_ways[] = {"inbox", "digest", "at_once"};
bool is_notice_way(std::string_view way);

// What somebody must be able to see to be told of such a row; who may not see it (any more) is not told its name.
// Defect for a row that no notice is about.
Action action_to_be_told(std::string_view stem);

// Where a mail goes: one plain address, such as can stand in a header and an SMTP command without any quoting. Refuses
// notice.address_malformed.
Outcome check_mail_address(const std::string& address, const std::string& field);

}  // namespace zhiheng::domain
