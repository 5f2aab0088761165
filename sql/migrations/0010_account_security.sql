-- What protects accounts: rules as rows, second factors, one-time codes, personal tokens, attempts to sign in.
ALTER TABLE account ADD COLUMN password_changed_at VARCHAR(23);
ALTER TABLE account ADD COLUMN code_digest VARCHAR(64);
ALTER TABLE account ADD COLUMN code_expires_at VARCHAR(23);
ALTER TABLE account ADD COLUMN second_factor_secret VARCHAR(255);
ALTER TABLE account ADD COLUMN second_factor_since VARCHAR(23);
ALTER TABLE account ADD COLUMN second_factor_step BIGINT NOT NULL DEFAULT 0;

ALTER TABLE session ADD COLUMN stage VARCHAR(16) NOT NULL DEFAULT 'full';
ALTER TABLE session ADD COLUMN idle_ends_at VARCHAR(23);
ALTER TABLE session ADD COLUMN second_factor_at VARCHAR(23);
ALTER TABLE session ADD COLUMN address VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN program VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN before_at VARCHAR(23);
ALTER TABLE session ADD COLUMN before_address VARCHAR(64) NOT NULL DEFAULT '';
CREATE INDEX session_account ON session (account_id, ended_at);
CREATE INDEX audit_account ON audit (account_id, id);

CREATE TABLE security_setting (
  name VARCHAR(48) NOT NULL PRIMARY KEY,
  value VARCHAR(255) NOT NULL,
  updated_at VARCHAR(23) NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE password_history (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  account_id INTEGER NOT NULL,
  password_hash VARCHAR(200) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE recovery_code (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  account_id INTEGER NOT NULL,
  code_digest VARCHAR(64) NOT NULL,
  used_at VARCHAR(23),
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE sign_in_guard (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  side VARCHAR(16) NOT NULL,
  name_digest VARCHAR(64) NOT NULL,
  failed_count INTEGER NOT NULL,
  last_failed_at VARCHAR(23) NOT NULL,
  blocked_until VARCHAR(23),
  UNIQUE (side, name_digest),
  CHECK (side IN ('login', 'address'))
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE sign_in_log (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  at VARCHAR(23) NOT NULL,
  account_id INTEGER,
  outcome VARCHAR(24) NOT NULL,
  address VARCHAR(64) NOT NULL,
  program VARCHAR(200) NOT NULL,
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX sign_in_log_account ON sign_in_log (account_id, id);

CREATE TABLE api_token (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  account_id INTEGER NOT NULL,
  name VARCHAR(60) NOT NULL,
  token_digest VARCHAR(64) NOT NULL UNIQUE,
  scopes VARCHAR(255) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  expires_at VARCHAR(23) NOT NULL,
  last_used_at VARCHAR(23),
  last_address VARCHAR(64) NOT NULL DEFAULT '',
  revoked_at VARCHAR(23),
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX api_token_account ON api_token (account_id, revoked_at);

CREATE TABLE setup_code (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  code_digest VARCHAR(64) NOT NULL,
  expires_at VARCHAR(23) NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
