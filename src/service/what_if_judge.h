// One booked statement or result computed again from its case document: the part of a what-if that needs no rows and
// runs on several threads, each with a judge of its own.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "domain/stored_case.h"
#include "store/what_if_store.h"

namespace zhiheng::service {

struct JudgedFigures {
  store::BookedFigures booked;
  std::string document;        // emptied by the judge, so that few documents are held at a time
  store::BookedFigures after;  // where there are no problems
  Problems problems;
  bool has_outcome = false;  // of a result: the case holds its engagement
};

class FigureJudge {
 public:
  // Null: each case under its own policy.
  explicit FigureJudge(std::shared_ptr<const domain::Policy> other) : other_(std::move(other)) {}
  void judge(JudgedFigures& figures);

 private:
  std::shared_ptr<const domain::Policy> other_;
  domain::StoredCases cases_;
};

}  // namespace zhiheng::service
