-- Fee and bonus less deduction less what was paid is what is payable, or what must come back.
-- Shows: statement, number, payable, recoverable
SELECT id, number, payable_fen, recoverable_fen
FROM statement
WHERE fee_fen + bonus_fen - deduction_fen - paid_fen <> payable_fen - recoverable_fen;
