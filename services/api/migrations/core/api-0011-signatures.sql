-- What an account's mail ends with, and who works with it.
ALTER TABLE account
    ADD COLUMN plain_signature text   NOT NULL DEFAULT '',
    ADD COLUMN html_signature  text   NOT NULL DEFAULT '',
    ADD COLUMN plain_footer    text   NOT NULL DEFAULT '',
    ADD COLUMN html_footer     text   NOT NULL DEFAULT '',
    ADD COLUMN members         text[] NOT NULL DEFAULT '{}';
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;
