-- An objection and its parts name the bureau and the agency of the engagement that they are about.
-- Shows: kind, row
SELECT 'objection', part.id FROM objection part INNER JOIN engagement whole ON whole.id = part.engagement_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id OR part.contract_id <> whole.contract_id
UNION ALL
SELECT 'objection_row', part.id FROM objection_row part INNER JOIN objection whole ON whole.id = part.objection_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
UNION ALL
SELECT 'sheet_correction', part.id FROM sheet_correction part
INNER JOIN objection whole ON whole.id = part.objection_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id
   OR part.engagement_id <> whole.engagement_id
UNION ALL
SELECT 'objection_review', part.id FROM objection_review part INNER JOIN objection whole ON whole.id = part.objection_id
WHERE part.bureau_id <> whole.bureau_id OR part.agency_id <> whole.agency_id;
