#include "service/archive_service.h"

#include "base/crypto.h"
#include "service/deliverable_service.h"
#include "service/file_scan_service.h"
#include "service/heart_json.h"
#include "service/result_service.h"
#include "store/contract_facts.h"
#include "store/deliverable_store.h"
#include "table/archive.h"

namespace zhiheng::service {

using domain::Action;

namespace {

// The pieces of a version one after the other.
std::function<std::string()> pieces_of(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id) {
  return [&gate, actor, deliverable_id, sequence = std::int64_t{0}]() mutable -> std::string {
    auto piece = download_piece(gate, actor, deliverable_id, sequence++);
    return piece ? std::move(*piece) : std::string();
  };
}

table::ZipStream::Entry text_entry(std::string name, std::string text, Timestamp now) {
  table::ZipStream::Entry entry;
  entry.name = std::move(name);
  entry.size = static_cast<std::int64_t>(text.size());
  entry.changed_at = now;
  entry.next = [bytes = std::move(text)]() mutable { return std::exchange(bytes, {}); };
  return entry;
}

struct Contents {
  store::EngagementFacts engagement;
  std::vector<domain::Deliverable> versions;
  Timestamp now;
};

// The account that handed a version in, by name.
std::string handed_in_by(store::Connection& rows, std::int64_t deliverable_id) {
  const auto found = rows.query(
      "SELECT COALESCE(account.display_name, audit.login) FROM audit LEFT JOIN account ON account.id = "
      "audit.account_id WHERE audit.subject = 'deliverable' AND audit.subject_id = ? AND audit.action = 'add' "
      "ORDER BY audit.id LIMIT 1",
      {deliverable_id});
  return found.empty() ? std::string() : text_or_empty(found[0][0]);
}

Json digest_groups(const std::string& sha256) {
  Json groups = Json::array();
  for (std::size_t at = 0; at < sha256.size(); at += 8) groups.push(sha256.substr(at, 8));
  return groups;
}

}  // namespace

Result<FileStream> open_file(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id) {
  if (Outcome open = may_open_blind(gate, actor, deliverable_id); !open) return open.problems();
  auto download = open_download(gate, actor, deliverable_id);
  if (!download) return download.problems();
  return FileStream{download->file_name, download->media_type, static_cast<std::uint64_t>(download->size),
                    pieces_of(gate, actor, deliverable_id)};
}

Result<FileStream> open_archive(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  const Subject subject{"engagement", engagement_id};
  auto contents = gate.read(actor, Action::see_deliverables, subject, [&](Tx& tx) -> Result<Contents> {
    return Contents{*store::find_engagement_facts(tx.rows(), engagement_id),
                    store::deliverables_of(tx.rows(), engagement_id), tx.now()};
  });
  if (!contents) return contents.problems();
  if (contents->versions.empty()) return refusal(Kind::absent, "archive.no_files");
  std::vector<table::ZipStream::Entry> entries;
  std::string sums;
  std::int64_t size = 0;
  for (const domain::Deliverable& version : contents->versions) {
    if (Outcome open = may_open_blind(gate, actor, version.id); !open) return open.problems();
    const std::string name =
        domain::stable_name(contents->engagement.code, version.kind, version.revision, version.file_name);
    entries.push_back({name, version.size, pieces_of(gate, actor, version.id), version.received_at});
    sums += version.sha256 + "  " + name + "\n";
    size += version.size;
  }
  if (size > table::largest_zip_bytes) {
    return refusal(Kind::too_large, "archive.too_large", {},
                   {{"largest", std::to_string(table::largest_zip_bytes >> 20)}});
  }
  // Whoever may not see the result yet, or at all, gets the papers without it.
  if (auto results = results_of_engagement(gate, actor, engagement_id)) {
    if (const Json* current = results->find("current"); current && current->is_object()) {
      const std::string text = write_json(*current) + "\n";
      const std::string name = domain::stable_name_of_all(contents->engagement.code, "结果.json");
      entries.push_back(text_entry(name, text, contents->now));
      sums += sha256_hex(text) + "  " + name + "\n";
    }
  }
  entries.push_back(text_entry("SHA256SUMS.txt", sums, contents->now));
  auto zip = std::make_shared<table::ZipStream>(std::move(entries));
  return FileStream{domain::stable_name_of_all(contents->engagement.code, "成果.zip"), "application/zip", zip->length(),
                    [zip] { return zip->next(); }};
}

Result<Json> deliverable_receipt(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id) {
  // A paper of the contract: experts, who may not know whose work they read, have no part in it.
  const Subject subject{"deliverable", deliverable_id};
  return gate.read(actor, Action::see_contracts, subject, [&](Tx& tx) -> Result<Json> {
    const auto deliverable = *store::find_deliverable(tx.rows(), deliverable_id);
    const auto engagement = *store::find_engagement_facts(tx.rows(), deliverable.engagement_id);
    const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
    Json json = Json::object();
    json.set("deliverable", to_json(deliverable)).set("digest_groups", digest_groups(deliverable.sha256));
    json.set("file_name",
             domain::stable_name(engagement.code, deliverable.kind, deliverable.revision, deliverable.file_name));
    json.set("engagement_code", engagement.code).set("engagement_name", engagement.name);
    json.set("contract_number", contract.number).set("agency_name", contract.agency_name);
    json.set("bureau_name", contract.bureau_name);
    json.set("handed_in_by", handed_in_by(tx.rows(), deliverable_id));
    return json;
  });
}

}  // namespace zhiheng::service
