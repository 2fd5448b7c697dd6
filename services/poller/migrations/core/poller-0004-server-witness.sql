-- When an account's mailbox was last compared with what was read of it: `looks` says how often, 0 that looked_at is when
-- the poller first saw the account. `unaccounted` is what the last look found, `said` why the latest attempt failed.
CREATE TABLE server_witness (
    account_id  integer     PRIMARY KEY,
    looked_at   timestamptz NOT NULL DEFAULT now(),
    looks       integer     NOT NULL DEFAULT 0,
    listed      bigint      NOT NULL DEFAULT 0,
    unaccounted integer     NOT NULL DEFAULT 0,
    said        text        NOT NULL DEFAULT ''
);
ALTER TABLE poll_request ADD COLUMN witness boolean NOT NULL DEFAULT false;

CREATE VIEW read_server_witness AS SELECT * FROM server_witness;
GRANT SELECT, INSERT, UPDATE, DELETE ON server_witness TO mailweave_poller;
GRANT SELECT ON read_server_witness TO mailweave_api, mailweave_cli;
