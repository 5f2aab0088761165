-- Who prepared an objection does not decide it, and an appeal is decided by another person than the objection.
-- Shows: objection, prepared by, decided by
SELECT objection.id, objection.drafted_by, objection.decided_by
FROM objection LEFT JOIN objection appealed ON appealed.id = objection.appeal_of_id
WHERE objection.decided_by IS NOT NULL
  AND (objection.drafted_by IS NULL OR objection.decided_by = objection.drafted_by
       OR objection.decided_by = appealed.decided_by);
