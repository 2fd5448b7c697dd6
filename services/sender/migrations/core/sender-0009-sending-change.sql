-- Changes of sending_health's state, each told on account.changed; a repeat is made from the row alone.
CREATE TABLE sending_change (
    position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id  integer     NOT NULL,
    from_state  text,
    to_state    text        NOT NULL,
    reason      text        NOT NULL,
    since       timestamptz NOT NULL,
    next_try_at timestamptz
);
CREATE INDEX sending_change_account ON sending_change (account_id, position);
GRANT SELECT, INSERT, UPDATE, DELETE ON sending_change TO mailweave_sender;
