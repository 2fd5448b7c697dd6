-- Where a secret lies when it is not stored here (env:, file:, vault:); what is written here is no secret.
ALTER TABLE account
    ADD COLUMN incoming_password_ref   text NOT NULL DEFAULT '',
    ADD COLUMN smtp_password_ref       text NOT NULL DEFAULT '',
    ADD COLUMN oauth_client_secret_ref text NOT NULL DEFAULT '',
    ADD COLUMN oauth_service_key_ref   text NOT NULL DEFAULT '';
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;
