-- An objection with corrections names the result that superseded the contested one.
-- Shows: objection, contested result, new result
SELECT objection.id, objection.result_id, objection.new_result_id
FROM objection
LEFT JOIN result ON result.id = objection.new_result_id
WHERE EXISTS (SELECT 1 FROM sheet_correction WHERE sheet_correction.objection_id = objection.id)
  AND (result.id IS NULL OR result.engagement_id <> objection.engagement_id OR result.id <= objection.result_id);
