-- What a payment file was made with is what its orders say, to the fen.
-- Shows: batch, bureau, number, orders, total
SELECT b.id, b.bureau_id, b.number, b.order_count, b.total_fen
FROM payment_batch b LEFT JOIN payment_order o ON o.batch_id = b.id
GROUP BY b.id, b.bureau_id, b.number, b.order_count, b.total_fen
HAVING COUNT(o.id) <> b.order_count OR COALESCE(SUM(o.amount_fen), 0) <> b.total_fen;
