-- The lines of a statement name engagements of its contract and results of these engagements.
-- Shows: statement, engagement, result
SELECT statement.id, statement_line.engagement_id, statement_line.result_id
FROM statement_line
INNER JOIN statement ON statement.id = statement_line.statement_id
INNER JOIN engagement ON engagement.id = statement_line.engagement_id
INNER JOIN result ON result.id = statement_line.result_id
WHERE engagement.contract_id <> statement.contract_id OR result.engagement_id <> engagement.id;
