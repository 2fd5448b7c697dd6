-- Which version of the account this was seen of: when somebody has changed it since, what waits is tried at once.
ALTER TABLE sending_health ADD COLUMN account_version integer NOT NULL DEFAULT 0;
CREATE OR REPLACE VIEW read_sending_health AS SELECT * FROM sending_health;
