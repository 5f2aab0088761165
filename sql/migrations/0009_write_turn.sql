-- Writers take turns: on MySQL every writing transaction first raises this one number, so that what it has read stays true
-- until it commits, as SQLite's single writer has it anyway (sql/README.md, "One writer").
CREATE TABLE write_turn (
  id INTEGER NOT NULL PRIMARY KEY,
  turns BIGINT NOT NULL DEFAULT 0
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
INSERT INTO write_turn (id, turns) VALUES (1, 0);
