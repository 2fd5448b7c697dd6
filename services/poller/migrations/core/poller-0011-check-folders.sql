-- What a connectivity test found in the mailbox to choose from; of older tests, and over POP3, nothing.
ALTER TABLE poller_check ADD COLUMN folders jsonb NOT NULL DEFAULT '[]';
CREATE OR REPLACE VIEW read_poller_check AS SELECT * FROM poller_check;
