-- How agencies are rated: facts of an agency as a whole, the ratings of a year with everything that they stand on, what
-- was contested about them, and what follows for the next contract. A published rating is never changed: another one
-- takes its place, and both can be read. Scores are hundredths.
CREATE TABLE credit_event (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL DEFAULT 'event',
  code VARCHAR(64) NOT NULL,
  happened_on DATE NOT NULL,
  fiscal_year INTEGER NOT NULL,
  count INTEGER NOT NULL DEFAULT 1,
  evidence VARCHAR(1000) NOT NULL,
  file_reference VARCHAR(300) NOT NULL DEFAULT '',
  barred_months INTEGER NOT NULL DEFAULT 0,
  state VARCHAR(16) NOT NULL DEFAULT 'recorded',
  drafted_by INTEGER NOT NULL,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  withdrawn_by INTEGER,
  withdrawn_at VARCHAR(23),
  withdrawn_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (kind IN ('event', 'veto')),
  CHECK (count > 0),
  CHECK (state IN ('recorded', 'confirmed', 'withdrawn')),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  CHECK (state <> 'confirmed' OR confirmed_by IS NOT NULL),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id),
  FOREIGN KEY (withdrawn_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX credit_event_agency ON credit_event (agency_id, bureau_id, fiscal_year);

-- The ratings of a bureau's year, drafted by one person and published by another. Later ones of the same year correct
-- the earlier and say why.
CREATE TABLE rating_run (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  computed_at VARCHAR(23) NOT NULL,
  drafted_by INTEGER NOT NULL,
  published_by INTEGER,
  published_at VARCHAR(23),
  objection_due_on DATE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, fiscal_year, sequence),
  CHECK (state IN ('draft', 'published', 'superseded')),
  CHECK (published_by IS NULL OR published_by <> drafted_by),
  CHECK (state = 'draft' OR published_by IS NOT NULL),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (published_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE rating (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  score INTEGER,
  grade VARCHAR(16) NOT NULL DEFAULT '',
  unrated_reason VARCHAR(32) NOT NULL DEFAULT '',
  vetoed INTEGER NOT NULL DEFAULT 0,
  watch VARCHAR(100) NOT NULL DEFAULT '',
  place INTEGER,
  place_of INTEGER NOT NULL DEFAULT 0,
  jobs INTEGER NOT NULL DEFAULT 0,
  mean INTEGER,
  taken INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  supersedes_id INTEGER,
  published_at VARCHAR(23),
  case_document LONGTEXT NOT NULL,
  result_document LONGTEXT NOT NULL,
  drafted_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (run_id, agency_id),
  CHECK (state IN ('draft', 'current', 'superseded')),
  CHECK (score IS NULL OR (score >= 0 AND score <= 10000)),
  CHECK ((grade = '') = (unrated_reason <> '')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (run_id) REFERENCES rating_run (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id),
  FOREIGN KEY (supersedes_id) REFERENCES rating (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX rating_agency ON rating (agency_id, bureau_id, fiscal_year, state);
CREATE INDEX rating_year ON rating (bureau_id, fiscal_year, state);

-- The facts that a published rating stands on, so that a changed one is found without opening any document.
CREATE TABLE rating_fact (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  rating_id INTEGER NOT NULL,
  stem VARCHAR(32) NOT NULL,
  fact_id INTEGER NOT NULL,
  job VARCHAR(160) NOT NULL DEFAULT '',
  fiscal_year INTEGER NOT NULL,
  UNIQUE (rating_id, stem, fact_id, fiscal_year),
  CHECK (stem IN ('result', 'conduct', 'credit_event', 'contract_termination', 'deliverable', 'rating')),
  FOREIGN KEY (rating_id) REFERENCES rating (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX rating_fact_of ON rating_fact (stem, fact_id);

CREATE TABLE rating_objection (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  rating_id INTEGER NOT NULL,
  number VARCHAR(80) NOT NULL,
  sequence INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'filed',
  note VARCHAR(2000) NOT NULL DEFAULT '',
  file_due_on DATE NOT NULL,
  answer_due_on DATE NOT NULL,
  filed_by INTEGER NOT NULL,
  filed_at VARCHAR(23) NOT NULL,
  drafted_by INTEGER NOT NULL,
  decided_by INTEGER,
  decided_at VARCHAR(23),
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  decision_note VARCHAR(2000) NOT NULL DEFAULT '',
  new_rating_id INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (rating_id, sequence),
  CHECK (state IN ('filed', 'decided', 'withdrawn')),
  CHECK (outcome IN ('', 'upheld', 'partly', 'rejected')),
  CHECK (decided_by IS NULL OR decided_by <> drafted_by),
  CHECK (state <> 'decided' OR decided_by IS NOT NULL),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (rating_id) REFERENCES rating (id),
  FOREIGN KEY (new_rating_id) REFERENCES rating (id),
  FOREIGN KEY (filed_by) REFERENCES account (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX rating_objection_agency ON rating_objection (agency_id, id);
CREATE INDEX rating_objection_bureau ON rating_objection (bureau_id, state, answer_due_on);

CREATE TABLE rating_objection_row (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  objection_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  target VARCHAR(160) NOT NULL,
  title VARCHAR(300) NOT NULL,
  statement VARCHAR(2000) NOT NULL,
  evidence VARCHAR(1000) NOT NULL DEFAULT '',
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  reason VARCHAR(1000) NOT NULL DEFAULT '',
  UNIQUE (objection_id, sequence),
  UNIQUE (objection_id, target),
  CHECK (outcome IN ('', 'upheld', 'rejected')),
  FOREIGN KEY (objection_id) REFERENCES rating_objection (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- A round in which the bureau gives out contracts. Who is to be passed over once is passed over in the next one.
CREATE TABLE commission_round (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  opened_on DATE NOT NULL,
  drafted_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, opened_on),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- What follows from a rating or a veto, with the facts that caused it as they were then. `until_on` is the last day;
-- none for a removal. `about_id` is the rating, or the veto as recorded.
CREATE TABLE consequence (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  about VARCHAR(16) NOT NULL,
  about_id INTEGER NOT NULL,
  effect VARCHAR(16) NOT NULL,
  months INTEGER NOT NULL DEFAULT 0,
  causes LONGTEXT NOT NULL,
  from_on DATE NOT NULL,
  until_on DATE,
  state VARCHAR(16) NOT NULL DEFAULT 'active',
  drafted_by INTEGER,
  lifted_by INTEGER,
  lifted_at VARCHAR(23),
  lifted_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (about, about_id, effect, months),
  CHECK (about IN ('rating', 'conduct', 'credit_event')),
  CHECK (effect IN ('skip_round', 'skip_year', 'remove', 'suspend')),
  CHECK (state IN ('active', 'ended', 'lifted')),
  CHECK (until_on IS NOT NULL OR effect = 'remove'),
  CHECK (lifted_by IS NULL OR drafted_by IS NULL OR lifted_by <> drafted_by),
  CHECK (state <> 'lifted' OR lifted_reason <> ''),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (lifted_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX consequence_agency ON consequence (agency_id, bureau_id, state);

-- The check on disclosure.kind knows two lists only and stays as it is: what a disclosure holds is said here.
ALTER TABLE disclosure ADD COLUMN content VARCHAR(32) NOT NULL DEFAULT '';
UPDATE disclosure SET content = kind;
