-- When an amount became payable, what the agency was told of a deduction and answered, what is held back and until when.
ALTER TABLE deliverable ADD COLUMN accepted_on DATE;
UPDATE deliverable SET accepted_on = SUBSTR(updated_at, 1, 10) WHERE state = 'accepted';

-- Deduction notices (扣费告知书). `document` keeps every figure as it was told; `closed_on` is the day from which the
-- payment clock goes on.
CREATE TABLE deduction_notice (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  statement_id INTEGER NOT NULL,
  number VARCHAR(80) NOT NULL,
  sequence INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'sent',
  deduction_fen BIGINT NOT NULL,
  document LONGTEXT NOT NULL,
  sent_on DATE NOT NULL,
  answer_due_on DATE NOT NULL,
  drafted_by INTEGER NOT NULL,
  answer VARCHAR(16) NOT NULL DEFAULT '',
  answer_text VARCHAR(2000) NOT NULL DEFAULT '',
  answer_lines LONGTEXT NOT NULL,
  answered_by INTEGER,
  answered_at VARCHAR(23),
  decision VARCHAR(16) NOT NULL DEFAULT '',
  decision_text VARCHAR(2000) NOT NULL DEFAULT '',
  decided_by INTEGER,
  decided_at VARCHAR(23),
  withdrawn_reason VARCHAR(500) NOT NULL DEFAULT '',
  closed_on DATE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, sequence),
  UNIQUE (bureau_id, number),
  CHECK (state IN ('sent', 'accepted', 'contested', 'expired', 'decided', 'withdrawn')),
  CHECK (answer IN ('', 'accepted', 'contested')),
  CHECK (decision IN ('', 'kept', 'redraw')),
  CHECK (deduction_fen > 0 AND answer_due_on >= sent_on),
  CHECK (decided_by IS NULL OR decided_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (answered_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE INDEX deduction_notice_statement ON deduction_notice (statement_id, id);

-- What is held back of a confirmed statement (质保金). `kept_fen` is the part that is not released: the adjustment says
-- why. A statement that is voided drops its retention.
CREATE TABLE retention (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  statement_id INTEGER NOT NULL UNIQUE,
  state VARCHAR(16) NOT NULL DEFAULT 'held',
  amount_fen BIGINT NOT NULL,
  kept_fen BIGINT NOT NULL DEFAULT 0,
  held_on DATE NOT NULL,
  release_due_on DATE NOT NULL,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  evidence VARCHAR(2000) NOT NULL DEFAULT '',
  drafted_by INTEGER,
  confirmed_by INTEGER,
  released_on DATE,
  adjustment_id INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('held', 'requested', 'released', 'kept', 'dropped')),
  CHECK (amount_fen > 0 AND kept_fen >= 0 AND kept_fen <= amount_fen),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id),
  FOREIGN KEY (adjustment_id) REFERENCES adjustment (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE INDEX retention_contract ON retention (contract_id, id);
