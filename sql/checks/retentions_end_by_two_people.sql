-- A retention that ended was requested by one person and approved by another; what was not released is an adjustment.
-- Shows: retention, state, kept
SELECT retention.id, retention.state, retention.kept_fen
FROM retention
LEFT JOIN adjustment ON adjustment.id = retention.adjustment_id
WHERE retention.state IN ('released', 'kept')
  AND (retention.drafted_by IS NULL OR retention.confirmed_by IS NULL OR retention.drafted_by = retention.confirmed_by
    OR retention.released_on IS NULL
    OR retention.kept_fen <> 0 - COALESCE(adjustment.amount_fen, 0));
