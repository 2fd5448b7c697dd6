-- A connectivity test step by step: what was tried, where it broke, in whose words. Those of older releases have none.
ALTER TABLE sender_check ADD COLUMN steps jsonb NOT NULL DEFAULT '[]';
CREATE OR REPLACE VIEW read_sender_check AS SELECT * FROM sender_check;
