-- Whoever asks for money does not agree to it; an order that left the house was agreed to.
-- Shows: order, bureau, number, state
SELECT o.id, o.bureau_id, o.number, o.state
FROM payment_order o
WHERE (o.state IN ('confirmed', 'sent', 'paid', 'failed') AND o.confirmed_at IS NULL)
   OR (o.confirmed_by IS NOT NULL AND o.confirmed_by = o.drafted_by);
