-- The send ledger. A row is written when a request is consumed; everything after that happens from here.
-- `request` is json, not jsonb: it keeps any text that JSON can carry, also what jsonb refuses.
CREATE TABLE send (
    send_id          uuid        PRIMARY KEY,
    account_id       integer     NOT NULL,
    account_key      uuid,
    kind             text        NOT NULL CHECK (kind IN ('request', 'auto_reply', 'forward')),
    state            text        NOT NULL CHECK (state IN
                     ('waiting', 'sending', 'sent', 'failed', 'in_doubt', 'suppressed', 'rejected')),
    reason           text        NOT NULL DEFAULT '',
    request          json        NOT NULL,
    subject          text        NOT NULL DEFAULT '',
    rule_id          integer,
    correlation_id   uuid,
    message_id       text        NOT NULL DEFAULT '',
    mail_id          uuid,
    sha256           text        NOT NULL DEFAULT '',
    size_bytes       integer     NOT NULL DEFAULT 0,
    sealed           bytea,
    created_at       timestamptz NOT NULL,
    next_attempt_at  timestamptz,
    attempts         integer     NOT NULL DEFAULT 0,
    sent_at          timestamptz,
    copied_at        timestamptz
);
CREATE INDEX send_unfinished ON send (account_id, next_attempt_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX send_uncopied ON send (account_id) WHERE sent_at IS NOT NULL AND copied_at IS NULL;
CREATE INDEX send_by_account ON send (account_id, created_at);
CREATE INDEX send_in_doubt ON send (created_at) WHERE state = 'in_doubt';

-- Each recipient has its own state.
CREATE TABLE send_recipient (
    send_id         uuid    NOT NULL REFERENCES send (send_id) ON DELETE CASCADE,
    address         text    NOT NULL,
    state           text    NOT NULL CHECK (state IN
                    ('waiting', 'sending', 'deferred', 'sent', 'failed', 'in_doubt', 'suppressed', 'rejected')),
    reply_code      integer,
    enhanced_status text,
    reason          text    NOT NULL DEFAULT '',
    PRIMARY KEY (send_id, address)
);

-- One row a try; `on_wire` is committed before DATA. Under a lease that has passed on it means: in doubt.
CREATE TABLE send_attempt (
    send_id     uuid        NOT NULL REFERENCES send (send_id) ON DELETE CASCADE,
    attempt     integer     NOT NULL,
    epoch       bigint      NOT NULL,
    state       text        NOT NULL CHECK (state IN ('on_wire', 'done', 'in_doubt')),
    outcome     text        NOT NULL DEFAULT '',
    is_answered boolean     NOT NULL DEFAULT false,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at    timestamptz,
    PRIMARY KEY (send_id, attempt)
);
CREATE INDEX send_attempt_open ON send_attempt (send_id) WHERE state = 'on_wire';

-- The outbox of `delivery`: what changed for one recipient, until Kafka acknowledged it.
CREATE TABLE send_change (
    position        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id      integer     NOT NULL,
    send_id         uuid        NOT NULL REFERENCES send (send_id) ON DELETE CASCADE,
    recipient       text        NOT NULL,
    attempt         integer     NOT NULL,
    state           text        NOT NULL,
    reply_code      integer,
    enhanced_status text,
    reason          text        NOT NULL DEFAULT '',
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at    timestamptz
);
CREATE INDEX send_change_unpublished ON send_change (account_id, position) WHERE published_at IS NULL;

-- The loop guard's memory: one automatic mail for a message and a recipient, over all accounts.
CREATE TABLE send_answer (
    answered  text        NOT NULL,
    recipient text        NOT NULL,
    send_id   uuid        NOT NULL,
    kind      text        NOT NULL,
    thread_id uuid,
    at        timestamptz NOT NULL,
    PRIMARY KEY (answered, recipient)
);
CREATE INDEX send_answer_by_recipient ON send_answer (recipient, at);
CREATE INDEX send_answer_by_thread ON send_answer (thread_id) WHERE thread_id IS NOT NULL;

CREATE TABLE sender_check (
    check_id   uuid        PRIMARY KEY,
    account_id integer     NOT NULL,
    ok         boolean     NOT NULL,
    message    text        NOT NULL,
    at         timestamptz NOT NULL
);

CREATE VIEW read_send AS
    SELECT send_id, account_id, kind, state, reason, subject, rule_id, correlation_id, message_id, mail_id, size_bytes,
           created_at, next_attempt_at, attempts, sent_at, copied_at
    FROM send;
CREATE VIEW read_send_recipient AS SELECT * FROM send_recipient;
CREATE VIEW read_send_attempt AS SELECT * FROM send_attempt;
CREATE VIEW read_sender_check AS SELECT * FROM sender_check;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    send, send_recipient, send_attempt, send_change, send_answer, sender_check TO mailweave_sender;
GRANT SELECT ON read_send, read_send_recipient, read_send_attempt, read_sender_check TO
    mailweave_api, mailweave_cli, mailweave_rules;
