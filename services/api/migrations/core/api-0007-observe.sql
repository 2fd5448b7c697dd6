-- `observe`: everything is read and threaded, nothing is ever sent or changed. Going live counts as an activation.
ALTER TABLE account ADD COLUMN mode text NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'observe'));
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;
