// Notices by mail: what waits in the queue is written when it is sent, in the language and with the sight that its
// reader has then. How bytes reach a server is the business of a MailTransport (web/mail_sender.h).
#pragma once

#include <string>
#include <vector>

#include "service/gate.h"
#include "service/job_service.h"

namespace zhiheng::service {

struct OutgoingMail {
  std::string message_id;  // without the <>; the same however often the mail is tried
  std::string recipient;
  std::string subject;          // UTF-8, one line
  std::string body;             // UTF-8, lines end with \n
  std::string unsubscribe_url;  // where the reader changes what comes, or ""
};

struct MailAnswer {
  enum class Fate {
    sent,
    later,  // the server does not want it now (4xx)
    never,  // nor ever (5xx)
    down,   // no server, or it refuses us and not the mail
  };
  Fate fate = Fate::sent;
  std::string detail;  // what the server said
};

class MailTransport {
 public:
  virtual ~MailTransport() = default;
  virtual MailAnswer send(const OutgoingMail& mail) noexcept = 0;
};

struct MailSettings {
  std::string public_url;                  // "https://zhiheng.example": beginning of the links; "" leaves them out
  std::string message_domain = "zhiheng";  // behind the @ of a Message-ID
  std::int64_t most_attempts = 8;
  std::int64_t most_hours = 72;  // what waited longer is no news any more
};

struct MailQueue {
  std::int64_t waiting = 0, dead = 0;
};

class MailService {
 public:
  // The job "mail": sends what is due, at most 200 a run. Counts: sent, deferred, dropped, dead. Refuses mail.down when
  // the server could not be reached or did not let us in: what waits goes on waiting, no attempt is counted.
  static Result<JobCounts> send_waiting(Gate& gate, MailTransport& transport, const MailSettings& settings);
  // The job "digest": one mail a day for each who wishes it, after his hour in China. Counts: digests.
  static Result<JobCounts> queue_digests(Gate& gate, Timestamp now);
  // For /metrics.
  static Result<MailQueue> figures(Gate& gate);
};

// How long after the n-th refusal a mail is tried again: 1, 5, 15, 60, 180, 360 minutes.
std::int64_t minutes_until_retry(std::int64_t attempts);

}  // namespace zhiheng::service
