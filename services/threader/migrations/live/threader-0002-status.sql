-- What was asked for threads, kept for ever: a thread's status is a function of its messages and of these. `thread_id`
-- is any id that the thread ever had, so the node of a message; nobody may have seen that message yet.
CREATE TABLE status_request (
    request_id     uuid        PRIMARY KEY,
    account_id     integer     NOT NULL,
    thread_id      uuid        NOT NULL,
    status         text        NOT NULL CHECK (status IN ('open', 'closed', 'archived')),
    requested_at   timestamptz NOT NULL,
    requested_by   text        NOT NULL,
    rule_id        integer,
    correlation_id uuid
);
CREATE INDEX status_request_latest ON status_request (thread_id, requested_at DESC, request_id DESC);

-- An observation, a row for each event `thread.changed`: see StatusChange in domain/change.py.
CREATE TABLE status_change (
    change_id      uuid        PRIMARY KEY,
    account_id     integer     NOT NULL,
    thread_id      uuid        NOT NULL,
    before         text        NOT NULL CHECK (before IN ('open', 'closed', 'archived')),
    after          text        NOT NULL CHECK (after IN ('open', 'closed', 'archived')),
    at             timestamptz NOT NULL,
    request_id     uuid,
    mail_id        uuid,
    correlation_id uuid
);

-- When a mail opens its thread. Of mail that came before this column it is not known, and need not be: every request
-- came later.
ALTER TABLE placement ADD COLUMN opens_at timestamptz;

-- The latest inbound message and the latest request; `status` is made of these.
ALTER TABLE thread ADD COLUMN inbound_at timestamptz, ADD COLUMN requested_at timestamptz, ADD COLUMN request_id uuid,
    ADD COLUMN requested_status text CHECK (requested_status IN ('open', 'closed', 'archived'));

-- status_at is 'the latest of'; status_by is empty where a message made the status, or nobody yet.
CREATE OR REPLACE VIEW read_thread AS
    SELECT thread.thread_id, thread.account_id, thread.subject, thread.status, thread.participants,
           thread.message_count, thread.first_at AS first_message_at, thread.last_at AS last_message_at,
           thread.linked_customer_id, thread.strand_id,
           greatest(thread.inbound_at, thread.requested_at) AS status_at,
           CASE WHEN thread.inbound_at IS NULL OR thread.inbound_at <= thread.requested_at
                THEN coalesce(request.requested_by, '') ELSE '' END AS status_by
    FROM thread LEFT JOIN status_request AS request ON request.request_id = thread.request_id;
CREATE VIEW read_status_request AS
    SELECT request_id, account_id, thread_id, status, requested_at, requested_by, rule_id FROM status_request;

GRANT SELECT, INSERT, UPDATE, DELETE ON status_request, status_change TO mailweave_threader;
GRANT SELECT ON read_status_request TO mailweave_api, mailweave_cli;
