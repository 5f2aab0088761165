-- While an objection is open nobody confirms the statement of its contract.
-- Shows: statement, objection, confirmed, filed
SELECT statement.id, objection.id, statement.confirmed_at, objection.filed_at
FROM statement
INNER JOIN objection ON objection.contract_id = statement.contract_id
WHERE statement.state IN ('confirmed', 'settled') AND statement.confirmed_at > objection.filed_at
  AND objection.state IN ('filed', 'received', 'prepared', 'reviewing', 'reviewed', 'decided');
