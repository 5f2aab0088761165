-- What the newest upheld objection recomputed for a statement is what the statement and the adjustments of its
-- objections add up to.
-- Shows: statement, recomputed, entered
SELECT statement.id, objection.net_after_fen,
  statement.fee_fen + statement.bonus_fen - statement.deduction_fen
  + COALESCE((SELECT CAST(SUM(adjustment.amount_fen) AS SIGNED) FROM adjustment
              INNER JOIN objection every_one ON every_one.adjustment_id = adjustment.id
              WHERE adjustment.statement_id = statement.id AND adjustment.state = 'confirmed'), 0)
FROM statement
INNER JOIN objection ON objection.id = (SELECT MAX(newest.id) FROM objection newest
  WHERE newest.statement_id = statement.id AND newest.net_after_fen IS NOT NULL
    AND newest.decided_at = (SELECT MAX(latest.decided_at) FROM objection latest
      WHERE latest.statement_id = statement.id AND latest.net_after_fen IS NOT NULL))
WHERE statement.state IN ('confirmed', 'settled')
  AND objection.net_after_fen <> statement.fee_fen + statement.bonus_fen - statement.deduction_fen
  + COALESCE((SELECT CAST(SUM(adjustment.amount_fen) AS SIGNED) FROM adjustment
              INNER JOIN objection every_one ON every_one.adjustment_id = adjustment.id
              WHERE adjustment.statement_id = statement.id AND adjustment.state = 'confirmed'), 0);
