#include "table/table_walk.h"

#include "base/fraction.h"
#include "table/cell_text.h"

namespace zhiheng::table {

namespace {

std::int64_t add(std::int64_t a, std::int64_t b, const std::string& field) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) refuse(Kind::invalid, "table.sum_too_large", field);
  return sum;
}

class Sums {
 public:
  explicit Sums(const Table& table) : table_(table) { clear(); }
  void clear() {
    values_.assign(table_.columns.size(), Value());
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (table_.columns[i].total == Total::sum) values_[i] = std::int64_t{0};
    }
  }
  void add_row(const std::vector<Value>& row, std::uint64_t index) {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (auto* sum = std::get_if<std::int64_t>(&values_[i]))
        *sum = add(*sum, integer_or(row[i]), cell_field(table_, i, index + 2));
    }
  }
  const std::vector<Value>& values() const { return values_; }

 private:
  const Table& table_;
  std::vector<Value> values_;
};

class Walk {
 public:
  Walk(const Table& table, TableVisitor& visitor)
      : table_(table), visitor_(visitor), group_sums_(table), sums_(table), holds_(table.columns.size(), 0) {
    for (const Column& column : table.columns) {
      if (column.formula) {
        formulas_.emplace_back(ResolvedFormula(*column.formula, table.columns));
      } else {
        formulas_.emplace_back();
      }
    }
    if (table.layout == Layout::form && !table.group_by.empty()) {
      group_ = column_index(table.columns, table.group_by);
      ensure(group_ != ResolvedFormula::npos, "group_by names a column");
    }
  }

  void run() {
    std::vector<Value> row;
    ensure(table_.rows != nullptr, "a table has rows");
    for (; table_.rows(row); ++count_) {
      ensure(row.size() == table_.columns.size(), "a row has one value per column");
      check(row);
      if (grouped() && count_ > group_first_ && row[group_] != group_value_) end_group();
      if (grouped() && count_ == group_first_) group_value_ = row[group_];
      work_out(row);
      sums_.add_row(row, count_);
      if (grouped()) group_sums_.add_row(row, count_);
      visitor_.row({row, count_, holds_});
    }
    if (grouped() && count_ > group_first_) end_group();
    if (has_totals(table_)) visitor_.total(count_, sums_.values());
  }

 private:
  bool grouped() const { return group_ != ResolvedFormula::npos; }

  void end_group() {
    visitor_.subtotal(group_value_, group_first_, count_ - group_first_, group_sums_.values());
    group_first_ = count_;
    group_sums_.clear();
  }

  void check(const std::vector<Value>& row) const {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const CellType type = table_.columns[i].type;
      if (const auto* text = std::get_if<std::string>(&row[i])) {
        ensure(!is_numeric(type) && type != CellType::flag, "a column of numbers holds numbers");
        check_text(*text, cell_field(table_, i, count_ + 2));
      } else {
        ensure(is_null(row[i]) || (type != CellType::date && type != CellType::timestamp), "a day is text");
      }
    }
  }

  void work_out(std::vector<Value>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      holds_[i] = 0;
      if (!formulas_[i]) continue;
      const auto figure = formulas_[i]->value(row);
      if (figure && is_null(row[i])) row[i] = *figure;
      holds_[i] = figure && row[i] == Value(*figure);
    }
  }

  const Table& table_;
  TableVisitor& visitor_;
  std::vector<std::optional<ResolvedFormula>> formulas_;
  Sums group_sums_, sums_;
  std::vector<char> holds_;
  std::size_t group_ = ResolvedFormula::npos;
  std::uint64_t group_first_ = 0;
  std::uint64_t count_ = 0;
  Value group_value_;
};

}  // namespace

ResolvedFormula::ResolvedFormula(const Formula& formula, const std::vector<Column>& columns)
    : not_below_zero_(formula.not_below_zero), mean_(formula.mean) {
  for (const FormulaTerm& term : formula.terms) {
    const std::size_t rate = term.rate_key.empty() ? npos : column_index(columns, term.rate_key);
    terms_.push_back({term.sign, column_index(columns, term.key), rate});
    ensure(terms_.back().column != npos && (term.rate_key.empty() || rate != npos), "a formula names columns");
  }
}

std::optional<std::int64_t> ResolvedFormula::mean_of(const std::vector<Value>& row) const {
  std::int64_t sum = 0, count = 0;
  for (const Term& term : terms_) {
    const auto* operand = std::get_if<std::int64_t>(&row[term.column]);
    if (!operand) continue;  // missing is not nought
    sum = add(sum, *operand, "");
    ++count;
  }
  if (count == 0) return std::nullopt;
  return mul_div(sum, 1, count, Rounding::half_up);
}

std::optional<std::int64_t> ResolvedFormula::value(const std::vector<Value>& row) const {
  if (mean_) return mean_of(row);
  std::int64_t sum = 0;
  for (const Term& term : terms_) {
    const auto* operand = std::get_if<std::int64_t>(&row[term.column]);
    if (!operand) return std::nullopt;
    std::int64_t part = *operand;
    if (term.rate != npos) {
      const auto* rate = std::get_if<std::int64_t>(&row[term.rate]);
      if (!rate) return std::nullopt;
      part = mul_div(part, *rate, 10000, Rounding::half_up);
    }
    sum = add(sum, term.sign * part, "");
  }
  if (not_below_zero_ && sum < 0) sum = 0;
  return sum;
}

void walk(const Table& table, TableVisitor& visitor) {
  Walk(table, visitor).run();
}

std::size_t column_index(const std::vector<Column>& columns, std::string_view key) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].key == key) return i;
  }
  return ResolvedFormula::npos;
}

bool has_totals(const Table& table) {
  for (const Column& column : table.columns) {
    if (column.total == Total::sum) return true;
  }
  return false;
}

}  // namespace zhiheng::table
