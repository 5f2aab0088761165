-- A deduction notice is answered by an account of its own agency, in time, and what ended it ended the stop of the
-- payment clock.
-- Shows: notice, number, state
SELECT notice.id, notice.number, notice.state
FROM deduction_notice notice
LEFT JOIN account ON account.id = notice.answered_by
WHERE (notice.state IN ('accepted', 'contested', 'decided')
    AND (notice.answered_at IS NULL OR account.agency_id IS NULL OR account.agency_id <> notice.agency_id))
  OR (notice.state IN ('accepted', 'expired', 'decided', 'withdrawn') AND notice.closed_on IS NULL)
  OR (notice.state IN ('sent', 'contested') AND notice.closed_on IS NOT NULL)
  OR (notice.state = 'decided' AND (notice.decided_by IS NULL OR notice.decision = ''));
