-- The one state that each account's receiving is in. proof_at: when it was last shown that new mail would be seen.
-- doubtful_at: when the poller itself would have begun to doubt it; `version` is the account's, of when this was written.
CREATE TABLE receiving_state (
    account_id  integer     PRIMARY KEY,
    state       text        NOT NULL
                CHECK (state IN ('ok', 'slow', 'waiting', 'failing', 'paused', 'backpressure')),
    kind        text        CHECK (kind IN ('auth', 'network', 'tls', 'protocol', 'quota')),
    reason      text        NOT NULL DEFAULT '',
    since       timestamptz NOT NULL DEFAULT now(),
    next_try_at timestamptz,
    proof_at    timestamptz,
    doubtful_at timestamptz,
    version     integer     NOT NULL
);

-- Changes of it, each told on account.changed once it is acknowledged; a repeat is made from the row alone.
CREATE TABLE receiving_change (
    position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id  integer     NOT NULL,
    from_state  text,
    to_state    text        NOT NULL,
    kind        text,
    reason      text        NOT NULL,
    since       timestamptz NOT NULL,
    next_try_at timestamptz,
    told_at     timestamptz
);
CREATE INDEX receiving_change_untold ON receiving_change (account_id, position) WHERE told_at IS NULL;
CREATE INDEX receiving_change_account ON receiving_change (account_id, position DESC);

-- Where nobody has renewed the proof in time, no poller is at work, and what it wrote last does not hold.
CREATE VIEW read_receiving_state AS
SELECT account_id, CASE WHEN is_forgotten THEN 'slow' ELSE state END AS state, kind,
       CASE WHEN is_forgotten
            THEN 'nothing has shown since then that new mail would be seen: check that the poller runs'
            ELSE reason END AS reason,
       CASE WHEN is_forgotten THEN doubtful_at ELSE since END AS since, next_try_at, proof_at
FROM (SELECT *, state = 'ok' AND doubtful_at < now() AS is_forgotten FROM receiving_state) AS written;
CREATE VIEW read_receiving_change AS SELECT * FROM receiving_change;

GRANT SELECT, INSERT, UPDATE, DELETE ON receiving_state, receiving_change TO mailweave_poller;
GRANT SELECT ON read_receiving_state, read_receiving_change TO mailweave_api, mailweave_cli;
