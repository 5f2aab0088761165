-- A row of a decided objection that was upheld wholly or partly has its correction, with the decided value; no other
-- row has one.
-- Shows: objection, row, outcome, decided
SELECT objection.id, objection_row.id, objection_row.outcome, objection_row.decided
FROM objection_row
INNER JOIN objection ON objection.id = objection_row.objection_id
LEFT JOIN sheet_correction ON sheet_correction.row_id = objection_row.id
WHERE (objection.state IN ('decided', 'closed') AND objection_row.outcome IN ('upheld', 'partly')
       AND (sheet_correction.id IS NULL OR sheet_correction.after_value <> objection_row.decided))
   OR (sheet_correction.id IS NOT NULL
       AND (objection.state NOT IN ('decided', 'closed') OR objection_row.outcome NOT IN ('upheld', 'partly')));
