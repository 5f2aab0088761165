-- A confirmed statement states the sums of its lines.
-- Shows: statement, number, fee, bonus, deduction
SELECT statement.id, statement.number, statement.fee_fen, statement.bonus_fen, statement.deduction_fen
FROM statement LEFT JOIN statement_line ON statement_line.statement_id = statement.id
WHERE statement.confirmed_at IS NOT NULL
GROUP BY statement.id, statement.number, statement.fee_fen, statement.bonus_fen, statement.deduction_fen
HAVING COALESCE(CAST(SUM(statement_line.fee_fen) AS SIGNED), 0) <> statement.fee_fen
    OR COALESCE(CAST(SUM(statement_line.bonus_fen) AS SIGNED), 0) <> statement.bonus_fen
    OR COALESCE(CAST(SUM(statement_line.deduction_fen) AS SIGNED), 0) <> statement.deduction_fen;
