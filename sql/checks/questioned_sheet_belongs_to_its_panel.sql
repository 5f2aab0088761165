-- A sheet that was questioned is a sheet of the panel that the question names.
-- Shows: question, sheet, panel of the question, panel of the sheet
SELECT q.id, q.sheet_id, q.panel_id, s.panel_id
FROM outlying_question q INNER JOIN score_sheet s ON s.id = q.sheet_id
WHERE s.panel_id <> q.panel_id OR s.bureau_id <> q.bureau_id OR s.agency_id <> q.agency_id;
