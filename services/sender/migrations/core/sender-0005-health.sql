-- Whether the account's SMTP server lets it send: `waiting` for a server that refuses sessions for now, `failing` for
-- what somebody has to repair. `connections`: how many sessions the server allows at present.
CREATE TABLE sending_health (
    account_id  integer     PRIMARY KEY,
    state       text        NOT NULL CHECK (state IN ('ok', 'waiting', 'failing')),
    reason      text        NOT NULL DEFAULT '',
    since       timestamptz NOT NULL DEFAULT clock_timestamp(),
    next_try_at timestamptz,
    connections integer     NOT NULL
);
CREATE VIEW read_sending_health AS SELECT * FROM sending_health;
GRANT SELECT, INSERT, UPDATE, DELETE ON sending_health TO mailweave_sender;
GRANT SELECT ON read_sending_health TO mailweave_api, mailweave_cli;
