-- An agency contests single rows of its published result (异议). A draft is the agency's alone; what was filed is
-- answered, decided by another person and, where upheld, corrects figures without touching the sheets themselves.
-- Values are hundredths of a point; counts of events and days late are plain numbers.
CREATE TABLE objection (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  result_id INTEGER NOT NULL,
  number VARCHAR(100) NOT NULL,
  sequence INTEGER NOT NULL,
  level INTEGER NOT NULL DEFAULT 1,
  appeal_of_id INTEGER,
  deciding_bureau_id INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  note VARCHAR(2000) NOT NULL DEFAULT '',
  file_due_on DATE NOT NULL,
  filed_by INTEGER,
  filed_at VARCHAR(23),
  answer_due_on DATE,
  received_at VARCHAR(23),
  returned_ground VARCHAR(32) NOT NULL DEFAULT '',
  returned_reason VARCHAR(1000) NOT NULL DEFAULT '',
  expert_statement LONGTEXT,
  drafted_by INTEGER,
  prepared_at VARCHAR(23),
  decided_by INTEGER,
  decided_at VARCHAR(23),
  decision_note VARCHAR(2000) NOT NULL DEFAULT '',
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  appeal_due_on DATE,
  closed_at VARCHAR(23),
  withdrawn_reason VARCHAR(1000) NOT NULL DEFAULT '',
  new_result_id INTEGER,
  statement_id INTEGER,
  adjustment_id INTEGER,
  net_before_fen BIGINT,
  net_after_fen BIGINT,
  effect LONGTEXT,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, sequence),
  CHECK (state IN ('draft', 'filed', 'returned', 'received', 'prepared', 'reviewing', 'reviewed', 'decided', 'closed',
    'withdrawn')),
  CHECK (outcome IN ('', 'upheld', 'partly', 'rejected')),
  CHECK (level IN (1, 2)),
  CHECK (decided_by IS NULL OR decided_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (result_id) REFERENCES result (id),
  FOREIGN KEY (appeal_of_id) REFERENCES objection (id),
  FOREIGN KEY (deciding_bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (filed_by) REFERENCES account (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id),
  FOREIGN KEY (new_result_id) REFERENCES result (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (adjustment_id) REFERENCES adjustment (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX objection_contract ON objection (contract_id, state);
CREATE INDEX objection_agency ON objection (agency_id, id);
CREATE INDEX objection_bureau ON objection (bureau_id, state, answer_due_on);

-- One contested row: what it said, what the agency wants and why, what the clerk proposes, what was decided.
CREATE TABLE objection_row (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  objection_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  target VARCHAR(160) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  component VARCHAR(32) NOT NULL DEFAULT '',
  item VARCHAR(64) NOT NULL DEFAULT '',
  place INTEGER NOT NULL DEFAULT 0,
  sheet_id INTEGER,
  original INTEGER NOT NULL,
  ground VARCHAR(32) NOT NULL,
  statement LONGTEXT NOT NULL,
  evidence LONGTEXT NOT NULL,
  pages VARCHAR(100) NOT NULL DEFAULT '',
  remedy VARCHAR(32) NOT NULL,
  wanted INTEGER,
  proposal VARCHAR(16) NOT NULL DEFAULT '',
  proposed INTEGER,
  opinion LONGTEXT,
  opinion_evidence LONGTEXT,
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  decided INTEGER,
  reason LONGTEXT,
  UNIQUE (objection_id, sequence),
  UNIQUE (objection_id, target),
  CHECK (kind IN ('criterion', 'total', 'score', 'event', 'veto', 'days')),
  CHECK (proposal IN ('', 'upheld', 'partly', 'rejected')),
  CHECK (outcome IN ('', 'upheld', 'partly', 'rejected')),
  FOREIGN KEY (objection_id) REFERENCES objection (id),
  FOREIGN KEY (sheet_id) REFERENCES score_sheet (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX objection_row_item ON objection_row (component, item);

-- What an upheld row changes. The sheet stays as it was handed in; every case is built with its corrections on top.
CREATE TABLE sheet_correction (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  objection_id INTEGER NOT NULL,
  row_id INTEGER NOT NULL UNIQUE,
  kind VARCHAR(16) NOT NULL,
  component VARCHAR(32) NOT NULL DEFAULT '',
  item VARCHAR(64) NOT NULL DEFAULT '',
  sheet_id INTEGER,
  before_value INTEGER NOT NULL,
  after_value INTEGER NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  CHECK (before_value <> after_value AND after_value >= 0),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (objection_id) REFERENCES objection (id),
  FOREIGN KEY (row_id) REFERENCES objection_row (id),
  FOREIGN KEY (sheet_id) REFERENCES score_sheet (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX sheet_correction_engagement ON sheet_correction (engagement_id, id);

-- An expert of the second panel and what he gives, unseen by the others until all are in.
CREATE TABLE objection_review (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  objection_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  due_on DATE NOT NULL,
  origin VARCHAR(16) NOT NULL DEFAULT 'drawn',
  state VARCHAR(16) NOT NULL DEFAULT 'called',
  refused_reason VARCHAR(500) NOT NULL DEFAULT '',
  given_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (objection_id, expert_id),
  UNIQUE (objection_id, place),
  CHECK (origin IN ('drawn', 'appointed')),
  CHECK (state IN ('called', 'given', 'refused')),
  FOREIGN KEY (objection_id) REFERENCES objection (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE objection_opinion (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  review_id INTEGER NOT NULL,
  row_id INTEGER NOT NULL,
  points INTEGER NOT NULL,
  reason VARCHAR(2000) NOT NULL,
  UNIQUE (review_id, row_id),
  FOREIGN KEY (review_id) REFERENCES objection_review (id),
  FOREIGN KEY (row_id) REFERENCES objection_row (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE objection_file (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  objection_id INTEGER NOT NULL,
  file_name VARCHAR(255) NOT NULL,
  sha256 CHAR(64) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (objection_id, sha256),
  FOREIGN KEY (objection_id) REFERENCES objection (id),
  FOREIGN KEY (sha256) REFERENCES file (sha256)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
