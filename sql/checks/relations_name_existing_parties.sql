-- A relation between known parties names rows that are there: experts, agencies, units, bureaus, contracts, engagements.
-- Shows: id, side, kind
SELECT id, 'from', from_kind FROM relation WHERE
  (from_kind = 'expert' AND from_id NOT IN (SELECT id FROM expert)) OR
  (from_kind = 'agency' AND from_id NOT IN (SELECT id FROM agency)) OR
  (from_kind = 'budget_unit' AND from_id NOT IN (SELECT id FROM budget_unit))
UNION ALL
SELECT id, 'to', to_kind FROM relation WHERE
  (to_kind = 'expert' AND to_id NOT IN (SELECT id FROM expert)) OR
  (to_kind = 'agency' AND to_id NOT IN (SELECT id FROM agency)) OR
  (to_kind = 'budget_unit' AND to_id NOT IN (SELECT id FROM budget_unit)) OR
  (to_kind = 'bureau' AND to_id NOT IN (SELECT id FROM bureau)) OR
  (to_kind = 'contract' AND to_id NOT IN (SELECT id FROM contract)) OR
  (to_kind = 'engagement' AND to_id NOT IN (SELECT id FROM engagement))
