-- Of the results of an engagement exactly one is current, the newest.
-- Shows: engagement, current results, newest result
SELECT engagement_id, SUM(CASE WHEN state = 'current' THEN 1 ELSE 0 END), MAX(sequence)
FROM result
GROUP BY engagement_id
HAVING SUM(CASE WHEN state = 'current' THEN 1 ELSE 0 END) <> 1
    OR MAX(CASE WHEN state = 'current' THEN sequence ELSE 0 END) <> MAX(sequence);
