-- The unit that commissions is not the unit that is evaluated, nor that of the evaluated project.
-- Shows: contract, number, engagement, unit
SELECT contract.id, contract.number, engagement.code, contract.principal_unit_id
FROM contract
INNER JOIN engagement ON engagement.contract_id = contract.id
LEFT JOIN project ON project.id = engagement.project_id
WHERE contract.principal_unit_id IS NOT NULL
  AND (engagement.budget_unit_id = contract.principal_unit_id OR project.budget_unit_id = contract.principal_unit_id);
