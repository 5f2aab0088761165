-- The instalments of a contract add up to its fee; one without any is paid under its statement alone.
-- Shows: contract, number, fee, sum of the instalments
SELECT contract.id, contract.number, contract.fee_fen, CAST(SUM(instalment.amount_fen) AS SIGNED)
FROM contract JOIN instalment ON instalment.contract_id = contract.id
GROUP BY contract.id, contract.number, contract.fee_fen
HAVING CAST(SUM(instalment.amount_fen) AS SIGNED) <> contract.fee_fen;
