-- Large files that come in piece by piece: each piece is a request and a transaction of its own. When the whole has come
-- and is what it says it is, the pieces stay where they are and become the bytes of the file: file.upload_id.
CREATE TABLE upload (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL DEFAULT 0,
  kind VARCHAR(16) NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  remark VARCHAR(500) NOT NULL DEFAULT '',
  received_at VARCHAR(40) NOT NULL DEFAULT '',
  size BIGINT NOT NULL,
  sha256 VARCHAR(64) NOT NULL DEFAULT '',
  received BIGINT NOT NULL DEFAULT 0,
  state VARCHAR(16) NOT NULL DEFAULT 'open',
  deliverable_id INTEGER,
  expires_at VARCHAR(23) NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('open', 'finished', 'cancelled', 'expired')),
  CHECK (size > 0 AND received >= 0 AND received <= size),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (deliverable_id) REFERENCES deliverable (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX upload_account ON upload (account_id, state, id);
CREATE INDEX upload_expiry ON upload (state, expires_at);

CREATE TABLE upload_piece (
  upload_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  bytes LONGBLOB NOT NULL,
  PRIMARY KEY (upload_id, sequence),
  FOREIGN KEY (upload_id) REFERENCES upload (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

ALTER TABLE file ADD COLUMN upload_id INTEGER;
CREATE INDEX file_upload ON file (upload_id);
