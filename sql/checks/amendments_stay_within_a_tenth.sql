-- The amendments of a contract move at most a tenth of its original sum, added up without their signs;
-- what the end of a contract takes away is no change of its terms.
-- Shows: contract, number, original fee, sum moved by the amendments
SELECT contract.id, contract.number, contract.original_fee_fen, CAST(SUM(ABS(amendment.change_fen)) AS SIGNED)
FROM contract INNER JOIN amendment ON amendment.contract_id = contract.id
WHERE amendment.kind <> 'termination'
GROUP BY contract.id, contract.number, contract.original_fee_fen
HAVING CAST(SUM(ABS(amendment.change_fen)) AS SIGNED) * 10 > contract.original_fee_fen;
