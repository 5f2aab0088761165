-- Nobody reveals a value while another party may still choose its own.
-- Shows: draw, party
SELECT draw.id, draw_party.party FROM draw
INNER JOIN draw_party ON draw_party.draw_id = draw.id
WHERE draw_party.revealed_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM draw_party other WHERE other.draw_id = draw.id AND other.committed_at IS NULL);
