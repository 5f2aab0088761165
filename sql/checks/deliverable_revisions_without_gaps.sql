-- The versions of a plan or report are numbered 1, 2, 3.
-- Shows: engagement, kind, versions, highest number
SELECT engagement_id, kind, COUNT(*), MAX(revision)
FROM deliverable
GROUP BY engagement_id, kind
HAVING COUNT(*) <> MAX(revision);
