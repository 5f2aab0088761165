-- The outcome of a draw hangs on the values of all parties, each committed to before.
-- Shows: draw, party
SELECT draw.id, draw_party.party FROM draw
INNER JOIN draw_party ON draw_party.draw_id = draw.id
WHERE draw.mode = 'commitments' AND draw.state IN ('revealed', 'drawn')
  AND (draw_party.revealed_at IS NULL OR draw_party.committed_at IS NULL OR draw_party.revealed_value = '');
