-- How it was scored: a panel per engagement, one sheet per member and component, and results that are superseded,
-- never overwritten. Points are hundredths.
CREATE TABLE panel (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL UNIQUE,
  policy_id INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  deadline_on DATE NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'open',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('open', 'closed')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE panel_member (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  panel_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  rater_group VARCHAR(32) NOT NULL DEFAULT 'expert',
  recused INTEGER NOT NULL DEFAULT 0,
  recusal_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (panel_id, expert_id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE score_sheet (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  component VARCHAR(32) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  total INTEGER,
  comment VARCHAR(2000) NOT NULL DEFAULT '',
  returned_reason VARCHAR(500) NOT NULL DEFAULT '',
  submitted_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (panel_id, member_id, component),
  CHECK (state IN ('draft', 'submitted', 'returned', 'locked')),
  CHECK (total IS NULL OR (total >= 0 AND total <= 10000)),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (member_id) REFERENCES panel_member (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE score_item (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  sheet_id INTEGER NOT NULL,
  criterion VARCHAR(32) NOT NULL,
  points INTEGER,
  defects INTEGER,
  reason VARCHAR(1000) NOT NULL DEFAULT '',
  page VARCHAR(50) NOT NULL DEFAULT '',
  UNIQUE (sheet_id, criterion),
  CHECK (points IS NULL OR points >= 0),
  CHECK (defects IS NULL OR defects >= 0),
  FOREIGN KEY (sheet_id) REFERENCES score_sheet (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE component_score (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  component VARCHAR(32) NOT NULL,
  score INTEGER NOT NULL,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, component),
  CHECK (score >= 0 AND score <= 10000),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE conduct (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  code VARCHAR(64) NOT NULL,
  happened_on DATE NOT NULL,
  count INTEGER NOT NULL DEFAULT 1,
  evidence VARCHAR(500) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'recorded',
  withdrawn_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (kind IN ('event', 'veto')),
  CHECK (count > 0),
  CHECK (state IN ('recorded', 'withdrawn')),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE result (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'current',
  final_score INTEGER NOT NULL,
  grade VARCHAR(16) NOT NULL,
  passed INTEGER NOT NULL,
  deduction_fen BIGINT NOT NULL,
  bonus_fen BIGINT NOT NULL DEFAULT 0,
  case_document LONGTEXT NOT NULL,
  result_document LONGTEXT NOT NULL,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, sequence),
  CHECK (state IN ('current', 'superseded')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX panel_member_expert ON panel_member (expert_id, panel_id);
CREATE INDEX score_sheet_expert ON score_sheet (expert_id, id);
CREATE INDEX conduct_engagement ON conduct (engagement_id, id);
CREATE INDEX result_agency ON result (agency_id, id);
