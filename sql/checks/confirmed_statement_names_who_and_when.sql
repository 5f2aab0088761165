-- A statement that is confirmed, settled or voided says by whom, when and why.
-- Shows: statement, number, state
SELECT id, number, state
FROM statement
WHERE (state IN ('confirmed', 'settled') AND (confirmed_by IS NULL OR confirmed_at IS NULL))
   OR (state = 'settled' AND settled_at IS NULL)
   OR (state = 'voided' AND (voided_by IS NULL OR voided_at IS NULL OR void_reason = ''));
