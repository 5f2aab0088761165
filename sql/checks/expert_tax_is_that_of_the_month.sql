-- What was withheld for a person, a matter and a month is the tax of the sum, to the fen (numbers in fen; the taxable
-- amount and the tax are each rounded half up, written without a division: twice the rest of the rounding lies within
-- one divisor).
-- Shows: bureau, expert, matter, month, gross, tax
SELECT m.bureau_id, m.expert_id, m.matter, m.month, m.gross, m.tax
FROM (
  SELECT l.bureau_id, l.expert_id, l.matter, l.month, CAST(SUM(l.gross_fen) AS SIGNED) AS gross,
    CAST(SUM(l.tax_fen) AS SIGNED) AS tax
  FROM expert_fee_line l INNER JOIN expert_fee f ON f.id = l.fee_id
  WHERE f.state IN ('confirmed', 'paid')
  GROUP BY l.bureau_id, l.expert_id, l.matter, l.month
) m
WHERE m.gross < 0 OR m.tax < 0
  OR (m.gross <= 80000 AND m.tax <> 0)
  OR (m.gross > 80000 AND m.gross <= 400000
    AND (10 * m.tax > 2 * (m.gross - 80000) + 5 OR 10 * m.tax <= 2 * (m.gross - 80000) - 5))
  OR (m.gross > 400000 AND m.gross <= 2500000
    AND (100 * m.tax > 16 * m.gross + 60 OR 100 * m.tax < 16 * m.gross - 60))
  OR (m.gross > 2500000 AND m.gross <= 6250000
    AND (100 * (m.tax + 200000) > 24 * m.gross + 65 OR 100 * (m.tax + 200000) < 24 * m.gross - 65))
  OR (m.gross > 6250000
    AND (100 * (m.tax + 700000) > 32 * m.gross + 70 OR 100 * (m.tax + 700000) < 32 * m.gross - 70));
