-- A statement with an open deduction notice is a draft.
-- Shows: notice, statement
SELECT notice.number, statement.number
FROM deduction_notice notice
INNER JOIN statement ON statement.id = notice.statement_id
WHERE notice.state IN ('sent', 'contested') AND statement.state <> 'draft';
