-- Where an agency is paid: the number lies sealed, entered by one person and checked by another; it is never changed,
-- only retired and entered anew.
CREATE TABLE agency_account (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  bank_name VARCHAR(100) NOT NULL,
  account_name VARCHAR(200) NOT NULL,
  number_sealed VARCHAR(400) NOT NULL DEFAULT '',
  number_shown VARCHAR(40) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'entered',
  drafted_by INTEGER,
  checked_by INTEGER,
  checked_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('entered', 'checked', 'retired')),
  CHECK (checked_by IS NULL OR drafted_by IS NULL OR checked_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (checked_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- One file for the bank or the treasury. What it says is fixed when it is made: the bytes lie in payment_batch_file.
CREATE TABLE payment_batch (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  number VARCHAR(32) NOT NULL,
  order_count INTEGER NOT NULL,
  total_fen BIGINT NOT NULL,
  digest VARCHAR(64) NOT NULL,
  sent_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, number),
  CHECK (order_count > 0 AND total_fen > 0),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (sent_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- Sealed, because account numbers stand in it in full.
CREATE TABLE payment_batch_file (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  batch_id INTEGER NOT NULL,
  format VARCHAR(8) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  sealed LONGTEXT NOT NULL,
  UNIQUE (batch_id, format),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (batch_id) REFERENCES payment_batch (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE payment_order (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  instalment_id INTEGER,
  statement_id INTEGER,
  payee_id INTEGER NOT NULL,
  batch_id INTEGER,
  replaces_id INTEGER,
  number VARCHAR(32) NOT NULL,
  purpose VARCHAR(16) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  amount_fen BIGINT NOT NULL,
  bank_name VARCHAR(100) NOT NULL,
  account_name VARCHAR(200) NOT NULL,
  number_shown VARCHAR(40) NOT NULL,
  budget_line VARCHAR(64) NOT NULL DEFAULT '',
  expenditure_function VARCHAR(64) NOT NULL DEFAULT '',
  without_invoice VARCHAR(500) NOT NULL DEFAULT '',
  remark VARCHAR(500) NOT NULL DEFAULT '',
  drafted_by INTEGER,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  sent_at VARCHAR(23),
  paid_on DATE,
  failed_reason VARCHAR(500) NOT NULL DEFAULT '',
  cancelled_by INTEGER,
  cancelled_at VARCHAR(23),
  cancel_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, number),
  UNIQUE (replaces_id),
  CHECK (purpose IN ('instalment', 'final', 'retention')),
  CHECK (state IN ('draft', 'confirmed', 'sent', 'paid', 'failed', 'cancelled')),
  CHECK (amount_fen > 0),
  CHECK (confirmed_by IS NULL OR drafted_by IS NULL OR confirmed_by <> drafted_by),
  CHECK (state NOT IN ('sent', 'paid', 'failed') OR batch_id IS NOT NULL),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (instalment_id) REFERENCES instalment (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (payee_id) REFERENCES agency_account (id),
  FOREIGN KEY (batch_id) REFERENCES payment_batch (id),
  FOREIGN KEY (replaces_id) REFERENCES payment_order (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id),
  FOREIGN KEY (cancelled_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX payment_order_contract ON payment_order (contract_id, state);
CREATE INDEX payment_order_batch ON payment_order (batch_id, id);
CREATE INDEX payment_order_agency ON payment_order (agency_id, id);

-- A file that the bank or the treasury answered with, once per bureau, and what became of each of its rows.
CREATE TABLE bank_result (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  row_count INTEGER NOT NULL,
  booked_count INTEGER NOT NULL,
  booked_fen BIGINT NOT NULL,
  failed_count INTEGER NOT NULL,
  different_count INTEGER NOT NULL,
  missing_count INTEGER NOT NULL,
  document LONGTEXT NOT NULL,
  imported_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, digest),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (imported_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- A payment stands on an order, or was booked by hand and waits for another person's countersignature. What was booked
-- before there were countersignatures waits for nobody.
ALTER TABLE payment ADD COLUMN order_id INTEGER REFERENCES payment_order (id);
ALTER TABLE payment ADD COLUMN booked_by INTEGER REFERENCES account (id);
ALTER TABLE payment ADD COLUMN countersigned_by INTEGER REFERENCES account (id);
ALTER TABLE payment ADD COLUMN countersigned_at VARCHAR(23);
CREATE UNIQUE INDEX payment_order_once ON payment (order_id);
UPDATE payment SET countersigned_at = created_at;
