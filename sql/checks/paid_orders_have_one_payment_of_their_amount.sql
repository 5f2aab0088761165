-- Nothing is paid twice: an order has exactly one payment when it is paid, of the same amount and contract, and none
-- otherwise.
-- Shows: order, bureau, number, state, payments
SELECT o.id, o.bureau_id, o.number, o.state, COUNT(p.id) AS payments
FROM payment_order o LEFT JOIN payment p ON p.order_id = o.id
GROUP BY o.id, o.bureau_id, o.number, o.state, o.amount_fen, o.contract_id
HAVING (o.state = 'paid' AND COUNT(p.id) <> 1)
    OR (o.state <> 'paid' AND COUNT(p.id) <> 0)
    OR (COUNT(p.id) = 1 AND (MIN(p.amount_fen) <> o.amount_fen OR MIN(p.contract_id) <> o.contract_id));
