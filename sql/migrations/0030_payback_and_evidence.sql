-- Where an agency pays back what it was paid too much: printed on the letter that asks for it.
ALTER TABLE bureau ADD COLUMN payback_name VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE bureau ADD COLUMN payback_bank VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE bureau ADD COLUMN payback_account VARCHAR(40) NOT NULL DEFAULT '';

-- The evidence of an event of an agency, seen by the bureau and, once the event is confirmed, by that agency.
CREATE TABLE credit_event_file (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  credit_event_id INTEGER NOT NULL,
  file_name VARCHAR(255) NOT NULL,
  sha256 CHAR(64) NOT NULL,
  uploaded_by INTEGER NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (credit_event_id, sha256),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (credit_event_id) REFERENCES credit_event (id),
  FOREIGN KEY (uploaded_by) REFERENCES account (id),
  FOREIGN KEY (sha256) REFERENCES file (sha256)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- What a nightly proof of the journal found, line by line; the chain of digests belongs to no contract.
CREATE TABLE journal_difference (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  proof_id INTEGER NOT NULL,
  contract_id INTEGER,
  subject VARCHAR(120) NOT NULL,
  account VARCHAR(80) NOT NULL,
  wanted_fen BIGINT,
  found_fen BIGINT,
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (proof_id) REFERENCES journal_proof (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX journal_difference_proof ON journal_difference (proof_id, id);

-- "afternoon" did not fit. SQLite keeps texts of any length.
/*! ALTER TABLE expert_fee_line MODIFY part VARCHAR(16) NOT NULL DEFAULT 'day' */;
