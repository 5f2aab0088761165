#include "domain/statistics_matrix.h"

#include <charconv>
#include <cmath>
#include <set>

#include "base/text.h"

namespace zhiheng::domain {

namespace {

constexpr std::size_t most_problems = 100;

struct Line {
  std::size_t number = 0;
  std::vector<std::string> cells;
};

std::string place(std::size_t line, std::size_t column) {
  return std::to_string(line) + ":" + std::to_string(column);
}

Problem at(std::string rule, std::size_t line, std::size_t column, Params params = {}) {
  params.emplace_back("line", std::to_string(line));
  params.emplace_back("column", std::to_string(column));
  return refusal(std::move(rule), place(line, column), std::move(params));
}

// Walks over the text once; a cell that starts with a quote goes to the quote that ends it.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }

  // Answers false at a quote that nothing ends; `line` names where it was opened then.
  bool next(Line& line) {
    line.number = number_;
    line.cells.clear();
    while (true) {
      std::string cell;
      if (!done() && text_[at_] == '"') {
        if (!quoted(cell)) return false;
      }
      while (!done() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') cell += text_[at_++];
      line.cells.emplace_back(stripped(cell, " \t"));
      if (done() || text_[at_] != ',') break;
      ++at_;
    }
    if (!done() && text_[at_] == '\r') ++at_;
    if (!done() && text_[at_] == '\n') ++at_;
    ++number_;
    return true;
  }

 private:
  bool quoted(std::string& cell) {
    for (++at_; !done(); ++at_) {
      if (text_[at_] == '"') {
        const bool doubled = at_ + 1 < text_.size() && text_[at_ + 1] == '"';
        ++at_;
        if (!doubled) return true;
      }
      if (text_[at_] == '\n') ++number_;
      cell += text_[at_];
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t number_ = 1;
};

bool is_blank(const Line& line) {
  return line.cells.size() == 1 && line.cells[0].empty();
}

Result<std::vector<Line>> lines_of(std::string_view csv) {
  std::vector<Line> lines;
  Walk walk(csv);
  while (!walk.done()) {
    Line line;
    if (!walk.next(line)) return at("matrix.open_quote", line.number, line.cells.size() + 1);
    if (!is_blank(line)) lines.push_back(std::move(line));
  }
  return lines;
}

// Any decimal number with an optional sign and exponent; what is not finite is no rating.
std::optional<double> number_in(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || (digits[0] != '.' && (digits[0] < '0' || digits[0] > '9'))) return std::nullopt;
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

void read_raters(const Line& header, RatingMatrix& matrix, Problems& problems) {
  std::set<std::string> seen;
  for (std::size_t i = 1; i < header.cells.size(); ++i) {
    const std::string& name = header.cells[i];
    if (name.empty()) {
      problems.push_back(at("matrix.rater_unnamed", header.number, i + 1));
    } else if (!seen.insert(name).second) {
      problems.push_back(at("matrix.rater_twice", header.number, i + 1, {{"name", name}}));
    }
    matrix.raters.push_back(name);
  }
}

void read_target(const Line& line, std::set<std::string>& seen, RatingMatrix& matrix, Problems& problems) {
  const std::size_t columns = matrix.raters.size() + 1;
  const std::string& name = line.cells[0];
  if (line.cells.size() != columns) {
    problems.push_back(at("matrix.ragged", line.number, std::min(line.cells.size(), columns) + 1,
                          {{"cells", std::to_string(line.cells.size())}, {"columns", std::to_string(columns)}}));
    return;
  }
  if (name.empty()) {
    problems.push_back(at("matrix.target_unnamed", line.number, 1));
  } else if (!seen.insert(name).second) {
    problems.push_back(at("matrix.target_twice", line.number, 1, {{"name", name}}));
  }
  RatingMatrix::Row row;
  for (std::size_t i = 1; i < columns; ++i) {
    std::optional<double> value;
    if (!line.cells[i].empty()) {
      value = number_in(line.cells[i]);
      if (!value) problems.push_back(at("matrix.not_a_number", line.number, i + 1, {{"text", line.cells[i]}}));
    }
    row.push_back(value);
  }
  matrix.targets.push_back(name);
  matrix.rows.push_back(std::move(row));
}

bool names_targets(std::string cell) {
  for (char& letter : cell) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return cell.empty() || cell == "target";
}

}  // namespace

Result<RatingMatrix> read_rating_matrix(std::string_view csv) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  if (const auto offset = first_not_utf8(csv)) {
    return refusal("matrix.not_utf8", {}, {{"offset", std::to_string(*offset)}});
  }
  const auto lines = lines_of(csv);
  if (!lines) return lines.problems();
  if (lines->empty()) return refusal("matrix.empty");
  const Line& header = lines->front();
  if (!names_targets(header.cells[0])) {
    return at("matrix.first_cell", header.number, 1, {{"text", header.cells[0]}});
  }
  if (header.cells.size() < 2) return at("matrix.no_raters", header.number, 2);
  RatingMatrix matrix;
  Problems problems;
  std::set<std::string> seen;
  read_raters(header, matrix, problems);
  for (std::size_t i = 1; i < lines->size(); ++i) read_target((*lines)[i], seen, matrix, problems);
  if (problems.size() > most_problems) problems.resize(most_problems);
  if (!problems.empty()) return problems;
  if (matrix.rows.empty()) return at("matrix.no_targets", header.number + 1, 1);
  return matrix;
}

}  // namespace zhiheng::domain
