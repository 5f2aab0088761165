-- What the public reads: a disclosure is drafted by one person and published by another; what was published is kept as
-- it was, document by document, and can only be withdrawn with a reason.
CREATE TABLE disclosure (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  kind VARCHAR(32) NOT NULL,
  title VARCHAR(200) NOT NULL,
  fiscal_year INTEGER NOT NULL,
  note VARCHAR(1000) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  code VARCHAR(32) UNIQUE,
  item_count INTEGER NOT NULL DEFAULT 0,
  document LONGTEXT,
  drafted_by INTEGER NOT NULL,
  published_by INTEGER,
  published_at VARCHAR(23),
  withdrawn_by INTEGER,
  withdrawn_at VARCHAR(23),
  withdrawn_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (kind IN ('quality_results', 'agency_list')),
  CHECK (state IN ('draft', 'published', 'withdrawn')),
  CHECK (published_by IS NULL OR published_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (published_by) REFERENCES account (id),
  FOREIGN KEY (withdrawn_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- One result of a published disclosure with its evidence document, in which raters have no names.
CREATE TABLE disclosure_item (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  disclosure_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  result_id INTEGER NOT NULL,
  code VARCHAR(32) NOT NULL UNIQUE,
  facts LONGTEXT NOT NULL,
  document LONGTEXT NOT NULL,
  UNIQUE (disclosure_id, sequence),
  FOREIGN KEY (disclosure_id) REFERENCES disclosure (id),
  FOREIGN KEY (result_id) REFERENCES result (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
