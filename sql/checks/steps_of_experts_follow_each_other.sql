-- The newest step of an expert's life leads to the stage of his file.
-- Shows: expert, step
SELECT expert.id, expert_step.id FROM expert INNER JOIN expert_step ON expert_step.expert_id = expert.id
WHERE expert_step.id = (SELECT MAX(newest.id) FROM expert_step newest WHERE newest.expert_id = expert.id)
  AND expert_step.to_stage <> expert.stage;
