// The import of contracts: one sheet of contracts, one of their engagements and one of their instalments. The parts are
// gathered under their contract, judged by the guards of domain/contract.h and written a hundred at a time.
#pragma once

#include <unordered_map>

#include "domain/contract.h"
#include "service/contract_parts.h"
#include "service/contract_terms.h"
#include "service/import_run.h"

namespace zhiheng::service::contract_import {

inline constexpr std::size_t contract_sheet = 0;
inline constexpr std::size_t engagement_sheet = 1;
inline constexpr std::size_t instalment_sheet = 2;

struct Part {
  std::uint32_t row = 0;
  bool says_condition = false;  // of an instalment: the cell is not empty; an empty one holds the usual condition
  std::vector<Value> values;
};

struct Entry {
  std::uint32_t row = 0;
  bool good = true;
  std::int64_t bureau_id = 0;
  std::vector<Value> values;
  std::vector<Part> parts[2];  // engagements, instalments
};

struct Named {
  std::int64_t id = 0;
  std::string state;  // of an agency or a policy
};

class ContractImport {
 public:
  explicit ContractImport(ImportRun& run) : run_(run), terms_(run.tx) {}
  Outcome run();

 private:
  const ImportSheet& sheet(std::size_t at) const { return run_.kind.sheets[at]; }
  std::size_t column(std::size_t at, std::string_view key) const { return sheet(at).position(key); }
  const Value& value(const Entry& entry, std::string_view key) const {
    return entry.values[column(contract_sheet, key)];
  }
  void load_names();
  void refuse(std::size_t at, std::uint32_t row, std::string_view key, const std::string& text, const Problem& problem);
  // Puts the id in place of the name; false when there is none of that name.
  template <class Names>
  bool resolve(const Names& names, const std::string& prefix, std::size_t at, std::uint32_t row, std::string_view key,
               std::vector<Value>& values, const char* rule) {
    Value& cell = values[column(at, key)];
    const std::string text = text_or_empty(cell);
    if (text.empty()) return true;
    const auto found = names.find(prefix + text);
    if (found == names.end()) {
      refuse(at, row, key, text, refusal(rule, "", {{"value", text}}));
      cell = Value();
      return false;
    }
    if constexpr (std::is_same_v<typename Names::mapped_type, Named>) {
      cell = found->second.id;
    } else {
      cell = found->second;
    }
    return true;
  }
  void take_contract(const table::SheetRow& row);
  void take_part(std::size_t at, const table::SheetRow& row);
  std::vector<std::size_t> compared(std::size_t at) const;
  // Contracts that exist, by bureau and number, with a digest over themselves and their parts.
  void load_known();
  Digest digest_of(const Entry& entry) const;
  void fill(std::size_t at, const std::vector<Value>& values, Record& record, bool only_given) const;
  domain::ContractForm form_of(const Entry& entry) const;
  // The stored contract with what the workbook says laid over it, its parts found by code and sequence.
  domain::ContractForm changed_form(const Entry& entry, const domain::ContractForm& before) const;
  domain::ContractFacts facts_of(const domain::ContractForm& form, const Record* before);
  std::vector<bool> said_conditions(const Entry& entry, const domain::ContractForm& before,
                                    const domain::ContractForm& after) const;
  // "/engagements/3/fee" is a cell of the part's row; "/fee" one of the contract's.
  void report(const Entry& entry, const Problems& problems);
  std::string text_of(const Entry& entry, std::size_t at, std::uint32_t row, const std::string& key) const;
  void judge(Entry& entry);
  void change(const Entry& entry, std::int64_t id);
  void refuse_difference(const Entry& entry, const domain::ContractForm& before, const domain::ContractForm& after);
  void write_new();
  struct KnownContract {
    std::int64_t id = 0;
    Digest digest;
  };
  ImportRun& run_;
  TermsReader terms_;
  std::vector<Entry> entries_;
  std::vector<Entry*> new_ones_;  // their values are taken away by the writing
  std::unordered_map<std::string, std::size_t> by_number_;
  std::unordered_map<std::string, KnownContract> known_;
  std::unordered_map<std::string, Named> agencies_, policies_;
  std::unordered_map<std::string, std::int64_t> leads_, units_, projects_;
  std::unordered_map<std::int64_t, std::string> states_, agency_states_;
};

}  // namespace zhiheng::service::contract_import
