-- An invoice that stands holds its number, a returned one does not, and no number stands twice in a bureau.
-- Shows: invoice, number, state
SELECT i.id, i.number, i.state FROM invoice i
WHERE (i.state = 'returned' AND i.standing_number IS NOT NULL)
   OR (i.state <> 'returned' AND (i.standing_number IS NULL OR i.standing_number <> i.number))
   OR EXISTS (SELECT 1 FROM invoice other WHERE other.bureau_id = i.bureau_id AND other.number = i.number
              AND other.id <> i.id AND other.state <> 'returned' AND i.state <> 'returned');
