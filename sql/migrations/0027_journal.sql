-- The double-entry journal (记账凭证). Nothing in these two tables is ever changed or deleted: what was wrong is reversed
-- by a later transaction that names it. Every transaction carries the digest of the one before it in its bureau, so that
-- an edit by hand is found by the nightly proof. A positive amount is a debit, a negative one a credit.
CREATE TABLE journal_transaction (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  source_stem VARCHAR(32) NOT NULL,
  source_id INTEGER NOT NULL,
  source_key VARCHAR(64) NOT NULL,
  occurred_on DATE NOT NULL,
  posted_on DATE NOT NULL,
  period CHAR(7) NOT NULL,
  reverses_id INTEGER,
  reference VARCHAR(200) NOT NULL DEFAULT '',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  amount_fen BIGINT NOT NULL,
  drafted_by INTEGER,
  confirmed_by INTEGER,
  digest CHAR(64) NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, source_key),
  UNIQUE (bureau_id, year, number),
  UNIQUE (reverses_id),
  CHECK (number > 0 AND amount_fen >= 0),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (reverses_id) REFERENCES journal_transaction (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX journal_transaction_period ON journal_transaction (bureau_id, period, id);
CREATE INDEX journal_transaction_agency ON journal_transaction (agency_id, id);

CREATE TABLE journal_entry (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  transaction_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  account VARCHAR(32) NOT NULL,
  amount_fen BIGINT NOT NULL,
  UNIQUE (transaction_id, sequence),
  CHECK (amount_fen <> 0),
  FOREIGN KEY (transaction_id) REFERENCES journal_transaction (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX journal_entry_account ON journal_entry (account, transaction_id);

-- A closed month (结账). `balances` holds what stood in every account when it was closed.
CREATE TABLE journal_period (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  period CHAR(7) NOT NULL,
  transaction_count INTEGER NOT NULL,
  balances LONGTEXT NOT NULL,
  digest CHAR(64) NOT NULL,
  closed_by INTEGER NOT NULL,
  closed_at VARCHAR(23) NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, period),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (closed_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- A posting that stands on a wrong day or was made by mistake of ours is reversed and posted anew, drafted by one person
-- and confirmed by another; its amounts follow from the rows as always.
CREATE TABLE journal_correction (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  transaction_id INTEGER NOT NULL,
  occurred_on DATE NOT NULL,
  reason VARCHAR(500) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  drafted_by INTEGER NOT NULL,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('draft', 'confirmed', 'dropped')),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (transaction_id) REFERENCES journal_transaction (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX journal_correction_bureau ON journal_correction (bureau_id, state, id);

-- What the nightly proof found: due = fee + bonus - deductions - paid for every contract, and the chain of digests.
CREATE TABLE journal_proof (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  contract_count INTEGER NOT NULL,
  transaction_count INTEGER NOT NULL,
  posted_count INTEGER NOT NULL,
  difference_count INTEGER NOT NULL,
  finding VARCHAR(500) NOT NULL DEFAULT '',
  digest CHAR(64) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX journal_proof_bureau ON journal_proof (bureau_id, id);
