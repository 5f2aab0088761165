-- A submitted sheet has a total and a time, and no criterion without points.
-- Shows: sheet, panel, state
SELECT score_sheet.id, score_sheet.panel_id, score_sheet.state
FROM score_sheet
WHERE score_sheet.state = 'submitted' AND (score_sheet.total IS NULL OR score_sheet.submitted_at IS NULL
  OR EXISTS (SELECT 1 FROM score_item WHERE score_item.sheet_id = score_sheet.id AND score_item.points IS NULL));
