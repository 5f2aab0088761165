-- The experts' library: what a bureau knows of an expert, how one comes into it and leaves it again. Rows that were
-- there before count as appointed. Identity number and bank account are sealed with a key that lies outside of the
-- database; `..._shown` is the masked form, `identity_print` a keyed fingerprint by which the same person is found
-- twice without opening anything. `drafted_by` is who prepared the step that waits for a second person.
ALTER TABLE expert ADD COLUMN fields VARCHAR(400) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN field_note VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN title_level VARCHAR(16) NOT NULL DEFAULT 'other';
ALTER TABLE expert ADD COLUMN employer_unit_id INTEGER REFERENCES budget_unit (id);
ALTER TABLE expert ADD COLUMN employer_agency_id INTEGER REFERENCES agency (id);
ALTER TABLE expert ADD COLUMN region VARCHAR(12) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN birth_year INTEGER NOT NULL DEFAULT 0;
ALTER TABLE expert ADD COLUMN work_years INTEGER NOT NULL DEFAULT 0;
ALTER TABLE expert ADD COLUMN email VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN source VARCHAR(16) NOT NULL DEFAULT 'invited';
ALTER TABLE expert ADD COLUMN recommended_by VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN payable INTEGER NOT NULL DEFAULT 1;
ALTER TABLE expert ADD COLUMN stage VARCHAR(16) NOT NULL DEFAULT 'appointed';
ALTER TABLE expert ADD COLUMN term_from VARCHAR(10);
ALTER TABLE expert ADD COLUMN term_until VARCHAR(10);
ALTER TABLE expert ADD COLUMN certificate_number VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN notice_from VARCHAR(10);
ALTER TABLE expert ADD COLUMN notice_until VARCHAR(10);
ALTER TABLE expert ADD COLUMN notice_place VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN suspended_until VARCHAR(10);
ALTER TABLE expert ADD COLUMN stage_reason VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN drafted_by INTEGER REFERENCES account (id);
ALTER TABLE expert ADD COLUMN identity_sealed VARCHAR(400) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN identity_shown VARCHAR(32) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN identity_print VARCHAR(64);
ALTER TABLE expert ADD COLUMN bank_name VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN bank_account_sealed VARCHAR(400) NOT NULL DEFAULT '';
ALTER TABLE expert ADD COLUMN bank_account_shown VARCHAR(32) NOT NULL DEFAULT '';

CREATE UNIQUE INDEX expert_identity ON expert (bureau_id, identity_print);

CREATE INDEX expert_stage ON expert (bureau_id, stage, id);

-- A certificate or title that gives the expert standing; one that ends is shown before and after it does.
CREATE TABLE expert_qualification (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  number VARCHAR(64) NOT NULL DEFAULT '',
  issuer VARCHAR(100) NOT NULL DEFAULT '',
  issued_on VARCHAR(10),
  expires_on VARCHAR(10),
  state VARCHAR(16) NOT NULL DEFAULT 'held',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('held', 'withdrawn')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- Each step of an expert's life in the library, in order, with who took it and why.
CREATE TABLE expert_step (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  step VARCHAR(32) NOT NULL,
  from_stage VARCHAR(16) NOT NULL DEFAULT '',
  to_stage VARCHAR(16) NOT NULL,
  at VARCHAR(23) NOT NULL,
  by_account INTEGER,
  by_name VARCHAR(100) NOT NULL DEFAULT '',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  facts VARCHAR(2000) NOT NULL DEFAULT '',
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (by_account) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- What others said of an expert: during the public notice, or later as a complaint with its evidence.
CREATE TABLE expert_remark (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  received_on VARCHAR(10) NOT NULL,
  said_by VARCHAR(100) NOT NULL DEFAULT '',
  content VARCHAR(1000) NOT NULL,
  evidence VARCHAR(500) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'open',
  answer VARCHAR(1000) NOT NULL DEFAULT '',
  recorded_by INTEGER,
  answered_by INTEGER,
  answered_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (kind IN ('remark', 'objection', 'complaint')),
  CHECK (state IN ('open', 'founded', 'unfounded')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (recorded_by) REFERENCES account (id),
  FOREIGN KEY (answered_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- What waits for a second person: a change of the file that the expert or a clerk proposed, a renewal, a suspension, a
-- removal. `document` holds the new values; identity numbers and accounts in it are sealed as they are in the file.
CREATE TABLE expert_proposal (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'waiting',
  document VARCHAR(4000) NOT NULL DEFAULT '{}',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  drafted_by INTEGER,
  by_expert INTEGER NOT NULL DEFAULT 0,
  decided_by INTEGER,
  decided_at VARCHAR(23),
  decision_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (kind IN ('change', 'renew', 'suspend', 'resume', 'remove')),
  CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
  CHECK (decided_by IS NULL OR drafted_by IS NULL OR decided_by <> drafted_by OR state = 'withdrawn'),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- A year of an expert's work, computed from rows; `document` holds the figures and how they came about. What a leader
-- confirmed stays as it was.
CREATE TABLE expert_assessment (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  grade VARCHAR(16) NOT NULL,
  advice VARCHAR(16) NOT NULL DEFAULT 'none',
  document LONGTEXT NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  drafted_by INTEGER,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (expert_id, year),
  CHECK (grade IN ('excellent', 'qualified', 'unqualified', 'not_enough_data')),
  CHECK (advice IN ('none', 'talk', 'remove')),
  CHECK (state IN ('draft', 'confirmed')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- Whoever was suspended or removed before the library stays so.
UPDATE expert SET stage = status WHERE status <> 'active';
