-- A confirmed assessment of an expert names who confirmed it and when, and that is not who computed it.
-- Shows: assessment
SELECT id FROM expert_assessment WHERE state = 'confirmed' AND (confirmed_at IS NULL OR confirmed_by IS NULL
  OR (drafted_by IS NOT NULL AND drafted_by = confirmed_by));
