-- Whoever drafts a statement, an adjustment or a policy does not confirm it.
-- Shows: kind, row, account
SELECT 'statement', id, drafted_by FROM statement WHERE confirmed_by = drafted_by
UNION ALL
SELECT 'adjustment', id, drafted_by FROM adjustment WHERE confirmed_by = drafted_by
UNION ALL
SELECT 'policy', id, drafted_by FROM policy WHERE approved_by = drafted_by;
