-- A panel while it lives: who was invited, came later or left, a quorum that was lowered, the discussion with the scores
-- before it, sessions with an agenda, the minutes, and what was found in files that are to be read blind.
ALTER TABLE panel ADD COLUMN invites INTEGER NOT NULL DEFAULT 0;
ALTER TABLE panel ADD COLUMN components VARCHAR(400) NOT NULL DEFAULT '';
ALTER TABLE panel ADD COLUMN quorum INTEGER;
ALTER TABLE panel ADD COLUMN discussion VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE panel ADD COLUMN discussed_at VARCHAR(23);
ALTER TABLE panel_member ADD COLUMN duty VARCHAR(16) NOT NULL DEFAULT 'member';
ALTER TABLE panel_member ADD COLUMN origin VARCHAR(16) NOT NULL DEFAULT 'appointed';
ALTER TABLE panel_member ADD COLUMN joined_reason VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE panel_member ADD COLUMN left_at VARCHAR(23);
ALTER TABLE panel_member ADD COLUMN left_reason VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE panel_member ADD COLUMN invitation VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE panel_member ADD COLUMN invited_at VARCHAR(23);
ALTER TABLE panel_member ADD COLUMN answer_on DATE;
ALTER TABLE panel_member ADD COLUMN answered_at VARCHAR(23);
ALTER TABLE panel_member ADD COLUMN answer_reason VARCHAR(500) NOT NULL DEFAULT '';

CREATE TABLE quorum_change (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  quorum_before INTEGER NOT NULL,
  quorum INTEGER NOT NULL,
  reason VARCHAR(500) NOT NULL,
  decided_by INTEGER,
  created_at VARCHAR(23) NOT NULL,
  CHECK (quorum > 0 AND quorum < quorum_before),
  FOREIGN KEY (panel_id) REFERENCES panel (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE sheet_first (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  sheet_id INTEGER NOT NULL UNIQUE,
  total INTEGER NOT NULL,
  comment VARCHAR(2000) NOT NULL DEFAULT '',
  submitted_at VARCHAR(23),
  kept_at VARCHAR(23) NOT NULL,
  CHECK (total >= 0 AND total <= 10000),
  FOREIGN KEY (sheet_id) REFERENCES score_sheet (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE sheet_first_item (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  first_id INTEGER NOT NULL,
  criterion VARCHAR(32) NOT NULL,
  points INTEGER,
  defects INTEGER,
  reason VARCHAR(1000) NOT NULL DEFAULT '',
  page VARCHAR(50) NOT NULL DEFAULT '',
  UNIQUE (first_id, criterion),
  FOREIGN KEY (first_id) REFERENCES sheet_first (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE review_session (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  held_on DATE NOT NULL,
  starts VARCHAR(5) NOT NULL,
  ends VARCHAR(5) NOT NULL,
  place VARCHAR(200) NOT NULL,
  remark VARCHAR(500) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'planned',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('planned', 'cancelled')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE review_item (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  session_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  starts VARCHAR(5) NOT NULL,
  ends VARCHAR(5) NOT NULL,
  group_name VARCHAR(50) NOT NULL DEFAULT '',
  UNIQUE (session_id, position),
  UNIQUE (session_id, panel_id),
  FOREIGN KEY (session_id) REFERENCES review_session (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE panel_minutes (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  discussion VARCHAR(8000) NOT NULL DEFAULT '',
  decisions VARCHAR(4000) NOT NULL DEFAULT '',
  attendance VARCHAR(2000) NOT NULL DEFAULT '',
  written_by VARCHAR(100) NOT NULL,
  signed_by VARCHAR(100) NOT NULL DEFAULT '',
  signed_at VARCHAR(23),
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (panel_id, revision),
  FOREIGN KEY (panel_id) REFERENCES panel (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE file_scan (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  deliverable_id INTEGER NOT NULL UNIQUE,
  state VARCHAR(16) NOT NULL,
  findings LONGTEXT NOT NULL,
  scanned_at VARCHAR(23) NOT NULL,
  acknowledged_by INTEGER,
  acknowledged_at VARCHAR(23),
  acknowledged_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (state IN ('clear', 'found', 'unscannable', 'acknowledged')),
  FOREIGN KEY (deliverable_id) REFERENCES deliverable (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX review_item_panel ON review_item (panel_id, session_id);
CREATE INDEX review_session_day ON review_session (bureau_id, held_on);
CREATE INDEX quorum_change_panel ON quorum_change (panel_id, id);
