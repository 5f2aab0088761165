// Steps of a panel's life that several services take inside a transaction.
#pragma once

#include "service/panel_parts.h"

namespace zhiheng::service {

// Asks the member to answer within the policy's working days from today, and tells him.
void invite(Tx& tx, const LoadedPanel& loaded, domain::PanelMember& member);

}  // namespace zhiheng::service
