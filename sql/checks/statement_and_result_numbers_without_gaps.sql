-- Statements of a contract and results of an engagement are numbered 1, 2, 3.
-- Shows: kind, contract or engagement, rows, highest number
SELECT 'statement', contract_id, COUNT(*), MAX(sequence) FROM statement GROUP BY contract_id HAVING COUNT(*) <> MAX(sequence)
UNION ALL
SELECT 'result', engagement_id, COUNT(*), MAX(sequence) FROM result GROUP BY engagement_id HAVING COUNT(*) <> MAX(sequence);
