-- A draw is begun anew only after the one before it was voided.
-- Shows: engagement, draws
SELECT engagement_id, COUNT(*) FROM draw
WHERE state <> 'void' GROUP BY engagement_id HAVING COUNT(*) > 1;
