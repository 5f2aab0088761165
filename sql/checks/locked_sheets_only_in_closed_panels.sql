-- Sheets are locked when their panel is closed, and then no sheet stays open to change.
-- Shows: sheet, panel, state
SELECT score_sheet.id, score_sheet.panel_id, score_sheet.state
FROM score_sheet INNER JOIN panel ON panel.id = score_sheet.panel_id
WHERE (score_sheet.state = 'locked' AND panel.state <> 'closed')
   OR (score_sheet.state = 'submitted' AND panel.state = 'closed');
