-- The pieces of a file are numbered without gaps and are together as long as the file, wherever they stand.
-- Shows: file, size, pieces
SELECT file.sha256, file.size, COUNT(file_piece.sequence)
FROM file LEFT JOIN file_piece ON file_piece.sha256 = file.sha256
WHERE file.upload_id IS NULL
GROUP BY file.sha256, file.size
HAVING COALESCE(CAST(SUM(LENGTH(HEX(file_piece.bytes))) AS SIGNED), 0) <> 2 * file.size
    OR COALESCE(MAX(file_piece.sequence), 0 - 1) + 1 <> COUNT(file_piece.sequence)
UNION ALL
SELECT file.sha256, file.size, COUNT(upload_piece.sequence)
FROM file LEFT JOIN upload_piece ON upload_piece.upload_id = file.upload_id
WHERE file.upload_id IS NOT NULL
GROUP BY file.sha256, file.size
HAVING COALESCE(CAST(SUM(LENGTH(HEX(upload_piece.bytes))) AS SIGNED), 0) <> 2 * file.size
    OR COALESCE(MAX(upload_piece.sequence), 0 - 1) + 1 <> COUNT(upload_piece.sequence);
