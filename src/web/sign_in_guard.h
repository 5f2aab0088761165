// What stands before every handler: sessions with a step still to take, fresh codes for what moves money, and forms
// that arrive after their session ended.
#pragma once

#include "service/account_service.h"
#include "web/call.h"

namespace zhiheng::web {

// The answer to a session that may not go on yet: its password is too old, or its role needs a second factor.
std::optional<Reply> step_first(Call& call);

// A code that came with the form (`second_factor_code`) or the header Zhiheng-Second-Factor; a form's fields about it
// are taken out. A refusal belongs to the code.
Outcome take_shown_code(Call& call);

// Was a fresh code asked for? Then a page that asks for it and carries along what was typed.
bool asks_for_code(const Call& call, const Problems& problems);
Reply code_page(Call& call, const Problems& problems);

// A form whose session is over: a page to sign in at once that keeps what was typed.
Reply sign_in_and_go_on(Call& call);
// After signing in with `kept` fields: a page that sends them once more, when the person says so.
Reply go_on_page(Call& call, const service::Session& session);

bool has_kept_form(const Call& call);
// The hidden fields of the kept form, to be carried through another step: [{"kept_name","kept_value"}].
Json kept_fields(const Call& call);

}  // namespace zhiheng::web
