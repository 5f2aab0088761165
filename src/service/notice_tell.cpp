#include <algorithm>

#include "domain/notice.h"
#include "service/notice_service.h"
#include "store/account_store.h"
#include "store/facts.h"
#include "store/mail_store.h"

namespace zhiheng::service {

namespace {

Json params_json(const Params& params) {
  Json json = Json::object();
  for (const auto& [name, value] : params) json.set(name, value);
  return json;
}

// An account whose address nobody confirmed gets no mail, whatever it wishes.
std::string way_for(store::Connection& rows, const store::AddressRow& address, const std::string& kind) {
  if (address.address.empty()) return "inbox";
  const auto ways = store::ways_of(rows, address.account_id);
  const auto found = ways.find(kind);
  return found == ways.end() ? "at_once" : found->second;
}

void write_notice(Tx& tx, const NoticeEvent& event, std::int64_t account_id) {
  store::NoticeRow notice;
  notice.dedupe_key = event.kind + ":" + event.subject.stem + ":" + std::to_string(event.subject.id) + ":" +
                      event.event + ":" + std::to_string(account_id);
  if (store::is_told(tx.rows(), notice.dedupe_key)) return;
  const store::AddressRow address = store::find_address(tx.rows(), account_id);
  notice.account_id = account_id;
  notice.kind = event.kind;
  notice.subject = event.subject.stem;
  notice.subject_id = event.subject.id;
  notice.params = write_json(params_json(event.params));
  notice.due_on = event.due_on ? event.due_on->text() : std::string();
  notice.way = way_for(tx.rows(), address, event.kind);
  notice.created_at = tx.now().utc();
  notice.id = store::insert_notice(tx.rows(), notice);
  if (notice.way != "at_once") return;
  store::MailRow mail;
  mail.account_id = account_id;
  mail.kind = "notice";
  mail.notice_id = notice.id;
  mail.dedupe_key = "notice:" + std::to_string(notice.id);
  mail.recipient = address.address;
  store::insert_mail(tx.rows(), mail, tx.now());
}

// Of the candidates those are told who may see the row (and, where asked, may do something with it).
void tell(Tx& tx, const NoticeEvent& event, const std::vector<std::int64_t>& candidates,
          std::optional<domain::Action> whose) {
  ensure(domain::is_notice_kind(event.kind), "a notice is of a known kind");
  if (candidates.empty()) return;
  const auto facts = store::load_facts(tx.rows(), event.subject.stem, event.subject.id);
  ensure(facts.has_value(), "a notice is about a row that is there");
  for (const std::int64_t id : candidates) {
    if (id == tx.actor().account_id) continue;
    const auto reader = reader_of(tx.rows(), id);
    if (!reader) continue;
    if (!domain::may(*reader, domain::action_to_be_told(event.subject.stem), *facts)) continue;
    if (whose && !domain::may(*reader, *whose, *facts)) continue;
    write_notice(tx, event, id);
  }
}

}  // namespace

std::optional<domain::Actor> reader_of(store::Connection& rows, std::int64_t account_id) {
  const auto account = store::find_account(rows, account_id);
  if (!account || account->status != "active") return std::nullopt;
  return store::load_actor(rows, *account);
}

void tell_experts(Tx& tx, const NoticeEvent& event, const std::vector<std::int64_t>& expert_ids) {
  tell(tx, event, store::accounts_of_experts(tx.rows(), expert_ids), std::nullopt);
}

void tell_agency(Tx& tx, const NoticeEvent& event) {
  const auto facts = store::load_facts(tx.rows(), event.subject.stem, event.subject.id);
  if (facts) tell(tx, event, store::accounts_of_agency(tx.rows(), facts->agency_id), std::nullopt);
}

void tell_bureau(Tx& tx, const NoticeEvent& event, domain::Action whose) {
  const auto facts = store::load_facts(tx.rows(), event.subject.stem, event.subject.id);
  if (facts) tell(tx, event, store::accounts_of_bureau(tx.rows(), facts->bureau_id), whose);
}

void tell_moved_deadline(Tx& tx, const NoticeEvent& event, const std::vector<std::int64_t>& expert_ids) {
  store::read_reminders(tx.rows(), event.subject.stem, event.subject.id, tx.now());
  expert_ids.empty() ? tell_agency(tx, event) : tell_experts(tx, event, expert_ids);
}

}  // namespace zhiheng::service
