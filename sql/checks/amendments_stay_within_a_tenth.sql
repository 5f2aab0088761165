-- The amendments of a contract raise its fee by at most a tenth of the original sum.
-- Shows: contract, number, original fee, sum of the amendments
SELECT contract.id, contract.number, contract.original_fee_fen, CAST(SUM(amendment.change_fen) AS SIGNED)
FROM contract INNER JOIN amendment ON amendment.contract_id = contract.id
GROUP BY contract.id, contract.number, contract.original_fee_fen
HAVING CAST(SUM(amendment.change_fen) AS SIGNED) * 10 > contract.original_fee_fen;
