-- A consequence follows from a published rating or a veto of the same agency and bureau.
-- Shows: consequence, agency
SELECT c.id, c.agency_id FROM consequence c
WHERE (c.about = 'rating' AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.id = c.about_id AND r.state <> 'draft'
  AND r.agency_id = c.agency_id AND r.bureau_id = c.bureau_id))
  OR (c.about = 'conduct' AND NOT EXISTS (SELECT 1 FROM conduct d WHERE d.id = c.about_id AND d.kind = 'veto'
  AND d.agency_id = c.agency_id AND d.bureau_id = c.bureau_id))
  OR (c.about = 'credit_event' AND NOT EXISTS (SELECT 1 FROM credit_event e WHERE e.id = c.about_id
  AND e.kind = 'veto' AND e.agency_id = c.agency_id AND e.bureau_id = c.bureau_id));
