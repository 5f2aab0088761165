-- Nothing is paid twice: an order has exactly one payment when it is paid, of the same amount and contract, and none
-- otherwise, unless what was paid came back from the bank: then a refund stands against it, once.
-- Shows: order, bureau, number, state, payments
SELECT o.id, o.bureau_id, o.number, o.state, COUNT(DISTINCT p.id) AS payments
FROM payment_order o
LEFT JOIN payment p ON p.order_id = o.id
LEFT JOIN payment back ON back.contract_id = o.contract_id AND back.kind = 'refund' AND back.remark = o.number
  AND back.amount_fen = o.amount_fen AND back.order_id IS NULL
GROUP BY o.id, o.bureau_id, o.number, o.state, o.amount_fen, o.contract_id
HAVING (o.state = 'paid' AND COUNT(DISTINCT p.id) <> 1)
    OR (o.state = 'failed' AND COUNT(DISTINCT p.id) > COUNT(DISTINCT back.id))
    OR (o.state NOT IN ('paid', 'failed') AND COUNT(DISTINCT p.id) <> 0)
    OR (COUNT(DISTINCT p.id) = 1 AND (MIN(p.amount_fen) <> o.amount_fen OR MIN(p.contract_id) <> o.contract_id));
