-- Net and tax of an invoice add up to its gross amount, and are those of its rate but for one fen that was acknowledged.
-- Shows: invoice, number, gross, net, tax
SELECT id, number, gross_fen, net_fen, tax_fen FROM invoice
WHERE gross_fen <> net_fen + tax_fen
   OR (rate IN ('0', 'exempt') AND tax_fen <> 0)
   OR (rate = '6' AND ABS(tax_fen * 10000 - net_fen * 600) * 2 > 10600 * (1 + 2 * line_split))
   OR (rate = '3' AND ABS(tax_fen * 10000 - net_fen * 300) * 2 > 10300 * (1 + 2 * line_split))
   OR (rate = '1' AND ABS(tax_fen * 10000 - net_fen * 100) * 2 > 10100 * (1 + 2 * line_split));
