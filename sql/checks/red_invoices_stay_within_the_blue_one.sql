-- Red-letter invoices belong to the contract of the invoice that they take back, take back no more than it has, and one
-- that is taken back in full says so.
-- Shows: invoice, number, gross, taken back
SELECT blue.id, blue.number, blue.gross_fen, CAST(SUM(red.gross_fen) AS SIGNED)
FROM invoice blue INNER JOIN invoice red ON red.red_of_id = blue.id AND red.state IN ('accepted', 'reversed')
GROUP BY blue.id, blue.number, blue.gross_fen, blue.kind, blue.contract_id, blue.state
HAVING CAST(SUM(red.gross_fen) AS SIGNED) + blue.gross_fen < 0 OR blue.kind <> 'blue'
    OR MIN(red.contract_id) <> blue.contract_id OR MAX(red.contract_id) <> blue.contract_id
    OR blue.state NOT IN ('accepted', 'reversed')
    OR (blue.state = 'reversed' AND CAST(SUM(red.gross_fen) AS SIGNED) + blue.gross_fen <> 0)
    OR (blue.state = 'accepted' AND CAST(SUM(red.gross_fen) AS SIGNED) + blue.gross_fen = 0);
