-- What was published has a code and a document, was released by another person than its drafter, and has the items it counts.
-- Shows: disclosure, state, item_count
SELECT id, state, item_count FROM disclosure
WHERE state <> 'draft'
  AND (code IS NULL OR document IS NULL OR published_by IS NULL OR published_by = drafted_by
       OR (kind = 'quality_results' AND item_count <>
           (SELECT COUNT(*) FROM disclosure_item WHERE disclosure_item.disclosure_id = disclosure.id)));
