-- The instalment and the statement of a payment belong to its contract.
-- Shows: payment, voucher
SELECT payment.id, payment.voucher_number
FROM payment
LEFT JOIN instalment ON instalment.id = payment.instalment_id
LEFT JOIN statement ON statement.id = payment.statement_id
WHERE (payment.instalment_id IS NOT NULL AND instalment.contract_id <> payment.contract_id)
   OR (payment.statement_id IS NOT NULL AND statement.contract_id <> payment.contract_id);
