-- What stands in an agency's record was submitted by one person and accepted by another.
-- Shows: id, submitted by, reviewed by
SELECT id, submitted_by, reviewed_by FROM agency_record_item
WHERE state IN ('accepted', 'superseded')
  AND (reviewed_at IS NULL OR submitted_at IS NULL OR reviewed_by = submitted_by)
