-- Recusal: who is related to whom and since when, what experts declared before they opened anything, and what was found
-- about panels. Relations end by date and are never deleted; old panels are flagged and stay as they were.
--
-- A side of a relation is an expert, an agency, a unit, a bureau, an engagement or a contract by id, or somebody whom
-- only his name tells (a person, an employer that is not in the books): then the id is 0 and the name is the key. The
-- names of the others are kept as they were when the relation was entered.
CREATE TABLE relation (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  relation VARCHAR(32) NOT NULL,
  from_kind VARCHAR(16) NOT NULL,
  from_id INTEGER NOT NULL DEFAULT 0,
  from_name VARCHAR(200) NOT NULL,
  to_kind VARCHAR(16) NOT NULL,
  to_id INTEGER NOT NULL DEFAULT 0,
  to_name VARCHAR(200) NOT NULL,
  since_on VARCHAR(10),
  until_on VARCHAR(10),
  evidence VARCHAR(500) NOT NULL DEFAULT '',
  source VARCHAR(16) NOT NULL DEFAULT 'bureau',
  entered_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (since_on IS NULL OR until_on IS NULL OR since_on <= until_on),
  CHECK (source IN ('bureau', 'declared', 'imported')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (entered_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE INDEX relation_from ON relation (from_kind, from_id);

CREATE INDEX relation_to ON relation (to_kind, to_id);

-- Who took part in the procurement of a lot: the agency that got the contract, and those that bid beside it.
CREATE TABLE lot_party (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  lot VARCHAR(64) NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER,
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE INDEX lot_party_lot ON lot_party (bureau_id, lot);

-- Of these panels each expert states his relations before he opens anything.
ALTER TABLE panel ADD COLUMN declarations_required INTEGER NOT NULL DEFAULT 0;

-- What an expert stated, with the very list that he saw and its digest.
CREATE TABLE recusal_declaration (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  list_document LONGTEXT NOT NULL,
  list_digest VARCHAR(80) NOT NULL,
  answer VARCHAR(16) NOT NULL,
  detail LONGTEXT NOT NULL,
  declared_at VARCHAR(23) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (answer IN ('none', 'related')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE INDEX recusal_declaration_panel ON recusal_declaration (panel_id, expert_id, id);

-- A path that was found from a member of a panel to a party of its engagement, and what the bureau decided about it.
CREATE TABLE recusal_flag (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  rule VARCHAR(64) NOT NULL,
  path LONGTEXT NOT NULL,
  path_digest VARCHAR(80) NOT NULL,
  found_by VARCHAR(16) NOT NULL,
  found_at VARCHAR(23) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'open',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  handled_by INTEGER,
  handled_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (panel_id, expert_id, path_digest),
  CHECK (state IN ('open', 'handled', 'dismissed')),
  CHECK (found_by IN ('declaration', 'change', 'job')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (handled_by) REFERENCES account (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE INDEX recusal_flag_state ON recusal_flag (bureau_id, state, id);
