// The nightly proof of the journal, and the posting of what older rows lack.
#pragma once

#include "service/job_service.h"

namespace zhiheng::service {

class JournalProof {
 public:
  // After an upgrade: posts what contracts of the time before the journal lack; answers how many postings that were.
  static Result<std::int64_t> post_older(Gate& gate);
  // The job "journal": posts what is missing (there should be nothing), compares every contract's journal with its
  // statement, payments and retention, follows the chains of digests and writes one proof a bureau. Refuses
  // journal.proof_failed with what was found first; the proofs stay written.
  static Result<JobCounts> run(Gate& gate, Timestamp now);
};

}  // namespace zhiheng::service
