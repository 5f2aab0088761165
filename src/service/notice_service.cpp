#include "service/notice_service.h"

#include <charconv>
#include <set>

#include "domain/notice.h"
#include "service/command_body.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Json moment_json(const std::string& utc) {
  return utc.empty() ? Json() : Json(timestamp_from_utc(utc).text());
}

Json to_json(const ShownNotice& shown, Language language) {
  const store::NoticeRow& row = shown.row;
  Json json = Json::object();
  json.set("id", std::to_string(row.id)).set("kind", row.kind);
  json.set("kind_label", say("notice.kind." + row.kind, language)).set("text", shown.text);
  json.set("due_on", shown.visible && !row.due_on.empty() ? Json(row.due_on) : Json());
  json.set("created_at", moment_json(row.created_at)).set("read_at", moment_json(row.read_at));
  Json reference;
  if (shown.visible) {
    reference = Json::object().set("stem", row.subject).set("id", std::to_string(row.subject_id));
  }
  return json.set("reference", std::move(reference));
}

// "1-4711": unread ones behind the one with this id; "0-4711": read ones.
Result<store::NoticeQuery> place_of(const InboxQuery& asked) {
  store::NoticeQuery query;
  query.kind = asked.kind;
  query.unread_only = asked.unread_only;
  query.limit = asked.limit + 1;
  if (!asked.kind.empty() && !domain::is_notice_kind(asked.kind)) {
    return refusal(Kind::malformed, "notice.kind_unknown", "kind", {{"kind", asked.kind}});
  }
  if (asked.cursor.empty()) return query;
  const std::string& text = asked.cursor;
  const char* const last = text.data() + text.size();
  const bool begins = text.size() > 2 && (text[0] == '0' || text[0] == '1') && text[1] == '-';
  const auto [end, fault] = std::from_chars(text.data() + (begins ? 2 : text.size()), last, query.after_id);
  if (!begins || fault != std::errc() || end != last || query.after_id <= 0) {
    return refusal("list.bad_cursor", "cursor");
  }
  query.after_unread = text[0] - '0';
  return query;
}

Params params_of(const store::NoticeRow& row, const std::string& title, Language language) {
  Params params{{"title", title}, {"due", row.due_on}};
  const auto stored = parse_json(row.params);
  ensure(stored.ok() && stored->is_object(), "the params of a notice are an object of texts");
  for (const JsonMember& member : stored->members()) {
    const bool a_kind = member.key == "kind";
    params.emplace_back(
        member.key, a_kind ? say("choice.deliverable_kind." + member.value.string(), language) : member.value.string());
  }
  return params;
}

}  // namespace

std::vector<ShownNotice> show_notices(store::Connection& rows, const domain::Actor& reader,
                                      std::vector<store::NoticeRow> notices, Language language) {
  std::map<std::string, std::vector<std::int64_t>> wanted;
  for (const store::NoticeRow& row : notices) wanted[row.subject].push_back(row.subject_id);
  std::map<std::string, std::map<std::int64_t, std::string>> titles;
  for (const auto& [stem, ids] : wanted) {
    titles[stem] = store::visible_titles(rows, stem, ids, domain::scope(reader, domain::action_to_be_told(stem)));
  }
  std::vector<ShownNotice> shown;
  for (store::NoticeRow& row : notices) {
    ShownNotice one;
    const auto& of_stem = titles[row.subject];
    const auto found = of_stem.find(row.subject_id);
    one.visible = found != of_stem.end();
    one.text = one.visible ? say("notice.text." + row.kind + "." + row.subject, params_of(row, found->second, language),
                                 language)
                           : say("notice.out_of_sight", language);
    one.row = std::move(row);
    shown.push_back(std::move(one));
  }
  return shown;
}

Result<Json> NoticeService::list(const domain::Actor& actor, const InboxQuery& asked, Language language) {
  const auto query = place_of(asked);
  if (!query) return query.problems();
  return gate_.read(actor, Action::use_own_account, {"notice", 0}, [&](Tx& tx) -> Result<Json> {
    auto rows = store::list_notices(tx.rows(), actor.account_id, *query);
    Json next;
    if (rows.size() > static_cast<std::size_t>(asked.limit)) {
      rows.pop_back();
      next = std::string(rows.back().read_at.empty() ? "1-" : "0-") + std::to_string(rows.back().id);
    }
    Json items = Json::array();
    for (const ShownNotice& one : show_notices(tx.rows(), actor, std::move(rows), language)) {
      items.push(to_json(one, language));
    }
    Json answer = Json::object();
    answer.set("items", std::move(items)).set("next", std::move(next));
    answer.set("total", store::count_notices(tx.rows(), actor.account_id, *query));
    return answer.set("unread", store::count_unread(tx.rows(), actor.account_id));
  });
}

Result<std::int64_t> NoticeService::unread(const domain::Actor& actor) {
  return gate_.read(actor, Action::use_own_account, {"notice", 0},
                    [&](Tx& tx) -> Result<std::int64_t> { return store::count_unread(tx.rows(), actor.account_id); });
}

Result<Json> NoticeService::mark_read(const domain::Actor& actor, std::int64_t id, Language language) {
  return gate_.write(actor, Action::use_own_account, {"notice", id}, [&](Tx& tx) -> Result<Json> {
    store::mark_read(tx.rows(), actor.account_id, id, tx.now());
    tx.changed_nothing();  // of the business; that somebody looked at his own inbox is nobody else's
    auto row = store::find_notice(tx.rows(), actor.account_id, id);
    if (!row) return refusal(Kind::absent, "access.absent");
    return to_json(show_notices(tx.rows(), actor, {std::move(*row)}, language).front(), language);
  });
}

Result<Json> NoticeService::mark_all_read(const domain::Actor& actor, const std::string& kind) {
  if (!kind.empty() && !domain::is_notice_kind(kind)) {
    return refusal(Kind::malformed, "notice.kind_unknown", "kind", {{"kind", kind}});
  }
  return gate_.write(actor, Action::use_own_account, {"notice", 0}, [&](Tx& tx) -> Result<Json> {
    tx.changed_nothing();
    return Json::object().set("read", store::mark_all_read(tx.rows(), actor.account_id, kind, tx.now()));
  });
}

Result<JobCounts> NoticeService::remind(Gate& gate, Timestamp now, int working_days, const Calendar& calendar) {
  constexpr int days_back = 60;  // what is older was told, or is older than this service
  return gate.system_write(SystemKey{}, job_actor("reminders"), [&](Tx& tx) -> Result<JobCounts> {
    const Date today = now.date();
    const auto count = [&] { return integer_or(tx.rows().query("SELECT COUNT(*) FROM notice")[0][0]); };
    const std::int64_t before = count();
    const Date until = calendar.add_working_days(today, working_days).value;
    for (const store::Deadline& due : store::open_deadlines(tx.rows(), today + -days_back, until)) {
      const Date day = *read_date(due.due_on, {});
      NoticeEvent event{
          day < today ? "overdue" : "due_soon", {due.subject, due.subject_id}, due.kind + due.due_on, day};
      if (!due.kind.empty()) event.params = {{"kind", due.kind}};
      if (due.expert_id != 0) {
        tell_experts(tx, event, {due.expert_id});
      } else {
        tell_agency(tx, event);
      }
      if (day < today) tell_bureau(tx, event, due.expert_id != 0 ? Action::close_panel : Action::judge_deliverable);
    }
    for (const store::Deadline& due : store::open_invitations(tx.rows(), today + -days_back, until)) {
      const NoticeEvent event{"answer_due", {"panel", due.subject_id}, due.due_on, *read_date(due.due_on, {})};
      tell_experts(tx, event, {due.expert_id});
    }
    tx.changed_nothing();  // a notice is its own record
    return JobCounts{{"reminders", count() - before}};
  });
}

}  // namespace zhiheng::service
