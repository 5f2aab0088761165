-- Versions of the quality-control and payment rule. The document of an approved version never changes.
CREATE TABLE policy (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER,
  code VARCHAR(64) NOT NULL,
  revision INTEGER NOT NULL,
  title VARCHAR(200) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  document LONGTEXT NOT NULL,
  digest VARCHAR(64) NOT NULL,
  drafted_by INTEGER,
  approved_by INTEGER,
  approved_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (code, revision),
  CHECK (state IN ('draft', 'approved', 'retired')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
