// What an expert of the second panel may open while his opinion is asked: the newest version of each deliverable that
// the contested rows are about, and the evidence that the agency filed. Afterwards, and for anybody else, nothing.
#include <algorithm>
#include <memory>
#include <set>

#include "domain/blind_words.h"
#include "service/objection_parts.h"
#include "service/objection_service.h"
#include "service/recusal_check.h"
#include "store/deliverable_store.h"
#include "store/file_scan_store.h"
#include "store/file_store.h"
#include "table/document_text.h"

namespace zhiheng::service {

using domain::Action;

namespace {

struct Material {
  std::string what;  // deliverable | evidence
  std::string file_name, sha256, media_type;
  std::int64_t size = 0;
  std::int64_t deliverable_id = 0;
};

// ".pdf" of "佐证 某机构.pdf": what the file is, not who wrote it.
std::string ending_of(const std::string& file_name) {
  const std::size_t dot = file_name.rfind('.');
  return dot == std::string::npos || file_name.size() - dot > 6 ? std::string() : file_name.substr(dot);
}

std::vector<Material> materials_of(Tx& tx, const domain::Objection& objection) {
  // A row about a count, a veto or a given score is about the whole work.
  std::set<std::string> kinds;
  for (const domain::ObjectionRow& row : objection.rows) {
    if (row.component == "plan" || row.component == "report") {
      kinds.insert(row.component);
    } else {
      kinds.insert({"plan", "report"});
    }
  }
  std::vector<Material> all;
  for (const domain::Deliverable& version : store::deliverables_of(tx.rows(), objection.engagement_id)) {
    if (!kinds.contains(version.kind)) continue;
    const std::string name = version.kind + "-" + std::to_string(version.revision) + ending_of(version.file_name);
    Material one{"deliverable", name, version.sha256, version.media_type, version.size, version.id};
    const bool newer = !all.empty() && all.back().file_name.starts_with(version.kind + "-");
    if (newer) {
      all.back() = std::move(one);
    } else {
      all.push_back(std::move(one));
    }
  }
  int number = 0;
  for (const store::ObjectionFile& file : store::files_of(tx.rows(), objection.id)) {
    const std::string name = "evidence-" + std::to_string(++number) + ending_of(file.file_name);
    all.push_back({"evidence", name, file.sha256, file.media_type, file.size, 0});
  }
  return all;
}

// The bytes of a material, each piece asked of the gate anew.
std::function<std::string()> pieces_of(Gate& gate, const domain::Actor& actor, std::int64_t review_id,
                                       const std::string& sha256) {
  return [&gate, actor, review_id, sha256, sequence = std::int64_t{0}]() mutable -> std::string {
    auto piece =
        gate.read(actor, Action::give_opinion, {"objection_review", review_id}, [&](Tx& tx) -> Result<std::string> {
          return store::read_file_piece(tx.rows(), sha256, sequence).value_or(std::string());
        });
    ++sequence;
    return piece ? std::move(*piece) : std::string();
  };
}

struct Opening {
  Material material;
  bool hidden = false;                    // the policy hides the agency from experts
  std::string scan;                       // of a deliverable, "" when nobody looked
  std::vector<domain::HiddenWord> words;  // to be looked for in evidence
};

Result<Opening> look_up(Tx& tx, std::int64_t review_id, const std::string& sha256) {
  const store::Review review = *store::find_review(tx.rows(), review_id);
  const domain::Objection objection = *store::find_objection(tx.rows(), review.objection_id);
  if (Outcome may = may_review(tx, review, objection); !may) return may.problems();
  for (Material& one : materials_of(tx, objection)) {
    if (one.sha256 != sha256) continue;
    Opening opening{std::move(one), false, {}, {}};
    opening.hidden = look_at_engagement(tx, objection.engagement_id).policy.rules->review.agency_hidden;
    if (!opening.hidden) return opening;
    const auto scan = store::find_scan(tx.rows(), opening.material.deliverable_id);
    if (scan) opening.scan = scan->state;
    const auto known = store::agency_words(tx.rows(), objection.agency_id);
    opening.words = domain::hidden_words({known.name, known.uscc, known.legal_representative, known.people});
    return opening;
  }
  return refusal(Kind::absent, "access.absent");
}

// Evidence is small (objection.file_too_large), so it is looked into whenever somebody opens it blind.
bool names_agency(const std::string& bytes, const std::vector<domain::HiddenWord>& words) {
  const table::ByteReader reader{static_cast<std::int64_t>(bytes.size()),
                                 [&](std::int64_t offset) { return bytes.substr(static_cast<std::size_t>(offset)); }};
  const auto text = table::document_text(reader);
  if (!text) return true;  // what cannot be read cannot be said to hide anybody
  return std::any_of(text->parts.begin(), text->parts.end(),
                     [&](const table::TextPart& part) { return !domain::find_words(part.text, words, 1).empty(); });
}

}  // namespace

Outcome may_review(Tx& tx, const store::Review& review, const domain::Objection& objection) {
  if (review.state != "called" || objection.state != "reviewing") {
    return refusal(Kind::conflict, "objection.review_closed");
  }
  // Relations may have become known since he was called.
  if (!recusals_for(tx, objection.engagement_id, {review.expert_id}).empty()) {
    return refusal(Kind::conflict, "objection.review_recused");
  }
  return Done{};
}

Json review_files_json(Tx& tx, const store::Review& review, const domain::Objection& objection) {
  Json files = Json::array();
  if (!may_review(tx, review, objection)) return files;
  for (const Material& one : materials_of(tx, objection)) {
    Json file = Json::object().set("what", one.what).set("sha256", one.sha256).set("file_name", one.file_name);
    files.push(file.set("media_type", one.media_type).set("size", one.size));
  }
  return files;
}

Result<FileStream> open_review_file(Gate& gate, const domain::Actor& actor, std::int64_t review_id,
                                    const std::string& sha256) {
  auto opening = gate.read(actor, Action::give_opinion, {"objection_review", review_id},
                           [&](Tx& tx) { return look_up(tx, review_id, sha256); });
  if (!opening) return opening.problems();
  const Material& material = opening->material;
  auto next = pieces_of(gate, actor, review_id, sha256);
  if (opening->hidden && material.deliverable_id != 0) {
    const bool clear = opening->scan == "clear" || opening->scan == "acknowledged";
    if (!clear) return refusal(Kind::conflict, "deliverable.waits_for_bureau");
  } else if (opening->hidden) {
    auto bytes = std::make_shared<std::string>();
    for (std::string piece = next(); !piece.empty(); piece = next()) *bytes += piece;
    if (names_agency(*bytes, opening->words)) return refusal(Kind::conflict, "objection.evidence_names_agency");
    next = [bytes, sent = false]() mutable -> std::string {
      if (sent) return {};
      sent = true;
      return *bytes;
    };
  }
  return FileStream{material.file_name, material.media_type, static_cast<std::uint64_t>(material.size),
                    std::move(next)};
}

}  // namespace zhiheng::service
