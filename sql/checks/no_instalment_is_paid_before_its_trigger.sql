-- Before a statement stood, an instalment was paid only after its condition had come true: not before the contract was
-- signed, not before the agreed day.
-- Shows: payment, voucher, instalment
SELECT payment.id, payment.voucher_number, instalment.name
FROM payment
INNER JOIN contract ON contract.id = payment.contract_id
INNER JOIN instalment ON instalment.id = payment.instalment_id
WHERE payment.kind = 'payment' AND payment.statement_id IS NULL
  AND (payment.paid_on < contract.signed_on
    OR (instalment.due_condition = 'date' AND payment.paid_on < instalment.due_on)
    OR (instalment.due_condition = 'plan_accepted' AND payment.paid_on < (
      SELECT MIN(deliverable.accepted_on) FROM deliverable
      INNER JOIN engagement ON engagement.id = deliverable.engagement_id
      WHERE engagement.contract_id = contract.id AND deliverable.kind = 'plan' AND deliverable.state = 'accepted'))
    OR (instalment.due_condition = 'report_accepted' AND payment.paid_on < (
      SELECT MIN(deliverable.accepted_on) FROM deliverable
      INNER JOIN engagement ON engagement.id = deliverable.engagement_id
      WHERE engagement.contract_id = contract.id AND deliverable.kind = 'report' AND deliverable.state = 'accepted')));
