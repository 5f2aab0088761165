-- Contracts, results, statements and payments leave a row in the audit, of their own or of the import that
-- brought them.
-- Shows: kind, row
SELECT 'contract', id FROM contract WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.subject = 'contract'
  AND (audit.subject_id = contract.id OR (audit.subject_id = 0 AND audit.at = contract.created_at)))
UNION ALL
SELECT 'result', id FROM result WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.subject = 'result'
  AND audit.subject_id = result.id)
UNION ALL
SELECT 'statement', id FROM statement WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.subject = 'statement'
  AND audit.subject_id = statement.id)
UNION ALL
SELECT 'payment', id FROM payment WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.subject = 'payment'
  AND audit.subject_id = payment.id);
