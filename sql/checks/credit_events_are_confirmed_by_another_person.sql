-- Events of agencies are confirmed by another person than who recorded them, and withdrawn with a reason.
-- Shows: event, agency
SELECT id, agency_id FROM credit_event
WHERE (state = 'confirmed' AND (confirmed_by IS NULL OR confirmed_by = drafted_by))
  OR (state = 'withdrawn' AND withdrawn_reason = '');
