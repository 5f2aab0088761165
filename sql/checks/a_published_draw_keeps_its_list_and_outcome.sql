-- What was published of a draw stays: its list, its outcome once the values are known, and its panel.
-- Shows: draw, state
SELECT id, state FROM draw
WHERE (published_at IS NOT NULL AND (list_document IS NULL OR list_hash = ''))
   OR (published_at IS NULL AND state NOT IN ('prepared', 'void'))
   OR (state IN ('revealed', 'drawn') AND result_document IS NULL)
   OR (state = 'drawn' AND panel_id IS NULL);
