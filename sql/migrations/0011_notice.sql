-- What somebody is told: one row per account and event, written with the event; where mails go and how; and the mails
-- that wait. Texts are made when they are read, so a row holds no sentence.
CREATE TABLE notice (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  account_id INTEGER NOT NULL,
  kind VARCHAR(32) NOT NULL,
  subject VARCHAR(32) NOT NULL,
  subject_id INTEGER NOT NULL,
  params LONGTEXT NOT NULL,
  due_on DATE,
  dedupe_key VARCHAR(190) NOT NULL UNIQUE,
  way VARCHAR(16) NOT NULL DEFAULT 'inbox',
  created_at VARCHAR(23) NOT NULL,
  read_at VARCHAR(23),
  mailed_at VARCHAR(23),
  CHECK (way IN ('inbox', 'digest', 'at_once')),
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX notice_account ON notice (account_id, read_at, id);
CREATE INDEX notice_subject ON notice (subject, subject_id);
CREATE INDEX notice_read ON notice (read_at);

CREATE TABLE notice_address (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  account_id INTEGER NOT NULL UNIQUE,
  address VARCHAR(254) NOT NULL DEFAULT '',
  wanted_address VARCHAR(254) NOT NULL DEFAULT '',
  code_digest VARCHAR(64) NOT NULL DEFAULT '',
  code_made_at VARCHAR(23),
  code_tries INTEGER NOT NULL DEFAULT 0,
  digest_hour INTEGER NOT NULL DEFAULT 8,
  digested_on DATE,
  version INTEGER NOT NULL DEFAULT 1,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (digest_hour >= 0 AND digest_hour <= 23),
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE notice_way (
  account_id INTEGER NOT NULL,
  kind VARCHAR(32) NOT NULL,
  way VARCHAR(16) NOT NULL,
  PRIMARY KEY (account_id, kind),
  CHECK (way IN ('inbox', 'digest', 'at_once')),
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE mail (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  account_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  notice_id INTEGER,
  dedupe_key VARCHAR(100) NOT NULL UNIQUE,
  recipient VARCHAR(254) NOT NULL,
  code VARCHAR(16) NOT NULL DEFAULT '',
  message_id VARCHAR(100) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'waiting',
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at VARCHAR(23) NOT NULL,
  claimed_until VARCHAR(23),
  last_error VARCHAR(500) NOT NULL DEFAULT '',
  created_at VARCHAR(23) NOT NULL,
  sent_at VARCHAR(23),
  CHECK (kind IN ('notice', 'digest', 'code')),
  CHECK (state IN ('waiting', 'claimed', 'sent', 'dropped', 'dead')),
  FOREIGN KEY (account_id) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX mail_state ON mail (state, next_at);
