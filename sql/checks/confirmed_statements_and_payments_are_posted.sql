-- Every statement that stands, every confirmed adjustment of it and every payment has a posting that was not reversed.
-- Shows: kind, row, contract
SELECT 'statement', s.id, s.contract_id FROM statement s
WHERE s.state IN ('confirmed', 'settled') AND NOT EXISTS (
  SELECT 1 FROM journal_transaction t LEFT JOIN journal_transaction r ON r.reverses_id = t.id
  WHERE t.contract_id = s.contract_id AND t.source_stem = 'statement' AND t.source_id = s.id AND t.reverses_id IS NULL
    AND r.id IS NULL)
UNION ALL
SELECT 'adjustment', a.id, s.contract_id FROM adjustment a INNER JOIN statement s ON s.id = a.statement_id
WHERE a.state = 'confirmed' AND s.state IN ('confirmed', 'settled') AND NOT EXISTS (
  SELECT 1 FROM journal_transaction t LEFT JOIN journal_transaction r ON r.reverses_id = t.id
  WHERE t.contract_id = s.contract_id AND t.source_stem = 'adjustment' AND t.source_id = a.id
    AND t.reverses_id IS NULL AND r.id IS NULL)
UNION ALL
SELECT 'payment', p.id, p.contract_id FROM payment p
WHERE NOT EXISTS (
  SELECT 1 FROM journal_transaction t LEFT JOIN journal_transaction r ON r.reverses_id = t.id
  WHERE t.contract_id = p.contract_id AND t.source_stem = 'payment' AND t.source_id = p.id AND t.reverses_id IS NULL
    AND r.id IS NULL);
