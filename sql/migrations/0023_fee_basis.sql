-- On what a contract's fee and commission rest: kind of commission, principal, calculation sheet, procurement limits,
-- bond, the clocks of award, publication and filing, and how a contract ends early.
ALTER TABLE contract ADD COLUMN commission_type VARCHAR(32) NOT NULL DEFAULT 'key_evaluation';
ALTER TABLE contract ADD COLUMN principal_unit_id INTEGER;
ALTER TABLE contract ADD COLUMN fee_basis VARCHAR(24) NOT NULL DEFAULT 'lump_sum';
ALTER TABLE contract ADD COLUMN bond_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contract ADD COLUMN bond_form VARCHAR(24) NOT NULL DEFAULT 'none';
ALTER TABLE contract ADD COLUMN budget_line VARCHAR(16) NOT NULL DEFAULT '30227';
ALTER TABLE contract ADD COLUMN expenditure_function VARCHAR(16) NOT NULL DEFAULT '2010608';
ALTER TABLE contract ADD COLUMN payment_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contract ADD COLUMN award_notice_on DATE;
ALTER TABLE contract ADD COLUMN published_on DATE;
ALTER TABLE contract ADD COLUMN filed_on DATE;
ALTER TABLE contract ADD COLUMN procurement_number VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE amendment ADD COLUMN kind VARCHAR(16) NOT NULL DEFAULT 'agreement';
ALTER TABLE amendment ADD COLUMN number VARCHAR(64) NOT NULL DEFAULT '';
-- Set when a contract that ended early cancels the work: such an engagement is not scored and owes nothing.
ALTER TABLE engagement ADD COLUMN cancelled INTEGER NOT NULL DEFAULT 0;

CREATE TABLE procurement_limit (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  decentralised_limit_fen BIGINT NOT NULL,
  open_tender_limit_fen BIGINT NOT NULL,
  methods_below VARCHAR(200) NOT NULL DEFAULT '',
  methods_between VARCHAR(200) NOT NULL DEFAULT '',
  methods_above VARCHAR(200) NOT NULL DEFAULT '',
  source VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, fiscal_year),
  CHECK (decentralised_limit_fen >= 0 AND open_tender_limit_fen >= decentralised_limit_fen),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- What a day, an item or a bracket is worth in a year. The document is read by domain/fee_basis.
CREATE TABLE fee_rate (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  code VARCHAR(64) NOT NULL,
  title VARCHAR(200) NOT NULL,
  basis VARCHAR(24) NOT NULL,
  source VARCHAR(500) NOT NULL DEFAULT '',
  document LONGTEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, fiscal_year, code),
  CHECK (basis IN ('person_day', 'amount_progression', 'per_item')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- How a contract's fee was worked out; rows are only added. `fee_fen` is what was agreed on that day.
CREATE TABLE fee_basis_sheet (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  basis VARCHAR(24) NOT NULL,
  document LONGTEXT NOT NULL,
  total_fen BIGINT NOT NULL,
  fee_fen BIGINT NOT NULL,
  difference_reason VARCHAR(500) NOT NULL DEFAULT '',
  made_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, sequence),
  CHECK (total_fen >= 0 AND fee_fen >= 0),
  CHECK (total_fen = fee_fen OR difference_reason <> ''),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (made_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- How a contract ended early: drafted by one person, decided by another. What a rating reads are the decided rows.
CREATE TABLE contract_termination (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  ground VARCHAR(16) NOT NULL,
  terminated_on DATE NOT NULL,
  reason VARCHAR(500) NOT NULL,
  evidence VARCHAR(2000) NOT NULL,
  document LONGTEXT NOT NULL,
  fee_before_fen BIGINT NOT NULL,
  fee_after_fen BIGINT NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  drafted_by INTEGER,
  decided_by INTEGER,
  decided_on DATE,
  decision_reason VARCHAR(500) NOT NULL DEFAULT '',
  amendment_id INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, sequence),
  CHECK (ground IN ('agreed', 'breach', 'veto', 'force_majeure', 'lateness')),
  CHECK (state IN ('draft', 'decided', 'refused', 'withdrawn')),
  CHECK (decided_by IS NULL OR drafted_by IS NULL OR decided_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id),
  FOREIGN KEY (amendment_id) REFERENCES amendment (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE INDEX contract_termination_agency ON contract_termination (agency_id, id);
