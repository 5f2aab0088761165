// The table of permissions in words, generated from the code that decides them.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"roles":[{"role","label","administrative"}],
//  "items":[{"action","label","four_eyes","operator","reach":[{"role","reach","text"}]}],"next":null,"total":n}
Result<Json> access_matrix(Gate& gate, const domain::Actor& actor, Language language);

}  // namespace zhiheng::service
