-- Who evaluates: agencies with their lead evaluators (主评人), and the experts who score them.
CREATE TABLE agency (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  uscc VARCHAR(18) NOT NULL UNIQUE,
  name VARCHAR(100) NOT NULL,
  type VARCHAR(32) NOT NULL,
  legal_representative VARCHAR(50) NOT NULL DEFAULT '',
  registered_on DATE,
  contact VARCHAR(50) NOT NULL DEFAULT '',
  phone VARCHAR(32) NOT NULL DEFAULT '',
  email VARCHAR(100) NOT NULL DEFAULT '',
  address VARCHAR(200) NOT NULL DEFAULT '',
  status VARCHAR(16) NOT NULL DEFAULT 'active',
  remark VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (status IN ('active', 'suspended', 'removed')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE lead_evaluator (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  code VARCHAR(32) NOT NULL,
  name VARCHAR(50) NOT NULL,
  title VARCHAR(50) NOT NULL DEFAULT '',
  qualification VARCHAR(32) NOT NULL DEFAULT 'other',
  certificate_number VARCHAR(64) NOT NULL DEFAULT '',
  years_of_work INTEGER NOT NULL DEFAULT 0,
  status VARCHAR(16) NOT NULL DEFAULT 'active',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (agency_id, code),
  CHECK (years_of_work >= 0 AND years_of_work <= 70),
  CHECK (status IN ('active', 'left')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE expert (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  code VARCHAR(32) NOT NULL,
  name VARCHAR(50) NOT NULL,
  category VARCHAR(16) NOT NULL,
  employer VARCHAR(100) NOT NULL DEFAULT '',
  title VARCHAR(50) NOT NULL DEFAULT '',
  phone VARCHAR(32) NOT NULL DEFAULT '',
  status VARCHAR(16) NOT NULL DEFAULT 'active',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, code),
  CHECK (category IN ('performance', 'industry')),
  CHECK (status IN ('active', 'suspended', 'removed')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
