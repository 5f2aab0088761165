-- The fee of a contract is its original fee and the changes of its amendments.
-- Shows: contract, number, original fee, fee
SELECT contract.id, contract.number, contract.original_fee_fen, contract.fee_fen
FROM contract LEFT JOIN amendment ON amendment.contract_id = contract.id
GROUP BY contract.id, contract.number, contract.original_fee_fen, contract.fee_fen
HAVING contract.original_fee_fen + COALESCE(CAST(SUM(amendment.change_fen) AS SIGNED), 0) <> contract.fee_fen;
