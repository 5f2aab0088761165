-- After a month was closed no posting stands in it or in a month before it.
-- Shows: transaction, period, posted_at, closed_at
SELECT t.id, t.period, t.created_at, p.closed_at
FROM journal_transaction t
INNER JOIN journal_period p ON p.bureau_id = t.bureau_id AND t.period <= p.period
WHERE t.created_at > p.closed_at;
