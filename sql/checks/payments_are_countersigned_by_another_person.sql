-- A payment that was booked by hand is countersigned by another person; one that stands on an order by nobody, because
-- the order was.
-- Shows: payment, bureau, voucher, booked_by, countersigned_by
SELECT p.id, p.bureau_id, p.voucher_number, p.booked_by, p.countersigned_by
FROM payment p
WHERE (p.countersigned_by IS NOT NULL AND p.countersigned_by = p.booked_by)
   OR (p.order_id IS NOT NULL AND p.countersigned_by IS NOT NULL);
