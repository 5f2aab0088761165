// Puts refusals into the cells that they are about.
#include "service/import_contracts.h"

#include <algorithm>

#include "domain/engagement.h"
#include "domain/instalment.h"

namespace zhiheng::service {

using domain::ContractForm;
using domain::Shape;

namespace contract_import {

void ContractImport::report(const Entry& entry, const Problems& problems) {
  for (const Problem& problem : problems) {
    std::size_t at = contract_sheet;
    std::uint32_t row = entry.row;
    std::string key = problem.field.empty() ? "number" : problem.field.substr(1);
    for (const std::size_t part_sheet : {engagement_sheet, instalment_sheet}) {
      const std::string list = part_sheet == engagement_sheet ? "engagements" : "instalments";
      if (!key.starts_with(list)) continue;
      const std::size_t slash = key.rfind('/');
      const auto index = key.size() > list.size()
                             ? static_cast<std::size_t>(number_in(std::string_view(key).substr(list.size() + 1)))
                             : entry.parts[part_sheet - 1].size();
      if (index < entry.parts[part_sheet - 1].size()) {
        at = part_sheet;
        row = entry.parts[part_sheet - 1][index].row;
        key = key.substr(slash + 1);
      } else {
        key = "fee";
      }
      break;
    }
    refuse(at, row, key, text_of(entry, at, row, key), problem);
  }
}

std::string ContractImport::text_of(const Entry& entry, std::size_t at, std::uint32_t row,
                                    const std::string& key) const {
  const std::size_t i = column(at, key);
  if (i == sheet(at).columns.size()) return "";
  const std::vector<Value>* values = &entry.values;
  if (at != contract_sheet) {
    for (const Part& part : entry.parts[at - 1]) {
      if (part.row == row) values = &part.values;
    }
  }
  return domain::value_to_text(sheet(at).columns[i].field, (*values)[i]);
}

void ContractImport::refuse_difference(const Entry& entry, const ContractForm& before, const ContractForm& after) {
  std::string differing;
  const auto add = [&](const std::string& title) { differing += (differing.empty() ? "" : "、") + title; };
  for (const ImportColumn& one : sheet(contract_sheet).columns) {
    if (one.key != "bureau" && before.contract.get(one.key) != after.contract.get(one.key)) {
      add(one.title(run_.request.language));
    }
  }
  const auto parts_differ = [&](const std::vector<Record>& old_parts, const std::vector<Record>& parts,
                                const Shape& shape) {
    if (old_parts.size() != parts.size()) return true;
    for (const Record& part : parts) {
      bool same = false;
      for (const Record& old : old_parts) same = same || is_nothing(difference(shape, &old, part));
      if (!same) return true;
    }
    return false;
  };
  if (parts_differ(before.engagements, after.engagements, domain::engagement_shape())) {
    add(sheet(engagement_sheet).name(run_.request.language));
  }
  if (parts_differ(before.instalments, after.instalments, domain::instalment_shape())) {
    add(sheet(instalment_sheet).name(run_.request.language));
  }
  refuse(contract_sheet, entry.row, "number", text_or_empty(value(entry, "number")),
         refusal(Kind::conflict, "import.contract_differs", "", {{"fields", differing}}));
}

}  // namespace contract_import

}  // namespace zhiheng::service
