-- What was delivered: numbered versions of plan and report. Files are content-addressed and kept in pieces.
CREATE TABLE file (
  sha256 VARCHAR(64) NOT NULL PRIMARY KEY,
  size BIGINT NOT NULL,
  media_type VARCHAR(100) NOT NULL,
  created_at VARCHAR(23) NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE file_piece (
  sha256 VARCHAR(64) NOT NULL,
  sequence INTEGER NOT NULL,
  bytes LONGBLOB NOT NULL,
  PRIMARY KEY (sha256, sequence),
  FOREIGN KEY (sha256) REFERENCES file (sha256)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE deliverable (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  revision INTEGER NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  received_at VARCHAR(23) NOT NULL,
  due_on DATE,
  days_late INTEGER NOT NULL DEFAULT 0,
  calendar_note VARCHAR(200) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'received',
  remark VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, kind, revision),
  CHECK (kind IN ('plan', 'report')),
  CHECK (days_late >= 0 AND revision > 0),
  CHECK (state IN ('received', 'accepted', 'returned')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (sha256) REFERENCES file (sha256)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
