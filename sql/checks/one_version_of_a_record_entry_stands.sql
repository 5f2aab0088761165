-- Of each entry in an agency's record at most one version stands accepted, and at most one is under way.
-- Shows: agency, kind, place, versions
SELECT agency_id, kind, place, COUNT(*) AS versions FROM agency_record_item
WHERE state = 'accepted' GROUP BY agency_id, kind, place HAVING COUNT(*) > 1
UNION ALL
SELECT agency_id, kind, place, COUNT(*) AS versions FROM agency_record_item
WHERE state IN ('entered', 'submitted', 'returned') GROUP BY agency_id, kind, place HAVING COUNT(*) > 1
