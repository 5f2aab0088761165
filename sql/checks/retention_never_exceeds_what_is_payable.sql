-- What is held back is at most what the statement left payable, and what is not released at most what was held back.
-- Shows: retention, statement, held, payable
SELECT retention.id, statement.number, retention.amount_fen, statement.payable_fen
FROM retention
INNER JOIN statement ON statement.id = retention.statement_id
WHERE retention.amount_fen > statement.payable_fen OR retention.kept_fen > retention.amount_fen;
