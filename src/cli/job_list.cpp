#include "cli/job_list.h"

#include "base/calendar.h"
#include "service/backup_service.h"
#include "service/expert_term_service.h"
#include "service/journal_proof.h"
#include "service/mail_service.h"
#include "service/notice_service.h"
#include "service/objection_service.h"
#include "service/payment_due_service.h"
#include "service/rating_service.h"
#include "service/recusal_service.h"
#include "service/security_service.h"
#include "service/upload_service.h"

namespace zhiheng::cli {

namespace {

// Settings that cannot work are told where failures of jobs are told: on the administrator's page.
service::Job mail_job(const Settings& settings) {
  service::MailSettings mail;
  mail.public_url = settings.public_url;
  if (const auto at = settings.smtp.from.find('@'); at != std::string::npos) {
    mail.message_domain = settings.smtp.from.substr(at + 1);
  }
  return {"mail", 20, -1, [smtp = settings.smtp, mail](service::Gate& gate, Timestamp) -> Result<service::JobCounts> {
            auto transport = web::smtp_transport(smtp);
            if (!transport) return transport.problems();
            return service::MailService::send_waiting(gate, **transport, mail);
          }};
}

}  // namespace

std::vector<service::Job> all_jobs(const Settings& settings) {
  std::vector<service::Job> jobs;
  jobs.push_back({"cleanup", 3600, -1, service::JobService::clean_up});
  jobs.push_back({"account_cleanup", 86400, 3, [](service::Gate& gate, Timestamp) -> Result<service::JobCounts> {
                    const auto rows = service::SecurityService(gate).clear_away();
                    if (!rows) return rows.problems();
                    return service::JobCounts{{"account_rows", *rows}};
                  }});
  jobs.push_back(
      {"uploads", 3600, -1, [](service::Gate& gate, Timestamp) { return service::UploadCleaner(gate).run(); }});
  jobs.push_back({"reminders", 3600, -1, [days = settings.reminder_days](service::Gate& gate, Timestamp now) {
                    return service::NoticeService::remind(gate, now, days, Calendar::shipped());
                  }});
  jobs.push_back({"objections", 3600, -1, [days = settings.reminder_days](service::Gate& gate, Timestamp now) {
                    return service::ObjectionClock::run(gate, now, days);
                  }});
  jobs.push_back({"payment_clock", 3600, -1, service::PaymentClock::run});
  jobs.push_back({"recusals", 86400, 4, service::recheck_recusals});
  jobs.push_back({"consequences", 86400, 1, service::RatingClock::run});
  jobs.push_back({"expert_terms", 86400, 6, service::ExpertTerms::remind});
  jobs.push_back({"journal", 86400, 1, service::JournalProof::run});
  jobs.push_back({"agency_records", 86400, 7, service::JobService::remind_records});
  if (!settings.backup_folder.empty()) {
    jobs.push_back({"backup", 86400, 2,
                    [folder = settings.backup_folder, keep = settings.backup_keep](service::Gate& gate, Timestamp now) {
                      return service::BackupService::make(gate, now, folder, keep);
                    }});
  }
  if (!settings.smtp.host.empty()) {
    jobs.push_back({"digest", 600, -1, service::MailService::queue_digests});
    jobs.push_back(mail_job(settings));
  }
  return jobs;
}

}  // namespace zhiheng::cli
