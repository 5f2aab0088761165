-- A contract ended early has a decision by another person than the drafter, and only such a contract has one.
-- Shows: contract, number, state, decisions
SELECT contract.id, contract.number, contract.state, COUNT(decision.id)
FROM contract
LEFT JOIN contract_termination decision ON decision.contract_id = contract.id AND decision.state = 'decided'
  AND decision.decided_by IS NOT NULL AND decision.decided_on IS NOT NULL AND decision.decided_by <> decision.drafted_by
GROUP BY contract.id, contract.number, contract.state
HAVING (contract.state = 'terminated' AND COUNT(decision.id) <> 1)
    OR (contract.state <> 'terminated' AND COUNT(decision.id) <> 0);
