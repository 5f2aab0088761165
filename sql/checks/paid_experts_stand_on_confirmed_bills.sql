-- Only confirmed bills for experts are paid: every payment has a bill that two people stand for, a paid bill has no
-- line left open, and a payment is the net of its lines within the month for which the tax was worked out.
-- Shows: kind, row
SELECT 'payment', p.id FROM expert_fee_payment p INNER JOIN expert_fee f ON f.id = p.fee_id
WHERE f.state NOT IN ('confirmed', 'paid') OR f.confirmed_by IS NULL OR f.bureau_id <> p.bureau_id
  OR p.amount_fen <> (SELECT CAST(COALESCE(SUM(l.net_fen), 0) AS SIGNED) FROM expert_fee_line l
    WHERE l.payment_id = p.id AND l.fee_id = p.fee_id)
  OR INSTR(p.paid_on, f.month) <> 1
UNION ALL
SELECT 'line', l.id FROM expert_fee_line l INNER JOIN expert_fee f ON f.id = l.fee_id
WHERE (f.state = 'paid' AND l.payment_id IS NULL AND l.gross_fen <> 0)
  OR (f.state IN ('draft', 'voided') AND l.payment_id IS NOT NULL) OR l.month <> f.month OR l.bureau_id <> f.bureau_id;
