-- The instalments of a contract add up to its fee.
-- Shows: contract, number, fee, sum of the instalments
SELECT contract.id, contract.number, contract.fee_fen, CAST(SUM(instalment.amount_fen) AS SIGNED)
FROM contract LEFT JOIN instalment ON instalment.contract_id = contract.id
GROUP BY contract.id, contract.number, contract.fee_fen
HAVING COALESCE(CAST(SUM(instalment.amount_fen) AS SIGNED), 0) <> contract.fee_fen;
