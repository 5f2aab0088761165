// Reads the four forms that a formula may have; anything that looks like an expression language stops here.
#include "table/report_definition.h"

namespace zhiheng::table {

namespace {

class FormulaReader {
 public:
  explicit FormulaReader(std::string_view text) : text_(text) {}

  std::optional<Formula> read() {
    Formula formula;
    if (take("mean(")) {
      formula.mean = true;
      do {
        FormulaTerm term;
        if (!key(term.key)) return std::nullopt;
        formula.terms.push_back(std::move(term));
      } while (take(","));
      if (!take(")")) return std::nullopt;
    } else if (take("max(")) {
      formula.not_below_zero = true;
      if (!take("0") || !take(",") || !read_sum(formula) || !take(")")) return std::nullopt;
    } else if (!read_sum(formula)) {
      return std::nullopt;
    }
    blanks();
    if (at_ != text_.size()) return std::nullopt;
    return formula;
  }

 private:
  bool read_sum(Formula& formula) {
    int sign = take("-") ? -1 : 1;
    for (;;) {
      FormulaTerm term;
      term.sign = sign;
      if (take("round(")) {
        if (!key(term.key) || !take("*") || !key(term.rate_key) || !take(")")) return false;
      } else if (!key(term.key)) {
        return false;
      }
      formula.terms.push_back(std::move(term));
      if (take("+")) {
        sign = 1;
      } else if (take("-")) {
        sign = -1;
      } else {
        return true;
      }
    }
  }

  void blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(std::string_view word) {
    blanks();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  bool key(std::string& into) {
    blanks();
    const std::size_t begin = at_;
    while (at_ < text_.size() && ((text_[at_] >= 'a' && text_[at_] <= 'z') || text_[at_] == '_' ||
                                  (at_ > begin && text_[at_] >= '0' && text_[at_] <= '9')))
      ++at_;
    into = text_.substr(begin, at_ - begin);
    return !into.empty();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Formula> read_formula(std::string_view text, std::string field) {
  if (auto formula = FormulaReader(text).read()) return std::move(*formula);
  return refusal("report.formula_malformed", std::move(field), {{"found", std::string(text)}});
}

}  // namespace zhiheng::table
