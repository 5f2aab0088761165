-- Of an agency's year at a bureau one rating stands, and it belongs to a run that was published.
-- Shows: rating, agency, year
SELECT r.id, r.agency_id, r.fiscal_year FROM rating r INNER JOIN rating_run u ON u.id = r.run_id
WHERE (r.state = 'current' AND (u.state <> 'published' OR EXISTS (SELECT 1 FROM rating o WHERE o.agency_id = r.agency_id
  AND o.bureau_id = r.bureau_id AND o.fiscal_year = r.fiscal_year AND o.state = 'current' AND o.id <> r.id)))
  OR (r.state = 'draft' AND u.state <> 'draft') OR r.bureau_id <> u.bureau_id OR r.fiscal_year <> u.fiscal_year;
