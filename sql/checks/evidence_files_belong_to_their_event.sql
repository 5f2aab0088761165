-- A file of evidence belongs to the bureau and the agency of its event, and came before the event was confirmed.
-- Shows: file, event
SELECT f.id, f.credit_event_id FROM credit_event_file f INNER JOIN credit_event e ON e.id = f.credit_event_id
WHERE f.bureau_id <> e.bureau_id OR f.agency_id <> e.agency_id OR f.created_at > COALESCE(e.confirmed_at, f.created_at);
