ALTER TABLE account ADD COLUMN sent_folder text NOT NULL DEFAULT '';
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;
