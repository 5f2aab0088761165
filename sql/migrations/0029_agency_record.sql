-- The agency's own record in the groups of the national credit platform (财监〔2021〕4号). Every row is one version of an
-- entry: entered by the agency, accepted by the bureau, replaced by the next accepted one; the newest accepted stands.
-- Identity numbers are kept sealed beside the document and never in it.
CREATE TABLE agency_record_item (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  kind VARCHAR(32) NOT NULL,
  place INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  title VARCHAR(200) NOT NULL,
  document LONGTEXT NOT NULL,
  identity_sealed VARCHAR(300) NOT NULL DEFAULT '',
  identity_shown VARCHAR(32) NOT NULL DEFAULT '',
  lead_evaluator_id INTEGER,
  ended_on DATE,
  ended_reason VARCHAR(500) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'entered',
  entered_by INTEGER,
  submitted_by INTEGER,
  submitted_at VARCHAR(23),
  reviewed_by INTEGER,
  reviewed_at VARCHAR(23),
  return_reason VARCHAR(1000) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (agency_id, kind, place, revision),
  CHECK (state IN ('entered', 'submitted', 'returned', 'accepted', 'superseded', 'dropped')),
  CHECK (reviewed_by IS NULL OR reviewed_by <> submitted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (lead_evaluator_id) REFERENCES lead_evaluator (id),
  FOREIGN KEY (entered_by) REFERENCES account (id),
  FOREIGN KEY (submitted_by) REFERENCES account (id),
  FOREIGN KEY (reviewed_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX agency_record_item_bureau ON agency_record_item (bureau_id, state, submitted_at);

-- Once a year the agency says that what stands is true.
CREATE TABLE agency_record_confirmation (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  confirmed_on DATE NOT NULL,
  confirmed_by INTEGER,
  digest CHAR(64) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX agency_record_confirmation_agency ON agency_record_confirmation (agency_id, confirmed_on);

-- The agency asks for another lead evaluator in a running contract; the bureau of the contract decides.
CREATE TABLE lead_change (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  from_lead_id INTEGER,
  to_lead_id INTEGER NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'asked',
  asked_by INTEGER,
  asked_at VARCHAR(23) NOT NULL,
  decided_by INTEGER,
  decided_at VARCHAR(23),
  decision_note VARCHAR(1000) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn')),
  CHECK (decided_by IS NULL OR decided_by <> asked_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (from_lead_id) REFERENCES lead_evaluator (id),
  FOREIGN KEY (to_lead_id) REFERENCES lead_evaluator (id),
  FOREIGN KEY (asked_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX lead_change_contract ON lead_change (contract_id, state);

-- What issued records are signed with: of the installation, one at a time; old ones stay so that old records verify.
CREATE TABLE signing_key (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  fingerprint CHAR(64) NOT NULL UNIQUE,
  public_key VARCHAR(400) NOT NULL,
  sealed_key VARCHAR(1000) NOT NULL,
  from_at VARCHAR(23) NOT NULL,
  until_at VARCHAR(23)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- The signed record of an agency as it was handed out.
CREATE TABLE issued_record (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  code VARCHAR(32) NOT NULL UNIQUE,
  fingerprint CHAR(64) NOT NULL,
  document LONGTEXT NOT NULL,
  issued_by INTEGER,
  issued_at VARCHAR(23) NOT NULL,
  valid_until DATE NOT NULL,
  revoked_by INTEGER,
  revoked_at VARCHAR(23),
  revoked_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (fingerprint) REFERENCES signing_key (fingerprint),
  FOREIGN KEY (issued_by) REFERENCES account (id),
  FOREIGN KEY (revoked_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX issued_record_agency ON issued_record (agency_id, issued_at);
