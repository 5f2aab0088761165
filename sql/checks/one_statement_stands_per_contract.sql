-- A contract has at most one statement that is not voided.
-- Shows: contract, statements
SELECT contract_id, COUNT(*)
FROM statement
WHERE state <> 'voided'
GROUP BY contract_id
HAVING COUNT(*) > 1;
