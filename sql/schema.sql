-- The whole schema as SQLite has it after all migrations; generated, see sql/README.md.

CREATE TABLE schema_migration (
  number INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  state VARCHAR(16) NOT NULL,
  applied_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('running', 'done'))
);

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
);

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
);

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
);

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
);

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
);

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
);

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
);

CREATE TABLE contract (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  number VARCHAR(64) NOT NULL,
  title VARCHAR(200) NOT NULL,
  agency_id INTEGER NOT NULL,
  lead_evaluator_id INTEGER,
  policy_id INTEGER NOT NULL,
  procurement_method VARCHAR(32) NOT NULL,
  fiscal_year INTEGER NOT NULL,
  signed_on DATE NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NOT NULL,
  original_fee_fen BIGINT NOT NULL,
  fee_fen BIGINT NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'active',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, number),
  CHECK (fee_fen >= 0 AND original_fee_fen >= 0),
  CHECK (state IN ('active', 'settled', 'terminated')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (lead_evaluator_id) REFERENCES lead_evaluator (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id)
);

CREATE INDEX contract_agency ON contract (agency_id, id);

CREATE TABLE engagement (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  code VARCHAR(32) NOT NULL,
  name VARCHAR(200) NOT NULL,
  budget_unit_id INTEGER,
  project_id INTEGER,
  object_kind VARCHAR(32) NOT NULL,
  fee_fen BIGINT NOT NULL,
  fixed_deduction_fen BIGINT NOT NULL DEFAULT 0,
  fixed_deduction_reason VARCHAR(500) NOT NULL DEFAULT '',
  plan_due_on DATE,
  report_due_on DATE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, code),
  CHECK (fee_fen >= 0 AND fixed_deduction_fen >= 0),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (budget_unit_id) REFERENCES budget_unit (id),
  FOREIGN KEY (project_id) REFERENCES project (id)
);

CREATE TABLE instalment (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  due_condition VARCHAR(32) NOT NULL DEFAULT 'date',
  due_on DATE,
  amount_fen BIGINT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, sequence),
  CHECK (amount_fen >= 0 AND sequence > 0),
  CHECK (due_condition IN ('signed', 'plan_accepted', 'report_accepted', 'date')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id)
);

CREATE TABLE amendment (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  signed_on DATE NOT NULL,
  change_fen BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, sequence),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id)
);

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
  updated_at VARCHAR(23) NOT NULL, password_changed_at VARCHAR(23), code_digest VARCHAR(64), code_expires_at VARCHAR(23), second_factor_secret VARCHAR(255), second_factor_since VARCHAR(23), second_factor_step BIGINT NOT NULL DEFAULT 0,
  CHECK (status IN ('active', 'disabled')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (budget_unit_id) REFERENCES budget_unit (id)
);

CREATE TABLE account_role (
  account_id INTEGER NOT NULL,
  role VARCHAR(32) NOT NULL,
  PRIMARY KEY (account_id, role),
  FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE TABLE session (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  token_digest VARCHAR(64) NOT NULL UNIQUE,
  account_id INTEGER NOT NULL,
  csrf_token VARCHAR(64) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  last_seen_at VARCHAR(23) NOT NULL,
  expires_at VARCHAR(23) NOT NULL,
  ended_at VARCHAR(23), stage VARCHAR(16) NOT NULL DEFAULT 'full', idle_ends_at VARCHAR(23), second_factor_at VARCHAR(23), address VARCHAR(64) NOT NULL DEFAULT '', program VARCHAR(200) NOT NULL DEFAULT '', before_at VARCHAR(23), before_address VARCHAR(64) NOT NULL DEFAULT '',
  FOREIGN KEY (account_id) REFERENCES account (id)
);

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
);

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
);

CREATE TABLE file (
  sha256 VARCHAR(64) NOT NULL PRIMARY KEY,
  size BIGINT NOT NULL,
  media_type VARCHAR(100) NOT NULL,
  created_at VARCHAR(23) NOT NULL
, upload_id INTEGER);

CREATE TABLE file_piece (
  sha256 VARCHAR(64) NOT NULL,
  sequence INTEGER NOT NULL,
  bytes LONGBLOB NOT NULL,
  PRIMARY KEY (sha256, sequence),
  FOREIGN KEY (sha256) REFERENCES file (sha256)
);

CREATE TABLE deliverable (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  revision INTEGER NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  received_at VARCHAR(23) NOT NULL,
  due_on DATE,
  days_late INTEGER NOT NULL DEFAULT 0,
  calendar_note VARCHAR(200) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'received',
  remark VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, kind, revision),
  CHECK (kind IN ('plan', 'report')),
  CHECK (days_late >= 0 AND revision > 0),
  CHECK (state IN ('received', 'accepted', 'returned')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (sha256) REFERENCES file (sha256)
);

CREATE TABLE panel (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL UNIQUE,
  policy_id INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  deadline_on DATE NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'open',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('open', 'closed')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id)
);

CREATE TABLE panel_member (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  panel_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  rater_group VARCHAR(32) NOT NULL DEFAULT 'expert',
  recused INTEGER NOT NULL DEFAULT 0,
  recusal_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (panel_id, expert_id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
);

CREATE TABLE score_sheet (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  component VARCHAR(32) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  total INTEGER,
  comment VARCHAR(2000) NOT NULL DEFAULT '',
  returned_reason VARCHAR(500) NOT NULL DEFAULT '',
  submitted_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (panel_id, member_id, component),
  CHECK (state IN ('draft', 'submitted', 'returned', 'locked')),
  CHECK (total IS NULL OR (total >= 0 AND total <= 10000)),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (member_id) REFERENCES panel_member (id)
);

CREATE TABLE score_item (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  sheet_id INTEGER NOT NULL,
  criterion VARCHAR(32) NOT NULL,
  points INTEGER,
  defects INTEGER,
  reason VARCHAR(1000) NOT NULL DEFAULT '',
  page VARCHAR(50) NOT NULL DEFAULT '',
  UNIQUE (sheet_id, criterion),
  CHECK (points IS NULL OR points >= 0),
  CHECK (defects IS NULL OR defects >= 0),
  FOREIGN KEY (sheet_id) REFERENCES score_sheet (id)
);

CREATE TABLE component_score (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  component VARCHAR(32) NOT NULL,
  score INTEGER NOT NULL,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, component),
  CHECK (score >= 0 AND score <= 10000),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id)
);

CREATE TABLE conduct (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  code VARCHAR(64) NOT NULL,
  happened_on DATE NOT NULL,
  count INTEGER NOT NULL DEFAULT 1,
  evidence VARCHAR(500) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'recorded',
  withdrawn_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (kind IN ('event', 'veto')),
  CHECK (count > 0),
  CHECK (state IN ('recorded', 'withdrawn')),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id)
);

CREATE TABLE result (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'current',
  final_score INTEGER NOT NULL,
  grade VARCHAR(16) NOT NULL,
  passed INTEGER NOT NULL,
  deduction_fen BIGINT NOT NULL,
  bonus_fen BIGINT NOT NULL DEFAULT 0,
  case_document LONGTEXT NOT NULL,
  result_document LONGTEXT NOT NULL,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, sequence),
  CHECK (state IN ('current', 'superseded')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id)
);

CREATE INDEX panel_member_expert ON panel_member (expert_id, panel_id);

CREATE INDEX score_sheet_expert ON score_sheet (expert_id, id);

CREATE INDEX conduct_engagement ON conduct (engagement_id, id);

CREATE INDEX result_agency ON result (agency_id, id);

CREATE TABLE statement (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  number VARCHAR(80) NOT NULL,
  sequence INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  fee_fen BIGINT NOT NULL,
  bonus_fen BIGINT NOT NULL,
  deduction_fen BIGINT NOT NULL,
  paid_fen BIGINT NOT NULL,
  payable_fen BIGINT NOT NULL,
  recoverable_fen BIGINT NOT NULL,
  case_document LONGTEXT NOT NULL,
  result_document LONGTEXT NOT NULL,
  drafted_by INTEGER NOT NULL,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  settled_at VARCHAR(23),
  voided_by INTEGER,
  voided_at VARCHAR(23),
  void_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, sequence),
  UNIQUE (bureau_id, number),
  CHECK (state IN ('draft', 'confirmed', 'settled', 'voided')),
  CHECK (payable_fen >= 0 AND recoverable_fen >= 0 AND (payable_fen = 0 OR recoverable_fen = 0)),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id),
  FOREIGN KEY (voided_by) REFERENCES account (id)
);

CREATE TABLE statement_line (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  statement_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  result_id INTEGER NOT NULL,
  fee_fen BIGINT NOT NULL,
  bonus_fen BIGINT NOT NULL,
  deduction_fen BIGINT NOT NULL,
  UNIQUE (statement_id, engagement_id),
  CHECK (deduction_fen >= 0 AND deduction_fen <= fee_fen),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (result_id) REFERENCES result (id)
);

CREATE TABLE adjustment (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  statement_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  amount_fen BIGINT NOT NULL,
  corrects VARCHAR(200) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  drafted_by INTEGER NOT NULL,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (statement_id, sequence),
  CHECK (state IN ('draft', 'confirmed', 'voided')),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id)
);

CREATE TABLE payment (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  instalment_id INTEGER,
  statement_id INTEGER,
  kind VARCHAR(16) NOT NULL DEFAULT 'payment',
  paid_on DATE NOT NULL,
  amount_fen BIGINT NOT NULL,
  voucher_number VARCHAR(64) NOT NULL,
  remark VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, voucher_number),
  CHECK (kind IN ('payment', 'refund')),
  CHECK (amount_fen > 0),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (instalment_id) REFERENCES instalment (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id)
);

CREATE INDEX payment_contract ON payment (contract_id, id);

CREATE INDEX payment_agency ON payment (agency_id, id);

CREATE INDEX statement_agency ON statement (agency_id, id);

CREATE TABLE write_turn (
  id INTEGER NOT NULL PRIMARY KEY,
  turns BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX session_account ON session (account_id, ended_at);

CREATE INDEX audit_account ON audit (account_id, id);

CREATE TABLE security_setting (
  name VARCHAR(48) NOT NULL PRIMARY KEY,
  value VARCHAR(255) NOT NULL,
  updated_at VARCHAR(23) NOT NULL
);

CREATE TABLE password_history (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  account_id INTEGER NOT NULL,
  password_hash VARCHAR(200) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE TABLE recovery_code (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  account_id INTEGER NOT NULL,
  code_digest VARCHAR(64) NOT NULL,
  used_at VARCHAR(23),
  FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE TABLE sign_in_guard (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  side VARCHAR(16) NOT NULL,
  name_digest VARCHAR(64) NOT NULL,
  failed_count INTEGER NOT NULL,
  last_failed_at VARCHAR(23) NOT NULL,
  blocked_until VARCHAR(23),
  UNIQUE (side, name_digest),
  CHECK (side IN ('login', 'address'))
);

CREATE TABLE sign_in_log (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  at VARCHAR(23) NOT NULL,
  account_id INTEGER,
  outcome VARCHAR(24) NOT NULL,
  address VARCHAR(64) NOT NULL,
  program VARCHAR(200) NOT NULL,
  FOREIGN KEY (account_id) REFERENCES account (id)
);

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
);

CREATE INDEX api_token_account ON api_token (account_id, revoked_at);

CREATE TABLE setup_code (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  code_digest VARCHAR(64) NOT NULL,
  expires_at VARCHAR(23) NOT NULL
);

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
);

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
);

CREATE TABLE notice_way (
  account_id INTEGER NOT NULL,
  kind VARCHAR(32) NOT NULL,
  way VARCHAR(16) NOT NULL,
  PRIMARY KEY (account_id, kind),
  CHECK (way IN ('inbox', 'digest', 'at_once')),
  FOREIGN KEY (account_id) REFERENCES account (id)
);

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
);

CREATE INDEX mail_state ON mail (state, next_at);

CREATE TABLE job (
  name VARCHAR(64) NOT NULL PRIMARY KEY,
  every_seconds INTEGER NOT NULL,
  at_hour INTEGER NOT NULL DEFAULT -1,
  next_due_at VARCHAR(23) NOT NULL,
  asked_by VARCHAR(64) NOT NULL DEFAULT '',
  lease_node VARCHAR(100) NOT NULL DEFAULT '',
  lease_until VARCHAR(23),
  started_at VARCHAR(23),
  ended_at VARCHAR(23),
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  summary VARCHAR(2000) NOT NULL DEFAULT '',
  run_count BIGINT NOT NULL DEFAULT 0,
  failed_count BIGINT NOT NULL DEFAULT 0,
  failed_in_row INTEGER NOT NULL DEFAULT 0,
  last_milliseconds BIGINT NOT NULL DEFAULT 0,
  CHECK (outcome IN ('', 'done', 'failed')),
  CHECK (every_seconds > 0)
);

CREATE TABLE backup_file (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  name VARCHAR(200) NOT NULL UNIQUE,
  bytes BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  verified INTEGER NOT NULL DEFAULT 0,
  made_by VARCHAR(64) NOT NULL,
  made_at VARCHAR(23) NOT NULL,
  removed_at VARCHAR(23)
);

CREATE TABLE upload (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL DEFAULT 0,
  kind VARCHAR(16) NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  remark VARCHAR(500) NOT NULL DEFAULT '',
  received_at VARCHAR(40) NOT NULL DEFAULT '',
  size BIGINT NOT NULL,
  sha256 VARCHAR(64) NOT NULL DEFAULT '',
  received BIGINT NOT NULL DEFAULT 0,
  state VARCHAR(16) NOT NULL DEFAULT 'open',
  deliverable_id INTEGER,
  expires_at VARCHAR(23) NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('open', 'finished', 'cancelled', 'expired')),
  CHECK (size > 0 AND received >= 0 AND received <= size),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (deliverable_id) REFERENCES deliverable (id)
);

CREATE INDEX upload_account ON upload (account_id, state, id);

CREATE INDEX upload_expiry ON upload (state, expires_at);

CREATE TABLE upload_piece (
  upload_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  bytes LONGBLOB NOT NULL,
  PRIMARY KEY (upload_id, sequence),
  FOREIGN KEY (upload_id) REFERENCES upload (id)
);

CREATE INDEX file_upload ON file (upload_id);

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
);

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
);
