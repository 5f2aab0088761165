#include "web/mail_sender.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MailRecipient.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SMTPClientSession.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureSMTPClientSession.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Timespan.h>
#include <Poco/Timestamp.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>

#include "domain/notice.h"

namespace zhiheng::web {

namespace {

using Poco::Net::Context;
using service::MailAnswer;

constexpr int seconds_of_patience = 30;

std::string base64(std::string_view bytes) {
  constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    unsigned group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) out += at + i > bytes.size() ? '=' : letters[group >> (18 - 6 * i) & 63];
  }
  return out;
}

// A control character would end a header and begin another.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = ' ';
  }
  return text;
}

std::string crlf_lines(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\r') continue;
    out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  }
  return out;
}

MailAnswer down(const std::string& why) {
  return {MailAnswer::Fate::down, one_line(why)};
}

// SMTP's own classes: 4xx come back, 5xx do not.
MailAnswer refused_by_server(const Poco::Net::SMTPException& refusal) {
  const bool ever = refusal.code() < 500 || refusal.code() > 599;
  return {ever ? MailAnswer::Fate::later : MailAnswer::Fate::never, one_line(refusal.displayText())};
}

class SmtpTransport final : public service::MailTransport {
 public:
  SmtpTransport(SmtpSettings settings, Context::Ptr context)
      : settings_(std::move(settings)), context_(std::move(context)) {}

  MailAnswer send(const service::OutgoingMail& mail) noexcept override {
    try {
      return try_to_send(mail);
    } catch (const Poco::Exception& fault) {
      return down(fault.displayText());
    } catch (const std::exception& fault) {
      return down(fault.what());
    }
  }

 private:
  MailAnswer try_to_send(const service::OutgoingMail& mail) {
    // An address that could carry another command is no address; it was checked when it was given, and is again here.
    if (!domain::check_mail_address(mail.recipient, {})) return {MailAnswer::Fate::never, "recipient"};
    auto session = open();
    MailAnswer answer;
    try {
      Poco::Net::MailMessage message;
      write(mail, message);
      session->sendMessage(message);
    } catch (const Poco::Net::SMTPException& refusal) {
      answer = refused_by_server(refusal);
    }
    try {
      session->close();
    } catch (const Poco::Exception&) {
      // The mail's fate is known; how the server says goodbye changes nothing.
    }
    return answer;
  }

  std::unique_ptr<Poco::Net::SMTPClientSession> open() {
    const auto port = static_cast<Poco::UInt16>(settings_.port);
    const Poco::Timespan patience(seconds_of_patience, 0);
    std::unique_ptr<Poco::Net::SMTPClientSession> session;
    if (settings_.tls == "tls") {
      Poco::Net::SecureStreamSocket socket(Poco::Net::SocketAddress(settings_.host, port), settings_.host, context_);
      session = std::make_unique<Poco::Net::SMTPClientSession>(socket);
    } else {
      session = std::make_unique<Poco::Net::SecureSMTPClientSession>(settings_.host, port);
    }
    session->setTimeout(patience);
    if (settings_.tls == "starttls") {
      auto& secure = static_cast<Poco::Net::SecureSMTPClientSession&>(*session);
      secure.login(our_name());
      if (!secure.startTLS(context_)) throw Poco::Net::SMTPException("the server offers no STARTTLS");
      secure.login(our_name());
    }
    if (!settings_.user.empty()) {
      session->login(our_name(), Poco::Net::SMTPClientSession::AUTH_PLAIN, settings_.user, settings_.password);
    } else if (settings_.tls != "starttls") {
      session->login(our_name());
    }
    return session;
  }

  void write(const service::OutgoingMail& mail, Poco::Net::MailMessage& message) const {
    message.setSender(settings_.from);
    message.addRecipient(Poco::Net::MailRecipient(Poco::Net::MailRecipient::PRIMARY_RECIPIENT, mail.recipient));
    message.setSubject(encoded_header(one_line(mail.subject)));
    message.setDate(Poco::Timestamp());
    message.set("Message-ID", "<" + one_line(mail.message_id) + ">");
    message.set("Auto-Submitted", "auto-generated");
    if (!mail.unsubscribe_url.empty()) message.set("List-Unsubscribe", "<" + one_line(mail.unsubscribe_url) + ">");
    message.setContentType("text/plain; charset=UTF-8");
    message.setContent(crlf_lines(mail.body), Poco::Net::MailMessage::ENCODING_BASE64);
  }

  static std::string our_name() {
    char host[65] = "localhost";
    ::gethostname(host, sizeof host - 1);
    return one_line(host);
  }

  SmtpSettings settings_;
  Context::Ptr context_;
};

// The library asks somebody what to do with a certificate that it does not trust: nobody is asked, it is refused.
void refuse_unknown_certificates(const Context::Ptr& context) {
  static std::once_flag once;
  std::call_once(once, [&] {
    Poco::Net::SSLManager::instance().initializeClient(nullptr, new Poco::Net::RejectCertificateHandler(false),
                                                       context);
  });
}

Problems check_settings(const SmtpSettings& settings) {
  Problems problems;
  if (!domain::check_mail_address(settings.from, {})) {
    problems.push_back(refusal("mail.from_malformed", "smtp_from", {{"value", settings.from}}));
  }
  if (settings.tls != "starttls" && settings.tls != "tls" && settings.tls != "none") {
    problems.push_back(refusal("mail.tls_unknown", "smtp_tls", {{"value", settings.tls}}));
  }
  if (settings.tls == "none" && !settings.password.empty()) {
    problems.push_back(refusal("mail.password_without_tls", "smtp_tls"));
  }
  if (!settings.ca_file.empty() && ::access(settings.ca_file.c_str(), R_OK) != 0) {
    problems.push_back(refusal("mail.ca_unreadable", "smtp_ca_file", {{"file", settings.ca_file}}));
  }
  return problems;
}

}  // namespace

std::string encoded_header(const std::string& text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 32 && c < 127; });
  if (plain && text.find("=?") == std::string::npos) return text;
  constexpr std::size_t most_bytes = 45;  // 60 letters and the 12 around them stay below the 75 of RFC 2047
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + most_bytes, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    out +=
        (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64(std::string_view(text).substr(at, end - at)) + "?=";
    at = end;
  }
  return out;
}

Result<std::unique_ptr<service::MailTransport>> smtp_transport(const SmtpSettings& settings) {
  if (Problems problems = check_settings(settings); !problems.empty()) return problems;
  Context::Ptr context =
      new Context(Context::TLS_CLIENT_USE, "", "", settings.ca_file, Context::VERIFY_STRICT, 9, true);
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  refuse_unknown_certificates(context);
  return std::unique_ptr<service::MailTransport>(std::make_unique<SmtpTransport>(settings, context));
}

}  // namespace zhiheng::web
