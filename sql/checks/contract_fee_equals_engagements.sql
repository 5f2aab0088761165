-- The fees of a contract's engagements add up to its fee.
-- Shows: contract, number, fee, fees of the engagements
SELECT contract.id, contract.number, contract.fee_fen, CAST(SUM(engagement.fee_fen) AS SIGNED)
FROM contract LEFT JOIN engagement ON engagement.contract_id = contract.id
GROUP BY contract.id, contract.number, contract.fee_fen
HAVING COALESCE(CAST(SUM(engagement.fee_fen) AS SIGNED), 0) <> contract.fee_fen;
