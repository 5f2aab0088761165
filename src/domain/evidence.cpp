#include "domain/evidence.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/crypto.h"
#include "domain/draw_document.h"
#include "domain/rating.h"
#include "domain/record_evidence.h"

namespace zhiheng::domain {
namespace {

constexpr std::size_t seal_length = 16;  // hex digits: enough to notice a change, short enough for a document

using Leaves = std::map<std::string, std::string>;  // pointer -> canonical text of the leaf

// Empty arrays and objects are leaves too, so that adding to one is noticed.
void collect(const Json& value, const std::string& pointer, Leaves& leaves) {
  if (value.is_object() && !value.members().empty()) {
    for (const JsonMember& member : value.members()) collect(member.value, pointer_to(pointer, member.key), leaves);
  } else if (value.is_array() && !value.items().empty()) {
    for (std::size_t i = 0; i < value.items().size(); ++i) collect(value.items()[i], pointer_to(pointer, i), leaves);
  } else {
    leaves.emplace(pointer, write_json(value));
  }
}

// A signature stands on the digest, so it is outside of it; only records carry one.
bool is_outside(const Json& document, const std::string& member) {
  return member == "signature" && document.text_at("evidence") == "record";
}

Leaves leaves_of(const Json& document) {
  Leaves leaves;
  for (const JsonMember& member : document.members()) {
    if (is_outside(document, member.key)) continue;
    if (member.key != "seals" && member.key != "digest") collect(member.value, pointer_to("", member.key), leaves);
  }
  return leaves;
}

std::string seal(const std::string& pointer, const std::string& text) {
  return sm3_hex(pointer + "\n" + text).substr(0, seal_length);
}

// write_json of an altered number may not be canonical; the digest must be computable all the same.
std::string digest_of(const Json& document) {
  Json rest = Json::object();
  for (const JsonMember& member : document.members()) {
    if (member.key != "digest" && !is_outside(document, member.key)) rest.set(member.key, member.value);
  }
  try {
    return "sm3:" + sm3_hex(canonical_json(rest));
  } catch (const Defect&) {
    return "sm3:";  // a number that no document of ours carries
  }
}

std::string shown(const std::string& leaf) {
  return leaf.size() >= 2 && leaf.front() == '"' ? leaf.substr(1, leaf.size() - 2) : leaf;
}

void compare(const Leaves& published, const Leaves& expected, std::vector<Difference>& differences) {
  for (const auto& [pointer, text] : published) {
    const auto other = expected.find(pointer);
    if (other == expected.end()) {
      differences.push_back({pointer, shown(text), "", "evidence.added"});
    } else if (other->second != text) {
      differences.push_back({pointer, shown(text), shown(other->second), "evidence.recomputed"});
    }
  }
  for (const auto& [pointer, text] : expected) {
    if (!published.contains(pointer)) differences.push_back({pointer, "", shown(text), "evidence.missing"});
  }
}

void compare_results(const Json& published_result, const Json& expected_result, std::vector<Difference>& differences) {
  Leaves published;
  Leaves expected;
  collect(published_result, "/result", published);
  collect(expected_result, "/result", expected);
  compare(published, expected, differences);
}

// What is refused may be a whole branch of the document; who reads needs its beginning.
std::string beginning(const std::string& text) {
  constexpr std::size_t most = 120;
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

void name_refusals(const Json& case_document, const Problems& refused, std::vector<Difference>& differences) {
  for (const Problem& problem : refused) {
    const std::string pointer = "/case" + problem.field;
    const Json* value = resolve_pointer(case_document, problem.field);
    differences.push_back(
        {pointer, value ? beginning(shown(write_json(*value))) : "", problem.rule, "evidence.case_refused"});
  }
}

void check_draw(const Json& document, std::vector<Difference>& differences) {
  try {
    const auto result = draw_result(document.at("case"));
    if (!result) {
      name_refusals(document.at("case"), result.problems(), differences);
      return;
    }
    compare_results(document.at("result"), *result, differences);
    for (const DrawDifference& one : draw_differences(document, *result)) {
      const auto same = [&](const Difference& other) { return other.pointer == one.pointer; };
      if (std::any_of(differences.begin(), differences.end(), same)) continue;
      differences.push_back({one.pointer, one.published, one.recomputed, "evidence.recomputed"});
    }
  } catch (const Defect&) {
    // A number that no document of ours carries has no canonical form to be hashed.
    differences.push_back({"/case/list", "", "draw.document_malformed", "evidence.case_refused"});
  }
}

void check_record_result(const Json& document, std::vector<Difference>& differences) {
  const auto result = record_result(document.at("case"));
  if (result) {
    compare_results(document.at("result"), *result, differences);
  } else {
    name_refusals(document.at("case"), result.problems(), differences);
  }
}

void check_rating(const Json& document, std::vector<Difference>& differences) {
  const Json& case_document = document.at("case");
  const auto input = read_rating_case(case_document);
  if (!input) return name_refusals(case_document, input.problems(), differences);
  const auto outcome = rate(*input);
  if (!outcome) return name_refusals(case_document, outcome.problems(), differences);
  compare_results(document.at("result"), rating_outcome_to_json(*outcome), differences);
}

void check_result(const Json& document, std::vector<Difference>& differences) {
  const Json& case_document = document.at("case");
  if (document.text_at("evidence") == "record") {
    check_record_result(document, differences);
    return;
  }
  if (document.text_at("evidence") == "list") {
    compare_results(document.at("result"), list_result(case_document), differences);
    return;
  }
  if (document.text_at("evidence") == "draw") {
    check_draw(document, differences);
    return;
  }
  if (document.text_at("evidence") == "rating") {
    check_rating(document, differences);
    return;
  }
  auto input = read_case(case_document);
  Problems refused;
  if (input) {
    auto evaluation = evaluate(*input);
    if (evaluation) {
      compare_results(document.at("result"), evaluation_to_json(*input, *evaluation), differences);
      return;
    }
    refused = evaluation.problems();
  } else {
    refused = input.problems();
  }
  name_refusals(case_document, refused, differences);
}

void check_seals(const Json& document, std::vector<Difference>& differences) {
  const Json* seals = document.find("seals");
  if (!seals || !seals->is_object()) {
    differences.push_back({"/seals", "", "", "evidence.gone"});
    return;
  }
  std::set<std::string> named;
  for (const Difference& difference : differences) named.insert(difference.pointer);
  const Leaves leaves = leaves_of(document);
  for (const auto& [pointer, text] : leaves) {
    const Json* kept = seals->find(pointer);
    if (kept && kept->is_string() && kept->string() == seal(pointer, text)) continue;
    if (named.insert(pointer).second) {
      differences.push_back({pointer, shown(text), "", kept ? "evidence.seal" : "evidence.added"});
    }
  }
  for (const JsonMember& member : seals->members()) {
    if (!leaves.contains(member.key) && named.insert(member.key).second) {
      differences.push_back({member.key, "", "", "evidence.gone"});
    }
  }
}

}  // namespace

Json make_evidence(const std::string& kind, Json subject, Json case_document, Json result, Timestamp issued) {
  Json document = Json::object();
  document.set("evidence", kind).set("version", 1);
  document.set("subject", std::move(subject)).set("case", std::move(case_document)).set("result", std::move(result));
  document.set("issued", issued.text());
  Json seals = Json::object();
  for (const auto& [pointer, text] : leaves_of(document)) seals.members().push_back({pointer, seal(pointer, text)});
  document.set("seals", std::move(seals));
  document.set("digest", digest_of(document));
  return document;
}

Json list_result(const Json& case_document) {
  std::map<std::string, std::int64_t> grades;
  std::int64_t count = 0;
  const Json* rows = case_document.find("rows");
  if (rows && rows->is_array()) {
    count = static_cast<std::int64_t>(rows->items().size());
    for (const Json& row : rows->items()) {
      if (const std::string grade = row.is_object() ? row.text_at("grade") : ""; !grade.empty()) ++grades[grade];
    }
  }
  Json by_grade = Json::object();
  for (const auto& [grade, number] : grades) by_grade.set(grade, std::to_string(number));
  return Json::object().set("rows", std::to_string(count)).set("by_grade", std::move(by_grade));
}

Result<std::vector<Difference>> verify_evidence(const Json& document) {
  const Json* kind = document.find("evidence");
  if (!kind || !kind->is_string()) return refusal("evidence.not_evidence");
  const std::string kinds[] = {"statement", "result", "list", "draw", "record", "rating"};
  if (std::find(std::begin(kinds), std::end(kinds), kind->string()) == std::end(kinds))
    return refusal("evidence.unknown_kind", "/evidence", {{"kind", kind->string()}});
  const Json* version = document.find("version");
  if (!version || version->integer() != 1) return refusal("evidence.unknown_version", "/version");
  Problems missing;
  for (const char* part : {"case", "result", "digest"}) {
    if (!document.find(part))
      missing.push_back(refusal("document.missing_member", pointer_to("", part), {{"member", part}}));
  }
  if (!missing.empty()) return missing;
  std::vector<Difference> differences;
  check_result(document, differences);
  check_seals(document, differences);
  const std::string digest = digest_of(document);
  const Json& published = document.at("digest");
  if (!published.is_string() || published.string() != digest) {
    differences.push_back({"/digest", shown(write_json(published)), digest, "evidence.digest"});
  }
  return differences;
}

}  // namespace zhiheng::domain
