-- How far each folder has been read. Uids from live_from_uid on came after the account was live; `activation` is the
-- account's that live_from_uid was fixed for. `passed` is what polls have walked over since the reading began behind
-- begun_uid: up to last_uid it has no hole, or something else than a poll has moved the cursor.
CREATE TABLE folder_cursor (
    account_id    integer     NOT NULL,
    folder        text        NOT NULL,
    uidvalidity   bigint      NOT NULL,
    last_uid      bigint      NOT NULL,
    begun_uid     bigint      NOT NULL,
    passed        int8multirange NOT NULL DEFAULT '{}',
    live_from_uid bigint      NOT NULL,
    history_since timestamptz NOT NULL,
    activation    integer     NOT NULL DEFAULT 1,
    refused_uid   bigint,
    refused_times integer     NOT NULL DEFAULT 0,
    moved_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, folder)
);

-- POP3: the number that each UIDL was given; a number is never given twice.
CREATE TABLE pop3_uidl (
    account_id integer NOT NULL,
    uidl       text    NOT NULL,
    number     bigint  NOT NULL GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (account_id, uidl)
);

-- What the servers listed and cursors have passed, whatever became of it: the audit's first witness. One row for 1,024
-- uids of a folder, written in the transaction that moves the cursor. POP3 has UIDLs; `number` is the last one given.
CREATE TABLE seen_uid (
    account_id  integer        NOT NULL,
    folder      text           NOT NULL,
    uidvalidity bigint         NOT NULL,
    block       bigint         NOT NULL,
    uids        int8multirange NOT NULL,
    PRIMARY KEY (account_id, folder, uidvalidity, block)
);
CREATE TABLE seen_uidl (
    account_id integer NOT NULL,
    uidl       text    NOT NULL,
    number     bigint  NOT NULL,
    PRIMARY KEY (account_id, uidl)
);

-- Copies that were seen and could not be had.
CREATE TABLE fetch_gap (
    account_id  integer     NOT NULL,
    folder      text        NOT NULL,
    uidvalidity bigint      NOT NULL,
    uid         bigint      NOT NULL,
    reason      text        NOT NULL CHECK (reason IN ('gone', 'refused', 'dropped', 'too_big', 'erased')),
    size_bytes  bigint      NOT NULL,
    detail      text        NOT NULL,
    found_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, folder, uidvalidity, uid)
);

-- One row a poll; polls in a row that ended alike without a message share one and count up `polls`.
-- A poll that still runs has no finished_at.
CREATE TABLE poll_log (
    id                 bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id         integer     NOT NULL,
    started_at         timestamptz NOT NULL,
    finished_at        timestamptz,
    status             text        NOT NULL CHECK (status IN ('running', 'ok', 'error')),
    polls              integer     NOT NULL DEFAULT 1,
    messages_found     integer     NOT NULL DEFAULT 0,
    messages_processed integer     NOT NULL DEFAULT 0,
    bytes              bigint      NOT NULL DEFAULT 0,
    error_message      text        NOT NULL DEFAULT '',
    CHECK ((status = 'running') = (finished_at IS NULL))
);
CREATE INDEX poll_log_account ON poll_log (account_id, id DESC);
CREATE INDEX poll_log_running ON poll_log (account_id) WHERE finished_at IS NULL;

CREATE TABLE account_health (
    account_id   integer     PRIMARY KEY,
    state        text        NOT NULL CHECK (state IN ('ok', 'degraded', 'failing')),
    kind         text        CHECK (kind IN ('auth', 'network', 'tls', 'protocol', 'quota')),
    reason       text        NOT NULL DEFAULT '',
    since        timestamptz NOT NULL,
    last_poll_at timestamptz NOT NULL,
    last_good_at timestamptz,
    is_live      boolean     NOT NULL DEFAULT false
);

-- "Poll now", until the process that holds the account's lease takes it.
CREATE TABLE poll_request (
    account_id   integer     PRIMARY KEY,
    force        boolean     NOT NULL,
    max_messages integer,
    requested_at timestamptz NOT NULL DEFAULT now()
);

-- What is to be done on the servers.
CREATE TABLE account_command (
    command_id   uuid        PRIMARY KEY,
    account_id   integer     NOT NULL,
    command      jsonb       NOT NULL,
    folder       text        NOT NULL,
    uid          bigint      NOT NULL,
    state        text        NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
    result       text        NOT NULL DEFAULT '',
    attempts     integer     NOT NULL DEFAULT 0,
    requested_at timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz
);
CREATE INDEX account_command_waiting ON account_command (account_id) WHERE state = 'waiting';

-- What servers said when somebody asked whether an account can log in.
CREATE TABLE poller_check (
    check_id   uuid        PRIMARY KEY,
    account_id integer     NOT NULL,
    ok         boolean     NOT NULL,
    message    text        NOT NULL,
    at         timestamptz NOT NULL DEFAULT now()
);

CREATE VIEW read_folder_cursor AS SELECT * FROM folder_cursor;
CREATE VIEW read_seen_uid AS SELECT * FROM seen_uid;
CREATE VIEW read_seen_uidl AS SELECT * FROM seen_uidl;
CREATE VIEW read_fetch_gap AS SELECT * FROM fetch_gap;
CREATE VIEW read_poll_log AS SELECT * FROM poll_log;
CREATE VIEW read_account_health AS SELECT * FROM account_health;
CREATE VIEW read_poller_check AS SELECT * FROM poller_check;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    folder_cursor, pop3_uidl, seen_uid, seen_uidl, fetch_gap, poll_log, account_health, poll_request, account_command,
    poller_check TO mailweave_poller;
GRANT SELECT ON
    read_folder_cursor, read_seen_uid, read_seen_uidl, read_fetch_gap, read_poll_log, read_account_health,
    read_poller_check
    TO mailweave_api, mailweave_cli;
