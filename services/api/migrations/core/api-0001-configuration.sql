-- Accounts. `account_key` is random and goes into every derived id; the integer is only its name.
-- `activation` counts how often the account became active: each time the live poll begins at the mailbox's end.
CREATE TABLE account (
    id                   integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_key          uuid        NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    name                 text        NOT NULL,
    email_address        text        NOT NULL,
    own_addresses        text[]      NOT NULL DEFAULT '{}',
    account_type         text        NOT NULL DEFAULT 'shared' CHECK (account_type IN ('individual', 'shared', 'department')),
    department           text        NOT NULL DEFAULT '',
    status               text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'error')),
    smtp_server          text        NOT NULL DEFAULT '',
    smtp_port            integer     NOT NULL DEFAULT 587 CHECK (smtp_port BETWEEN 1 AND 65535),
    smtp_use_tls         boolean     NOT NULL DEFAULT true,
    smtp_username        text        NOT NULL DEFAULT '',
    incoming_protocol    text        NOT NULL DEFAULT 'imap' CHECK (incoming_protocol IN ('imap', 'pop3')),
    incoming_server      text        NOT NULL DEFAULT '',
    incoming_port        integer     NOT NULL DEFAULT 993 CHECK (incoming_port BETWEEN 1 AND 65535),
    incoming_use_ssl     boolean     NOT NULL DEFAULT true,
    incoming_username    text        NOT NULL DEFAULT '',
    allow_plaintext      boolean     NOT NULL DEFAULT false,
    folders              text[]      NOT NULL DEFAULT '{INBOX}',
    auto_polling_enabled boolean     NOT NULL DEFAULT true,
    poll_frequency       integer     CHECK (poll_frequency >= 1),
    max_emails_per_poll  integer     CHECK (max_emails_per_poll >= 1),
    initial_history_days integer     NOT NULL DEFAULT 7 CHECK (initial_history_days >= 0),
    activation           integer     NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    version              integer     NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX account_email_address ON account (lower(email_address));

-- Passwords, wrapped by shared/seal.py; bound to '<account_key>/incoming' and '<account_key>/smtp'.
CREATE TABLE account_secret (
    account_id        integer NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    incoming_password bytea,
    smtp_password     bytea
);

-- Templates and rules: a version is never changed, events refer to it.
CREATE TABLE template (
    id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version integer NOT NULL DEFAULT 1
);
CREATE TABLE template_version (
    template_id   integer     NOT NULL REFERENCES template (id),
    version       integer     NOT NULL,
    name          text        NOT NULL,
    template_type text        NOT NULL DEFAULT '',
    subject       text        NOT NULL,
    html_content  text        NOT NULL DEFAULT '',
    plain_content text        NOT NULL DEFAULT '',
    variables     text[]      NOT NULL DEFAULT '{}',
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (template_id, version)
);
CREATE TABLE rule (
    id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version integer NOT NULL DEFAULT 1
);
CREATE TABLE rule_version (
    rule_id         integer     NOT NULL REFERENCES rule (id),
    version         integer     NOT NULL,
    account_id      integer     REFERENCES account (id),
    name            text        NOT NULL,
    rule_type       text        NOT NULL,
    condition_type  text        NOT NULL,
    condition_value text        NOT NULL,
    action_data     jsonb       NOT NULL DEFAULT '{}',
    priority        integer     NOT NULL DEFAULT 100,
    is_active       boolean     NOT NULL DEFAULT true,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (rule_id, version)
);

CREATE VIEW read_account AS SELECT * FROM account;
CREATE VIEW read_account_secret AS SELECT * FROM account_secret;
CREATE VIEW read_template AS
    SELECT version_row.* FROM template_version AS version_row
    JOIN template ON template.id = version_row.template_id AND template.version = version_row.version;
-- The current version of each rule; account_id NULL is a rule for all accounts.
CREATE VIEW read_rule AS
    SELECT version_row.* FROM rule_version AS version_row
    JOIN rule ON rule.id = version_row.rule_id AND rule.version = version_row.version;

GRANT SELECT, INSERT, UPDATE, DELETE ON account, template, template_version, rule, rule_version TO mailweave_api;
GRANT INSERT, DELETE ON account_secret TO mailweave_api;
GRANT UPDATE (incoming_password, smtp_password) ON account_secret TO mailweave_api;
GRANT SELECT (account_id) ON account_secret TO mailweave_api;
GRANT SELECT ON read_account TO
    mailweave_poller, mailweave_parser, mailweave_threader, mailweave_rules, mailweave_sender, mailweave_api, mailweave_cli;
GRANT SELECT ON read_account_secret TO mailweave_poller, mailweave_sender;
GRANT SELECT ON read_template, read_rule TO mailweave_rules, mailweave_api, mailweave_cli;
