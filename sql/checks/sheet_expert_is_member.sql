-- A score sheet belongs to a member of its own panel.
-- Shows: sheet, panel, member, expert
SELECT score_sheet.id, score_sheet.panel_id, score_sheet.member_id, score_sheet.expert_id
FROM score_sheet INNER JOIN panel_member ON panel_member.id = score_sheet.member_id
WHERE panel_member.panel_id <> score_sheet.panel_id OR panel_member.expert_id <> score_sheet.expert_id;
