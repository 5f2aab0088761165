-- What the statistics of a panel led to: a sheet that was questioned before it was handed in, with its expert's answer,
-- and an expert who was called because a line lay within the noise. Neither alters a score.
CREATE TABLE outlying_question (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  sheet_id INTEGER NOT NULL UNIQUE,
  total INTEGER NOT NULL,
  asked_at VARCHAR(23) NOT NULL,
  answered_at VARCHAR(23),
  reason VARCHAR(500) NOT NULL DEFAULT '',
  CHECK (total >= 0 AND total <= 10000),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (sheet_id) REFERENCES score_sheet (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE extra_expert (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL UNIQUE,
  final_score INTEGER NOT NULL,
  low VARCHAR(8) NOT NULL,
  high VARCHAR(8) NOT NULL,
  line VARCHAR(8) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  called_at VARCHAR(23) NOT NULL,
  CHECK (final_score >= 0 AND final_score <= 10000),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (member_id) REFERENCES panel_member (id)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX outlying_question_panel ON outlying_question (panel_id, id);
CREATE INDEX extra_expert_panel ON extra_expert (panel_id, id);
