-- The same expert is not on two standing bills for the same panel, day and part of the day, unless it is a correction.
-- Shows: line, other, expert
SELECT a.id, b.id, a.expert_id
FROM expert_fee_line a
INNER JOIN expert_fee f ON f.id = a.fee_id
INNER JOIN expert_fee_line b ON b.expert_id = a.expert_id AND b.panel_id = a.panel_id AND b.bureau_id = a.bureau_id AND b.id > a.id
INNER JOIN expert_fee g ON g.id = b.fee_id
WHERE f.state <> 'voided' AND g.state <> 'voided' AND a.kind <> 'correction' AND b.kind <> 'correction'
  AND (a.worked_on IS NULL OR b.worked_on IS NULL OR (a.worked_on = b.worked_on AND (a.part = b.part OR a.part = 'day' OR b.part = 'day')));
