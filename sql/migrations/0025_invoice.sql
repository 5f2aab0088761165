-- Invoices (数电票) that agencies give for what is paid to them. Red-letter ones carry negative amounts, so that plain
-- sums are right. A number stands once in a bureau: `standing_number` is empty for what was returned, so that a number
-- that was typed for the wrong contract can be entered again.
CREATE TABLE invoice (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  statement_id INTEGER,
  number VARCHAR(20) NOT NULL,
  standing_number VARCHAR(20),
  kind VARCHAR(8) NOT NULL DEFAULT 'blue',
  red_of_id INTEGER,
  issued_on DATE NOT NULL,
  buyer_name VARCHAR(100) NOT NULL,
  buyer_uscc VARCHAR(18) NOT NULL DEFAULT '',
  seller_name VARCHAR(100) NOT NULL,
  seller_uscc VARCHAR(18) NOT NULL,
  item VARCHAR(200) NOT NULL,
  rate VARCHAR(8) NOT NULL,
  gross_fen BIGINT NOT NULL,
  net_fen BIGINT NOT NULL,
  tax_fen BIGINT NOT NULL,
  line_split INTEGER NOT NULL DEFAULT 0,
  state VARCHAR(16) NOT NULL DEFAULT 'entered',
  remark VARCHAR(500) NOT NULL DEFAULT '',
  file_name VARCHAR(255) NOT NULL DEFAULT '',
  file_sha256 CHAR(64),
  entered_by INTEGER,
  accepted_by INTEGER,
  accepted_at VARCHAR(23),
  returned_by INTEGER,
  returned_at VARCHAR(23),
  return_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, standing_number),
  CHECK (kind IN ('blue', 'red')),
  CHECK (state IN ('entered', 'accepted', 'returned', 'reversed')),
  CHECK (rate IN ('6', '3', '1', '0', 'exempt')),
  CHECK (gross_fen = net_fen + tax_fen),
  CHECK ((kind = 'blue' AND gross_fen > 0 AND tax_fen >= 0 AND red_of_id IS NULL)
    OR (kind = 'red' AND gross_fen < 0 AND tax_fen <= 0 AND red_of_id IS NOT NULL)),
  CHECK (accepted_by IS NULL OR entered_by IS NULL OR accepted_by <> entered_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (red_of_id) REFERENCES invoice (id),
  FOREIGN KEY (file_sha256) REFERENCES file (sha256),
  FOREIGN KEY (entered_by) REFERENCES account (id),
  FOREIGN KEY (accepted_by) REFERENCES account (id),
  FOREIGN KEY (returned_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX invoice_contract ON invoice (contract_id, state);
CREATE INDEX invoice_agency ON invoice (agency_id, id);

-- To whom invoices are made out; optional, because a small bureau may not have it at hand when it begins.
ALTER TABLE bureau ADD COLUMN invoice_title VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE bureau ADD COLUMN uscc VARCHAR(18) NOT NULL DEFAULT '';
