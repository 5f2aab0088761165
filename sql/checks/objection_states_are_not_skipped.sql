-- The moments of an objection stand in their order, and each state has those that lead to it.
-- Shows: objection, state
SELECT id, state FROM objection
WHERE (state NOT IN ('draft', 'withdrawn') AND (filed_at IS NULL OR answer_due_on IS NULL))
   OR (state IN ('received', 'prepared', 'reviewing', 'reviewed', 'decided', 'closed') AND received_at IS NULL)
   OR (state IN ('prepared', 'reviewing', 'reviewed', 'decided', 'closed')
       AND (prepared_at IS NULL OR drafted_by IS NULL))
   OR (state IN ('decided', 'closed') AND (decided_at IS NULL OR decided_by IS NULL OR outcome = ''))
   OR (state = 'closed' AND closed_at IS NULL)
   OR received_at < filed_at OR prepared_at < received_at OR decided_at < prepared_at OR closed_at < decided_at;
