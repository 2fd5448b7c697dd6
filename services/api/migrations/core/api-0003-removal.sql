-- What is removed keeps its row and its history: events, messages and sends refer to it. The address of a removed account
-- is free for another one.
ALTER TABLE account
    ADD COLUMN deleted_at timestamptz,
    ADD CONSTRAINT account_deleted_is_inactive CHECK (deleted_at IS NULL OR status = 'inactive');
DROP INDEX account_email_address;
CREATE UNIQUE INDEX account_email_address ON account (lower(email_address)) WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;

-- A template without an account is for all of them (the specification's is_global).
ALTER TABLE rule ADD COLUMN deleted_at timestamptz;
ALTER TABLE template ADD COLUMN deleted_at timestamptz;
ALTER TABLE template_version ADD COLUMN account_id integer REFERENCES account (id);
CREATE OR REPLACE VIEW read_template AS
    SELECT version_row.* FROM template_version AS version_row
    JOIN template ON template.id = version_row.template_id AND template.version = version_row.version
    WHERE template.deleted_at IS NULL;
CREATE OR REPLACE VIEW read_rule AS
    SELECT version_row.*,
           action ->> 'type' AS rule_type,
           coalesce(condition ->> 'type', '') AS condition_type,
           coalesce(condition ->> 'value', '') AS condition_value,
           action - 'v' - 'type' AS action_data
    FROM rule_version AS version_row
    JOIN rule ON rule.id = version_row.rule_id AND rule.version = version_row.version
    WHERE rule.deleted_at IS NULL;
