#include "service/what_if_judge.h"

#include <utility>

namespace zhiheng::service {

namespace {

void put_statement(store::BookedFigures& after, const domain::StatementOutcome& statement) {
  after.fee = statement.fee;
  after.deduction = statement.deduction;
  after.bonus = statement.bonus;
  after.payable = statement.payable;
  after.recoverable = statement.recoverable;
}

void put_result(store::BookedFigures& after, const domain::EngagementOutcome& outcome) {
  after.score = outcome.final_score;
  after.grade = outcome.grade;
  after.passed = outcome.passed;
  after.deduction = outcome.deducted();
  after.bonus = outcome.bonus;
}

}  // namespace

void FigureJudge::judge(JudgedFigures& figures) {
  const std::string document = std::exchange(figures.document, {});
  const auto input = cases_.read(document, other_);
  if (!input) {
    figures.problems = input.problems();
    return;
  }
  const auto evaluation = domain::evaluate(*input);
  if (!evaluation) {
    figures.problems = evaluation.problems();
    return;
  }
  figures.after = figures.booked;
  if (figures.booked.kind == "statement") {
    put_statement(figures.after, evaluation->statement);
  } else if (!evaluation->engagements.empty()) {
    put_result(figures.after, evaluation->engagements.front());
    figures.has_outcome = true;
  }
}

}  // namespace zhiheng::service
