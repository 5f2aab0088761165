-- Where a contract's fee was worked out, its newest sheet comes to the fee or says why not.
-- Shows: contract, number, fee, fee of the sheet, total of the sheet
SELECT contract.id, contract.number, contract.fee_fen, sheet.fee_fen, sheet.total_fen
FROM contract
INNER JOIN fee_basis_sheet sheet ON sheet.contract_id = contract.id
WHERE contract.fee_basis <> 'lump_sum' AND contract.state <> 'terminated'
  AND sheet.sequence = (SELECT MAX(newest.sequence) FROM fee_basis_sheet newest WHERE newest.contract_id = contract.id)
  AND (sheet.fee_fen <> contract.fee_fen OR (sheet.total_fen <> sheet.fee_fen AND sheet.difference_reason = ''));
