-- A lead evaluator who was asked for belongs to the agency of the contract.
-- Shows: id, contract, lead evaluator
SELECT lead_change.id, lead_change.contract_id, lead_change.to_lead_id FROM lead_change
INNER JOIN contract ON contract.id = lead_change.contract_id
INNER JOIN lead_evaluator ON lead_evaluator.id = lead_change.to_lead_id
WHERE lead_evaluator.agency_id <> lead_change.agency_id OR contract.agency_id <> lead_change.agency_id
