-- Who may sign in and in which role; sessions, audit and idempotency keys, so that a node keeps no state.
CREATE TABLE account (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  login VARCHAR(64) NOT NULL UNIQUE,
  display_name VARCHAR(50) NOT NULL,
  password_hash VARCHAR(200) NOT NULL,
  bureau_id INTEGER,
  agency_id INTEGER,
  expert_id INTEGER,
  budget_unit_id INTEGER,
  status VARCHAR(16) NOT NULL DEFAULT 'active',
  failed_count INTEGER NOT NULL DEFAULT 0,
  locked_until VARCHAR(23),
  last_sign_in_at VARCHAR(23),
  language VARCHAR(8) NOT NULL DEFAULT 'zh-CN',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (status IN ('active', 'disabled')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (budget_unit_id) REFERENCES budget_unit (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE account_role (
  account_id INTEGER NOT NULL,
  role VARCHAR(32) NOT NULL,
  PRIMARY KEY (account_id, role),
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE session (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  token_digest VARCHAR(64) NOT NULL UNIQUE,
  account_id INTEGER NOT NULL,
  csrf_token VARCHAR(64) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  last_seen_at VARCHAR(23) NOT NULL,
  expires_at VARCHAR(23) NOT NULL,
  ended_at VARCHAR(23),
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE audit (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  at VARCHAR(23) NOT NULL,
  account_id INTEGER,
  login VARCHAR(64) NOT NULL,
  action VARCHAR(64) NOT NULL,
  subject VARCHAR(32) NOT NULL,
  subject_id INTEGER NOT NULL DEFAULT 0,
  bureau_id INTEGER,
  detail LONGTEXT NOT NULL,
  request_id VARCHAR(64) NOT NULL DEFAULT ''
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX audit_subject ON audit (subject, subject_id, id);

CREATE TABLE idempotency (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  account_id INTEGER NOT NULL,
  request_key VARCHAR(128) NOT NULL,
  body_digest VARCHAR(64) NOT NULL,
  status INTEGER NOT NULL,
  response LONGTEXT NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (account_id, request_key)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
