-- Whoever was appointed, renewed or taken over by the library has a certificate and a term that ends after it begins.
-- Shows: expert
SELECT id FROM expert WHERE stage = 'appointed' AND EXISTS (SELECT 1 FROM expert_step WHERE expert_step.expert_id = expert.id
  AND expert_step.step IN ('appoint', 'take_over', 'renew'))
  AND (certificate_number = '' OR term_from IS NULL OR term_until IS NULL OR term_until < term_from);
