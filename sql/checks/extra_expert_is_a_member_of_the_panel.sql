-- An expert who was called because a line lay within the noise is a member of that panel.
-- Shows: call, member, panel of the call, panel of the member
SELECT x.id, x.member_id, x.panel_id, m.panel_id
FROM extra_expert x INNER JOIN panel_member m ON m.id = x.member_id INNER JOIN panel p ON p.id = m.panel_id
WHERE m.panel_id <> x.panel_id OR p.bureau_id <> x.bureau_id;
