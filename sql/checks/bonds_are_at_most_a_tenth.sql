-- The performance bond of a contract is at most a tenth of its fee (政府采购法实施条例 art. 48).
-- Shows: contract, number, bond, fee
SELECT id, number, bond_fen, fee_fen
FROM contract
WHERE bond_fen * 10 > fee_fen AND state <> 'terminated';
