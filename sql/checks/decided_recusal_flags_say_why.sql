-- A recusal flag that was decided says who decided it, when and why.
-- Shows: id, state
SELECT id, state FROM recusal_flag WHERE state <> 'open' AND (reason = '' OR handled_by IS NULL OR handled_at IS NULL)
