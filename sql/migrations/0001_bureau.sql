-- Who commissions: bureaus as a tree by administrative division (GB/T 2260), and the units that are evaluated.
CREATE TABLE bureau (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  code VARCHAR(12) NOT NULL UNIQUE,
  name VARCHAR(100) NOT NULL,
  name_en VARCHAR(200) NOT NULL DEFAULT '',
  parent_id INTEGER,
  path VARCHAR(400) NOT NULL DEFAULT '',
  status VARCHAR(16) NOT NULL DEFAULT 'active',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (status IN ('active', 'closed')),
  FOREIGN KEY (parent_id) REFERENCES bureau (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE budget_unit (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  code VARCHAR(32) NOT NULL,
  name VARCHAR(100) NOT NULL,
  uscc VARCHAR(18) NOT NULL DEFAULT '',
  contact VARCHAR(50) NOT NULL DEFAULT '',
  phone VARCHAR(32) NOT NULL DEFAULT '',
  status VARCHAR(16) NOT NULL DEFAULT 'active',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, code),
  CHECK (status IN ('active', 'closed')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE project (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  budget_unit_id INTEGER NOT NULL,
  code VARCHAR(32) NOT NULL,
  name VARCHAR(200) NOT NULL,
  fiscal_year INTEGER NOT NULL,
  kind VARCHAR(32) NOT NULL,
  central_fen BIGINT NOT NULL DEFAULT 0,
  provincial_fen BIGINT NOT NULL DEFAULT 0,
  prefecture_fen BIGINT NOT NULL DEFAULT 0,
  county_fen BIGINT NOT NULL DEFAULT 0,
  other_fen BIGINT NOT NULL DEFAULT 0,
  status VARCHAR(16) NOT NULL DEFAULT 'active',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, code),
  CHECK (central_fen >= 0 AND provincial_fen >= 0 AND prefecture_fen >= 0 AND county_fen >= 0 AND other_fen >= 0),
  CHECK (status IN ('active', 'closed')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (budget_unit_id) REFERENCES budget_unit (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
