-- What the service does by itself: one row per job with the lease of the node that runs it and how the last run ended;
-- and the backups that were made.
CREATE TABLE job (
  name VARCHAR(64) NOT NULL PRIMARY KEY,
  every_seconds INTEGER NOT NULL,
  at_hour INTEGER NOT NULL DEFAULT -1,
  next_due_at VARCHAR(23) NOT NULL,
  asked_by VARCHAR(64) NOT NULL DEFAULT '',
  lease_node VARCHAR(100) NOT NULL DEFAULT '',
  lease_until VARCHAR(23),
  started_at VARCHAR(23),
  ended_at VARCHAR(23),
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  summary VARCHAR(2000) NOT NULL DEFAULT '',
  run_count BIGINT NOT NULL DEFAULT 0,
  failed_count BIGINT NOT NULL DEFAULT 0,
  failed_in_row INTEGER NOT NULL DEFAULT 0,
  last_milliseconds BIGINT NOT NULL DEFAULT 0,
  CHECK (outcome IN ('', 'done', 'failed')),
  CHECK (every_seconds > 0)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE backup_file (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  name VARCHAR(200) NOT NULL UNIQUE,
  bytes BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  verified INTEGER NOT NULL DEFAULT 0,
  made_by VARCHAR(64) NOT NULL,
  made_at VARCHAR(23) NOT NULL,
  removed_at VARCHAR(23)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
