// Mails to an SMTP server, one connection each. The library (Poco Net) is known to mail_sender.cpp.
#pragma once

#include <memory>
#include <string>

#include "service/mail_service.h"

namespace zhiheng::web {

struct SmtpSettings {
  std::string host;  // "": no mail is sent
  int port = 25;
  std::string user, password;    // "": no sign-in
  std::string from;              // one plain address
  std::string tls = "starttls";  // "starttls", "tls" (from the first byte), "none"
  std::string ca_file;           // of the server's certificate, besides those of the system
};

// Refuses mail.from_malformed, mail.tls_unknown, mail.password_without_tls, mail.ca_unreadable.
Result<std::unique_ptr<service::MailTransport>> smtp_transport(const SmtpSettings& settings);

// "=?UTF-8?B?...?=" in pieces of at most 75 characters, never through a character; plain ASCII stays as it is.
std::string encoded_header(const std::string& text);

}  // namespace zhiheng::web
