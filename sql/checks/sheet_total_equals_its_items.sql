-- The total of a submitted sheet with criteria is the sum of its points.
-- Shows: sheet, total, sum of points
SELECT score_sheet.id, score_sheet.total, SUM(score_item.points)
FROM score_sheet INNER JOIN score_item ON score_item.sheet_id = score_sheet.id
WHERE score_sheet.submitted_at IS NOT NULL AND score_sheet.state IN ('submitted', 'locked')
GROUP BY score_sheet.id, score_sheet.total
HAVING score_sheet.total IS NULL OR SUM(score_item.points) <> score_sheet.total;
