-- When a payment was registered, all payments less refunds of its contract were at most what the statement
-- standing then, with its confirmed adjustments, allowed; before any statement at most the fee.
-- Shows: payment, contract, voucher, amount
SELECT payment.id, contract.number, payment.voucher_number, payment.amount_fen
FROM payment
INNER JOIN contract ON contract.id = payment.contract_id
LEFT JOIN statement ON statement.id = (
  SELECT MAX(standing.id) FROM statement standing
  WHERE standing.contract_id = payment.contract_id AND standing.confirmed_at < payment.created_at
    AND (standing.voided_at IS NULL OR standing.voided_at > payment.created_at))
WHERE payment.kind = 'payment'
  AND (SELECT CAST(SUM(CASE WHEN earlier.kind = 'payment' THEN earlier.amount_fen ELSE 0 - earlier.amount_fen END) AS SIGNED)
       FROM payment earlier WHERE earlier.contract_id = payment.contract_id AND earlier.id <= payment.id)
    > COALESCE(
        statement.fee_fen + statement.bonus_fen - statement.deduction_fen
          + COALESCE((SELECT CAST(SUM(adjustment.amount_fen) AS SIGNED) FROM adjustment
                      WHERE adjustment.statement_id = statement.id AND adjustment.confirmed_at <= payment.created_at), 0),
        contract.original_fee_fen
          + COALESCE((SELECT CAST(SUM(amendment.change_fen) AS SIGNED) FROM amendment
                      WHERE amendment.contract_id = contract.id AND amendment.created_at <= payment.created_at), 0));
