#include <algorithm>

#include "domain/case_parts.h"

namespace zhiheng::domain {
namespace {

void refuse(Problems& problems, const Path& path, std::string rule, Params params = {}) {
  problems.push_back(refusal(std::move(rule), path.pointer(), std::move(params)));
}

Result<std::shared_ptr<const Policy>> read_case_policy(const Json& value) {
  if (value.is_string()) {
    if (auto policy = shipped_policy(value.string())) return policy;
    return refusal("policy.unknown", "/policy", {{"policy", value.string()}});
  }
  if (!value.is_object()) return refusal("document.wrong_type", "/policy", {{"expected", "string / object"}});
  // Files of cases repeat one document over and over: the last one read is remembered per thread.
  thread_local Json last_document;
  thread_local std::shared_ptr<const Policy> last_policy;
  if (last_policy && last_document == value) return last_policy;
  auto policy = read_policy(value);
  if (!policy) {
    Problems problems = policy.problems();
    for (Problem& problem : problems) problem.field = "/policy" + problem.field;
    return problems;
  }
  last_document = value;
  last_policy = *policy;
  return last_policy;
}

void read_contract(const Json& value, const Path& path, Problems& problems, Case& read) {
  ObjectReader reader(value, path, problems, {"number", "title", "fee", "paid", "terminated"});
  if (!reader.is_object()) return;
  read.contract_number = reader.optional_text("number", 64);
  read.contract_title = reader.optional_text("title");
  read.fee = reader.money("fee");
  read.paid = reader.money_or("paid", Money());
  read.terminated = reader.flag_or("terminated", false);
}

void read_engagements(ObjectReader& reader, const Path& root, Problems& problems, Case& read, bool contract_fee_read) {
  const Path path(root, "engagements");
  const Json::Array& items = reader.array("engagements");
  // All of whose work was cancelled owes nothing, and what was paid comes back.
  const bool nothing_left = read.terminated && read.fee == Money();
  if (items.empty() && !nothing_left && reader.member("engagements")) reader.refuse("engagements.empty", "engagements");
  const std::size_t before = problems.size();
  read.engagements.reserve(items.size());
  Money sum;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    read.engagements.push_back(read_engagement(items[i], place, problems, *read.policy));
    const Engagement& engagement = read.engagements.back();
    sum = sum + engagement.fee;
    for (std::size_t j = 0; j < i; ++j) {
      if (!engagement.code.empty() && read.engagements[j].code == engagement.code) {
        refuse(problems, Path(place, "code"), "engagement.code_twice", {{"code", engagement.code}});
        break;
      }
    }
  }
  // A fee that could not be read has been named already; its sum would only repeat it.
  const bool fees_read = std::none_of(problems.begin() + static_cast<std::ptrdiff_t>(before), problems.end(),
                                      [](const Problem& problem) { return problem.field.ends_with("/fee"); });
  if (!items.empty() && contract_fee_read && fees_read && !(sum == read.fee)) {
    reader.refuse("engagement.fees_differ", "engagements", {{"sum", sum.text()}, {"fee", read.fee.text()}});
  }
}

void read_adjustments(ObjectReader& reader, const Path& root, Problems& problems, Case& read) {
  const Path path(root, "adjustments");
  const Json::Array& items = reader.array_or_empty("adjustments");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    ObjectReader row(items[i], place, problems, {"amount", "corrects", "reason"});
    // Amounts of corrections are the only ones that carry a sign.
    const std::string amount = row.text("amount", 32);
    const bool negative = amount.starts_with('-');
    auto size = read_money(negative ? std::string_view(amount).substr(1) : std::string_view(amount), {});
    if (!size) row.refuse(size.problems().front().rule, "amount", size.problems().front().params);
    const Money value = size ? *size : Money();
    read.adjustments.push_back(
        {negative ? Money::fen(-value.fen()) : value, row.text("corrects"), row.text("reason", 500)});
  }
}

void read_others(ObjectReader& reader, const Path& root, Problems& problems, Case& read) {
  const Path path(root, "others");
  const Json::Array& items = reader.array_or_empty("others");
  if (!items.empty() && read.policy->scope.score != ScoreScope::agency_year) {
    reader.refuse("others.not_of_this_scope", "others");
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    ObjectReader row(items[i], place, problems, {"code", "fee", "final_score", "weight"});
    const Score highest = read.policy->event_limits.most_score;
    read.others.push_back(
        {row.text("code", 64), row.money("fee"), row.score_up_to("final_score", highest), Fraction(1)});
    if (!row.member("weight")) continue;
    read.others.back().weight = row.fraction("weight");
    if (!read.policy->scope.combine_by_weight) row.refuse("engagement.weight_not_used", "weight");
  }
}

}  // namespace

namespace {

Result<Case> read_whole(const Json& document, std::shared_ptr<const Policy> given) {
  Problems problems;
  const Path root;
  ObjectReader reader(document, root, problems, {"case", "policy", "contract", "engagements", "adjustments", "others"});
  if (!reader.is_object()) return problems;
  Case read;
  if (reader.has("case")) {
    const Json* label = reader.member("case");
    if (label->is_string()) {
      read.label = label->string();
    } else {
      reader.refuse("document.wrong_type", "case", {{"expected", "string"}});
    }
  }
  if (!given) {
    const Json* policy_value = reader.required("policy");
    if (!policy_value) return problems;
    auto policy = read_case_policy(*policy_value);
    if (!policy) {
      problems.insert(problems.end(), policy.problems().begin(), policy.problems().end());
      return problems;
    }
    given = *policy;
  }
  read.policy = std::move(given);
  bool contract_fee_read = false;
  if (const Json* contract = reader.required("contract")) {
    const std::size_t before = problems.size();
    read_contract(*contract, Path(root, "contract"), problems, read);
    contract_fee_read = problems.size() == before;
  }
  read_engagements(reader, root, problems, read, contract_fee_read);
  read_adjustments(reader, root, problems, read);
  read_others(reader, root, problems, read);
  if (!problems.empty()) return problems;
  return read;
}

}  // namespace

Result<Case> read_case(const Json& document) {
  return read_whole(document, nullptr);
}

Result<Case> read_case_under(const Json& document, std::shared_ptr<const Policy> policy) {
  return read_whole(document, std::move(policy));
}

}  // namespace zhiheng::domain
