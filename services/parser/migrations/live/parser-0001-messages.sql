-- One row a mail: what it is, wherever it was seen. Bodies are cut at 1 MiB here; the whole is behind the blob keys.
CREATE TABLE message (
    mail_id          uuid        PRIMARY KEY,
    account_id       integer     NOT NULL,
    account_key      uuid        NOT NULL,
    message_id       text,
    effect_id        uuid        NOT NULL,
    direction        text        NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    subject          text        NOT NULL,
    from_email       text        NOT NULL,
    from_name        text        NOT NULL,
    to_emails        text[]      NOT NULL,
    cc_emails        text[]      NOT NULL,
    bcc_emails       text[]      NOT NULL,
    reply_to_emails  text[]      NOT NULL,
    addresses        jsonb       NOT NULL,
    in_reply_to      text[]      NOT NULL,
    "references"     text[]      NOT NULL,
    plain_body       text        NOT NULL,
    html_body        text        NOT NULL,
    plain_blob       text,
    html_blob        text,
    dated_at         timestamptz,
    arrived_at       timestamptz,
    sort_at          timestamptz NOT NULL,
    fetched_at       timestamptz NOT NULL,
    size_bytes       bigint      NOT NULL,
    has_attachments  boolean     NOT NULL,
    reverse_path     text,
    is_automatic     boolean     NOT NULL,
    automatic_reason text        NOT NULL,
    is_report        boolean     NOT NULL,
    is_list          boolean     NOT NULL,
    defects          text[]      NOT NULL,
    send_id          uuid
);
CREATE INDEX message_of_account ON message (account_id, sort_at DESC, mail_id);
CREATE INDEX message_by_message_id ON message (account_id, message_id);

-- One row for each place where a mail was seen; `effects` is the permission that came with it, absent means no. The
-- place of an erased mail is kept, and nothing else of it: so it is accounted for.
CREATE TABLE copy (
    copy_id     uuid        PRIMARY KEY,
    mail_id     uuid        NOT NULL,
    account_id  integer     NOT NULL,
    source      text        NOT NULL,
    folder      text        NOT NULL,
    uidvalidity bigint,
    uid         bigint,
    uidl        text,
    flags       text[]      NOT NULL,
    effects     text,
    arrived_at  timestamptz,
    fetched_at  timestamptz NOT NULL
);
CREATE INDEX copy_of_mail ON copy (mail_id);
CREATE INDEX copy_of_account ON copy (account_id, folder, uidvalidity, uid);

-- `blob` is absent when the attachment is over EMAIL_MAX_ATTACHMENT_SIZE.
CREATE TABLE attachment (
    mail_id      uuid    NOT NULL REFERENCES message (mail_id) ON DELETE CASCADE,
    position     integer NOT NULL,
    filename     text    NOT NULL,
    content_type text    NOT NULL,
    size_bytes   bigint  NOT NULL,
    sha256       text    NOT NULL,
    content_id   text,
    is_inline    boolean NOT NULL,
    blob         text,
    PRIMARY KEY (mail_id, position)
);

-- Full-text search, filled by the parser's indexer from message_to_index.
CREATE TABLE message_search (
    mail_id  uuid     PRIMARY KEY REFERENCES message (mail_id) ON DELETE CASCADE,
    document tsvector NOT NULL
);
CREATE INDEX message_search_document ON message_search USING gin (document);
CREATE TABLE message_to_index (
    mail_id   uuid        PRIMARY KEY REFERENCES message (mail_id) ON DELETE CASCADE,
    stored_at timestamptz NOT NULL DEFAULT now()
);

CREATE VIEW read_message AS SELECT * FROM message;
CREATE VIEW read_copy AS SELECT * FROM copy;
CREATE VIEW read_attachment AS SELECT *, blob IS NULL AS is_over_limit FROM attachment;
CREATE VIEW read_message_search AS SELECT * FROM message_search;

GRANT SELECT, INSERT, UPDATE, DELETE ON message, copy, attachment, message_search, message_to_index TO mailweave_parser;
GRANT SELECT ON read_message, read_copy, read_attachment, read_message_search TO
    mailweave_api, mailweave_cli, mailweave_threader, mailweave_rules, mailweave_sender;
