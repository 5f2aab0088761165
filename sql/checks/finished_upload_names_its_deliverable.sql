-- A finished upload names the version that came out of it, of the same engagement and kind; no other upload names one.
-- Shows: upload, state
SELECT upload.id, upload.state FROM upload
WHERE (upload.state = 'finished') <> (upload.deliverable_id IS NOT NULL)
   OR (upload.deliverable_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deliverable
       WHERE deliverable.id = upload.deliverable_id AND deliverable.engagement_id = upload.engagement_id
         AND deliverable.kind = upload.kind));
