-- For every contract the journal owes what its standing statement says: fee and bonus less deductions, with the
-- confirmed adjustments, less what was paid.
-- Shows: contract, number, in_journal, in_statement
SELECT owed.contract_id, owed.number, owed.in_journal, owed.in_statement
FROM (
  SELECT c.id AS contract_id, s.number AS number,
    (SELECT COALESCE(CAST(SUM(0 - e.amount_fen) AS SIGNED), 0) FROM journal_transaction t
     INNER JOIN journal_entry e ON e.transaction_id = t.id
     WHERE t.contract_id = c.id AND e.account IN ('payable', 'retention', 'recoverable', 'advance')) AS in_journal,
    s.fee_fen + s.bonus_fen - s.deduction_fen
      + COALESCE((SELECT CAST(SUM(a.amount_fen) AS SIGNED) FROM adjustment a
                  WHERE a.statement_id = s.id AND a.state = 'confirmed'), 0)
      - COALESCE((SELECT CAST(SUM(CASE WHEN p.kind = 'payment' THEN p.amount_fen ELSE 0 - p.amount_fen END) AS SIGNED)
                  FROM payment p WHERE p.contract_id = c.id), 0) AS in_statement
  FROM contract c
  INNER JOIN statement s ON s.contract_id = c.id AND s.state IN ('confirmed', 'settled')
) owed
WHERE owed.in_journal <> owed.in_statement;
