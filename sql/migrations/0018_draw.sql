-- The verifiable draw of a panel: the list as it was published, what each party committed itself to and revealed, the
-- outcome, and every call and refusal along the order afterwards. A draw that came to nothing stays with its reason.
CREATE TABLE draw (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  panel_id INTEGER UNIQUE,
  sequence INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'prepared',
  mode VARCHAR(16) NOT NULL DEFAULT 'commitments',
  hash VARCHAR(8) NOT NULL DEFAULT 'sm3',
  seats INTEGER NOT NULL,
  people_count INTEGER NOT NULL DEFAULT 0,
  settings LONGTEXT NOT NULL,
  deadline_on DATE NOT NULL,
  commit_until DATE,
  reveal_until DATE,
  public_number_name VARCHAR(200) NOT NULL DEFAULT '',
  public_number_on DATE,
  public_number VARCHAR(200) NOT NULL DEFAULT '',
  public_number_source VARCHAR(500) NOT NULL DEFAULT '',
  list_hash VARCHAR(80) NOT NULL DEFAULT '',
  list_document LONGTEXT,
  result_document LONGTEXT,
  prepared_by INTEGER,
  published_at VARCHAR(23),
  revealed_at VARCHAR(23),
  drawn_at VARCHAR(23),
  voided_at VARCHAR(23),
  void_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, sequence),
  CHECK (state IN ('prepared', 'published', 'committed', 'revealed', 'drawn', 'void')),
  CHECK (mode IN ('commitments', 'public_number')),
  CHECK (hash IN ('sm3', 'sha256')),
  CHECK (seats > 0),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (prepared_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- Somebody on the list. The published list has the commitment; who he is and the salt stay here.
CREATE TABLE draw_person (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  draw_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  identity VARCHAR(200) NOT NULL,
  salt VARCHAR(64) NOT NULL,
  commitment VARCHAR(80) NOT NULL,
  category VARCHAR(16) NOT NULL,
  employer VARCHAR(100) NOT NULL DEFAULT '',
  open_panels INTEGER NOT NULL DEFAULT 0,
  UNIQUE (draw_id, number),
  UNIQUE (draw_id, expert_id),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (draw_id) REFERENCES draw (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- Who did not come onto the list, and why: the paths of relations, or the load. Only the bureau reads this.
CREATE TABLE draw_exclusion (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  draw_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  rule VARCHAR(64) NOT NULL,
  path LONGTEXT NOT NULL,
  UNIQUE (draw_id, expert_id),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (draw_id) REFERENCES draw (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE draw_party (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  draw_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  party VARCHAR(16) NOT NULL,
  commitment VARCHAR(80) NOT NULL DEFAULT '',
  committed_by INTEGER,
  committed_at VARCHAR(23),
  revealed_value VARCHAR(200) NOT NULL DEFAULT '',
  salt VARCHAR(64) NOT NULL DEFAULT '',
  revealed_by INTEGER,
  revealed_at VARCHAR(23),
  UNIQUE (draw_id, party),
  UNIQUE (draw_id, position),
  CHECK (party IN ('bureau', 'agency', 'discipline')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (draw_id) REFERENCES draw (id),
  FOREIGN KEY (committed_by) REFERENCES account (id),
  FOREIGN KEY (revealed_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE draw_event (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  draw_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  number INTEGER NOT NULL,
  purpose VARCHAR(16) NOT NULL DEFAULT '',
  leaving INTEGER NOT NULL DEFAULT 0,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  happened_on DATE NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (draw_id, sequence),
  CHECK (kind IN ('call', 'refusal', 'passed_over')),
  CHECK (purpose IN ('', 'substitute', 'extra', 'objection')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (draw_id) REFERENCES draw (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE INDEX draw_state ON draw (bureau_id, state, id);
