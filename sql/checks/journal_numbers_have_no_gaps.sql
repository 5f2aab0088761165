-- The transactions of a bureau are numbered from 1 in every year, without gaps.
-- Shows: bureau, year, transactions, last_number
SELECT bureau_id, year, COUNT(*), MAX(number)
FROM journal_transaction
GROUP BY bureau_id, year
HAVING COUNT(*) <> MAX(number);
