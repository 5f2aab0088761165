-- A draw names the bureau and the agency of its engagement, and its panel is that of the same engagement.
-- Shows: draw, engagement
SELECT draw.id, engagement.id FROM draw
INNER JOIN engagement ON engagement.id = draw.engagement_id
LEFT JOIN panel ON panel.id = draw.panel_id
WHERE draw.bureau_id <> engagement.bureau_id OR draw.agency_id <> engagement.agency_id
   OR (panel.id IS NOT NULL AND panel.engagement_id <> engagement.id);
