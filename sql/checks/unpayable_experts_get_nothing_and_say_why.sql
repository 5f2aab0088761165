-- A line that is not paid because of own duty carries nothing and its reason; a confirmed bill has no line without its
-- quantity.
-- Shows: line, expert
SELECT l.id, l.expert_id FROM expert_fee_line l INNER JOIN expert_fee f ON f.id = l.fee_id
WHERE (l.unpayable = 1 AND (l.gross_fen <> 0 OR l.reason = '')) OR (l.unfinished = 1 AND f.state IN ('confirmed', 'paid'));
