-- A bill for experts is the sum of its lines.
-- Shows: bill, number, gross, tax, net
SELECT f.id, f.number, f.gross_fen, f.tax_fen, f.net_fen
FROM expert_fee f
WHERE f.gross_fen <> (SELECT CAST(COALESCE(SUM(l.gross_fen), 0) AS SIGNED) FROM expert_fee_line l WHERE l.fee_id = f.id)
  OR f.tax_fen <> (SELECT CAST(COALESCE(SUM(l.tax_fen), 0) AS SIGNED) FROM expert_fee_line l WHERE l.fee_id = f.id)
  OR f.net_fen <> f.gross_fen - f.tax_fen;
