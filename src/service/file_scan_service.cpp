#include "service/file_scan_service.h"

#include <algorithm>

#include "domain/blind_words.h"
#include "service/blind_service.h"
#include "service/case_builder.h"
#include "service/command_body.h"
#include "service/declaration_service.h"
#include "service/deliverable_service.h"
#include "service/heart_json.h"
#include "store/contract_facts.h"
#include "store/deliverable_store.h"
#include "store/file_scan_store.h"
#include "store/file_store.h"
#include "store/panel_store.h"
#include "table/document_text.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::size_t most_findings = 100;

// The policy of the panel, or the one that its contract names as long as there is none.
bool hides_agency(Tx& tx, std::int64_t engagement_id) {
  const auto panel = store::find_panel_of(tx.rows(), engagement_id);
  std::int64_t policy_id = panel ? panel->policy_id : 0;
  if (policy_id == 0) {
    const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
    policy_id = store::find_contract_facts(tx.rows(), engagement.contract_id)->policy_id;
  }
  return load_policy(tx.rows(), policy_id).rules->review.agency_hidden;
}

Json scan_json(const store::FileScan& scan, const domain::Deliverable& deliverable) {
  Json json = Json::object().set("deliverable", id_json(deliverable.id)).set("kind", deliverable.kind);
  json.set("revision", deliverable.revision).set("file_name", deliverable.file_name).set("state", scan.state);
  const auto stored = parse_json(scan.findings);
  ensure(stored.ok(), "what was found is JSON");
  for (const auto& [key, value] : stored->members()) json.set(key, value);
  json.set("scanned_at", moment_json(scan.scanned_at)).set("acknowledged_label", scan.acknowledged_label);
  json.set("acknowledged_at", moment_json(scan.acknowledged_at));
  return json.set("acknowledged_reason", scan.acknowledged_reason).set("version", scan.version);
}

// What is looked for, and where; null words where nothing is hidden or somebody has looked already.
struct Looking {
  domain::Deliverable deliverable;
  std::vector<domain::HiddenWord> words;
  bool hidden = false;
  std::optional<store::FileScan> known;
};

Result<Looking> look_up(Tx& tx, std::int64_t deliverable_id) {
  Looking looking;
  looking.deliverable = *store::find_deliverable(tx.rows(), deliverable_id);
  looking.hidden = hides_agency(tx, looking.deliverable.engagement_id);
  if (!looking.hidden) return looking;
  looking.known = store::find_scan(tx.rows(), deliverable_id);
  const auto known = store::agency_words(tx.rows(), looking.deliverable.agency_id);
  looking.words = domain::hidden_words({known.name, known.uscc, known.legal_representative, known.people});
  return looking;
}

// The stored pieces as bytes from any place, without a transaction between them.
table::ByteReader bytes_of(Gate& gate, const domain::Actor& actor, const domain::Deliverable& deliverable) {
  table::ByteReader reader;
  reader.size = deliverable.size;
  reader.read = [&gate, actor, id = deliverable.id, at = std::int64_t{-1},
                 piece = std::string()](std::int64_t offset) mutable -> std::string {
    constexpr auto piece_bytes = static_cast<std::int64_t>(store::file_piece_bytes);
    const std::int64_t sequence = offset / piece_bytes;
    if (sequence != at) {
      auto read = download_piece(gate, actor, id, sequence);
      piece = read ? std::move(*read) : std::string();
      at = sequence;
    }
    const auto begin = static_cast<std::size_t>(offset % piece_bytes);
    return begin < piece.size() ? piece.substr(begin) : std::string();
  };
  return reader;
}

Json found_in(const table::DocumentText& text, const std::vector<domain::HiddenWord>& words) {
  Json findings = Json::array();
  for (const table::TextPart& part : text.parts) {
    const std::size_t room = most_findings - findings.items().size();
    for (const domain::FoundWord& found : domain::find_words(part.text, words, room)) {
      Json row = Json::object().set("kind", found.kind).set("word", found.word).set("part", part.name);
      row.set("page", part.page == 0 ? Json() : Json(part.page));
      findings.push(std::move(row.set("snippet", found.snippet)));
    }
    if (findings.items().size() >= most_findings) break;
  }
  return findings;
}

store::FileScan scan_of(const Looking& looking, const Result<table::DocumentText>& text) {
  store::FileScan scan;
  scan.bureau_id = looking.deliverable.bureau_id;
  scan.agency_id = looking.deliverable.agency_id;
  scan.deliverable_id = looking.deliverable.id;
  Json pages = Json::array();
  Json findings = text ? found_in(*text, looking.words) : Json::array();
  // The name of the file is not shown to experts, so it may be what it is.
  for (std::size_t i = 0; text && i < text->pages_without_text.size() && i < most_findings; ++i) {
    pages.push(text->pages_without_text[i]);
  }
  scan.state = !text ? "unscannable" : findings.items().empty() ? "clear" : "found";
  Json json = Json::object().set("why", text ? std::string() : text.problems().front().rule);
  json.set("findings", std::move(findings)).set("pages_without_text", std::move(pages));
  json.set("pictures", text ? text->pictures : 0).set("cut", text && text->cut);
  scan.findings = write_json(json);
  return scan;
}

}  // namespace

Result<Json> scan_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id) {
  const Subject subject{"deliverable", deliverable_id};
  auto looking = gate.read(actor, Action::see_deliverables, subject,
                           [&](Tx& tx) -> Result<Looking> { return look_up(tx, deliverable_id); });
  if (!looking) return looking.problems();
  if (!looking->hidden) return Json();
  if (looking->known) return scan_json(*looking->known, looking->deliverable);
  // Reading the file takes its time; nobody waits for it with a transaction in hand.
  const store::FileScan scan = scan_of(*looking, table::document_text(bytes_of(gate, actor, looking->deliverable)));
  return gate.write(actor, Action::see_deliverables, subject, [&](Tx& tx) -> Result<Json> {
    if (const auto meanwhile = store::find_scan(tx.rows(), deliverable_id)) {
      tx.changed_nothing();
      return scan_json(*meanwhile, looking->deliverable);
    }
    store::insert_scan(tx.rows(), scan, tx.now());
    Json detail = Json::object().set("before", Json::object()).set("after", Json::object().set("state", scan.state));
    tx.audit("scan", subject, scan.bureau_id, detail.set("version", looking->deliverable.version));
    return scan_json(*store::find_scan(tx.rows(), deliverable_id), looking->deliverable);
  });
}

void scan_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  const auto waiting = gate.read(actor, Action::see_deliverables, {"engagement", engagement_id},
                                 [&](Tx& tx) -> Result<std::vector<std::int64_t>> {
                                   std::vector<std::int64_t> ids;
                                   if (!hides_agency(tx, engagement_id)) return ids;
                                   for (const auto& one : store::deliverables_of(tx.rows(), engagement_id)) {
                                     ids.push_back(one.id);
                                   }
                                   return ids;
                                 });
  if (!waiting) return;
  for (const std::int64_t id : *waiting) (void)scan_deliverable(gate, actor, id);
}

Result<Json> file_scans(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::see_statistics, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    const bool hidden = hides_agency(tx, engagement_id);
    const auto scans = store::scans_of(tx.rows(), engagement_id);
    for (const auto& deliverable : store::deliverables_of(tx.rows(), engagement_id)) {
      const auto scan = std::find_if(scans.begin(), scans.end(),
                                     [&](const store::FileScan& one) { return one.deliverable_id == deliverable.id; });
      if (scan != scans.end()) items.push(scan_json(*scan, deliverable));
    }
    return Json::object().set("hidden", hidden).set("items", std::move(items));
  });
}

Result<Json> acknowledge_scan(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id, std::int64_t version,
                              const Json& body) {
  const Subject subject{"deliverable", deliverable_id};
  return gate.write(actor, Action::run_panel, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    const auto scan = store::find_scan(tx.rows(), deliverable_id);
    if (!scan) return refusal(Kind::absent, "scan.absent");
    if (scan->version != version) return refusal(Kind::stale, "scan.stale");
    if (scan->state == "clear" || scan->state == "acknowledged") {
      return refusal(Kind::conflict, "scan.nothing_to_acknowledge");
    }
    const std::string reason = form->text("reason");
    if (reason.empty()) return refusal("scan.reason_missing", "/reason");
    if (!store::acknowledge_scan(tx.rows(), *scan, actor.account_id, reason, tx.now())) {
      return refusal(Kind::stale, "scan.stale");
    }
    const auto deliverable = *store::find_deliverable(tx.rows(), deliverable_id);
    Json detail = Json::object().set("before", Json::object().set("state", scan->state));
    detail.set("after", Json::object().set("state", "acknowledged").set("reason", reason));
    tx.audit("acknowledge_scan", subject, deliverable.bureau_id, detail.set("version", deliverable.version));
    return scan_json(*store::find_scan(tx.rows(), deliverable_id), deliverable);
  });
}

Outcome may_open_blind(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id) {
  const Subject subject{"deliverable", deliverable_id};
  const auto hidden = gate.read(actor, Action::see_deliverables, subject, [&](Tx& tx) -> Result<bool> {
    const auto deliverable = *store::find_deliverable(tx.rows(), deliverable_id);
    if (Outcome open = may_open_engagement(tx, deliverable.engagement_id); !open) return open.problems();
    const auto panel = store::find_panel_of(tx.rows(), deliverable.engagement_id);
    return veil_over(tx, Action::see_deliverables, subject, deliverable.bureau_id, panel ? &*panel : nullptr).agency;
  });
  if (!hidden) return hidden.problems();
  if (!*hidden) return Done{};
  const auto scan = scan_deliverable(gate, actor, deliverable_id);
  if (!scan) return scan.problems();
  const std::string state = scan->is_null() ? "clear" : scan->text_at("state");
  if (state == "clear" || state == "acknowledged") return Done{};
  return refusal(Kind::conflict, "deliverable.waits_for_bureau");
}

}  // namespace zhiheng::service
