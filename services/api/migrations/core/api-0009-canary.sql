-- Seconds between the mails to the account itself that show that new mail comes; 0: none.
ALTER TABLE account ADD COLUMN canary_every_s integer NOT NULL DEFAULT 0;
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;
