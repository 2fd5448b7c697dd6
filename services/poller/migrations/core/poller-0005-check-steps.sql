-- A connectivity test step by step: what was tried, where it broke, in whose words. Those of older releases have none.
ALTER TABLE poller_check ADD COLUMN steps jsonb NOT NULL DEFAULT '[]';
CREATE OR REPLACE VIEW read_poller_check AS SELECT * FROM poller_check;
