// One pass over a table's rows, with formulas worked out, sums added up and groups noticed: what every printer needs.
#pragma once

#include <cstdint>
#include <vector>

#include "table/table.h"

namespace zhiheng::table {

// A formula with its keys looked up once.
class ResolvedFormula {
 public:
  struct Term {
    int sign;
    std::size_t column;
    std::size_t rate;  // npos: none
  };
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  ResolvedFormula(const Formula& formula, const std::vector<Column>& columns);  // Defect on an unknown key
  // Throws Refusal table.sum_too_large when the figure leaves 64 bits.
  std::optional<std::int64_t> value(const std::vector<Value>& row) const;
  const std::vector<Term>& terms() const { return terms_; }
  bool not_below_zero() const { return not_below_zero_; }
  bool mean() const { return mean_; }

 private:
  std::optional<std::int64_t> mean_of(const std::vector<Value>& row) const;

  std::vector<Term> terms_;
  bool not_below_zero_;
  bool mean_;
};

struct WalkedRow {
  const std::vector<Value>& values;
  std::uint64_t index;                     // of the row among the table's rows, from 0
  const std::vector<char>& formula_holds;  // per column: the formula yields this row's figure
};

class TableVisitor {
 public:
  virtual ~TableVisitor() = default;
  virtual void row(const WalkedRow& row) = 0;
  // `sums` holds nothing for columns that are not added up. `first` is the index of the group's first row.
  virtual void subtotal(const Value& group, std::uint64_t first, std::uint64_t count, const std::vector<Value>& sums) {
    (void)group, (void)first, (void)count, (void)sums;
  }
  // After the last row, when any column is added up.
  virtual void total(std::uint64_t count, const std::vector<Value>& sums) { (void)count, (void)sums; }
};

// Throws Refusal (texts that are not UTF-8, sums too large), Defect (values that are not of their column's type),
// and whatever the row source throws. Subtotals are made for forms with group_by.
void walk(const Table& table, TableVisitor& visitor);

std::size_t column_index(const std::vector<Column>& columns, std::string_view key);  // npos when absent
bool has_totals(const Table& table);

}  // namespace zhiheng::table
