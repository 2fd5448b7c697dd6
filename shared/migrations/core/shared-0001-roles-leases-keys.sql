-- One role a service. A login that is a member of all of them (or a superuser) takes the role when it connects.
DO $$
DECLARE
    service text;
BEGIN
    FOREACH service IN ARRAY ARRAY['poller', 'parser', 'threader', 'rules', 'sender', 'api', 'cli'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mailweave_' || service) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', 'mailweave_' || service);
        END IF;
    END LOOP;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

-- A dated claim to be the only worker of something; written through shared/lease.py only.
CREATE TABLE lease (
    kind       text        NOT NULL,
    key        text        NOT NULL,
    owner      uuid        NOT NULL,
    epoch      bigint      NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (kind, key)
);

-- The key that seals one message everywhere; deleting the row erases the message. Written through shared/seal.py only.
CREATE TABLE content_key (
    mail_id    uuid        PRIMARY KEY,
    account_id integer     NOT NULL,
    wrapped    bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE erased (
    mail_id   uuid        PRIMARY KEY,
    erased_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE, DELETE ON lease TO mailweave_poller, mailweave_sender;
GRANT SELECT, INSERT ON content_key TO mailweave_poller, mailweave_sender;
GRANT SELECT ON content_key TO mailweave_parser, mailweave_cli;
GRANT SELECT ON erased TO mailweave_poller, mailweave_sender, mailweave_parser, mailweave_api, mailweave_cli;
