-- An accepted invoice says who accepted it and when, and that is not who entered it.
-- Shows: invoice, number, state
SELECT id, number, state FROM invoice
WHERE state IN ('accepted', 'reversed')
  AND (accepted_by IS NULL OR accepted_at IS NULL OR (entered_by IS NOT NULL AND entered_by = accepted_by));
