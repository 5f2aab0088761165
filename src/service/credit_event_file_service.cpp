#include "service/credit_event_file_service.h"

#include <algorithm>

#include "base/crypto.h"
#include "service/heart_json.h"
#include "service/rating_parts.h"
#include "service/rating_service.h"
#include "service/record_parts.h"
#include "service/upload_check.h"
#include "store/credit_event_file_store.h"
#include "store/file_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::size_t most_files = 10;
constexpr std::int64_t most_file_bytes = 20 << 20;

// What another person has confirmed stands on the evidence that he saw.
Outcome takes_files(const domain::AgencyEvent& event) {
  if (event.state == "recorded") return Done{};
  return refusal(Kind::conflict, "credit_event.wrong_state");
}

}  // namespace

Json event_files_json(Tx& tx, std::int64_t event_id) {
  Json files = Json::array();
  for (const store::EventFile& one : store::files_of_event(tx.rows(), event_id)) {
    Json file = Json::object().set("file_name", one.file_name).set("sha256", one.sha256);
    file.set("media_type", one.media_type).set("size", one.size);
    files.push(file.set("created_at", moment_json(one.created_at)));
  }
  return files;
}

Result<Json> add_credit_event_file(Gate& gate, const domain::Actor& actor, std::int64_t id,
                                   const std::string& file_name, const std::string& bytes) {
  const Subject subject{"credit_event", id};
  if (Outcome may = gate.may(actor, Action::edit_ratings, subject); !may) return may.problems();
  if (static_cast<std::int64_t>(bytes.size()) > most_file_bytes) {
    return refusal(Kind::too_large, "credit_event.file_too_large", "/file",
                   {{"most", std::to_string(most_file_bytes >> 20)}});
  }
  const auto type = check_content(file_name, bytes);
  if (!type) return type.problems();
  const std::string sha256 = sha256_hex(bytes);
  const auto added = gate.write(actor, Action::edit_ratings, subject, [&](Tx& tx) -> Outcome {
    const domain::AgencyEvent event = *store::find_agency_event(tx.rows(), id);
    if (Outcome open = takes_files(event); !open) return open;
    const auto files = store::files_of_event(tx.rows(), id);
    if (files.size() >= most_files) {
      return refusal(Kind::conflict, "credit_event.too_many_files", "/file", {{"most", std::to_string(most_files)}});
    }
    const bool there =
        std::any_of(files.begin(), files.end(), [&](const store::EventFile& file) { return file.sha256 == sha256; });
    if (there) return refusal(Kind::conflict, "credit_event.file_twice", "/file");
    store::store_file(tx.rows(), sha256, type->media_type, bytes, tx.now());
    if (!store::insert_event_file(tx.rows(), event, {file_name, sha256, {}, 0, {}}, actor.account_id, tx.now())) {
      return stale_problem(tx, domain::credit_event_shape(), id, event.version);
    }
    Json after = Json::object().set("file_name", file_name).set("sha256", sha256);
    tx.audit(
        "add_file", subject, event.bureau_id,
        Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", event.version + 1));
    return Done{};
  });
  if (!added) return added.problems();
  return read_credit_event(gate, actor, id);
}

Outcome may_add_credit_event_file(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::edit_ratings, {"credit_event", id},
                   [&](Tx& tx) -> Outcome { return takes_files(*store::find_agency_event(tx.rows(), id)); });
}

Result<EventFileBytes> read_credit_event_file(Gate& gate, const domain::Actor& actor, std::int64_t id,
                                              const std::string& sha256) {
  return gate.read(actor, Action::see_ratings, {"credit_event", id}, [&](Tx& tx) -> Result<EventFileBytes> {
    for (const store::EventFile& file : store::files_of_event(tx.rows(), id)) {
      if (file.sha256 != sha256) continue;
      EventFileBytes answer{file.file_name, file.media_type, {}};
      store::read_file(tx.rows(), sha256, [&](std::string_view piece) {
        answer.bytes += piece;
        return true;
      });
      return answer;
    }
    return refusal(Kind::absent, "access.absent");
  });
}

}  // namespace zhiheng::service
