-- What a journal transaction debits it credits, and its amount is the sum of its debits.
-- Shows: transaction, contract, difference
SELECT t.id, t.contract_id, COALESCE(CAST(SUM(e.amount_fen) AS SIGNED), 0)
FROM journal_transaction t
LEFT JOIN journal_entry e ON e.transaction_id = t.id
GROUP BY t.id, t.contract_id, t.amount_fen
HAVING COALESCE(SUM(e.amount_fen), 0) <> 0
  OR COALESCE(SUM(CASE WHEN e.amount_fen > 0 THEN e.amount_fen ELSE 0 END), 0) <> t.amount_fen;
