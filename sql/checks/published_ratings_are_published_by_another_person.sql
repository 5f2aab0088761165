-- Ratings are published by another person than who drafted them.
-- Shows: run, year
SELECT id, fiscal_year FROM rating_run
WHERE state <> 'draft' AND (published_by IS NULL OR published_by = drafted_by OR published_at IS NULL);
