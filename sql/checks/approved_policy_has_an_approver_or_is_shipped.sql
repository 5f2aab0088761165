-- A policy of a bureau that is in force was approved by somebody at some time.
-- Shows: policy, code, revision
SELECT id, code, revision
FROM policy
WHERE state <> 'draft' AND bureau_id IS NOT NULL AND (approved_by IS NULL OR approved_at IS NULL);
