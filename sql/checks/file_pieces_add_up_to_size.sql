-- The pieces of a file are numbered without gaps and are together as long as the file.
-- Shows: file, size, pieces
SELECT file.sha256, file.size, COUNT(file_piece.sequence)
FROM file LEFT JOIN file_piece ON file_piece.sha256 = file.sha256
GROUP BY file.sha256, file.size
HAVING COALESCE(CAST(SUM(LENGTH(HEX(file_piece.bytes))) AS SIGNED), 0) <> 2 * file.size
    OR COALESCE(MAX(file_piece.sequence), 0 - 1) + 1 <> COUNT(file_piece.sequence);
