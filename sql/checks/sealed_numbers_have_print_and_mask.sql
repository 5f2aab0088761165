-- A sealed identity number has its fingerprint and a masked form, a sealed account its masked form; none is kept in clear.
-- Shows: expert
SELECT id FROM expert WHERE (identity_sealed <> '' AND (identity_print IS NULL OR INSTR(identity_shown, '***') = 0))
  OR (identity_sealed = '' AND identity_shown <> '') OR (bank_account_sealed <> '' AND INSTR(bank_account_shown, '***') = 0)
  OR (bank_account_sealed = '' AND bank_account_shown <> '');
