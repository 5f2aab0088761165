#include "domain/record_evidence.h"

#include <map>

#include "base/crypto.h"
#include "base/money.h"
#include "base/signature.h"
#include "domain/shape_text.h"

namespace zhiheng::domain {

namespace {

struct Sum {
  std::int64_t jobs = 0, hundredths = 0, passed = 0, deduction_fen = 0;

  void add(Score score, bool reached, Money deduction) {
    ++jobs;
    hundredths += score.hundredths();
    passed += reached ? 1 : 0;
    deduction_fen += deduction.fen();
  }
  std::string mean() const {
    if (jobs == 0) return {};
    return Score::hundredths(static_cast<std::int32_t>(mul_div(hundredths, 1, jobs, Rounding::half_up))).text();
  }
  Json json() const {
    return Json::object()
        .set("jobs", std::to_string(jobs))
        .set("mean_score", mean())
        .set("passed", std::to_string(passed))
        .set("deduction", Money::fen(deduction_fen).text());
  }
};

constexpr std::size_t most_rows = 100'000;

// The array of this name, or an empty one with the problem named.
const Json::Array& rows_of(const Json& document, const char* name, Problems& problems) {
  static const Json::Array none;
  const Json* found = document.find(name);
  if (!found) {
    problems.push_back(refusal("document.missing_member", pointer_to("", name), {{"member", name}}));
    return none;
  }
  if (!found->is_array() || found->items().size() > most_rows) {
    problems.push_back(refusal("field.wrong_type", pointer_to("", name), {{"type", "array"}}));
    return none;
  }
  for (std::size_t i = 0; i < found->items().size(); ++i) {
    if (found->items()[i].is_object()) continue;
    problems.push_back(refusal("field.wrong_type", pointer_to(pointer_to("", name), i), {{"type", "object"}}));
    return none;
  }
  return found->items();
}

struct Totals {
  Sum all;
  std::map<std::string, Sum> by_year;
  std::map<std::string, std::int64_t> by_grade;
};

void add_job(const Json& job, const std::string& where, Totals& totals, Problems& problems) {
  const auto score = read_score(job.text_at("score"), where + "/score");
  if (!score) problems.insert(problems.end(), score.problems().begin(), score.problems().end());
  const auto deduction = read_money(job.text_at("deduction"), where + "/deduction");
  if (!deduction) problems.insert(problems.end(), deduction.problems().begin(), deduction.problems().end());
  const Json* passed = job.find("passed");
  if (!passed || !passed->is_bool()) {
    problems.push_back(refusal("field.wrong_type", where + "/passed", {{"type", "flag"}}));
  }
  if (!score || !deduction || !passed || !passed->is_bool()) return;
  totals.all.add(*score, passed->boolean(), *deduction);
  totals.by_year[job.text_at("year")].add(*score, passed->boolean(), *deduction);
  ++totals.by_grade[job.text_at("grade")];
}

Json entries_of(const Json& case_document, Problems& problems) {
  Json entries = Json::object();
  const Json* groups = case_document.find("groups");
  if (!groups || !groups->is_object()) {
    problems.push_back(refusal("document.missing_member", "/groups", {{"member", "groups"}}));
    return entries;
  }
  for (const JsonMember& group : groups->members()) {
    if (!group.value.is_array()) {
      problems.push_back(refusal("field.wrong_type", pointer_to("/groups", group.key), {{"type", "array"}}));
      continue;
    }
    entries.set(group.key, std::to_string(group.value.items().size()));
  }
  return entries;
}

const std::string& text_of(const Json* value) {
  static const std::string empty;
  return value && value->is_string() ? value->string() : empty;
}

}  // namespace

Result<Json> record_result(const Json& case_document) {
  Problems problems;
  Json entries = entries_of(case_document, problems);
  Totals totals;
  const Json::Array& jobs = rows_of(case_document, "jobs", problems);
  for (std::size_t i = 0; i < jobs.size(); ++i) add_job(jobs[i], pointer_to("/jobs", i), totals, problems);
  const std::size_t ratings = rows_of(case_document, "ratings", problems).size();
  const std::size_t consequences = rows_of(case_document, "consequences", problems).size();
  std::int64_t decided = 0, upheld = 0;
  for (const Json& objection : rows_of(case_document, "objections", problems)) {
    const std::string outcome = objection.text_at("outcome");
    decided += outcome.empty() ? 0 : 1;
    upheld += outcome == "upheld" || outcome == "partly" ? 1 : 0;
  }
  if (!problems.empty()) return problems;
  Json by_grade = Json::object();
  for (const auto& [grade, number] : totals.by_grade) by_grade.set(grade, std::to_string(number));
  Json by_year = Json::object();
  for (const auto& [year, sum] : totals.by_year) by_year.set(year, sum.json());
  Json result = totals.all.json();
  result.set("by_grade", std::move(by_grade)).set("by_year", std::move(by_year)).set("entries", std::move(entries));
  result.set("ratings", std::to_string(ratings)).set("consequences", std::to_string(consequences));
  return result.set("objections",
                    Json::object().set("decided", std::to_string(decided)).set("upheld", std::to_string(upheld)));
}

std::string key_fingerprint(const std::string& public_der) {
  return sm3_hex(public_der);
}

std::string spoken_fingerprint(const std::string& fingerprint) {
  std::string spoken;
  for (std::size_t at = 0; at < fingerprint.size(); at += 8) spoken += (at == 0 ? "" : " ") + fingerprint.substr(at, 8);
  return spoken;
}

std::string read_fingerprint(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ' ' || c == ':' || c == '-' || c == '\n' || c == '\r' || c == '\t') continue;
    const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    const bool hex = (small >= '0' && small <= '9') || (small >= 'a' && small <= 'f');
    if (!hex || digits.size() == 64) return {};
    digits.push_back(small);
  }
  return digits.size() == 64 ? digits : std::string();
}

std::string fingerprint_of_text(std::string_view text) {
  if (const std::string given = read_fingerprint(text); !given.empty()) return given;
  // A page or a letter may have joined the lines of a PEM, so its two marks are taken out wherever they stand.
  constexpr std::string_view dashes = "-----";
  std::string body;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(dashes)) {
      const std::size_t end = text.find(dashes, at + dashes.size());
      at = end == std::string_view::npos ? text.size() : end + dashes.size();
      continue;
    }
    if (static_cast<unsigned char>(text[at]) > ' ') body += text[at];
    ++at;
  }
  const auto der = from_base64(body);
  // A sequence, as every public key is: a fingerprint that was cut short is no key.
  return der && der->size() > 64 && der->front() == '\x30' ? key_fingerprint(*der) : std::string();
}

std::string public_key_pem(const std::string& public_der) {
  const std::string body = base64(public_der);
  std::string pem = "-----BEGIN PUBLIC KEY-----\n";
  for (std::size_t at = 0; at < body.size(); at += 64) pem += body.substr(at, 64) + "\n";
  return pem + "-----END PUBLIC KEY-----\n";
}

void sign_record(Json& document, const std::string& private_der, const std::string& public_der) {
  Json signature = Json::object().set("algorithm", "SM2-SM3").set("key", key_fingerprint(public_der));
  signature.set("public_key", base64(public_der));
  signature.set("value", base64(sign_sm2(private_der, document.text_at("digest"))));
  document.set("signature", std::move(signature));
}

RecordSignature check_signature(const Json& document) {
  RecordSignature found;
  const Json* signature = document.find("signature");
  if (!signature) return found;
  found.state = SignatureState::malformed;
  if (!signature->is_object() || signature->members().size() != 4) return found;
  const auto key = from_base64(signature->text_at("public_key"));
  const auto value = from_base64(signature->text_at("value"));
  if (!key || key->empty() || !value || signature->text_at("algorithm") != "SM2-SM3") return found;
  found.fingerprint = key_fingerprint(*key);
  const Json* subject = document.find("subject");
  const bool named = subject && subject->is_object() && subject->text_at("key") == found.fingerprint &&
                     signature->text_at("key") == found.fingerprint;
  const std::string& digest = text_of(document.find("digest"));
  found.state = named && verify_sm2(*key, digest, *value) ? SignatureState::valid : SignatureState::invalid;
  return found;
}

RecordCheck check_record(const Json& document, const std::string& expected, Date today) {
  RecordCheck check;
  check.signature = check_signature(document);
  check.key_given = !expected.empty();
  check.key_fits = check.key_given && check.signature.fingerprint == expected;
  const Json* subject = document.find("subject");
  if (subject && subject->is_object()) check.valid_until = subject->text_at("valid_until");
  const auto until = read_date(check.valid_until, {});
  check.expired = !until || *until < today;
  if (!until) check.valid_until.clear();
  // A time with its zone, so its first ten letters are the day at the place where it was issued.
  check.issued_on = document.text_at("issued").substr(0, 10);
  const auto issued = read_date(check.issued_on, {});
  check.not_yet = issued && *issued > today;
  return check;
}

Problems problems_of(const RecordCheck& check) {
  Problems problems;
  const Params key{{"key", spoken_fingerprint(check.signature.fingerprint)}};
  switch (check.signature.state) {
    case SignatureState::missing: problems.push_back(refusal("record.signature_missing", "/signature")); break;
    case SignatureState::malformed: problems.push_back(refusal("record.signature_malformed", "/signature")); break;
    case SignatureState::invalid: problems.push_back(refusal("record.signature_invalid", "/signature/value")); break;
    case SignatureState::valid: break;
  }
  if (check.key_given && !check.key_fits && !check.signature.fingerprint.empty()) {
    problems.push_back(refusal("record.key_differs", "/signature/key", key));
  }
  if (!check.key_given && !check.key_known && check.signature.state == SignatureState::valid) {
    problems.push_back(refusal("record.key_unknown", "/signature/key", key));
  }
  if (check.valid_until.empty()) problems.push_back(refusal("record.no_validity", "/subject/valid_until"));
  if (check.not_yet) {
    problems.push_back(refusal(Kind::conflict, "record.not_yet_issued", "/issued", {{"date", check.issued_on}}));
  }
  if (check.expired && !check.valid_until.empty()) {
    problems.push_back(
        refusal(Kind::conflict, "record.expired", "/subject/valid_until", {{"date", check.valid_until}}));
  }
  return problems;
}

}  // namespace zhiheng::domain
