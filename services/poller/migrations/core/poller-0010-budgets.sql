-- When the account is polled next by itself, and how often just now; `is_pushed`: meanwhile its server tells what comes.
ALTER TABLE account_health
    ADD COLUMN next_poll_at    timestamptz,
    ADD COLUMN poll_interval_s real,
    ADD COLUMN is_pushed       boolean NOT NULL DEFAULT false;
CREATE OR REPLACE VIEW read_account_health AS SELECT * FROM account_health;

-- What was downloaded of messages, by the hour. An hour counts until a day after its end.
CREATE TABLE download_hour (
    account_id integer     NOT NULL,
    hour       timestamptz NOT NULL,
    bytes      bigint      NOT NULL,
    PRIMARY KEY (account_id, hour)
);
CREATE INDEX download_hour_hour ON download_hour (hour);
CREATE VIEW read_download AS
SELECT account_id, sum(bytes)::bigint AS bytes FROM download_hour
WHERE hour > now() - interval '25 hours' GROUP BY account_id;

GRANT SELECT, INSERT, UPDATE, DELETE ON download_hour TO mailweave_poller;
GRANT SELECT ON read_download TO mailweave_api, mailweave_cli;
