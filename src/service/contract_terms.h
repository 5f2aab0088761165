// What is known of the terms of a contract: whose evaluation it is, and which limits of procurement hold.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "domain/contract.h"
#include "service/gate.h"

namespace zhiheng::service {

// The bureau's own limits of the year, or those of the nearest bureau above it; none when nobody entered any.
std::optional<domain::ProcurementLimit> load_procurement_limit(Tx& tx, std::int64_t bureau_id, std::int64_t year);

// Fills the facts about terms. One of these serves many contracts: what a bureau's contracts share is read once.
class TermsReader {
 public:
  explicit TermsReader(Tx& tx) : tx_(tx) {}
  // `before` is null for a new contract.
  void fill(const domain::ContractForm& form, const Record* before, domain::ContractFacts& facts);

 private:
  const std::set<std::int64_t>& own_units(std::int64_t bureau_id);

  Tx& tx_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::optional<domain::ProcurementLimit>> limits_;
  std::map<std::int64_t, std::set<std::int64_t>> own_units_;
};

}  // namespace zhiheng::service
