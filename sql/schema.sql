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
  updated_at VARCHAR(23) NOT NULL, invoice_title VARCHAR(100) NOT NULL DEFAULT '', uscc VARCHAR(18) NOT NULL DEFAULT '', payback_name VARCHAR(100) NOT NULL DEFAULT '', payback_bank VARCHAR(100) NOT NULL DEFAULT '', payback_account VARCHAR(40) NOT NULL DEFAULT '',
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
  updated_at VARCHAR(23) NOT NULL, fields VARCHAR(400) NOT NULL DEFAULT '', field_note VARCHAR(200) NOT NULL DEFAULT '', title_level VARCHAR(16) NOT NULL DEFAULT 'other', employer_unit_id INTEGER REFERENCES budget_unit (id), employer_agency_id INTEGER REFERENCES agency (id), region VARCHAR(12) NOT NULL DEFAULT '', birth_year INTEGER NOT NULL DEFAULT 0, work_years INTEGER NOT NULL DEFAULT 0, email VARCHAR(200) NOT NULL DEFAULT '', source VARCHAR(16) NOT NULL DEFAULT 'invited', recommended_by VARCHAR(100) NOT NULL DEFAULT '', payable INTEGER NOT NULL DEFAULT 1, stage VARCHAR(16) NOT NULL DEFAULT 'appointed', term_from VARCHAR(10), term_until VARCHAR(10), certificate_number VARCHAR(64) NOT NULL DEFAULT '', notice_from VARCHAR(10), notice_until VARCHAR(10), notice_place VARCHAR(200) NOT NULL DEFAULT '', suspended_until VARCHAR(10), stage_reason VARCHAR(500) NOT NULL DEFAULT '', drafted_by INTEGER REFERENCES account (id), identity_sealed VARCHAR(400) NOT NULL DEFAULT '', identity_shown VARCHAR(32) NOT NULL DEFAULT '', identity_print VARCHAR(64), bank_name VARCHAR(100) NOT NULL DEFAULT '', bank_account_sealed VARCHAR(400) NOT NULL DEFAULT '', bank_account_shown VARCHAR(32) NOT NULL DEFAULT '',
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
  updated_at VARCHAR(23) NOT NULL, commission_type VARCHAR(32) NOT NULL DEFAULT 'key_evaluation', principal_unit_id INTEGER, fee_basis VARCHAR(24) NOT NULL DEFAULT 'lump_sum', bond_fen BIGINT NOT NULL DEFAULT 0, bond_form VARCHAR(24) NOT NULL DEFAULT 'none', budget_line VARCHAR(16) NOT NULL DEFAULT '30227', expenditure_function VARCHAR(16) NOT NULL DEFAULT '2010608', payment_days INTEGER NOT NULL DEFAULT 0, award_notice_on DATE, published_on DATE, filed_on DATE, procurement_number VARCHAR(64) NOT NULL DEFAULT '',
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
  updated_at VARCHAR(23) NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0,
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
  updated_at VARCHAR(23) NOT NULL, kind VARCHAR(16) NOT NULL DEFAULT 'agreement', number VARCHAR(64) NOT NULL DEFAULT '',
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
  updated_at VARCHAR(23) NOT NULL, accepted_on DATE,
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
  updated_at VARCHAR(23) NOT NULL, declarations_required INTEGER NOT NULL DEFAULT 0, invites INTEGER NOT NULL DEFAULT 0, components VARCHAR(400) NOT NULL DEFAULT '', quorum INTEGER, discussion VARCHAR(16) NOT NULL DEFAULT '', discussed_at VARCHAR(23),
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
  updated_at VARCHAR(23) NOT NULL, duty VARCHAR(16) NOT NULL DEFAULT 'member', origin VARCHAR(16) NOT NULL DEFAULT 'appointed', joined_reason VARCHAR(500) NOT NULL DEFAULT '', left_at VARCHAR(23), left_reason VARCHAR(500) NOT NULL DEFAULT '', invitation VARCHAR(16) NOT NULL DEFAULT '', invited_at VARCHAR(23), answer_on DATE, answered_at VARCHAR(23), answer_reason VARCHAR(500) NOT NULL DEFAULT '',
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
  updated_at VARCHAR(23) NOT NULL, order_id INTEGER REFERENCES payment_order (id), booked_by INTEGER REFERENCES account (id), countersigned_by INTEGER REFERENCES account (id), countersigned_at VARCHAR(23),
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
  updated_at VARCHAR(23) NOT NULL, content VARCHAR(32) NOT NULL DEFAULT '',
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

CREATE UNIQUE INDEX expert_identity ON expert (bureau_id, identity_print);

CREATE INDEX expert_stage ON expert (bureau_id, stage, id);

CREATE TABLE expert_qualification (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  number VARCHAR(64) NOT NULL DEFAULT '',
  issuer VARCHAR(100) NOT NULL DEFAULT '',
  issued_on VARCHAR(10),
  expires_on VARCHAR(10),
  state VARCHAR(16) NOT NULL DEFAULT 'held',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('held', 'withdrawn')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
);

CREATE TABLE expert_step (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  step VARCHAR(32) NOT NULL,
  from_stage VARCHAR(16) NOT NULL DEFAULT '',
  to_stage VARCHAR(16) NOT NULL,
  at VARCHAR(23) NOT NULL,
  by_account INTEGER,
  by_name VARCHAR(100) NOT NULL DEFAULT '',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  facts VARCHAR(2000) NOT NULL DEFAULT '',
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (by_account) REFERENCES account (id)
);

CREATE TABLE expert_remark (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  received_on VARCHAR(10) NOT NULL,
  said_by VARCHAR(100) NOT NULL DEFAULT '',
  content VARCHAR(1000) NOT NULL,
  evidence VARCHAR(500) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'open',
  answer VARCHAR(1000) NOT NULL DEFAULT '',
  recorded_by INTEGER,
  answered_by INTEGER,
  answered_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (kind IN ('remark', 'objection', 'complaint')),
  CHECK (state IN ('open', 'founded', 'unfounded')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (recorded_by) REFERENCES account (id),
  FOREIGN KEY (answered_by) REFERENCES account (id)
);

CREATE TABLE expert_proposal (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'waiting',
  document VARCHAR(4000) NOT NULL DEFAULT '{}',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  drafted_by INTEGER,
  by_expert INTEGER NOT NULL DEFAULT 0,
  decided_by INTEGER,
  decided_at VARCHAR(23),
  decision_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (kind IN ('change', 'renew', 'suspend', 'resume', 'remove')),
  CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
  CHECK (decided_by IS NULL OR drafted_by IS NULL OR decided_by <> drafted_by OR state = 'withdrawn'),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id)
);

CREATE TABLE expert_assessment (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  grade VARCHAR(16) NOT NULL,
  advice VARCHAR(16) NOT NULL DEFAULT 'none',
  document LONGTEXT NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  drafted_by INTEGER,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (expert_id, year),
  CHECK (grade IN ('excellent', 'qualified', 'unqualified', 'not_enough_data')),
  CHECK (advice IN ('none', 'talk', 'remove')),
  CHECK (state IN ('draft', 'confirmed')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id)
);

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
);

CREATE INDEX relation_from ON relation (from_kind, from_id);

CREATE INDEX relation_to ON relation (to_kind, to_id);

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
);

CREATE INDEX lot_party_lot ON lot_party (bureau_id, lot);

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
);

CREATE INDEX recusal_declaration_panel ON recusal_declaration (panel_id, expert_id, id);

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
);

CREATE INDEX recusal_flag_state ON recusal_flag (bureau_id, state, id);

CREATE TABLE draw (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  panel_id INTEGER UNIQUE,
  sequence INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'prepared',
  mode VARCHAR(16) NOT NULL DEFAULT 'commitments',
  hash VARCHAR(8) NOT NULL DEFAULT 'sm3',
  seats INTEGER NOT NULL,
  people_count INTEGER NOT NULL DEFAULT 0,
  settings LONGTEXT NOT NULL,
  deadline_on DATE NOT NULL,
  commit_until DATE,
  reveal_until DATE,
  public_number_name VARCHAR(200) NOT NULL DEFAULT '',
  public_number_on DATE,
  public_number VARCHAR(200) NOT NULL DEFAULT '',
  public_number_source VARCHAR(500) NOT NULL DEFAULT '',
  list_hash VARCHAR(80) NOT NULL DEFAULT '',
  list_document LONGTEXT,
  result_document LONGTEXT,
  prepared_by INTEGER,
  published_at VARCHAR(23),
  revealed_at VARCHAR(23),
  drawn_at VARCHAR(23),
  voided_at VARCHAR(23),
  void_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, sequence),
  CHECK (state IN ('prepared', 'published', 'committed', 'revealed', 'drawn', 'void')),
  CHECK (mode IN ('commitments', 'public_number')),
  CHECK (hash IN ('sm3', 'sha256')),
  CHECK (seats > 0),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (prepared_by) REFERENCES account (id)
);

CREATE TABLE draw_person (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  draw_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  identity VARCHAR(200) NOT NULL,
  salt VARCHAR(64) NOT NULL,
  commitment VARCHAR(80) NOT NULL,
  category VARCHAR(16) NOT NULL,
  employer VARCHAR(100) NOT NULL DEFAULT '',
  open_panels INTEGER NOT NULL DEFAULT 0,
  UNIQUE (draw_id, number),
  UNIQUE (draw_id, expert_id),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (draw_id) REFERENCES draw (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
);

CREATE TABLE draw_exclusion (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  draw_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  rule VARCHAR(64) NOT NULL,
  path LONGTEXT NOT NULL,
  UNIQUE (draw_id, expert_id),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (draw_id) REFERENCES draw (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
);

CREATE TABLE draw_party (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  draw_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  party VARCHAR(16) NOT NULL,
  commitment VARCHAR(80) NOT NULL DEFAULT '',
  committed_by INTEGER,
  committed_at VARCHAR(23),
  revealed_value VARCHAR(200) NOT NULL DEFAULT '',
  salt VARCHAR(64) NOT NULL DEFAULT '',
  revealed_by INTEGER,
  revealed_at VARCHAR(23),
  UNIQUE (draw_id, party),
  UNIQUE (draw_id, position),
  CHECK (party IN ('bureau', 'agency', 'discipline')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (draw_id) REFERENCES draw (id),
  FOREIGN KEY (committed_by) REFERENCES account (id),
  FOREIGN KEY (revealed_by) REFERENCES account (id)
);

CREATE TABLE draw_event (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  draw_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  number INTEGER NOT NULL,
  purpose VARCHAR(16) NOT NULL DEFAULT '',
  leaving INTEGER NOT NULL DEFAULT 0,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  happened_on DATE NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (draw_id, sequence),
  CHECK (kind IN ('call', 'refusal', 'passed_over')),
  CHECK (purpose IN ('', 'substitute', 'extra', 'objection')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (draw_id) REFERENCES draw (id)
);

CREATE INDEX draw_state ON draw (bureau_id, state, id);

CREATE TABLE quorum_change (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  quorum_before INTEGER NOT NULL,
  quorum INTEGER NOT NULL,
  reason VARCHAR(500) NOT NULL,
  decided_by INTEGER,
  created_at VARCHAR(23) NOT NULL,
  CHECK (quorum > 0 AND quorum < quorum_before),
  FOREIGN KEY (panel_id) REFERENCES panel (id)
);

CREATE TABLE sheet_first (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  sheet_id INTEGER NOT NULL UNIQUE,
  total INTEGER NOT NULL,
  comment VARCHAR(2000) NOT NULL DEFAULT '',
  submitted_at VARCHAR(23),
  kept_at VARCHAR(23) NOT NULL,
  CHECK (total >= 0 AND total <= 10000),
  FOREIGN KEY (sheet_id) REFERENCES score_sheet (id)
);

CREATE TABLE sheet_first_item (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  first_id INTEGER NOT NULL,
  criterion VARCHAR(32) NOT NULL,
  points INTEGER,
  defects INTEGER,
  reason VARCHAR(1000) NOT NULL DEFAULT '',
  page VARCHAR(50) NOT NULL DEFAULT '',
  UNIQUE (first_id, criterion),
  FOREIGN KEY (first_id) REFERENCES sheet_first (id)
);

CREATE TABLE review_session (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  held_on DATE NOT NULL,
  starts VARCHAR(5) NOT NULL,
  ends VARCHAR(5) NOT NULL,
  place VARCHAR(200) NOT NULL,
  remark VARCHAR(500) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'planned',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('planned', 'cancelled')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
);

CREATE TABLE review_item (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  session_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  starts VARCHAR(5) NOT NULL,
  ends VARCHAR(5) NOT NULL,
  group_name VARCHAR(50) NOT NULL DEFAULT '',
  UNIQUE (session_id, position),
  UNIQUE (session_id, panel_id),
  FOREIGN KEY (session_id) REFERENCES review_session (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id)
);

CREATE TABLE panel_minutes (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  panel_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  discussion VARCHAR(8000) NOT NULL DEFAULT '',
  decisions VARCHAR(4000) NOT NULL DEFAULT '',
  attendance VARCHAR(2000) NOT NULL DEFAULT '',
  written_by VARCHAR(100) NOT NULL,
  signed_by VARCHAR(100) NOT NULL DEFAULT '',
  signed_at VARCHAR(23),
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (panel_id, revision),
  FOREIGN KEY (panel_id) REFERENCES panel (id)
);

CREATE TABLE file_scan (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  deliverable_id INTEGER NOT NULL UNIQUE,
  state VARCHAR(16) NOT NULL,
  findings LONGTEXT NOT NULL,
  scanned_at VARCHAR(23) NOT NULL,
  acknowledged_by INTEGER,
  acknowledged_at VARCHAR(23),
  acknowledged_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (state IN ('clear', 'found', 'unscannable', 'acknowledged')),
  FOREIGN KEY (deliverable_id) REFERENCES deliverable (id)
);

CREATE INDEX review_item_panel ON review_item (panel_id, session_id);

CREATE INDEX review_session_day ON review_session (bureau_id, held_on);

CREATE INDEX quorum_change_panel ON quorum_change (panel_id, id);

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
);

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
);

CREATE INDEX outlying_question_panel ON outlying_question (panel_id, id);

CREATE INDEX extra_expert_panel ON extra_expert (panel_id, id);

CREATE TABLE objection (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  result_id INTEGER NOT NULL,
  number VARCHAR(100) NOT NULL,
  sequence INTEGER NOT NULL,
  level INTEGER NOT NULL DEFAULT 1,
  appeal_of_id INTEGER,
  deciding_bureau_id INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  note VARCHAR(2000) NOT NULL DEFAULT '',
  file_due_on DATE NOT NULL,
  filed_by INTEGER,
  filed_at VARCHAR(23),
  answer_due_on DATE,
  received_at VARCHAR(23),
  returned_ground VARCHAR(32) NOT NULL DEFAULT '',
  returned_reason VARCHAR(1000) NOT NULL DEFAULT '',
  expert_statement LONGTEXT,
  drafted_by INTEGER,
  prepared_at VARCHAR(23),
  decided_by INTEGER,
  decided_at VARCHAR(23),
  decision_note VARCHAR(2000) NOT NULL DEFAULT '',
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  appeal_due_on DATE,
  closed_at VARCHAR(23),
  withdrawn_reason VARCHAR(1000) NOT NULL DEFAULT '',
  new_result_id INTEGER,
  statement_id INTEGER,
  adjustment_id INTEGER,
  net_before_fen BIGINT,
  net_after_fen BIGINT,
  effect LONGTEXT,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (engagement_id, sequence),
  CHECK (state IN ('draft', 'filed', 'returned', 'received', 'prepared', 'reviewing', 'reviewed', 'decided', 'closed',
    'withdrawn')),
  CHECK (outcome IN ('', 'upheld', 'partly', 'rejected')),
  CHECK (level IN (1, 2)),
  CHECK (decided_by IS NULL OR decided_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (result_id) REFERENCES result (id),
  FOREIGN KEY (appeal_of_id) REFERENCES objection (id),
  FOREIGN KEY (deciding_bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (filed_by) REFERENCES account (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id),
  FOREIGN KEY (new_result_id) REFERENCES result (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (adjustment_id) REFERENCES adjustment (id)
);

CREATE INDEX objection_contract ON objection (contract_id, state);

CREATE INDEX objection_agency ON objection (agency_id, id);

CREATE INDEX objection_bureau ON objection (bureau_id, state, answer_due_on);

CREATE TABLE objection_row (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  objection_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  target VARCHAR(160) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  component VARCHAR(32) NOT NULL DEFAULT '',
  item VARCHAR(64) NOT NULL DEFAULT '',
  place INTEGER NOT NULL DEFAULT 0,
  sheet_id INTEGER,
  original INTEGER NOT NULL,
  ground VARCHAR(32) NOT NULL,
  statement LONGTEXT NOT NULL,
  evidence LONGTEXT NOT NULL,
  pages VARCHAR(100) NOT NULL DEFAULT '',
  remedy VARCHAR(32) NOT NULL,
  wanted INTEGER,
  proposal VARCHAR(16) NOT NULL DEFAULT '',
  proposed INTEGER,
  opinion LONGTEXT,
  opinion_evidence LONGTEXT,
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  decided INTEGER,
  reason LONGTEXT,
  UNIQUE (objection_id, sequence),
  UNIQUE (objection_id, target),
  CHECK (kind IN ('criterion', 'total', 'score', 'event', 'veto', 'days')),
  CHECK (proposal IN ('', 'upheld', 'partly', 'rejected')),
  CHECK (outcome IN ('', 'upheld', 'partly', 'rejected')),
  FOREIGN KEY (objection_id) REFERENCES objection (id),
  FOREIGN KEY (sheet_id) REFERENCES score_sheet (id)
);

CREATE INDEX objection_row_item ON objection_row (component, item);

CREATE TABLE sheet_correction (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  engagement_id INTEGER NOT NULL,
  objection_id INTEGER NOT NULL,
  row_id INTEGER NOT NULL UNIQUE,
  kind VARCHAR(16) NOT NULL,
  component VARCHAR(32) NOT NULL DEFAULT '',
  item VARCHAR(64) NOT NULL DEFAULT '',
  sheet_id INTEGER,
  before_value INTEGER NOT NULL,
  after_value INTEGER NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  CHECK (before_value <> after_value AND after_value >= 0),
  FOREIGN KEY (engagement_id) REFERENCES engagement (id),
  FOREIGN KEY (objection_id) REFERENCES objection (id),
  FOREIGN KEY (row_id) REFERENCES objection_row (id),
  FOREIGN KEY (sheet_id) REFERENCES score_sheet (id)
);

CREATE INDEX sheet_correction_engagement ON sheet_correction (engagement_id, id);

CREATE TABLE objection_review (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  objection_id INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  due_on DATE NOT NULL,
  origin VARCHAR(16) NOT NULL DEFAULT 'drawn',
  state VARCHAR(16) NOT NULL DEFAULT 'called',
  refused_reason VARCHAR(500) NOT NULL DEFAULT '',
  given_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (objection_id, expert_id),
  UNIQUE (objection_id, place),
  CHECK (origin IN ('drawn', 'appointed')),
  CHECK (state IN ('called', 'given', 'refused')),
  FOREIGN KEY (objection_id) REFERENCES objection (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id)
);

CREATE TABLE objection_opinion (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  review_id INTEGER NOT NULL,
  row_id INTEGER NOT NULL,
  points INTEGER NOT NULL,
  reason VARCHAR(2000) NOT NULL,
  UNIQUE (review_id, row_id),
  FOREIGN KEY (review_id) REFERENCES objection_review (id),
  FOREIGN KEY (row_id) REFERENCES objection_row (id)
);

CREATE TABLE objection_file (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  objection_id INTEGER NOT NULL,
  file_name VARCHAR(255) NOT NULL,
  sha256 CHAR(64) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (objection_id, sha256),
  FOREIGN KEY (objection_id) REFERENCES objection (id),
  FOREIGN KEY (sha256) REFERENCES file (sha256)
);

CREATE TABLE fee_scheme (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  code VARCHAR(64) NOT NULL,
  revision INTEGER NOT NULL,
  title VARCHAR(200) NOT NULL,
  method VARCHAR(16) NOT NULL,
  agreed VARCHAR(8) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  document LONGTEXT NOT NULL,
  digest VARCHAR(64) NOT NULL,
  drafted_by INTEGER,
  approved_by INTEGER,
  approved_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, code, revision),
  CHECK (method IN ('hourly_steps', 'half_day', 'per_item', 'fixed')),
  CHECK (agreed IN ('gross', 'net')),
  CHECK (state IN ('draft', 'approved', 'retired')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (approved_by) REFERENCES account (id)
);

CREATE TABLE expert_fee (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  number VARCHAR(32) NOT NULL,
  title VARCHAR(200) NOT NULL,
  month VARCHAR(7) NOT NULL,
  scheme_id INTEGER NOT NULL,
  panel_id INTEGER,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  gross_fen BIGINT NOT NULL DEFAULT 0,
  tax_fen BIGINT NOT NULL DEFAULT 0,
  net_fen BIGINT NOT NULL DEFAULT 0,
  scheme_document LONGTEXT NOT NULL,
  drafted_by INTEGER,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  paid_at VARCHAR(23),
  voided_by INTEGER,
  voided_at VARCHAR(23),
  void_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, number),
  CHECK (state IN ('draft', 'confirmed', 'paid', 'voided')),
  CHECK (confirmed_by IS NULL OR drafted_by IS NULL OR confirmed_by <> drafted_by),
  CHECK (net_fen = gross_fen - tax_fen),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (scheme_id) REFERENCES fee_scheme (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id),
  FOREIGN KEY (voided_by) REFERENCES account (id)
);

CREATE TABLE expert_fee_payment (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  fee_id INTEGER NOT NULL,
  paid_on DATE NOT NULL,
  voucher_number VARCHAR(64) NOT NULL,
  amount_fen BIGINT NOT NULL,
  remark VARCHAR(500) NOT NULL DEFAULT '',
  registered_by INTEGER,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (fee_id) REFERENCES expert_fee (id),
  FOREIGN KEY (registered_by) REFERENCES account (id)
);

CREATE TABLE expert_fee_line (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  fee_id INTEGER NOT NULL,
  month VARCHAR(7) NOT NULL,
  sequence INTEGER NOT NULL,
  expert_id INTEGER NOT NULL,
  panel_id INTEGER,
  matter VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  worked_on DATE,
  part VARCHAR(8) NOT NULL DEFAULT 'day',
  quantity INTEGER NOT NULL DEFAULT 0,
  title_level VARCHAR(16) NOT NULL DEFAULT 'other',
  day_number INTEGER NOT NULL DEFAULT 1,
  given_fen BIGINT,
  corrects_id INTEGER,
  unpayable INTEGER NOT NULL DEFAULT 0,
  unfinished INTEGER NOT NULL DEFAULT 0,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  gross_fen BIGINT NOT NULL DEFAULT 0,
  tax_fen BIGINT NOT NULL DEFAULT 0,
  net_fen BIGINT NOT NULL DEFAULT 0,
  earlier_income_fen BIGINT NOT NULL DEFAULT 0,
  earlier_tax_fen BIGINT NOT NULL DEFAULT 0,
  taxable_fen BIGINT NOT NULL DEFAULT 0,
  rate_percent INTEGER NOT NULL DEFAULT 0,
  quick_deduction_fen BIGINT NOT NULL DEFAULT 0,
  steps LONGTEXT NOT NULL,
  payment_id INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (fee_id, sequence),
  CHECK (kind IN ('review', 'correspondence', 'travel', 'correction')),
  CHECK (part IN ('day', 'morning', 'afternoon', 'evening')),
  CHECK (title_level IN ('senior', 'middle', 'other')),
  CHECK (net_fen = gross_fen - tax_fen),
  CHECK (unpayable = 0 OR gross_fen = 0),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (fee_id) REFERENCES expert_fee (id),
  FOREIGN KEY (expert_id) REFERENCES expert (id),
  FOREIGN KEY (panel_id) REFERENCES panel (id),
  FOREIGN KEY (corrects_id) REFERENCES expert_fee_line (id),
  FOREIGN KEY (payment_id) REFERENCES expert_fee_payment (id)
);

CREATE INDEX expert_fee_line_expert ON expert_fee_line (expert_id, fee_id);

CREATE TABLE procurement_limit (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  decentralised_limit_fen BIGINT NOT NULL,
  open_tender_limit_fen BIGINT NOT NULL,
  methods_below VARCHAR(200) NOT NULL DEFAULT '',
  methods_between VARCHAR(200) NOT NULL DEFAULT '',
  methods_above VARCHAR(200) NOT NULL DEFAULT '',
  source VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, fiscal_year),
  CHECK (decentralised_limit_fen >= 0 AND open_tender_limit_fen >= decentralised_limit_fen),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
);

CREATE TABLE fee_rate (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  code VARCHAR(64) NOT NULL,
  title VARCHAR(200) NOT NULL,
  basis VARCHAR(24) NOT NULL,
  source VARCHAR(500) NOT NULL DEFAULT '',
  document LONGTEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, fiscal_year, code),
  CHECK (basis IN ('person_day', 'amount_progression', 'per_item')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
);

CREATE TABLE fee_basis_sheet (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  basis VARCHAR(24) NOT NULL,
  document LONGTEXT NOT NULL,
  total_fen BIGINT NOT NULL,
  fee_fen BIGINT NOT NULL,
  difference_reason VARCHAR(500) NOT NULL DEFAULT '',
  made_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, sequence),
  CHECK (total_fen >= 0 AND fee_fen >= 0),
  CHECK (total_fen = fee_fen OR difference_reason <> ''),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (made_by) REFERENCES account (id)
);

CREATE TABLE contract_termination (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  ground VARCHAR(16) NOT NULL,
  terminated_on DATE NOT NULL,
  reason VARCHAR(500) NOT NULL,
  evidence VARCHAR(2000) NOT NULL,
  document LONGTEXT NOT NULL,
  fee_before_fen BIGINT NOT NULL,
  fee_after_fen BIGINT NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  drafted_by INTEGER,
  decided_by INTEGER,
  decided_on DATE,
  decision_reason VARCHAR(500) NOT NULL DEFAULT '',
  amendment_id INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, sequence),
  CHECK (ground IN ('agreed', 'breach', 'veto', 'force_majeure', 'lateness')),
  CHECK (state IN ('draft', 'decided', 'refused', 'withdrawn')),
  CHECK (decided_by IS NULL OR drafted_by IS NULL OR decided_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id),
  FOREIGN KEY (amendment_id) REFERENCES amendment (id)
);

CREATE INDEX contract_termination_agency ON contract_termination (agency_id, id);

CREATE TABLE deduction_notice (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  statement_id INTEGER NOT NULL,
  number VARCHAR(80) NOT NULL,
  sequence INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'sent',
  deduction_fen BIGINT NOT NULL,
  document LONGTEXT NOT NULL,
  sent_on DATE NOT NULL,
  answer_due_on DATE NOT NULL,
  drafted_by INTEGER NOT NULL,
  answer VARCHAR(16) NOT NULL DEFAULT '',
  answer_text VARCHAR(2000) NOT NULL DEFAULT '',
  answer_lines LONGTEXT NOT NULL,
  answered_by INTEGER,
  answered_at VARCHAR(23),
  decision VARCHAR(16) NOT NULL DEFAULT '',
  decision_text VARCHAR(2000) NOT NULL DEFAULT '',
  decided_by INTEGER,
  decided_at VARCHAR(23),
  withdrawn_reason VARCHAR(500) NOT NULL DEFAULT '',
  closed_on DATE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, sequence),
  UNIQUE (bureau_id, number),
  CHECK (state IN ('sent', 'accepted', 'contested', 'expired', 'decided', 'withdrawn')),
  CHECK (answer IN ('', 'accepted', 'contested')),
  CHECK (decision IN ('', 'kept', 'redraw')),
  CHECK (deduction_fen > 0 AND answer_due_on >= sent_on),
  CHECK (decided_by IS NULL OR decided_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (answered_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id)
);

CREATE INDEX deduction_notice_statement ON deduction_notice (statement_id, id);

CREATE TABLE retention (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  statement_id INTEGER NOT NULL UNIQUE,
  state VARCHAR(16) NOT NULL DEFAULT 'held',
  amount_fen BIGINT NOT NULL,
  kept_fen BIGINT NOT NULL DEFAULT 0,
  held_on DATE NOT NULL,
  release_due_on DATE NOT NULL,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  evidence VARCHAR(2000) NOT NULL DEFAULT '',
  drafted_by INTEGER,
  confirmed_by INTEGER,
  released_on DATE,
  adjustment_id INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('held', 'requested', 'released', 'kept', 'dropped')),
  CHECK (amount_fen > 0 AND kept_fen >= 0 AND kept_fen <= amount_fen),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id),
  FOREIGN KEY (adjustment_id) REFERENCES adjustment (id)
);

CREATE INDEX retention_contract ON retention (contract_id, id);

CREATE TABLE invoice (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  statement_id INTEGER,
  number VARCHAR(20) NOT NULL,
  standing_number VARCHAR(20),
  kind VARCHAR(8) NOT NULL DEFAULT 'blue',
  red_of_id INTEGER,
  issued_on DATE NOT NULL,
  buyer_name VARCHAR(100) NOT NULL,
  buyer_uscc VARCHAR(18) NOT NULL DEFAULT '',
  seller_name VARCHAR(100) NOT NULL,
  seller_uscc VARCHAR(18) NOT NULL,
  item VARCHAR(200) NOT NULL,
  rate VARCHAR(8) NOT NULL,
  gross_fen BIGINT NOT NULL,
  net_fen BIGINT NOT NULL,
  tax_fen BIGINT NOT NULL,
  line_split INTEGER NOT NULL DEFAULT 0,
  state VARCHAR(16) NOT NULL DEFAULT 'entered',
  remark VARCHAR(500) NOT NULL DEFAULT '',
  file_name VARCHAR(255) NOT NULL DEFAULT '',
  file_sha256 CHAR(64),
  entered_by INTEGER,
  accepted_by INTEGER,
  accepted_at VARCHAR(23),
  returned_by INTEGER,
  returned_at VARCHAR(23),
  return_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, standing_number),
  CHECK (kind IN ('blue', 'red')),
  CHECK (state IN ('entered', 'accepted', 'returned', 'reversed')),
  CHECK (rate IN ('6', '3', '1', '0', 'exempt')),
  CHECK (gross_fen = net_fen + tax_fen),
  CHECK ((kind = 'blue' AND gross_fen > 0 AND tax_fen >= 0 AND red_of_id IS NULL)
    OR (kind = 'red' AND gross_fen < 0 AND tax_fen <= 0 AND red_of_id IS NOT NULL)),
  CHECK (accepted_by IS NULL OR entered_by IS NULL OR accepted_by <> entered_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (red_of_id) REFERENCES invoice (id),
  FOREIGN KEY (file_sha256) REFERENCES file (sha256),
  FOREIGN KEY (entered_by) REFERENCES account (id),
  FOREIGN KEY (accepted_by) REFERENCES account (id),
  FOREIGN KEY (returned_by) REFERENCES account (id)
);

CREATE INDEX invoice_contract ON invoice (contract_id, state);

CREATE INDEX invoice_agency ON invoice (agency_id, id);

CREATE TABLE agency_account (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  bank_name VARCHAR(100) NOT NULL,
  account_name VARCHAR(200) NOT NULL,
  number_sealed VARCHAR(400) NOT NULL DEFAULT '',
  number_shown VARCHAR(40) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'entered',
  drafted_by INTEGER,
  checked_by INTEGER,
  checked_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('entered', 'checked', 'retired')),
  CHECK (checked_by IS NULL OR drafted_by IS NULL OR checked_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (checked_by) REFERENCES account (id)
);

CREATE TABLE payment_batch (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  number VARCHAR(32) NOT NULL,
  order_count INTEGER NOT NULL,
  total_fen BIGINT NOT NULL,
  digest VARCHAR(64) NOT NULL,
  sent_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, number),
  CHECK (order_count > 0 AND total_fen > 0),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (sent_by) REFERENCES account (id)
);

CREATE TABLE payment_batch_file (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  batch_id INTEGER NOT NULL,
  format VARCHAR(8) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  sealed LONGTEXT NOT NULL,
  UNIQUE (batch_id, format),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (batch_id) REFERENCES payment_batch (id)
);

CREATE TABLE payment_order (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  instalment_id INTEGER,
  statement_id INTEGER,
  payee_id INTEGER NOT NULL,
  batch_id INTEGER,
  replaces_id INTEGER,
  number VARCHAR(32) NOT NULL,
  purpose VARCHAR(16) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  amount_fen BIGINT NOT NULL,
  bank_name VARCHAR(100) NOT NULL,
  account_name VARCHAR(200) NOT NULL,
  number_shown VARCHAR(40) NOT NULL,
  budget_line VARCHAR(64) NOT NULL DEFAULT '',
  expenditure_function VARCHAR(64) NOT NULL DEFAULT '',
  without_invoice VARCHAR(500) NOT NULL DEFAULT '',
  remark VARCHAR(500) NOT NULL DEFAULT '',
  drafted_by INTEGER,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  sent_at VARCHAR(23),
  paid_on DATE,
  failed_reason VARCHAR(500) NOT NULL DEFAULT '',
  cancelled_by INTEGER,
  cancelled_at VARCHAR(23),
  cancel_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, number),
  UNIQUE (replaces_id),
  CHECK (purpose IN ('instalment', 'final', 'retention')),
  CHECK (state IN ('draft', 'confirmed', 'sent', 'paid', 'failed', 'cancelled')),
  CHECK (amount_fen > 0),
  CHECK (confirmed_by IS NULL OR drafted_by IS NULL OR confirmed_by <> drafted_by),
  CHECK (state NOT IN ('sent', 'paid', 'failed') OR batch_id IS NOT NULL),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (instalment_id) REFERENCES instalment (id),
  FOREIGN KEY (statement_id) REFERENCES statement (id),
  FOREIGN KEY (payee_id) REFERENCES agency_account (id),
  FOREIGN KEY (batch_id) REFERENCES payment_batch (id),
  FOREIGN KEY (replaces_id) REFERENCES payment_order (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id),
  FOREIGN KEY (cancelled_by) REFERENCES account (id)
);

CREATE INDEX payment_order_contract ON payment_order (contract_id, state);

CREATE INDEX payment_order_batch ON payment_order (batch_id, id);

CREATE INDEX payment_order_agency ON payment_order (agency_id, id);

CREATE TABLE bank_result (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  row_count INTEGER NOT NULL,
  booked_count INTEGER NOT NULL,
  booked_fen BIGINT NOT NULL,
  failed_count INTEGER NOT NULL,
  different_count INTEGER NOT NULL,
  missing_count INTEGER NOT NULL,
  document LONGTEXT NOT NULL,
  imported_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, digest),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (imported_by) REFERENCES account (id)
);

CREATE UNIQUE INDEX payment_order_once ON payment (order_id);

CREATE TABLE journal_transaction (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  source_stem VARCHAR(32) NOT NULL,
  source_id INTEGER NOT NULL,
  source_key VARCHAR(64) NOT NULL,
  occurred_on DATE NOT NULL,
  posted_on DATE NOT NULL,
  period CHAR(7) NOT NULL,
  reverses_id INTEGER,
  reference VARCHAR(200) NOT NULL DEFAULT '',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  amount_fen BIGINT NOT NULL,
  drafted_by INTEGER,
  confirmed_by INTEGER,
  digest CHAR(64) NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (contract_id, source_key),
  UNIQUE (bureau_id, year, number),
  UNIQUE (reverses_id),
  CHECK (number > 0 AND amount_fen >= 0),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (reverses_id) REFERENCES journal_transaction (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id)
);

CREATE INDEX journal_transaction_period ON journal_transaction (bureau_id, period, id);

CREATE INDEX journal_transaction_agency ON journal_transaction (agency_id, id);

CREATE TABLE journal_entry (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  transaction_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  account VARCHAR(32) NOT NULL,
  amount_fen BIGINT NOT NULL,
  UNIQUE (transaction_id, sequence),
  CHECK (amount_fen <> 0),
  FOREIGN KEY (transaction_id) REFERENCES journal_transaction (id)
);

CREATE INDEX journal_entry_account ON journal_entry (account, transaction_id);

CREATE TABLE journal_period (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  period CHAR(7) NOT NULL,
  transaction_count INTEGER NOT NULL,
  balances LONGTEXT NOT NULL,
  digest CHAR(64) NOT NULL,
  closed_by INTEGER NOT NULL,
  closed_at VARCHAR(23) NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, period),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (closed_by) REFERENCES account (id)
);

CREATE TABLE journal_correction (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  transaction_id INTEGER NOT NULL,
  occurred_on DATE NOT NULL,
  reason VARCHAR(500) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  drafted_by INTEGER NOT NULL,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('draft', 'confirmed', 'dropped')),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (transaction_id) REFERENCES journal_transaction (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id)
);

CREATE INDEX journal_correction_bureau ON journal_correction (bureau_id, state, id);

CREATE TABLE journal_proof (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  contract_count INTEGER NOT NULL,
  transaction_count INTEGER NOT NULL,
  posted_count INTEGER NOT NULL,
  difference_count INTEGER NOT NULL,
  finding VARCHAR(500) NOT NULL DEFAULT '',
  digest CHAR(64) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  FOREIGN KEY (bureau_id) REFERENCES bureau (id)
);

CREATE INDEX journal_proof_bureau ON journal_proof (bureau_id, id);

CREATE TABLE credit_event (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL DEFAULT 'event',
  code VARCHAR(64) NOT NULL,
  happened_on DATE NOT NULL,
  fiscal_year INTEGER NOT NULL,
  count INTEGER NOT NULL DEFAULT 1,
  evidence VARCHAR(1000) NOT NULL,
  file_reference VARCHAR(300) NOT NULL DEFAULT '',
  barred_months INTEGER NOT NULL DEFAULT 0,
  state VARCHAR(16) NOT NULL DEFAULT 'recorded',
  drafted_by INTEGER NOT NULL,
  confirmed_by INTEGER,
  confirmed_at VARCHAR(23),
  withdrawn_by INTEGER,
  withdrawn_at VARCHAR(23),
  withdrawn_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (kind IN ('event', 'veto')),
  CHECK (count > 0),
  CHECK (state IN ('recorded', 'confirmed', 'withdrawn')),
  CHECK (confirmed_by IS NULL OR confirmed_by <> drafted_by),
  CHECK (state <> 'confirmed' OR confirmed_by IS NOT NULL),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id),
  FOREIGN KEY (withdrawn_by) REFERENCES account (id)
);

CREATE INDEX credit_event_agency ON credit_event (agency_id, bureau_id, fiscal_year);

CREATE TABLE rating_run (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  computed_at VARCHAR(23) NOT NULL,
  drafted_by INTEGER NOT NULL,
  published_by INTEGER,
  published_at VARCHAR(23),
  objection_due_on DATE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, fiscal_year, sequence),
  CHECK (state IN ('draft', 'published', 'superseded')),
  CHECK (published_by IS NULL OR published_by <> drafted_by),
  CHECK (state = 'draft' OR published_by IS NOT NULL),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (published_by) REFERENCES account (id)
);

CREATE TABLE rating (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'draft',
  score INTEGER,
  grade VARCHAR(16) NOT NULL DEFAULT '',
  unrated_reason VARCHAR(32) NOT NULL DEFAULT '',
  vetoed INTEGER NOT NULL DEFAULT 0,
  watch VARCHAR(100) NOT NULL DEFAULT '',
  place INTEGER,
  place_of INTEGER NOT NULL DEFAULT 0,
  jobs INTEGER NOT NULL DEFAULT 0,
  mean INTEGER,
  taken INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,
  reason VARCHAR(500) NOT NULL DEFAULT '',
  supersedes_id INTEGER,
  published_at VARCHAR(23),
  case_document LONGTEXT NOT NULL,
  result_document LONGTEXT NOT NULL,
  drafted_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (run_id, agency_id),
  CHECK (state IN ('draft', 'current', 'superseded')),
  CHECK (score IS NULL OR (score >= 0 AND score <= 10000)),
  CHECK ((grade = '') = (unrated_reason <> '')),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (run_id) REFERENCES rating_run (id),
  FOREIGN KEY (policy_id) REFERENCES policy (id),
  FOREIGN KEY (supersedes_id) REFERENCES rating (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id)
);

CREATE INDEX rating_agency ON rating (agency_id, bureau_id, fiscal_year, state);

CREATE INDEX rating_year ON rating (bureau_id, fiscal_year, state);

CREATE TABLE rating_fact (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  rating_id INTEGER NOT NULL,
  stem VARCHAR(32) NOT NULL,
  fact_id INTEGER NOT NULL,
  job VARCHAR(160) NOT NULL DEFAULT '',
  fiscal_year INTEGER NOT NULL,
  UNIQUE (rating_id, stem, fact_id, fiscal_year),
  CHECK (stem IN ('result', 'conduct', 'credit_event', 'contract_termination', 'deliverable', 'rating')),
  FOREIGN KEY (rating_id) REFERENCES rating (id)
);

CREATE INDEX rating_fact_of ON rating_fact (stem, fact_id);

CREATE TABLE rating_objection (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  rating_id INTEGER NOT NULL,
  number VARCHAR(80) NOT NULL,
  sequence INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'filed',
  note VARCHAR(2000) NOT NULL DEFAULT '',
  file_due_on DATE NOT NULL,
  answer_due_on DATE NOT NULL,
  filed_by INTEGER NOT NULL,
  filed_at VARCHAR(23) NOT NULL,
  drafted_by INTEGER NOT NULL,
  decided_by INTEGER,
  decided_at VARCHAR(23),
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  decision_note VARCHAR(2000) NOT NULL DEFAULT '',
  new_rating_id INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (rating_id, sequence),
  CHECK (state IN ('filed', 'decided', 'withdrawn')),
  CHECK (outcome IN ('', 'upheld', 'partly', 'rejected')),
  CHECK (decided_by IS NULL OR decided_by <> drafted_by),
  CHECK (state <> 'decided' OR decided_by IS NOT NULL),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (rating_id) REFERENCES rating (id),
  FOREIGN KEY (new_rating_id) REFERENCES rating (id),
  FOREIGN KEY (filed_by) REFERENCES account (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id)
);

CREATE INDEX rating_objection_agency ON rating_objection (agency_id, id);

CREATE INDEX rating_objection_bureau ON rating_objection (bureau_id, state, answer_due_on);

CREATE TABLE rating_objection_row (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  objection_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  target VARCHAR(160) NOT NULL,
  title VARCHAR(300) NOT NULL,
  statement VARCHAR(2000) NOT NULL,
  evidence VARCHAR(1000) NOT NULL DEFAULT '',
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  reason VARCHAR(1000) NOT NULL DEFAULT '',
  UNIQUE (objection_id, sequence),
  UNIQUE (objection_id, target),
  CHECK (outcome IN ('', 'upheld', 'rejected')),
  FOREIGN KEY (objection_id) REFERENCES rating_objection (id)
);

CREATE TABLE commission_round (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  opened_on DATE NOT NULL,
  drafted_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (bureau_id, opened_on),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id)
);

CREATE TABLE consequence (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  about VARCHAR(16) NOT NULL,
  about_id INTEGER NOT NULL,
  effect VARCHAR(16) NOT NULL,
  months INTEGER NOT NULL DEFAULT 0,
  causes LONGTEXT NOT NULL,
  from_on DATE NOT NULL,
  until_on DATE,
  state VARCHAR(16) NOT NULL DEFAULT 'active',
  drafted_by INTEGER,
  lifted_by INTEGER,
  lifted_at VARCHAR(23),
  lifted_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (about, about_id, effect, months),
  CHECK (about IN ('rating', 'conduct', 'credit_event')),
  CHECK (effect IN ('skip_round', 'skip_year', 'remove', 'suspend')),
  CHECK (state IN ('active', 'ended', 'lifted')),
  CHECK (until_on IS NOT NULL OR effect = 'remove'),
  CHECK (lifted_by IS NULL OR drafted_by IS NULL OR lifted_by <> drafted_by),
  CHECK (state <> 'lifted' OR lifted_reason <> ''),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (drafted_by) REFERENCES account (id),
  FOREIGN KEY (lifted_by) REFERENCES account (id)
);

CREATE INDEX consequence_agency ON consequence (agency_id, bureau_id, state);

CREATE TABLE agency_record_item (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  kind VARCHAR(32) NOT NULL,
  place INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  title VARCHAR(200) NOT NULL,
  document LONGTEXT NOT NULL,
  identity_sealed VARCHAR(300) NOT NULL DEFAULT '',
  identity_shown VARCHAR(32) NOT NULL DEFAULT '',
  lead_evaluator_id INTEGER,
  ended_on DATE,
  ended_reason VARCHAR(500) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL DEFAULT 'entered',
  entered_by INTEGER,
  submitted_by INTEGER,
  submitted_at VARCHAR(23),
  reviewed_by INTEGER,
  reviewed_at VARCHAR(23),
  return_reason VARCHAR(1000) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  UNIQUE (agency_id, kind, place, revision),
  CHECK (state IN ('entered', 'submitted', 'returned', 'accepted', 'superseded', 'dropped')),
  CHECK (reviewed_by IS NULL OR reviewed_by <> submitted_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (lead_evaluator_id) REFERENCES lead_evaluator (id),
  FOREIGN KEY (entered_by) REFERENCES account (id),
  FOREIGN KEY (submitted_by) REFERENCES account (id),
  FOREIGN KEY (reviewed_by) REFERENCES account (id)
);

CREATE INDEX agency_record_item_bureau ON agency_record_item (bureau_id, state, submitted_at);

CREATE TABLE agency_record_confirmation (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  confirmed_on DATE NOT NULL,
  confirmed_by INTEGER,
  digest CHAR(64) NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (confirmed_by) REFERENCES account (id)
);

CREATE INDEX agency_record_confirmation_agency ON agency_record_confirmation (agency_id, confirmed_on);

CREATE TABLE lead_change (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  contract_id INTEGER NOT NULL,
  from_lead_id INTEGER,
  to_lead_id INTEGER NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  state VARCHAR(16) NOT NULL DEFAULT 'asked',
  asked_by INTEGER,
  asked_at VARCHAR(23) NOT NULL,
  decided_by INTEGER,
  decided_at VARCHAR(23),
  decision_note VARCHAR(1000) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn')),
  CHECK (decided_by IS NULL OR decided_by <> asked_by),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id),
  FOREIGN KEY (from_lead_id) REFERENCES lead_evaluator (id),
  FOREIGN KEY (to_lead_id) REFERENCES lead_evaluator (id),
  FOREIGN KEY (asked_by) REFERENCES account (id),
  FOREIGN KEY (decided_by) REFERENCES account (id)
);

CREATE INDEX lead_change_contract ON lead_change (contract_id, state);

CREATE TABLE signing_key (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  fingerprint CHAR(64) NOT NULL UNIQUE,
  public_key VARCHAR(400) NOT NULL,
  sealed_key VARCHAR(1000) NOT NULL,
  from_at VARCHAR(23) NOT NULL,
  until_at VARCHAR(23)
);

CREATE TABLE issued_record (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  code VARCHAR(32) NOT NULL UNIQUE,
  fingerprint CHAR(64) NOT NULL,
  document LONGTEXT NOT NULL,
  issued_by INTEGER,
  issued_at VARCHAR(23) NOT NULL,
  valid_until DATE NOT NULL,
  revoked_by INTEGER,
  revoked_at VARCHAR(23),
  revoked_reason VARCHAR(500) NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at VARCHAR(23) NOT NULL,
  updated_at VARCHAR(23) NOT NULL,
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (fingerprint) REFERENCES signing_key (fingerprint),
  FOREIGN KEY (issued_by) REFERENCES account (id),
  FOREIGN KEY (revoked_by) REFERENCES account (id)
);

CREATE INDEX issued_record_agency ON issued_record (agency_id, issued_at);

CREATE TABLE credit_event_file (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  credit_event_id INTEGER NOT NULL,
  file_name VARCHAR(255) NOT NULL,
  sha256 CHAR(64) NOT NULL,
  uploaded_by INTEGER NOT NULL,
  created_at VARCHAR(23) NOT NULL,
  UNIQUE (credit_event_id, sha256),
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (agency_id) REFERENCES agency (id),
  FOREIGN KEY (credit_event_id) REFERENCES credit_event (id),
  FOREIGN KEY (uploaded_by) REFERENCES account (id),
  FOREIGN KEY (sha256) REFERENCES file (sha256)
);

CREATE TABLE journal_difference (
  id INTEGER NOT NULL /*! AUTO_INCREMENT */ PRIMARY KEY,
  bureau_id INTEGER NOT NULL,
  proof_id INTEGER NOT NULL,
  contract_id INTEGER,
  subject VARCHAR(120) NOT NULL,
  account VARCHAR(80) NOT NULL,
  wanted_fen BIGINT,
  found_fen BIGINT,
  FOREIGN KEY (bureau_id) REFERENCES bureau (id),
  FOREIGN KEY (proof_id) REFERENCES journal_proof (id),
  FOREIGN KEY (contract_id) REFERENCES contract (id)
);

CREATE INDEX journal_difference_proof ON journal_difference (proof_id, id);
