ALTER TABLE account ADD COLUMN encrypt_content boolean NOT NULL DEFAULT false;
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;
