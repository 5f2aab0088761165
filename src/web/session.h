// Who is asking: cookies and bearer tokens, the forms' own secret, and the place where programs sign in.
#pragma once

#include "service/account_service.h"
#include "web/call.h"

namespace zhiheng::web {

inline constexpr const char* session_cookie = "zhiheng_session";
inline constexpr const char* sign_in_cookie = "zhiheng_sign_in";

// Where the request comes from: the address as the server sees it through a trusted proxy, and the program.
service::Visitor visitor_of(const Request& request);

// Fills actor, token and csrf of the call. A token that is not known (any more) leaves the call signed out,
// storage that does not answer is a refusal.
Outcome identify(Call& call);

// "name=value; Path=/; HttpOnly; SameSite=Lax[; Secure]"; seconds < 0: for this browser session, 0: away with it.
std::string cookie_header(const std::string& name, const std::string& value, std::int64_t seconds, bool secure);

// The secret of the forms as it stands in a page: written differently each time, so that the length of a compressed
// page tells nothing about it.
std::string masked_secret(const std::string& secret);

// A form that changes something must come from our own pages: Origin where the browser sends it, and the form's secret.
Outcome check_form_origin(const Call& call, const std::string& csrf_given);

}  // namespace zhiheng::web
