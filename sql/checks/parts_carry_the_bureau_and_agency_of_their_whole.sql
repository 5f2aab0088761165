-- Every part of a contract names the bureau and the agency of the contract, so that no scope shows a part of a
-- foreign whole.
-- Shows: kind, row
SELECT 'engagement', part.id FROM engagement part INNER JOIN contract whole ON whole.id = part.contract_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'instalment', part.id FROM instalment part INNER JOIN contract whole ON whole.id = part.contract_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'amendment', part.id FROM amendment part INNER JOIN contract whole ON whole.id = part.contract_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'fee_basis_sheet', part.id FROM fee_basis_sheet part INNER JOIN contract whole ON whole.id = part.contract_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'contract_termination', part.id FROM contract_termination part
INNER JOIN contract whole ON whole.id = part.contract_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'statement', part.id FROM statement part INNER JOIN contract whole ON whole.id = part.contract_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'payment', part.id FROM payment part INNER JOIN contract whole ON whole.id = part.contract_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'deliverable', part.id FROM deliverable part INNER JOIN engagement whole ON whole.id = part.engagement_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'panel', part.id FROM panel part INNER JOIN engagement whole ON whole.id = part.engagement_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'result', part.id FROM result part INNER JOIN engagement whole ON whole.id = part.engagement_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'conduct', part.id FROM conduct part INNER JOIN engagement whole ON whole.id = part.engagement_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'component_score', part.id FROM component_score part INNER JOIN engagement whole ON whole.id = part.engagement_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'score_sheet', part.id FROM score_sheet part INNER JOIN panel whole ON whole.id = part.panel_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'adjustment', part.id FROM adjustment part INNER JOIN statement whole ON whole.id = part.statement_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id;
