-- A bank account is never in clear, and what orders name was checked by another person than who entered it.
-- Shows: account, bureau, state, drafted_by, checked_by
SELECT a.id, a.bureau_id, a.state, a.drafted_by, a.checked_by
FROM agency_account a
WHERE a.number_sealed = '' OR a.number_shown = ''
   OR (a.state = 'checked' AND a.checked_at IS NULL)
   OR (a.checked_by IS NOT NULL AND a.checked_by = a.drafted_by);
