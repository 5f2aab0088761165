// The workbooks of imports: which sheets a kind has and which columns stand on them. Imports, templates and the exports
// that can be imported again all follow this one description, which follows the shapes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/messages.h"
#include "domain/shape.h"

namespace zhiheng::service {

struct ImportColumn {
  std::string key;      // of the shape's field, or one of the sheet's own: "contract"
  domain::Field field;  // how a cell is read; references are read as the natural key of what they name
  bool required = false;
  bool secret = false;  // what stands in its cells is never repeated in full

  // "合同金额" or "Contract fee"; the header in workbooks adds the unit: "合同金额（元）".
  std::string title(Language language) const;
  std::string header(Language language) const;
  std::string stem;  // whose messages name the column
};

struct ImportSheet {
  std::string stem;  // of the rows: "engagement"
  std::vector<ImportColumn> columns;
  std::string name(Language language) const;  // "评价项目"
  const ImportColumn* find(std::string_view key) const;
  std::size_t position(std::string_view key) const;  // columns.size() when there is none
};

struct ImportKind {
  std::string kind;  // "agencies"
  std::vector<ImportSheet> sheets;
};

// agencies, budget-units, projects, contracts, experts, score-sheets; null for another name.
const ImportKind* find_import_kind(std::string_view kind);
const std::vector<ImportKind>& import_kinds();

}  // namespace zhiheng::service
