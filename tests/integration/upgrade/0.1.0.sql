-- A filled database of release 0.1.0: its `mailweave demo` (28 messages, 13 answers), then through REST a third account
-- with both passwords, a rule whose template REST took and rules refuse, a rule for one account, one that is switched
-- off, one send that went out and one that waits. Its EMAIL_SECRET_KEY is in test_upgrade.py and was never anyone's.
-- Made by pg_dump --no-owner --inserts --rows-per-insert=500, then without psql's own commands and pg_dump's comments;
-- the one body of 400 KB was cut to 1,000 characters. It is never made anew: releases are what they were.

-- Dumped from database version 18.6
-- Dumped by pg_dump version 18.6

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA core;

CREATE SCHEMA live;

CREATE FUNCTION core.delete_with_send() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM send_recipient USING gone WHERE send_recipient.send_id = gone.send_id;
    DELETE FROM send_attempt USING gone WHERE send_attempt.send_id = gone.send_id;
    DELETE FROM send_change USING gone WHERE send_change.send_id = gone.send_id;
    RETURN NULL;
END
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE core._yoyo_log (
    id character varying(36) NOT NULL,
    migration_hash character varying(64),
    migration_id character varying(255),
    operation character varying(10),
    username character varying(255),
    hostname character varying(255),
    comment character varying(255),
    created_at_utc timestamp without time zone
);

CREATE TABLE core._yoyo_migration (
    migration_hash character varying(64) NOT NULL,
    migration_id character varying(255),
    applied_at_utc timestamp without time zone
);

CREATE TABLE core._yoyo_version (
    version integer NOT NULL,
    installed_at_utc timestamp without time zone
);

CREATE TABLE core.account (
    id integer NOT NULL,
    account_key uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    email_address text NOT NULL,
    own_addresses text[] DEFAULT '{}'::text[] NOT NULL,
    account_type text DEFAULT 'shared'::text NOT NULL,
    department text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    smtp_server text DEFAULT ''::text NOT NULL,
    smtp_port integer DEFAULT 587 NOT NULL,
    smtp_use_tls boolean DEFAULT true NOT NULL,
    smtp_username text DEFAULT ''::text NOT NULL,
    incoming_protocol text DEFAULT 'imap'::text NOT NULL,
    incoming_server text DEFAULT ''::text NOT NULL,
    incoming_port integer DEFAULT 993 NOT NULL,
    incoming_use_ssl boolean DEFAULT true NOT NULL,
    incoming_username text DEFAULT ''::text NOT NULL,
    allow_plaintext boolean DEFAULT false NOT NULL,
    folders text[] DEFAULT '{INBOX}'::text[] NOT NULL,
    auto_polling_enabled boolean DEFAULT true NOT NULL,
    poll_frequency integer,
    max_emails_per_poll integer,
    initial_history_days integer DEFAULT 7 NOT NULL,
    activation integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT account_account_type_check CHECK ((account_type = ANY (ARRAY['individual'::text, 'shared'::text, 'department'::text]))),
    CONSTRAINT account_incoming_port_check CHECK (((incoming_port >= 1) AND (incoming_port <= 65535))),
    CONSTRAINT account_incoming_protocol_check CHECK ((incoming_protocol = ANY (ARRAY['imap'::text, 'pop3'::text]))),
    CONSTRAINT account_initial_history_days_check CHECK ((initial_history_days >= 0)),
    CONSTRAINT account_max_emails_per_poll_check CHECK ((max_emails_per_poll >= 1)),
    CONSTRAINT account_poll_frequency_check CHECK ((poll_frequency >= 1)),
    CONSTRAINT account_smtp_port_check CHECK (((smtp_port >= 1) AND (smtp_port <= 65535))),
    CONSTRAINT account_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'error'::text])))
);

CREATE TABLE core.account_command (
    command_id uuid NOT NULL,
    account_id integer NOT NULL,
    command jsonb NOT NULL,
    folder text NOT NULL,
    uid bigint NOT NULL,
    state text NOT NULL,
    result text DEFAULT ''::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT account_command_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'refused'::text])))
);

CREATE TABLE core.account_health (
    account_id integer NOT NULL,
    state text NOT NULL,
    kind text,
    reason text DEFAULT ''::text NOT NULL,
    since timestamp with time zone NOT NULL,
    last_poll_at timestamp with time zone NOT NULL,
    last_good_at timestamp with time zone,
    is_live boolean DEFAULT false NOT NULL,
    CONSTRAINT account_health_kind_check CHECK ((kind = ANY (ARRAY['auth'::text, 'network'::text, 'tls'::text, 'protocol'::text, 'quota'::text]))),
    CONSTRAINT account_health_state_check CHECK ((state = ANY (ARRAY['ok'::text, 'degraded'::text, 'failing'::text])))
);

ALTER TABLE core.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME core.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE core.account_secret (
    account_id integer NOT NULL,
    incoming_password bytea,
    smtp_password bytea
);

CREATE TABLE core.content_key (
    mail_id uuid NOT NULL,
    account_id integer NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE core.erased (
    mail_id uuid NOT NULL,
    erased_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE core.fetch_gap (
    account_id integer NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    reason text NOT NULL,
    size_bytes bigint NOT NULL,
    detail text NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT fetch_gap_reason_check CHECK ((reason = ANY (ARRAY['gone'::text, 'refused'::text, 'dropped'::text, 'too_big'::text, 'erased'::text])))
);

CREATE TABLE core.folder_cursor (
    account_id integer NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    last_uid bigint NOT NULL,
    begun_uid bigint NOT NULL,
    passed int8multirange DEFAULT '{}'::int8multirange NOT NULL,
    live_from_uid bigint NOT NULL,
    history_since timestamp with time zone NOT NULL,
    activation integer DEFAULT 1 NOT NULL,
    refused_uid bigint,
    refused_times integer DEFAULT 0 NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE core.lease (
    kind text NOT NULL,
    key text NOT NULL,
    owner uuid NOT NULL,
    epoch bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE core.poll_log (
    id bigint NOT NULL,
    account_id integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    status text NOT NULL,
    polls integer DEFAULT 1 NOT NULL,
    messages_found integer DEFAULT 0 NOT NULL,
    messages_processed integer DEFAULT 0 NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    error_message text DEFAULT ''::text NOT NULL,
    CONSTRAINT poll_log_check CHECK (((status = 'running'::text) = (finished_at IS NULL))),
    CONSTRAINT poll_log_status_check CHECK ((status = ANY (ARRAY['running'::text, 'ok'::text, 'error'::text])))
);

ALTER TABLE core.poll_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME core.poll_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE core.poll_request (
    account_id integer NOT NULL,
    force boolean NOT NULL,
    max_messages integer,
    requested_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE core.poller_check (
    check_id uuid NOT NULL,
    account_id integer NOT NULL,
    ok boolean NOT NULL,
    message text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE core.pop3_uidl (
    account_id integer NOT NULL,
    uidl text NOT NULL,
    number bigint NOT NULL
);

ALTER TABLE core.pop3_uidl ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME core.pop3_uidl_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW core.read_account AS
 SELECT id,
    account_key,
    name,
    email_address,
    own_addresses,
    account_type,
    department,
    status,
    smtp_server,
    smtp_port,
    smtp_use_tls,
    smtp_username,
    incoming_protocol,
    incoming_server,
    incoming_port,
    incoming_use_ssl,
    incoming_username,
    allow_plaintext,
    folders,
    auto_polling_enabled,
    poll_frequency,
    max_emails_per_poll,
    initial_history_days,
    activation,
    created_at,
    version
   FROM core.account;

CREATE VIEW core.read_account_health AS
 SELECT account_id,
    state,
    kind,
    reason,
    since,
    last_poll_at,
    last_good_at,
    is_live
   FROM core.account_health;

CREATE VIEW core.read_account_secret AS
 SELECT account_id,
    incoming_password,
    smtp_password
   FROM core.account_secret;

CREATE VIEW core.read_fetch_gap AS
 SELECT account_id,
    folder,
    uidvalidity,
    uid,
    reason,
    size_bytes,
    detail,
    found_at
   FROM core.fetch_gap;

CREATE VIEW core.read_folder_cursor AS
 SELECT account_id,
    folder,
    uidvalidity,
    last_uid,
    begun_uid,
    passed,
    live_from_uid,
    history_since,
    activation,
    refused_uid,
    refused_times,
    moved_at
   FROM core.folder_cursor;

CREATE VIEW core.read_poll_log AS
 SELECT id,
    account_id,
    started_at,
    finished_at,
    status,
    polls,
    messages_found,
    messages_processed,
    bytes,
    error_message
   FROM core.poll_log;

CREATE VIEW core.read_poller_check AS
 SELECT check_id,
    account_id,
    ok,
    message,
    at
   FROM core.poller_check;

CREATE TABLE core.rule (
    id integer NOT NULL,
    version integer DEFAULT 1 NOT NULL
);

CREATE TABLE core.rule_version (
    rule_id integer NOT NULL,
    version integer NOT NULL,
    account_id integer,
    name text NOT NULL,
    rule_type text NOT NULL,
    condition_type text NOT NULL,
    condition_value text NOT NULL,
    action_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    priority integer DEFAULT 100 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE VIEW core.read_rule AS
 SELECT version_row.rule_id,
    version_row.version,
    version_row.account_id,
    version_row.name,
    version_row.rule_type,
    version_row.condition_type,
    version_row.condition_value,
    version_row.action_data,
    version_row.priority,
    version_row.is_active,
    version_row.created_at
   FROM (core.rule_version version_row
     JOIN core.rule ON (((rule.id = version_row.rule_id) AND (rule.version = version_row.version))));

CREATE TABLE core.seen_uid (
    account_id integer NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    block bigint NOT NULL,
    uids int8multirange NOT NULL
);

CREATE VIEW core.read_seen_uid AS
 SELECT account_id,
    folder,
    uidvalidity,
    block,
    uids
   FROM core.seen_uid;

CREATE TABLE core.seen_uidl (
    account_id integer NOT NULL,
    uidl text NOT NULL,
    number bigint NOT NULL
);

CREATE VIEW core.read_seen_uidl AS
 SELECT account_id,
    uidl,
    number
   FROM core.seen_uidl;

CREATE TABLE core.send (
    send_id uuid NOT NULL,
    account_id integer NOT NULL,
    account_key uuid,
    kind text NOT NULL,
    state text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    request json NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    rule_id integer,
    correlation_id uuid,
    message_id text DEFAULT ''::text NOT NULL,
    mail_id uuid,
    sha256 text DEFAULT ''::text NOT NULL,
    size_bytes integer DEFAULT 0 NOT NULL,
    sealed bytea,
    created_at timestamp with time zone NOT NULL,
    next_attempt_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    sent_at timestamp with time zone,
    copied_at timestamp with time zone,
    CONSTRAINT send_kind_check CHECK ((kind = ANY (ARRAY['request'::text, 'auto_reply'::text, 'forward'::text]))),
    CONSTRAINT send_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'in_doubt'::text, 'suppressed'::text, 'rejected'::text])))
);

CREATE TABLE core.send_attempt (
    send_id uuid NOT NULL,
    attempt integer NOT NULL,
    epoch bigint NOT NULL,
    state text NOT NULL,
    outcome text DEFAULT ''::text NOT NULL,
    is_answered boolean DEFAULT false NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    recipients jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT send_attempt_state_check CHECK ((state = ANY (ARRAY['on_wire'::text, 'done'::text, 'in_doubt'::text])))
);

CREATE VIEW core.read_send AS
 SELECT send.send_id,
    send.account_id,
    send.kind,
        CASE
            WHEN (open.send_id IS NOT NULL) THEN 'sending'::text
            ELSE send.state
        END AS state,
    send.reason,
    send.subject,
    send.rule_id,
    send.correlation_id,
    send.message_id,
    send.mail_id,
    send.size_bytes,
    send.created_at,
    send.next_attempt_at,
    COALESCE(open.attempt, send.attempts) AS attempts,
    send.sent_at,
    send.copied_at
   FROM (core.send
     LEFT JOIN core.send_attempt open ON (((open.send_id = send.send_id) AND (open.state = 'on_wire'::text))));

CREATE VIEW core.read_send_attempt AS
 SELECT send_id,
    attempt,
    epoch,
    state,
    outcome,
    is_answered,
    started_at,
    ended_at
   FROM core.send_attempt;

CREATE TABLE core.send_recipient (
    send_id uuid NOT NULL,
    address text NOT NULL,
    state text NOT NULL,
    reply_code integer,
    enhanced_status text,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT send_recipient_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'deferred'::text, 'sent'::text, 'failed'::text, 'in_doubt'::text, 'suppressed'::text, 'rejected'::text])))
);

CREATE VIEW core.read_send_recipient AS
 SELECT one.send_id,
    one.address,
        CASE
            WHEN jsonb_exists(open.recipients, one.address) THEN 'sending'::text
            ELSE one.state
        END AS state,
    one.reply_code,
    one.enhanced_status,
    one.reason
   FROM (core.send_recipient one
     LEFT JOIN core.send_attempt open ON (((open.send_id = one.send_id) AND (open.state = 'on_wire'::text))));

CREATE TABLE core.sender_check (
    check_id uuid NOT NULL,
    account_id integer NOT NULL,
    ok boolean NOT NULL,
    message text NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE VIEW core.read_sender_check AS
 SELECT check_id,
    account_id,
    ok,
    message,
    at
   FROM core.sender_check;

CREATE TABLE core.template (
    id integer NOT NULL,
    version integer DEFAULT 1 NOT NULL
);

CREATE TABLE core.template_version (
    template_id integer NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    template_type text DEFAULT ''::text NOT NULL,
    subject text NOT NULL,
    html_content text DEFAULT ''::text NOT NULL,
    plain_content text DEFAULT ''::text NOT NULL,
    variables text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE VIEW core.read_template AS
 SELECT version_row.template_id,
    version_row.version,
    version_row.name,
    version_row.template_type,
    version_row.subject,
    version_row.html_content,
    version_row.plain_content,
    version_row.variables,
    version_row.created_at
   FROM (core.template_version version_row
     JOIN core.template ON (((template.id = version_row.template_id) AND (template.version = version_row.version))));

ALTER TABLE core.rule ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME core.rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE core.send_answer (
    answered text NOT NULL,
    recipient text NOT NULL,
    send_id uuid NOT NULL,
    kind text NOT NULL,
    thread_id uuid,
    at timestamp with time zone NOT NULL
);

CREATE TABLE core.send_change (
    "position" bigint NOT NULL,
    account_id integer NOT NULL,
    send_id uuid NOT NULL,
    recipient text NOT NULL,
    attempt integer NOT NULL,
    state text NOT NULL,
    reply_code integer,
    enhanced_status text,
    reason text DEFAULT ''::text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    published_at timestamp with time zone
);

ALTER TABLE core.send_change ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME core.send_change_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE core.template ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME core.template_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE core.yoyo_lock (
    locked integer DEFAULT 1 NOT NULL,
    ctime timestamp without time zone,
    pid integer NOT NULL
);

CREATE TABLE live._yoyo_log (
    id character varying(36) NOT NULL,
    migration_hash character varying(64),
    migration_id character varying(255),
    operation character varying(10),
    username character varying(255),
    hostname character varying(255),
    comment character varying(255),
    created_at_utc timestamp without time zone
);

CREATE TABLE live._yoyo_migration (
    migration_hash character varying(64) NOT NULL,
    migration_id character varying(255),
    applied_at_utc timestamp without time zone
);

CREATE TABLE live._yoyo_version (
    version integer NOT NULL,
    installed_at_utc timestamp without time zone
);

CREATE TABLE live.account_sequence (
    account_id integer NOT NULL,
    last_seq bigint NOT NULL
);

CREATE TABLE live.attachment (
    mail_id uuid NOT NULL,
    "position" integer NOT NULL,
    filename text NOT NULL,
    content_type text NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 text NOT NULL,
    content_id text,
    is_inline boolean NOT NULL,
    blob text
);

CREATE TABLE live.copy (
    copy_id uuid NOT NULL,
    mail_id uuid NOT NULL,
    account_id integer NOT NULL,
    source text NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint,
    uid bigint,
    uidl text,
    flags text[] NOT NULL,
    effects text,
    arrived_at timestamp with time zone,
    fetched_at timestamp with time zone NOT NULL
);

CREATE TABLE live.customer (
    customer_id uuid NOT NULL,
    name text NOT NULL,
    named_at timestamp with time zone NOT NULL,
    named_by uuid NOT NULL,
    first_seen_at timestamp with time zone NOT NULL
);

CREATE TABLE live.customer_address (
    address text NOT NULL,
    customer_id uuid NOT NULL
);

CREATE TABLE live.effect_claim (
    effect_id uuid NOT NULL,
    mail_id uuid NOT NULL
);

CREATE TABLE live.message (
    mail_id uuid NOT NULL,
    account_id integer NOT NULL,
    account_key uuid NOT NULL,
    message_id text,
    effect_id uuid NOT NULL,
    direction text NOT NULL,
    subject text NOT NULL,
    from_email text NOT NULL,
    from_name text NOT NULL,
    to_emails text[] NOT NULL,
    cc_emails text[] NOT NULL,
    bcc_emails text[] NOT NULL,
    reply_to_emails text[] NOT NULL,
    addresses jsonb NOT NULL,
    in_reply_to text[] NOT NULL,
    "references" text[] NOT NULL,
    plain_body text NOT NULL,
    html_body text NOT NULL,
    plain_blob text,
    html_blob text,
    dated_at timestamp with time zone,
    arrived_at timestamp with time zone,
    sort_at timestamp with time zone NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    size_bytes bigint NOT NULL,
    has_attachments boolean NOT NULL,
    reverse_path text,
    is_automatic boolean NOT NULL,
    automatic_reason text NOT NULL,
    is_report boolean NOT NULL,
    is_list boolean NOT NULL,
    defects text[] NOT NULL,
    send_id uuid,
    CONSTRAINT message_direction_check CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text])))
);
ALTER TABLE ONLY live.message ALTER COLUMN plain_body SET STORAGE EXTERNAL;
ALTER TABLE ONLY live.message ALTER COLUMN html_body SET STORAGE EXTERNAL;

CREATE TABLE live.message_search (
    mail_id uuid NOT NULL,
    document tsvector NOT NULL
);
ALTER TABLE ONLY live.message_search ALTER COLUMN document SET STORAGE EXTERNAL;

CREATE TABLE live.message_to_index (
    mail_id uuid NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE live.node (
    node_id uuid NOT NULL,
    account_id integer NOT NULL,
    name text NOT NULL,
    strand_id uuid NOT NULL
);

CREATE TABLE live.placement (
    mail_id uuid NOT NULL,
    account_id integer NOT NULL,
    node_id uuid NOT NULL,
    parents uuid[] NOT NULL,
    sort_at timestamp with time zone NOT NULL,
    seq bigint NOT NULL,
    thread_id uuid NOT NULL,
    is_new_thread boolean NOT NULL,
    reason text NOT NULL,
    confidence double precision NOT NULL,
    customer_id uuid,
    customer_name text NOT NULL,
    is_customer_known boolean NOT NULL
);

CREATE VIEW live.read_attachment AS
 SELECT mail_id,
    "position",
    filename,
    content_type,
    size_bytes,
    sha256,
    content_id,
    is_inline,
    blob,
    (blob IS NULL) AS is_over_limit
   FROM live.attachment;

CREATE VIEW live.read_copy AS
 SELECT copy_id,
    mail_id,
    account_id,
    source,
    folder,
    uidvalidity,
    uid,
    uidl,
    flags,
    effects,
    arrived_at,
    fetched_at
   FROM live.copy;

CREATE VIEW live.read_customer AS
 SELECT customer_id,
    name,
    first_seen_at,
    ARRAY( SELECT customer_address.address
           FROM live.customer_address
          WHERE (customer_address.customer_id = customer.customer_id)
          ORDER BY customer_address.address) AS addresses
   FROM live.customer;

CREATE VIEW live.read_message AS
 SELECT mail_id,
    account_id,
    account_key,
    message_id,
    effect_id,
    direction,
    subject,
    from_email,
    from_name,
    to_emails,
    cc_emails,
    bcc_emails,
    reply_to_emails,
    addresses,
    in_reply_to,
    "references",
    plain_body,
    html_body,
    plain_blob,
    html_blob,
    dated_at,
    arrived_at,
    sort_at,
    fetched_at,
    size_bytes,
    has_attachments,
    reverse_path,
    is_automatic,
    automatic_reason,
    is_report,
    is_list,
    defects,
    send_id
   FROM live.message;

CREATE VIEW live.read_message_search AS
 SELECT mail_id,
    document
   FROM live.message_search;

CREATE VIEW live.read_placed AS
 SELECT mail_id,
    account_id
   FROM live.placement;

CREATE TABLE live.thread (
    strand_id uuid NOT NULL,
    account_id integer NOT NULL,
    thread_id uuid NOT NULL,
    node_count integer NOT NULL,
    message_count integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    first_name text NOT NULL,
    first_mail_id uuid NOT NULL,
    subject text NOT NULL,
    last_at timestamp with time zone NOT NULL,
    participants text[] NOT NULL,
    status text NOT NULL,
    linked_customer_id uuid,
    linked_at timestamp with time zone,
    linked_mail_id uuid,
    CONSTRAINT thread_status_check CHECK ((status = ANY (ARRAY['open'::text, 'closed'::text, 'archived'::text])))
);

CREATE VIEW live.read_placement AS
 SELECT placement.mail_id,
    placement.account_id,
    thread.thread_id,
    placement.node_id AS own_thread_id,
    placement.thread_id AS first_thread_id,
    placement.sort_at,
    placement.seq,
    placement.is_new_thread,
    placement.reason,
    placement.confidence,
    placement.customer_id,
    placement.customer_name,
    placement.is_customer_known,
    node.strand_id,
    (EXISTS ( SELECT
           FROM live.placement twin
          WHERE ((twin.node_id = placement.node_id) AND (twin.mail_id <> placement.mail_id)))) AS is_possible_duplicate
   FROM ((live.placement
     JOIN live.node ON ((node.node_id = placement.node_id)))
     JOIN live.thread ON ((thread.strand_id = node.strand_id)));

CREATE TABLE live.rule_run (
    mail_id uuid NOT NULL,
    account_id integer NOT NULL,
    effect_id uuid NOT NULL,
    ruled_at timestamp with time zone NOT NULL,
    matches jsonb NOT NULL,
    decisions jsonb NOT NULL,
    commands jsonb NOT NULL
);

CREATE VIEW live.read_rule_run AS
 SELECT mail_id,
    account_id,
    effect_id,
    ruled_at,
    matches,
    decisions
   FROM live.rule_run;

CREATE VIEW live.read_thread AS
 SELECT thread_id,
    account_id,
    subject,
    status,
    participants,
    message_count,
    first_at AS first_message_at,
    last_at AS last_message_at,
    linked_customer_id,
    strand_id
   FROM live.thread;

CREATE TABLE live.yoyo_lock (
    locked integer DEFAULT 1 NOT NULL,
    ctime timestamp without time zone,
    pid integer NOT NULL
);

INSERT INTO core._yoyo_log VALUES
	('7f8ec39c-eb99-11f1-a34d-02fc00000001', 'c851662b5bd8b3c7c93c2016be0ced6cb1c088a79c2bd6a0f32a47d03368cd54', 'shared-0001-roles-leases-keys', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:32.778565'),
	('7fbffc00-eb99-11f1-a34d-02fc00000001', '849f1bda939d21bf50e6f126a06694d410844c21c02a63015a60d16bc2fc4411', 'api-0001-configuration', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.100954'),
	('7fd970ae-eb99-11f1-a34d-02fc00000001', 'a7970fe27fabbba6f04f5410fa19146d1ec10edc599cee22bea4526e021ddf63', 'poller-0001-mailboxes', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.267775'),
	('7feb8ba4-eb99-11f1-a34d-02fc00000001', '5776fa833136b66bd21f3ef760238215ddcdfd0707c42697fc6c0912bb93b670', 'sender-0001-ledger', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.38643'),
	('7ff5c858-eb99-11f1-a34d-02fc00000001', 'bf079b743aa4c7c92dc8a29b9bdb5711031839ecfa3baa2fbe7992b9ba90164b', 'sender-0002-on-wire', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.453503'),
	('7ffc86fc-eb99-11f1-a34d-02fc00000001', '44c3f7f465acfb31a52cb12d3c3ab700c944e8409ae43e2f4dc25f8ab99e2df5', 'sender-0003-copies', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.497707'),
	('80002bae-eb99-11f1-a34d-02fc00000001', '9cc7523dd1f370d4c3f5715784f75b900e067d7442716629c34368801168a62e', 'sender-0004-references', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.52157');

INSERT INTO core._yoyo_migration VALUES
	('c851662b5bd8b3c7c93c2016be0ced6cb1c088a79c2bd6a0f32a47d03368cd54', 'shared-0001-roles-leases-keys', '2026-11-29 02:06:32.784526'),
	('849f1bda939d21bf50e6f126a06694d410844c21c02a63015a60d16bc2fc4411', 'api-0001-configuration', '2026-11-29 02:06:33.111213'),
	('a7970fe27fabbba6f04f5410fa19146d1ec10edc599cee22bea4526e021ddf63', 'poller-0001-mailboxes', '2026-11-29 02:06:33.272191'),
	('5776fa833136b66bd21f3ef760238215ddcdfd0707c42697fc6c0912bb93b670', 'sender-0001-ledger', '2026-11-29 02:06:33.390257'),
	('bf079b743aa4c7c92dc8a29b9bdb5711031839ecfa3baa2fbe7992b9ba90164b', 'sender-0002-on-wire', '2026-11-29 02:06:33.459297'),
	('44c3f7f465acfb31a52cb12d3c3ab700c944e8409ae43e2f4dc25f8ab99e2df5', 'sender-0003-copies', '2026-11-29 02:06:33.504549'),
	('9cc7523dd1f370d4c3f5715784f75b900e067d7442716629c34368801168a62e', 'sender-0004-references', '2026-11-29 02:06:33.529798');

INSERT INTO core._yoyo_version VALUES
	(2, '2026-11-29 02:06:32.665636');

INSERT INTO core.account OVERRIDING SYSTEM VALUE VALUES
	(1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'Customer support', 'support@mailweave.test', '{}', 'shared', '', 'active', '127.0.0.1', 21612, false, '', 'imap', 'localhost', 30730, true, 'support@mailweave.test', true, '{INBOX}', true, 1, NULL, 7, 1, '2026-11-29 02:06:43.078495+00', 1),
	(2, 'faf21f67-3c82-4867-917e-572de0c97211', 'Sales', 'sales@mailweave.test', '{}', 'shared', '', 'active', '127.0.0.1', 21612, false, '', 'pop3', 'localhost', 26475, false, 'sales@mailweave.test', true, '{INBOX}', true, 1, NULL, 7, 1, '2026-11-29 02:06:43.103209+00', 1),
	(3, 'aa279ae7-16fa-4840-96d8-2de9a2476c13', 'Returns', 'returns@mailweave.test', '{refunds@mailweave.test}', 'department', 'Returns', 'active', '127.0.0.1', 1, false, 'returns', 'imap', '127.0.0.1', 2, false, 'returns', true, '{INBOX,Entwürfe}', false, 77, 9, 30, 1, '2026-11-29 02:07:43.530771+00', 1);

INSERT INTO core.account_health VALUES
	(1, 'ok', NULL, '', '2026-11-29 02:06:43.781577+00', '2026-11-29 02:08:31.599041+00', '2026-11-29 02:08:31.599041+00', true),
	(2, 'ok', NULL, '', '2026-11-29 02:06:43.539271+00', '2026-11-29 02:08:31.733405+00', '2026-11-29 02:08:31.733405+00', true);

INSERT INTO core.account_secret VALUES
	(1, '\x01b2becad2a866d580b350987ec3f8b19f2ec966d18d53be880ab7f6d11ac8b727705a9e3bbabd3c1374', NULL),
	(2, '\x01391ab0d40947157d4bce2f6f616de7868b99ed2ebbab34a64c45ffb5f870221be6cdc39b7f90f712dd', NULL),
	(3, '\x018d8efa24fe8f75160f086d7932a241eef37dd48ab33bca0d273675ca4da23943d3a86a21aea448a102b25b5e6ff404980336abf3cf625b', '\x0194ba5d01f6d0083840cc33d132423e90d989597565b109cc6b5dd9d18e0016db6d7cca4518108dad863dd04e50a5cb975f6fa0');

INSERT INTO core.content_key VALUES
	('c3ac7a37-0b87-533e-b512-d8cda44279b9', 1, '\x012e0d11e12cdea95d14b13cdfccefa8ce948f06494a441c77da6291363de1a0fe2d7aa0507d5eab5d41e688c042073140f7d7e67721b8a0aab0b22730', '2026-11-29 02:06:44.09347+00'),
	('6d7e0994-fd22-547a-903c-63539beb100d', 1, '\x01e9e94b4e4bb5e8623408d1012a0b0e479f043ee90913a79bb059625effecfe6865368a04145d5d5cf07c94c90fe96168c9519c5a13f8206c41d4708e', '2026-11-29 02:06:44.30252+00'),
	('82c6770c-df38-5c35-8617-b37c4f141c59', 1, '\x01504d63c3911ebf29505cbb9410ac917f834021073cb3ea45d9cd3ff2826da9d9479ee78750f105f0e15f61da16b5e4596e7344bc6bab6b95ce0a7927', '2026-11-29 02:06:44.30252+00'),
	('8b9f5154-eb04-58d2-aa3a-b81fdecd2005', 1, '\x01022acd4516cca9d90568c603228411fa9fc3b2221ab2daa5e261a6d6241007c5263cc9ccc736181bdd27acdd46d1d6ed04b924e7d3b8ad677836776c', '2026-11-29 02:06:44.30252+00'),
	('c2fafa97-522d-5a0e-8547-4d19e8619d95', 1, '\x014255918b9514d4866b6c25890f6b88c4f89c3ffa60829af83cf458238d06c6504d1eff891462644da5486fc073d452fa81094b1459c39251a26d8405', '2026-11-29 02:06:44.30252+00'),
	('ebf0c3c0-2028-5187-bd48-16279d94ea97', 1, '\x011a0b2fefcce3d6acab4e2fcff290427c7e45312f1f1839173d9c37da1b435bb3b986e51983159b3127b398ce5bbe478668a5a1cef7dfd34a2645fcfd', '2026-11-29 02:06:44.30252+00'),
	('048a3b25-dd16-5e27-890a-1ec226a751b3', 1, '\x01dc984ba0f68e9ad72bdaa2ffb2dcd34223397323c3c64e3356e0d624f4911bd54b80a91af1bdd39226fb7c4ed2c52959090d37e220ccf3f2397f6b46', '2026-11-29 02:06:44.493289+00'),
	('1c6a02e7-8683-555d-b132-35769f3dcd50', 1, '\x01aa28c1703e83de9b405519373c04180ac96c4c9175702388c8c9d5f3bd3d6ce4995f619fa47e8acf94fdd762ad6d166776dacc1eb9eccf8267718510', '2026-11-29 02:06:44.493289+00'),
	('221c5999-c1cd-5734-879c-50bfecf29b19', 1, '\x01270305068e25720717958bc93b7a2bee5c706f2ba17adab563ce625ef02e550ba54a7b3bda6f03671ab62e063bd38f952916fcfb4ceb5a91caad2f8d', '2026-11-29 02:06:44.493289+00'),
	('8973bafe-2d97-50dd-970d-be6bae352848', 1, '\x010e37f884ab7c467708dfea2ef63ff54d422968951f78ad92510fc7bf6aa8eb9852a94f489b46c4ae9ad3867bac6a85c435e9540e6c7fbb58b4e32009', '2026-11-29 02:06:44.531326+00'),
	('38231b8f-5500-55d1-a4ea-6056794c4a1d', 1, '\x0107de1f4bd43edb056ddc49c9416fb150f49ef0a6dde76d9d0e85d6ad53f99270f19d6e514718d21e75f70059227a1216d286e52eb26a76de8b7e1a1b', '2026-11-29 02:06:44.59923+00'),
	('4920e117-73fd-5955-b32e-a7b20516056e', 1, '\x01c58c3cb615d66da6c1afda44dc406409ad85a23988a502e2f82329fe1c9e7469c4301c3ec466c987b3d1681059a47bb093fcfc7fde6fbe4e8f63cd27', '2026-11-29 02:06:44.59923+00'),
	('6a98f414-df2c-5839-9d16-cdc378134b93', 1, '\x0102e85674e69e558438d1f64f7e71f3ea2c1502d59113c06052a96bee96da1804d95e23668bf18be25167c1c1264cbd4906d11d621805a3032336c783', '2026-11-29 02:06:44.59923+00'),
	('b2c0f189-def1-5411-8490-9d0098e4c517', 1, '\x018748d84c4855a31ff157c7685ecc6b908ac1d2afff7c7f9a395dc2d5ae37e8b5455ccbbde816c20fbda7831ea8a254cc6edcd077d5d487d540ecdaeb', '2026-11-29 02:06:44.59923+00'),
	('1c602ecb-1107-527c-9e84-92aec735a8a4', 1, '\x0112969aa6baab9bf00a3a0d80122420cc3dece830f34f9f1e638f1bd7d3f32ce1045d0e371e71916d7d14a4f0e3424446fb6c55378ce94598af9af14c', '2026-11-29 02:06:44.647341+00'),
	('60a855eb-3c54-505d-ab88-28bedb2276bf', 1, '\x01d7fc02e4235d9e3024252fa2cba9debd41d3d40794e1fb3d95fe7f409a8d318372926c151689b8735e94c30cd5c9f11f48653170d605b4bf7a473f8a', '2026-11-29 02:06:44.647341+00'),
	('ba043ff2-099b-5dd9-8664-19178e9b31ac', 1, '\x0132d115a42c19e7d601a7954877b9c42a16f5d2b9a41364c213eaa594f0dd08f71020c8e2f0b60cc54d2c182732a12cbdbe3fe0d0524608939093fd32', '2026-11-29 02:06:44.647341+00'),
	('0fda3104-e34c-5b8c-8a7a-68401100c998', 1, '\x01c04caf758ade591639df3c2b09ce63362cd5c9f2908544367ff2e0eb78565f4cccf8ab63d8cf9e9a8a6be7e279c3fb5a45c3c2c6e3ed113ea2569a3c', '2026-11-29 02:06:44.711398+00'),
	('0869ec02-6b6e-5839-b06e-7c6ac44e6e65', 1, '\x01a6a52474d4191b4d0767f8ac84c0b8f36ec77e9ad9c9b9dbc867ec0a62fafb103b7cbeb6f98f133dce0d0e657d8aecd89e579cc971108ef59daadab9', '2026-11-29 02:06:44.768668+00'),
	('3322fe45-e645-554f-bfbf-132191596d56', 1, '\x0120b20a9515636b264dcf9e45805a79dfe63ff5cb3e1af214edac7d5bb4228e2b3c4cf8b3c8e8c09befff51ef510af9ca4884cb81820baf7245a9add2', '2026-11-29 02:06:44.817206+00'),
	('9e2c578c-cace-5615-a2e3-ab6543741526', 1, '\x019ecbef3a325872bec4ede6dcc3f710c221c739846e03e42caf14bd6be48d1f8833b15411c457b6abee033da4d5a790b7e98f4efd15070541cd93eeed', '2026-11-29 02:06:44.817206+00'),
	('7578ac7e-0fa7-5528-9f9c-f5317782857e', 1, '\x010236595fe2fd7af21a523b8366c4406b1efcd0451cef9b3f1a5cdd5234560068f02e325a854f0bcc4c9bab6eb938b47e89ad2de5d6fc431747995354', '2026-11-29 02:06:45.013146+00'),
	('85cfaa14-bcef-5fc4-bb08-b56fb508c028', 1, '\x014886608b031e74da82519240aff234d8847411c19cd2e4f961996f8ee7302dca67e9407e609e4283018f58bb6e6175c837c2969338d51289e8ab4666', '2026-11-29 02:06:45.013146+00'),
	('966348e0-807e-5222-8d7a-4c2612bdc596', 1, '\x0107f84882edf65d8b733e7709ae436e883276c448297ea69a2bb75a3ae2b86663045eb788e799528d3e93ff62b9ddcf9c52e8c805d15ec9044e474972', '2026-11-29 02:06:45.013146+00'),
	('c48d5f38-3085-5758-87a4-ed3017c2bc89', 1, '\x017f04bbf5f8c1ab33ab1f916c21c13f1ffd7503af71232502b9fd6259217c188e2cb5910fb99ffabde09b0247a9af4a33ae445b5db726f5f7d9be49fe', '2026-11-29 02:06:45.013146+00'),
	('278cfc1d-2f92-5150-9205-88f6ac118084', 1, '\x01d565f875e4de02b2fec42ce1b0cb92d334b657544b83b4b143e3c0ca2902a83850209360faf6c8b717dc662b041b989f361ee3ac8a397bdfccc3b7c4', '2026-11-29 02:06:45.185467+00'),
	('cc032576-c53d-503d-b054-bc10180bdebe', 1, '\x01e29244c394e7cbbd1f3c1a61de673b5de6a4520f5c65fb948fa0b73fb3b2cac9db00ad49fa5a4845a7a9a88c7e665d6e6ba0b3b531678a15578e1ace', '2026-11-29 02:06:45.195073+00'),
	('fde12375-4251-5d7a-8c38-42ea60241a9d', 1, '\x01a5145de22b09eaef3827549f372230f3a5e13b5b8d7fe26767cee8851eb0abb99b2eb82c16be3afd1213747b23bb03aaf9a030d60775e0657464134e', '2026-11-29 02:06:45.362683+00'),
	('23ea9d12-ccec-532b-82d8-bf94422ea4b8', 2, '\x0141a8dedba33d968170f508e17979a28af2ec95299cb3050a715001073c1dc51d40fe4c8df547de5d4614ed1fc608211d03ca522b4e9e820e15f96af5', '2026-11-29 02:06:46.22122+00'),
	('30ab0124-8100-56ce-a45d-ef28a5232daf', 2, '\x0183a4d4a0eac75494576d24ffc3c3c8e7102d4022a4c3e865112e59193673d992116bae07b98b4ef02859b6cb30007312447268919d621738b69b4645', '2026-11-29 02:06:46.22122+00'),
	('335e296b-36af-5b59-a824-bfe85a031cad', 2, '\x01eced630a6eb4270a6234ac6bf6f1738518db7b66f913f345b9edf18e770cda8a08dab8a32c84de24a30fd526382d50dbdd8011ef1476f6db0c56d866', '2026-11-29 02:06:46.22122+00'),
	('61e320a1-ef9d-5805-8797-80d9b4e1050f', 2, '\x013c57cabfa6c9f5b1560b43cbe65c34a418b56ef153715bf2568d9839884c30cd6a3ceaf72a57953bc4fe149dc0e97294ac145b17e098436ba4d110ac', '2026-11-29 02:06:46.22122+00'),
	('7816df30-d6bc-583b-844c-8ecd35b87d21', 2, '\x013190eaa11f6994e0c508c6407cee2c2559624857c5f1d8db4d02755601369b39c1570117d367b51a70d1f3902d8b23175b450ae1f28cb811ffaef0a1', '2026-11-29 02:06:46.22122+00'),
	('86b8da94-331c-50bf-ba9e-f9116690715e', 2, '\x018360b5dc9db736bdbe6a5d14b682c23f6b5e921de1feb0be18f5191aa33aa0ec6cac133b13e44768fa72630720449e2daa28813afb1d35056e16affc', '2026-11-29 02:06:46.22122+00'),
	('889be6ba-fb54-56ae-aa07-7a981c4117a7', 2, '\x010bc74da0a596b5af365a855fb4059a755b79182ece534e8cf5e4117b129f288955f89c94e5169427e48103ae2911b467cb0cb3aa804a118e02575ba1', '2026-11-29 02:06:46.22122+00'),
	('88c1317c-6925-506c-b19e-0f04eaa34ba6', 2, '\x01c71a4ed7b397823c545e35b5f17c078317901fa83ae18b89b671df379f0d02c157cd179c8bdaf9608b535aa34e06b696c36f0a3dffd1b5725421b8b0', '2026-11-29 02:06:46.22122+00'),
	('a8ff5d2c-89e8-595a-94e4-191927710dad', 2, '\x01b9fed8a8074a15e1f97cc414254107472ce02ad48125a1fbc04e8a67675f8dd011aef8267a3b7da420f2b03bc951213ba45be47b4747f9d828d86f4e', '2026-11-29 02:06:46.22122+00'),
	('5f178574-d58c-581b-a761-d4ef99b19a80', 2, '\x01b9101e4a6c05785da546a31d6ff33ffe88cd837d739655e563c7ff51c192cc932322f67edc7683da35b22116519a0f071be4f941c7f2b43b752884d3', '2026-11-29 02:06:46.357483+00'),
	('7b9eba58-5998-5d23-972b-0e919d8aff3c', 2, '\x0194ccb2f9187ec90867923e8aff8cd8c25b42bd36471ce0fc24df94b47152c3892173346e066f05e0f751e0de97d508dc482ae4c607e2677cdf2fdcf4', '2026-11-29 02:06:46.357483+00'),
	('aa6b889b-b0d2-5b15-a418-f27f6cb045d7', 2, '\x019fd9e437a6c4a7407f68bf44ec60e12a9bcfe8a9c36c7c4ea2acf3d11f9069488ec0692f007ae5b0a167a01302d82fd75e3889fb407af00f8a0c2c15', '2026-11-29 02:06:46.357483+00'),
	('cc78a511-35b6-54c4-8b02-02df27e62720', 2, '\x01dac31192ece85c99ebcf68333d371d88d386bf4f37eea4435942ff17f3a7ac2160724e8efec2d75de54a3a860b78d74ccfdac0bd06154bff511173fe', '2026-11-29 02:06:46.357483+00'),
	('99df1341-a3e2-5a01-bb4c-109ae37a2a83', 1, '\x0126f08132f1032926ad1a6660eb53e4be8c8b3bc36cfd0537b995468e1bdaaa5ef25a396b08f235143dc3750428146155c2be617735990cd33af7b554', '2026-11-29 02:07:58.471801+00'),
	('00b6d69b-9586-586c-bc6f-dab9ee664022', 3, '\x01be0ee7a2c05323fd02bbf5f649af1e55c5712612937446408185ebcf8a998ef6e364e20b67a2e3871940f0886678fc9fdea3eb153c844b7c83f6e0f7', '2026-11-29 02:07:58.501034+00'),
	('c38c11af-f869-59ff-8576-01e61cdc982d', 2, '\x010b5d4ef1b137cb4b32f3de58ad01c8ae91034514553ce0fc1dd9e2fa71324123788be32999be086ddef2758f6d31862a539f26ed03be15e9b64da320', '2026-11-29 02:07:59.657237+00');

INSERT INTO core.folder_cursor VALUES
	(1, 'INBOX', 1795918002, 19, 0, '{[1,20)}', 1, '2026-11-22 02:06:43.713658+00', 1, NULL, 0, '2026-11-29 02:06:45.331902+00'),
	(2, 'INBOX', 1, 10, 0, '{[1,11)}', 1, '2026-11-22 02:06:43.534562+00', 1, NULL, 0, '2026-11-29 02:07:59.668116+00');

INSERT INTO core.lease VALUES
	('sender', '2', '4f19a109-4ea4-4548-9362-41657e4b5236', 1, '-infinity'),
	('poller', '1', '5d80daaa-4de8-4fd6-8a3a-f0f5dd14f9b1', 1, '2026-11-29 02:08:54.061901+00'),
	('poller', '2', '5d80daaa-4de8-4fd6-8a3a-f0f5dd14f9b1', 1, '2026-11-29 02:08:54.061915+00'),
	('poller', '3', '5d80daaa-4de8-4fd6-8a3a-f0f5dd14f9b1', 1, '2026-11-29 02:08:54.061921+00'),
	('sender', '1', '4f19a109-4ea4-4548-9362-41657e4b5236', 2, '-infinity'),
	('sender', '3', '4f19a109-4ea4-4548-9362-41657e4b5236', 1, '-infinity');

INSERT INTO core.poll_log OVERRIDING SYSTEM VALUE VALUES
	(2, 1, '2026-11-29 02:06:43.664759+00', '2026-11-29 02:06:43.783012+00', 'ok', 1, 0, 0, 0, ''),
	(3, 1, '2026-11-29 02:06:43.960813+00', '2026-11-29 02:06:44.187514+00', 'ok', 1, 1, 1, 409, ''),
	(4, 1, '2026-11-29 02:06:44.192572+00', '2026-11-29 02:06:44.385669+00', 'ok', 1, 5, 5, 2283, ''),
	(5, 1, '2026-11-29 02:06:44.399719+00', '2026-11-29 02:06:44.54706+00', 'ok', 1, 3, 3, 4313, ''),
	(1, 2, '2026-11-29 02:06:43.422217+00', '2026-11-29 02:06:44.685682+00', 'ok', 2, 0, 0, 0, ''),
	(6, 1, '2026-11-29 02:06:44.552271+00', '2026-11-29 02:06:44.688966+00', 'ok', 1, 3, 3, 1246, ''),
	(7, 1, '2026-11-29 02:06:44.70132+00', '2026-11-29 02:06:44.916674+00', 'ok', 1, 2, 2, 1119, ''),
	(8, 1, '2026-11-29 02:06:44.922378+00', '2026-11-29 02:06:45.050498+00', 'ok', 1, 4, 4, 1580, ''),
	(9, 1, '2026-11-29 02:06:45.051916+00', '2026-11-29 02:06:45.341298+00', 'ok', 1, 1, 1, 331, ''),
	(10, 2, '2026-11-29 02:06:45.704275+00', '2026-11-29 02:06:46.295007+00', 'ok', 1, 9, 9, 404103, ''),
	(12, 2, '2026-11-29 02:06:47.302184+00', '2026-11-29 02:07:58.471105+00', 'ok', 65, 0, 0, 0, ''),
	(13, 2, '2026-11-29 02:07:59.514704+00', '2026-11-29 02:07:59.684416+00', 'ok', 1, 1, 1, 319, ''),
	(11, 1, '2026-11-29 02:06:46.353406+00', '2026-11-29 02:08:31.599588+00', 'ok', 105, 0, 0, 0, ''),
	(14, 2, '2026-11-29 02:08:00.692976+00', '2026-11-29 02:08:31.7366+00', 'ok', 29, 0, 0, 0, '');

INSERT INTO core.pop3_uidl OVERRIDING SYSTEM VALUE VALUES
	(2, '1', 1),
	(2, '2', 2),
	(2, '3', 3),
	(2, '4', 4),
	(2, '5', 5),
	(2, '6', 6),
	(2, '7', 7),
	(2, '8', 8),
	(2, '9', 9),
	(2, '10', 10);

INSERT INTO core.rule OVERRIDING SYSTEM VALUE VALUES
	(1, 1),
	(2, 1),
	(3, 1),
	(4, 1),
	(5, 1);

INSERT INTO core.rule_version VALUES
	(1, 1, NULL, 'Welcome new customers', 'auto_reply', 'from_contains', '@newcustomer.test', '{"template_id": 1}', 1, true, '2026-11-29 02:06:43.146994+00'),
	(2, 1, NULL, 'Invoice questions', 'auto_reply', 'subject_contains', 'invoice', '{"template_id": 2}', 2, true, '2026-11-29 02:06:43.167366+00'),
	(3, 1, 2, 'Loops', 'auto_reply', 'subject_contains', '100%_"quoted" \ ünï {{x}}', '{"template_id": 3}', -5, true, '2026-11-29 02:07:43.558854+00'),
	(4, 1, 3, 'Switched off', 'auto_reply', 'from_contains', '''; DROP TABLE rule; --', '{"template_id": 4}', 100, false, '2026-11-29 02:07:43.566033+00'),
	(5, 1, 1, 'Handles', 'auto_reply', 'subject_contains', 'HANDLE', '{"template_id": 4}', 3, true, '2026-11-29 02:07:43.573859+00');

INSERT INTO core.seen_uid VALUES
	(1, 'INBOX', 1795918002, 0, '{[1,20)}');

INSERT INTO core.seen_uidl VALUES
	(2, '1', 1),
	(2, '2', 2),
	(2, '3', 3),
	(2, '4', 4),
	(2, '5', 5),
	(2, '6', 6),
	(2, '7', 7),
	(2, '8', 8),
	(2, '9', 9),
	(2, '10', 10);

INSERT INTO core.send VALUES
	('0425e86a-41d3-5d81-a0a9-589dd29ed417', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"d43fa165-ac24-5540-a161-559acf33a288","generation":0,"effects":"allowed","send_id":"0425e86a-41d3-5d81-a0a9-589dd29ed417","kind":"auto_reply","to_emails":["ada@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Question about my order","in_reply_to":"reply.6b0b88b2@demo.mailweave.test","references":["first.6b0b88b2@demo.mailweave.test","reply.6b0b88b2@demo.mailweave.test"],"answers_message_id":"reply.6b0b88b2@demo.mailweave.test","answers_thread_id":"ec81dd1a-c73f-5cc2-832c-b98c0ed526fa","rule_id":1,"requested_at":"2026-11-29T02:06:44.333915Z"}', 'Re: Question about my order', 1, 'd43fa165-ac24-5540-a161-559acf33a288', '0425e86a-41d3-5d81-a0a9-589dd29ed417@mailweave.test', 'b2c0f189-def1-5411-8490-9d0098e4c517', '3d704912e5013cc12eb20e57a529ccaff2f0394b9cdedfe44bda7c5c3cba2334', 666, '\x017968d405e9547711b26b7761887cc5861c1232c8f4f6635505128316494e7c1f123f1c74ebcd632af1482d6bec00b0853037f9e57e76fd9271865232717d0f8ac1b605946c410c6d34694237f8ee551f51faeabc02c1e3643fdc1d05d0c1cf87866c5bb485f46bf33ce03ef41148c93225a389d8c67ddf402f3e555d91db66e04f6d695f360fcd1ae69f3093a3c7ae4f8469d162d4a5cb369d98999fe058d1e0d4aee8d92502fecf11e163b769255d39ed53f43a67834fbcf87d74c5805b64327ea3ebd19ffb76602b0bd8ca7e5f6e268c78b6fe6abc5b1bb399b8422fca33e5d8b80ab75631a34617ee9b573b3545c8937671529038ef591f66ad77f7426863fd1c1c431b97263eaa78702cf49c4ddd567f93c52b152f9da3b2708c547898b3501b727d88bee9a37c0bc328c161e72b1b71cf91376b4b1b57eb66a458a5eef7ddbd2556b0c8cbfe1e1d14a0f33be1eebfc95149db22cb1fac93e7036831643b9873c4bc4a263535ec5719b48435d162832349febc1040266f56871ebf4f6b3b30f196717b4db70d8f2ad875a4c4d46e520c486aa1fc3475d17df0fc18563b92ecbc9cde1466a839b80b0c67a5043275ad745b2a869fe15e2ecd83', '2026-11-29 02:06:44.598524+00', NULL, 1, '2026-11-29 02:06:44.864405+00', '2026-11-29 02:06:45.02789+00'),
	('8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"6381b859-aae2-58f5-b5e3-0bb9489c8b4f","generation":0,"effects":"allowed","send_id":"8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232","kind":"auto_reply","to_emails":["bob@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: When does it arrive?","in_reply_to":"second.6b0b88b2@demo.mailweave.test","references":["second.6b0b88b2@demo.mailweave.test"],"answers_message_id":"second.6b0b88b2@demo.mailweave.test","answers_thread_id":"c12ecf41-3b72-5833-80c9-b1aa06a6d849","rule_id":1,"requested_at":"2026-11-29T02:06:44.333746Z"}', 'Re: When does it arrive?', 1, '6381b859-aae2-58f5-b5e3-0bb9489c8b4f', '8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232@mailweave.test', '4920e117-73fd-5955-b32e-a7b20516056e', 'd4663b33eb7629fa3a834595122d85c207964c3c577caf7ba7f2f464563b1de6', 619, '\x0182170e13e337ba5dc59a10fc80f5fc1053448d745f7f9f1a47391fc8b1eceb196c1e417bec077d462ece10282b324228139471cf1cb90ddd3865dbfdcba4a511f04b5926b93627eac73342fc4a56419ca3aa224f07b1e7699937e1718511c93369f0506341d9be5e8d5484e9f75c79f5d2ab9e47be914fc8276dae582e09440a816c5697bd44f9a623362044fd8eab33b01cec093eec29f93c4da8f2f3b89a075f0091d107cfd21feaca6a2ba21a1a6dc5af8fc3299a3296524509e46e8c8efe65c0bfd294da8256d797903532a8538bea8a85d165f2a713139efc354b6b2214d3a27a6864fa06d1d57982ac013f867bed27562c1fd71fb554b6f3d4dee3439ffd5f0afe2a8cea4dc4882120a80a94a70fe3dabd9d7e541437581d3a05e038daa59403badd21a53907f7d0187d0a28572227164beaa0bb22254eb4089dc49840666ad1d8a99b91a7668098e996f2c2f9a4acb8dee6f34d60cc59c1c60aa5f788c91a81633ad8af99435705f2795bcbfad219b5f0158e07434efbbbb9b4717b927177fc6765dd00ca3767e167253fb2168fd68e19ef7c08b224751aa761e954a2688b8bd3de6e6d5cb25a75adae9e6d15adf9ed', '2026-11-29 02:06:44.598524+00', NULL, 1, '2026-11-29 02:06:44.894626+00', '2026-11-29 02:06:45.027959+00'),
	('f121b215-b812-5280-9616-1b273d951499', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"0d4be678-962b-5448-bf85-188c4198a21e","generation":0,"effects":"allowed","send_id":"f121b215-b812-5280-9616-1b273d951499","kind":"auto_reply","to_emails":["carol@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Broken handle","in_reply_to":"early.6b0b88b2@demo.mailweave.test","references":["late.6b0b88b2@demo.mailweave.test","early.6b0b88b2@demo.mailweave.test"],"answers_message_id":"early.6b0b88b2@demo.mailweave.test","answers_thread_id":"cb62e980-dabe-589e-b199-b582697cbf14","rule_id":1,"requested_at":"2026-11-29T02:06:44.334527Z"}', 'Re: Broken handle', 1, '0d4be678-962b-5448-bf85-188c4198a21e', 'f121b215-b812-5280-9616-1b273d951499@mailweave.test', '6a98f414-df2c-5839-9d16-cdc378134b93', 'ad4777d39806d447491fa825c36d1408e9f9d503b512127cd20dc4c3e76196fc', 649, '\x011934a3d2cb4ef34445c10d25ad38b19eb5faeac31e369c376ec43b8ec58f462922d52bfe2a8d3640de9fec9eaf0de886c623fa289eb588a85ba809f1045995086822cd4f3315561e0d52cb5411e97b876a86ecc54b191fc09f07c27bfef340a96e9ff21d793fa427c277963a490148793144af3baf751c9705fa3c55e7facb17b3b86d915f236a675c21f32f8c514702e4a6f9be964e634aa80b15d460f3f86e4285ce56c7621614aff1f521c96dc5cfa9792ff691a50931b6bef429a2c9dde8d80a201a1b0519a0deebcefefc7441c9f2287de64f42e5d734d80dd5713a880419bd3e09e77d5c35e713323498fcc2cee47e9ded4601595ce8d47ab787e08348337dfca61357c590151ab2277a10f0ee76350b47421e446ce40cf6764fce4a762b2a6f75826c0ab19a40654b5c15a9daace0925b05907a21185611c762c76ac1ee17fdd9e2498cfc89301b790c29553dac588ecd591b54e1579309c715e2c3d2b3a40a68b3d086dada0350f171c019b3874ad479f07b6e9c0d14ee06426fa67cdecfb87e5f00a1e345a679076dd2261456f6e318c7af51f3ceb48a9c43ec50aaf42c11cb81bb0334c901a80557bc1316dcb10249219ed9d5', '2026-11-29 02:06:44.598524+00', NULL, 1, '2026-11-29 02:06:44.916258+00', '2026-11-29 02:06:45.027967+00'),
	('57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"a20fbae1-bcff-5539-a0f2-d241017f9ade","generation":0,"effects":"allowed","send_id":"57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb","kind":"auto_reply","to_emails":["erin@partner.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Our invoice 4711","in_reply_to":"html.6b0b88b2@demo.mailweave.test","references":["html.6b0b88b2@demo.mailweave.test"],"answers_message_id":"html.6b0b88b2@demo.mailweave.test","answers_thread_id":"9f335ac3-ed3e-5c4a-9462-a1d47887f32e","rule_id":2,"requested_at":"2026-11-29T02:06:44.503548Z"}', 'Re: Our invoice 4711', 2, 'a20fbae1-bcff-5539-a0f2-d241017f9ade', '57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb@mailweave.test', '0fda3104-e34c-5b8c-8a7a-68401100c998', '1c4ad62bd2202b06856a3a64b278ca1af52256c46c86f1e788048ad2e8f64ed9', 580, '\x018a0ba42508e180dd74031a871ab7c28a8d88813bcd209e76cef1457d56756ec9c470a479f4cffc7b57de8469b1bbcca341fca1b8a6a3ebb1daa4ca976f9d5a0dc67dd31601e562802fcea903935ee8910a207b56df415d5fa0328dd0e0c726c4d12d48bbba1927b91add5d3e78cedd3c03f1e5f74dcabff270dd0bd03bbe69346a349e5ad72519621b064d7835e9d1dbccbef45a073d259bb475dd6bc1a3119818486cbcc1f94c6c983009d1ee674fb18eb2bd25a0d7d7557cd361605b05e7ae98157e207f754ba3b2035686d64b9f8e4ee649680325f3d10be33f609c920f6851ba5b0c8d5b08fc47f10d296a51ea1c334c197e218161ab28baf43e4722510d42a0551b919cc5c656adcf1efc7cf53b71e7fe410ba26bdbfdece750d372149d3e83a7d5d8cbb56ee9722afa4e2115354b1640031863437a410e9625032c5258de721293255f57d66ae237c6be146caf1b3b55ce60aa8a468ed4e6e1ee3bd442ba87ba1e3f48eee4fc49dfa9e819dc6690cc03f76ecbb22ceb7a4e9fbda19377001d8223ac28f508634ec9182f182683ca7880f0814389839238363fcbf1', '2026-11-29 02:06:44.711147+00', NULL, 1, '2026-11-29 02:06:44.930675+00', '2026-11-29 02:06:45.027975+00'),
	('d4f05956-5fe3-5016-a463-d1801cf7f31e', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"ae21bf03-673e-5ec2-9670-fe29a02d6eaa","generation":0,"effects":"allowed","send_id":"d4f05956-5fe3-5016-a463-d1801cf7f31e","kind":"auto_reply","to_emails":["ada@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Question about my order","in_reply_to":"first.6b0b88b2@demo.mailweave.test","references":["first.6b0b88b2@demo.mailweave.test"],"answers_message_id":"first.6b0b88b2@demo.mailweave.test","answers_thread_id":"ec81dd1a-c73f-5cc2-832c-b98c0ed526fa","rule_id":1,"requested_at":"2026-11-29T02:06:44.098298Z"}', 'Re: Question about my order', 1, 'ae21bf03-673e-5ec2-9670-fe29a02d6eaa', 'd4f05956-5fe3-5016-a463-d1801cf7f31e@mailweave.test', '8973bafe-2d97-50dd-970d-be6bae352848', '67dd1d25fec6cb36bfa6683704a3dac1206949faf2cc66fcba2cc56fb25f143a', 623, '\x0113aeaff1f7d3e8c0ee30c80386f30201d6c839a1b83f36b1492fd40413a3cfbb7dfad1096dc2f896aa5e374d27cfd1d1a5aa3469b4cbc0a4e10e7ef33daacfd2a88dca9daa892548519867a836e1171e12a0b0c7c6cdcba955462dd12d9ceb09aeb648bb30c00a7f95e8931468c06d11a9448bb14e0dc5460eac4ce87245b3e8d9d01cf21214525798fff40449e97fdc95d4b0917f15da2fe525015d62e62dc2de6ec88df0a77325a883e1a976eeeb9c8a67563d2c5ba8a859ccb9a7c258ddef8ed7e8c8ef6a8a03cd523e050db8e20a7caa5fb8d2788ba50d9e5b8c9de21aece857eca61c3063942fe96889e381d1a8ee4ff97263e5664c775ba85665282547a07241a9e70bd7dc537a62475ab8bcc97caff2f4f236b86581a7239479bb21695def1f6a1ebbacd669f46eb2b2020c1f11a2163d3a072f32f175e765040ab5ed72562bfae4fde84261b79e7811b25078f300ce004251e81965b3d13228812eb2624efd0116d6bd6c47f42ac8519e56528da3a4d9510ad2d2bab05f70aaa612b4e2a9a66622bc8b2894c7c02a8f8f8010b45976651bbe42f4baa312351fe3ef7a098110019ccfabff3bfff9a887c16646f91f3582', '2026-11-29 02:06:44.530979+00', NULL, 1, '2026-11-29 02:06:44.758883+00', '2026-11-29 02:06:45.027981+00'),
	('d12effa5-75f3-574c-b088-3fcf001a1798', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"8bfd4c99-e0fc-5236-b9f2-7c535a1fe6bc","generation":0,"effects":"allowed","send_id":"d12effa5-75f3-574c-b088-3fcf001a1798","kind":"auto_reply","to_emails":["ivan@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: No id here, 6b0b88b2","in_reply_to":null,"references":[],"answers_message_id":null,"answers_thread_id":"4218099f-effd-586e-a8a9-2e350e0a89be","rule_id":1,"requested_at":"2026-11-29T02:06:45.016713Z"}', 'Re: No id here, 6b0b88b2', 1, '8bfd4c99-e0fc-5236-b9f2-7c535a1fe6bc', 'd12effa5-75f3-574c-b088-3fcf001a1798@mailweave.test', 'fde12375-4251-5d7a-8c38-42ea60241a9d', 'ee03aa93f711d28a63f41dd359143fd4f183395709c288e90805a6764f251b48', 518, '\x019ed93cb72f369d8beb1f3279a3f4f6d8ed8ee6f2dd8fe8e9bb89299b007bbaa890a01e4d4a1fa7efa5227233b004fe211e78a51ff600a488dce9a4a22c8e5c92995fb239ff40304e4b64833a3a74757a4f5d6b25fc0d96653b0d401dd62629efcb1a360febb3cb16ffcf4daa0fd486d45a182bd5264822f5b4cdf3874d9d0b9c77a1e9b471e4bf54f72da3c8ec61514effebc0dc40ff89c6728ae82ddccf59306d7f8a6e0392cdbba4cbe7b24f5e1c849240351498038afe8833dbbb1190d212b9905254bbf138fd1c5c2a9910471bd711171e762ba5ec1e2e57155451231405d48f3cf7fb6eda7f6e3f695c2ec636f52500386e991dc5f98ce498c51f855317b5edd19259b2b887c365596bc672917f63e4cb9ab3bc4e436cd5f1d59972dbe85219e736c5ebd9b06adec2a67c6db88d1ce96d6102614c9e1ee585777e8b6afbf3658afb7964ef8e19a34b39d2055d474773494be89c570e9265ac73a339cd229db170afba214f5ac30d91f883253145cbac2a218890fab8443fdde336cb5300535ab560924e0e843461b5f156fd698ef2', '2026-11-29 02:06:45.361929+00', NULL, 1, '2026-11-29 02:06:45.502633+00', '2026-11-29 02:06:45.539056+00'),
	('0b78aaba-26a3-52e9-bb6f-ec11efa26688', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"00e71bb9-1903-50e1-9dbe-82d54e21afa8","generation":0,"effects":"allowed","send_id":"0b78aaba-26a3-52e9-bb6f-ec11efa26688","kind":"auto_reply","to_emails":["carol@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Broken handle","in_reply_to":"late.6b0b88b2@demo.mailweave.test","references":["late.6b0b88b2@demo.mailweave.test"],"answers_message_id":"late.6b0b88b2@demo.mailweave.test","answers_thread_id":"cb62e980-dabe-589e-b199-b582697cbf14","rule_id":1,"requested_at":"2026-11-29T02:06:44.334586Z"}', 'Re: Broken handle', 1, '00e71bb9-1903-50e1-9dbe-82d54e21afa8', '0b78aaba-26a3-52e9-bb6f-ec11efa26688@mailweave.test', '38231b8f-5500-55d1-a4ea-6056794c4a1d', '7ecbc4d8f38dc000c269e56651145c32a3f7404a21328f69b72d36227eda1685', 605, '\x01df2cb1f33291942cc97fafa286d14cfcbbe63da2cc0ef4d4464408ff3a30e12381fcd64a4e1d27127ce104706a288c4ea8916d4c44b0787f791e07f3d203bf4dddcbe3e38b8e8ba282f74166977143166c0b2315c8979dd3a3a9e6b7d68dff68d2747764a64ac1058861ecd20f889729b8e530f1a3d6207bd812d4e5c92ad5c3d30ce5c24ba85706acd2cea4ed7633e3f7f0a8da99c4c24a83fded5fd7fb8baa9f72cadf0349350befd6b356c13feabc5849e47fb8ec55028aea4fe16c62a2da1cf823ad6783be65b90e0819af3f40a038204e324ea9c8d3aba4639564902f13b1f5aadedb3bd8b54b53dfb8183f1158e3698092065b57e546544d3bf80ba6e601d0ba50f8f420589c28df09c3f5c0ff74a208b391106381890716c7b44cef05d021c0c66c6dcad7cc8ef44d924f6e5aa04cccfe1861c7bbe4cdd509817206442a5f88d24916e7a6f95db854849fe62938ef777cb9b7f8cee62f967855e1a6fe8964125b455ce0a3536aeed3bb9725c21a6f45a82ada3cf1fd55f0434cc6baa4a7ccd5451437e5307cffff43c15343f641dfb30e1d165a84c158099e8c856d3673122f1008cded56bbc78d751354', '2026-11-29 02:06:44.598524+00', NULL, 1, '2026-11-29 02:06:44.894689+00', '2026-11-29 02:06:45.027988+00'),
	('c9763404-45c2-5d7d-97e0-4f2ef32f4ee5', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"8309f5ba-999f-5414-9871-bd6bc7ba9f92","generation":0,"effects":"allowed","send_id":"c9763404-45c2-5d7d-97e0-4f2ef32f4ee5","kind":"auto_reply","to_emails":["frank@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Anfrage für Müller","in_reply_to":"umlaut.6b0b88b2@demo.mailweave.test","references":["umlaut.6b0b88b2@demo.mailweave.test"],"answers_message_id":"umlaut.6b0b88b2@demo.mailweave.test","answers_thread_id":"faddd0ca-d205-51e8-b9d8-db5f4bfad6ac","rule_id":1,"requested_at":"2026-11-29T02:06:44.655492Z"}', 'Re: Anfrage für Müller', 1, '8309f5ba-999f-5414-9871-bd6bc7ba9f92', 'c9763404-45c2-5d7d-97e0-4f2ef32f4ee5@mailweave.test', '0869ec02-6b6e-5839-b06e-7c6ac44e6e65', 'e0eefdc156a53a126f78fbe0003d956a844bee5703220b44e643c0ccf4c641d7', 651, '\x019177621228f5efe692adb43ec0789de4c6294f13bf6de02cccdedab544fc08062874781abb473636dfe03d12816ab15b26253f3553d14392e953a4e1fe36f2e13279e6a657834ec88a3ac70f6e6f1b9738124c54b1458cf1a0aef4cadac54340b0015a508bf44da073083bdfda1a0cadb6297753e07876baff59a72278853a114c334a01539fbd72983161a7fd0dbd3d53b7b7f40485e9d5149c481e5df5b02a307d42182bb49588a048786a490b23536585ab90bb39524c6af13060f08745c6b94d7dc9c6767fc845d90c6bcd60173b438ff003e3cf51f5d562888aff3090208da6e9c88e28d4ac4e85e79f8ab302671f79544b268e4263c12678081fd78a328acd20690cfd0134ca0a50c93b9a943bf4a0c684cfd5eeb15790bb1e5bf0a087544e91ba00d597ff30ff77c72f32e4a44e73da53010ac85eaf1f55cf47ae283b9ad73d70c51663a81213fb1d54e7b127250997d57df519d635cd33c2ba342a6c9fee6ed6ce313b56c2f2ffa7119b45dd8030f870fc0f5d44e1f7b06792a40101d0b00382753926e9ac9fc5102c65de3614f1a5f0b5393027fecd9034e50dd56112edb158e9ec20df23082ee89c653e6975d916ddef4fcf7f35e43613f0a58be3d22c780f1277af59a08b7a5e1f9375c66eda14436ff200f9e5e63a28', '2026-11-29 02:06:44.768252+00', NULL, 1, '2026-11-29 02:06:44.955959+00', '2026-11-29 02:06:45.027994+00'),
	('a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"953805cb-0e2b-5f9c-808c-87429f870e5b","generation":0,"effects":"allowed","send_id":"a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef","kind":"auto_reply","to_emails":["leo@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: A person wrote this","in_reply_to":"human.6b0b88b2@demo.mailweave.test","references":["human.6b0b88b2@demo.mailweave.test"],"answers_message_id":"human.6b0b88b2@demo.mailweave.test","answers_thread_id":"502c9be9-4384-51d5-a397-f2e3101206bb","rule_id":1,"requested_at":"2026-11-29T02:06:44.821569Z"}', 'Re: A person wrote this', 1, '953805cb-0e2b-5f9c-808c-87429f870e5b', 'a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef@mailweave.test', 'cc032576-c53d-503d-b054-bc10180bdebe', '77045622e28043f00e034cdd2b29fb3283f773252e08a9c8b0ff49cfe83ec1b8', 615, '\x01efa3890769df1693076313ff03040e4ef1dac705ee7d1f856ee55bfc7fc2a3e8420922cee622a14ca3f0f7aeb45a8797c25463045deccf1a4bcabfec9d90496a55adc5e2294b999a18ac483e39d69acf0f72716de2c9657ccf2fcd7508004a060ba3fb924ef54144901476c6d4c2c93daf5d734ec77682acfea5d45c3e1de5caeaeabb19f02d84862fdcb57e58c38d00705aaee1fcf9610acc04fa5ba11930062bd586a871d52e35a53fc5364a72fd9b5f3e3dc266cc6dabb56bc155f4ea879c9c5411bff74502c2c8bce3f2b159e37d225c12d94d84db09a9752f1b4f2428e9e812b936ba719e94f8a8dfac715d5e168fd613a59610c0dee74093ef29eca4f3919140467a0b9067c066dea1a9ead617b5b00e5bbfc4f7c464a5f58d0827ba6d032da4604238fae74ab271bfbf655d4b339803424047353398e1276920a0cc7fae1ffe26909aab8ff54750d98ae2f72792e025fd3fa5cbd5663e6d51ef06ef5032340f7cf8ba0e426f8c3c8f1751232c82b0dad6de8c22c1c9ecc2adc9b38d2e288872a8321904ba86b0dcdba79534ac4ca4f4c28698e2407ef69b9ccbe70df60ebca1068ff03dfc3b1c384539b0', '2026-11-29 02:06:45.194781+00', NULL, 1, '2026-11-29 02:06:45.27582+00', '2026-11-29 02:06:45.486179+00'),
	('54600ede-97fe-5e8e-a3e1-a332e120bf79', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":2,"correlation_id":"b7333b30-ca21-59d5-95ce-1e6eaa01c940","generation":0,"effects":"allowed","send_id":"54600ede-97fe-5e8e-a3e1-a332e120bf79","kind":"auto_reply","to_emails":["lena@partner.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Wrong invoice again","in_reply_to":"billing.6b0b88b2@demo.mailweave.test","references":["billing.6b0b88b2@demo.mailweave.test"],"answers_message_id":"billing.6b0b88b2@demo.mailweave.test","answers_thread_id":"08a04010-e760-57a1-a8af-fc1cabc2c8bf","rule_id":2,"requested_at":"2026-11-29T02:06:46.228855Z"}', 'Re: Wrong invoice again', 2, 'b7333b30-ca21-59d5-95ce-1e6eaa01c940', '54600ede-97fe-5e8e-a3e1-a332e120bf79@mailweave.test', '7b9eba58-5998-5d23-972b-0e919d8aff3c', '4ab061d996a7696bdfe7a5c78fb7600566b420345a75cdd638c3941a671ac559', 568, '\x019328dc7879850977de5afd3551ef39877af6402bf18782efa8a24f2042f0c2e6ff552e9ee0feb8c5e33254d1298c21a53df198d5a8ec8efb37814e0acd89b23170c0949e66e7598070b179e80c3aaa9c2c829574bd94f377f08b1e7abc74ffe62a4adc56d63703a640e888e7e9f626320f7556ea9434d149c7b0ce4d58f6e2dd6e1b112b4c0b7d4f9c1884c5a9c70def817efcc6525f10e2d805e8c37d3758fdba5ff58b95ee05ff9c3c1aeacf776ad8aaddf657861a4f513699dd9299b9b3376d52c6b3abdde3f591a58c1f95474ec6e4ed0b3f053c9d65208010cf801541b60b5711ddbe391e5f93817129a758a5bc5975349411f1857205e69e1c0c8d8c61f27ca279e12acba8904dde14c2102734dc8de243ed5fed24a60a05dcc714d2c86d7ef823958db66ea84a834e8cb4a3bcb7aec38795e978870cd80057cd1996187d44e90ec7c8fe00a2645ad6c1eda663a988700426384e4a413d4719d45aa09b4e9084edce97dab37f59c9a43a9fcd8488fd321d647e2cc8f498f529211546ac504fa8a4fd5c2ef158afff3f9442c67cb38e65d7f18170996efec8', '2026-11-29 02:06:46.357075+00', NULL, 1, '2026-11-29 02:06:46.447863+00', '2026-11-29 02:06:46.489412+00'),
	('7e086403-f519-5bbf-af59-bff02f9ac250', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":2,"correlation_id":"87aa9b80-ebe2-5eee-849b-47738882bda1","generation":0,"effects":"allowed","send_id":"7e086403-f519-5bbf-af59-bff02f9ac250","kind":"auto_reply","to_emails":["kim@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Quote please","in_reply_to":"quote-reply.6b0b88b2@demo.mailweave.test","references":["quote.6b0b88b2@demo.mailweave.test","quote-reply.6b0b88b2@demo.mailweave.test"],"answers_message_id":"quote-reply.6b0b88b2@demo.mailweave.test","answers_thread_id":"b9b334bd-6d9c-5775-b140-09bf50b51617","rule_id":1,"requested_at":"2026-11-29T02:06:46.228808Z"}', 'Re: Quote please', 1, '87aa9b80-ebe2-5eee-849b-47738882bda1', '7e086403-f519-5bbf-af59-bff02f9ac250@mailweave.test', '5f178574-d58c-581b-a761-d4ef99b19a80', '7d1cadfc369f07227529e31b34a0bfcdb101967c1335f1a7d9e6023f0ac34f46', 632, '\x01b9539fb140f8cb9352036f0f655a056dcb0859bf85f7b52b1fcfd4066e884e16723540bd28e8dcb6db0c3e3b10a2bfc35a69bf1d5788098a4386b6606021af69d992b0664d9dac75ec8fc89d8a60975dc6728f6c4c248f95e7a392d29a65b3727e31d146b54c06d4256c8be4fa4c6fc7fc190542d18777d0c9ac4e16ecbf0794f89ddd4d6bb509cbf4a738a7ac5a9381937eb2e4d0813ce8eaea863858c0fbbd2f190e8a0ad987bb35fbef7ae8d73f4be0cb333337f727de731ef95061a27d43d35aeb92d15e459d0eeebbc972c694b0d1a45f98daa2a11091a0eda98635f997ae0e7864f24780931602d19e1a999b559850a0c3dd1c92c230e945442e9b99b4d7a7aa93838c2d38a178f8b5f5a22cd9d6518fce05fa28cab9a66a47508588ab559d7dccb1a898f455e01e5d5d9bc420ea745527f14dab6df4a64af19253f6a271579b5cdaaaceb5a312848e907418b324f1bbe65273b553d5ff37b31af27ebe7271dcb32ed34fe316dc9c999eb2047095e719486e3eec4efbd65a43f2874bdf02841214c06330890b3354e3e119dd7c0947ea4db7c7bec8ef5e10e3ccf6d4028a19124eaf48e5267471b5273d8f6e21aef3a0', '2026-11-29 02:06:46.357075+00', NULL, 1, '2026-11-29 02:06:46.459736+00', '2026-11-29 02:06:46.489491+00'),
	('03b37bca-4e2c-5044-8f6a-96c16418b3cf', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":2,"correlation_id":"945b5ca0-4815-5f2b-9d41-00fd41eded66","generation":0,"effects":"allowed","send_id":"03b37bca-4e2c-5044-8f6a-96c16418b3cf","kind":"auto_reply","to_emails":["kim@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Quote please","in_reply_to":"quote.6b0b88b2@demo.mailweave.test","references":["quote.6b0b88b2@demo.mailweave.test"],"answers_message_id":"quote.6b0b88b2@demo.mailweave.test","answers_thread_id":"c18b25de-f846-5d34-afdb-802bf8fd4447","rule_id":1,"requested_at":"2026-11-29T02:06:46.228692Z"}', 'Re: Quote please', 1, '945b5ca0-4815-5f2b-9d41-00fd41eded66', '03b37bca-4e2c-5044-8f6a-96c16418b3cf@mailweave.test', 'aa6b889b-b0d2-5b15-a418-f27f6cb045d7', 'f7a3dba5ad2c3bdf7189f18cff9ee7f4a23b8b7bffb23d8bd16aa1b878ad7ca0', 577, '\x0155bab2d1c1e0c7de403b4b3c44980c391073cf5e733738188843853afbcc3bf99c3f8b469ef64f6f2737ff4ed3ec70cb443e257601e7bfc18ad084f6ad5fa70383caa884dcadeb31e978db1eac9cc5fda7e1d5dd4f404864c95bb8ec8a2a28b1022fbdfb13ca0e1f3c6481cbe785a68c18f667bcc242417f4224704fb7431d4ef0d00b12c9cb3e8afda919a0a777f94595fa5eee1aab02efc590d73b1fac9e8beeb29884d1a396edf1a32305b26bbf721eed1cb5515b53b77e30fec723989458fcc000c3c2d54475fd6dabd17dfb12e12ad9128bcff86e0c6eefd7e12f6bbf8022ca3f66d937c6ec30e99528cc495e8582c02f2dcc179edd2b8eacdbe997bb5a33acbef1df55791032eff3b041fd2cb73300c5758a52a7f0a42ebad045cc794afa575c066889eba332f034f1d2712d16d42512f98ba99045572ecc0a6753b2946de4c3361db52b38ff33508b39138184abb4fd5593f92e85de846c4abbeb8a284ee141eab9cf4173a71c1cd7c2e9622580fc1489e267acb19f067f3c7f63cce3b79e0d2060d752d59b0517bf836dff0fe41b22af3ee452cd0f92c7007607a6accac48f2153480991', '2026-11-29 02:06:46.357075+00', NULL, 1, '2026-11-29 02:06:46.447913+00', '2026-11-29 02:06:46.489579+00'),
	('a5ed5fca-5317-499e-8192-ec738c7e40e0', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'request', 'sent', '250 OK', '{"schema_version":"1.0","account_id":1,"correlation_id":"a5ed5fca-5317-499e-8192-ec738c7e40e0","generation":0,"effects":"allowed","send_id":"a5ed5fca-5317-499e-8192-ec738c7e40e0","kind":"request","to_emails":["ada@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Hello from a person","in_reply_to":null,"references":[],"answers_message_id":null,"answers_thread_id":null,"rule_id":null,"requested_at":"2026-11-29T02:07:58.461031Z"}', 'Hello from a person', NULL, 'a5ed5fca-5317-499e-8192-ec738c7e40e0', 'a5ed5fca-5317-499e-8192-ec738c7e40e0@mailweave.test', '99df1341-a3e2-5a01-bb4c-109ae37a2a83', 'e83e8d7d11d6d4bfb45d438d05e2ed06f2f56034708fe1e45c13d2ec8f742797', 323, '\x015337a412e24b4f327583d1a7f5beffb71eeef519a4750743a473ac1e9ef9a1004b2f0df29530674d385f7a2ab23c379b3481e4b0da2a7732a3e43dad206bac2fabbbe2eb897c95c1a3c040dff7bb0f686f78720fc866dbdd9e698aa2f734e48c3a994bb71bc8ea0215baf9ca5c70bdf1481e962566dc415a9f9b23ddebd33f834002c146be3426ceddf04b469df5eeefc4ea7f81bad7d4e10d832b351eadbfe2b0bd55425969273b5812de71b6417fb98ba644576bb4095c523b3ba2547c1214e34b83e54d0a2b282edc509b5019cc1e74371689160cc400dd9e3bff8da549fc68a01f24459fa153dfee44e19c6ebb2c50919e1b9b2bb25b1f7173cb93790769d8572bd6fc241face7d0679713b2088281d450b75094b9ef7315f99b0b60ec6c', '2026-11-29 02:07:58.471368+00', NULL, 1, '2026-11-29 02:07:58.613008+00', '2026-11-29 02:07:58.646978+00'),
	('adfb7939-dfaa-5268-a018-109213dfd511', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'auto_reply', 'sent', '250 OK', '{"schema_version":"1.0","account_id":2,"correlation_id":"a8e3e592-f5a6-5e45-a549-041d2f872185","generation":0,"effects":"allowed","send_id":"adfb7939-dfaa-5268-a018-109213dfd511","kind":"auto_reply","to_emails":["mia@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"Re: Invoice for my first order","in_reply_to":"both-rules.6b0b88b2@demo.mailweave.test","references":["both-rules.6b0b88b2@demo.mailweave.test"],"answers_message_id":"both-rules.6b0b88b2@demo.mailweave.test","answers_thread_id":"65752898-4940-57c1-ac9c-892b3edf37a9","rule_id":1,"requested_at":"2026-11-29T02:06:46.228891Z"}', 'Re: Invoice for my first order', 1, 'a8e3e592-f5a6-5e45-a549-041d2f872185', 'adfb7939-dfaa-5268-a018-109213dfd511@mailweave.test', 'cc78a511-35b6-54c4-8b02-02df27e62720', 'f7c3412fa46f1bc593a758868a418592a8a3c04e70aec876691751a7bbc62eaa', 615, '\x0104fa3ee32aaaf3bb761bbdeae9493b41f018ec6b8f7d9d726cc1c4b22d28cf9516bff4348a1f237db30215720815b1eb473188e9703c2113d0eaece25b052f0482049b678fc55961e6d8529eafe87d689a171328e5b8e6f4555f1249fe0f4fb48d092cbb834fbc4eee16e189d193a168506db846158bd2fd3d1d9fd760d5f5ea6d94ca95c8cae87f76270b3570dfcd9daf549286d0d9b4a71b78529495b8b74053e8539e7c40a0befd4e49c24483302f5b16eb41a69ecfb99bce8eb31400340c65ccd618927f11465a9d08817d1f368d7208e52a2a200b3d45440b3d1b9f192476de319a14b05d0dff820f8024adf6214379d41d4ad8c1976f7db7086f2a18f3461ac75290e77ba2dddbfd330d1e6e00c749832b1b981377471db16e88d4696afe2c6d0c53c3de0649985097eee401c121a0c0e571b012f98906999ed62befd0fcad8b135e8fe8a7c72cbd46ca0adc74c94c0cf2a594f336209b961f9567ce443a3d32446dd12466cade09f0cae1e1dd3523778ec82257c7263aa6498c8103c45c00972e6794d05b95a529160c2f8fa5eb89b3c04f8adddf42ba8a9ab1e357ed3d75e0942994981e299d9d08c141e2752dca259160a3', '2026-11-29 02:06:46.357075+00', NULL, 1, '2026-11-29 02:06:46.459819+00', '2026-11-29 02:06:46.489504+00'),
	('877d96e5-95dc-41b1-b015-75d2bc864250', 3, 'aa279ae7-16fa-4840-96d8-2de9a2476c13', 'request', 'waiting', 'account 3 (returns@mailweave.test): SMTP server 127.0.0.1:1 cannot be reached (connection refused): check smtp_server, smtp_port and the network', '{"schema_version":"1.0","account_id":3,"correlation_id":"877d96e5-95dc-41b1-b015-75d2bc864250","generation":0,"effects":"allowed","send_id":"877d96e5-95dc-41b1-b015-75d2bc864250","kind":"request","to_emails":["ada@newcustomer.test"],"cc_emails":[],"bcc_emails":[],"subject":"This one waits","in_reply_to":null,"references":[],"answers_message_id":null,"answers_thread_id":null,"rule_id":null,"requested_at":"2026-11-29T02:07:58.494156Z"}', 'This one waits', NULL, '877d96e5-95dc-41b1-b015-75d2bc864250', '877d96e5-95dc-41b1-b015-75d2bc864250@mailweave.test', '00b6d69b-9586-586c-bc6f-dab9ee664022', '3924e40ee2e7882b7dcb46121b0506db5ffbec198fc8d6b5447cca2c766e841d', 309, '\x010740c22ecead86eb1fff482dca69a9c15cca23129f5dde68a6702c6cd629c13b7160afa0085d65487da381f6546d5ff1147bbac7a168bf162dbca97daa9b10b1730c23525177eecf4aab2d5c6159f0efab60a147aababc70783fb5139a7703c7a8aebd90952cac5d0cc5f9ed5d78926b8489f0b68da1cf9ceb4332ef92bb1e8c7318cf2858612a67ef8efabf9f9ad4c9dc0c8f618caa25b2bac536d847706488a04b7034067ccad6ee4e872642a69b552d3017d9c19f670d588b314d7029a1085a360c31db695d010cce99a08a1202e2bdc93cc15be643377c7e4708a482e92b3fcd7e17b6a78a62a7309ecefb516ebd651f9e5c03a039ef0c6b99b98a9d718935e7c041f6f0c1d29ebc9ee77fd8d084f9eadcc2feb1807324', '2026-11-29 02:07:58.500777+00', '2026-11-29 02:08:58.686377+00', 0, NULL, NULL);

INSERT INTO core.send_answer VALUES
	('first.6b0b88b2@demo.mailweave.test', 'ada@newcustomer.test', 'd4f05956-5fe3-5016-a463-d1801cf7f31e', 'auto_reply', 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', '2026-11-29 02:06:44.530979+00'),
	('second.6b0b88b2@demo.mailweave.test', 'bob@newcustomer.test', '8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232', 'auto_reply', 'c12ecf41-3b72-5833-80c9-b1aa06a6d849', '2026-11-29 02:06:44.598524+00'),
	('reply.6b0b88b2@demo.mailweave.test', 'ada@newcustomer.test', '0425e86a-41d3-5d81-a0a9-589dd29ed417', 'auto_reply', 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', '2026-11-29 02:06:44.598524+00'),
	('early.6b0b88b2@demo.mailweave.test', 'carol@newcustomer.test', 'f121b215-b812-5280-9616-1b273d951499', 'auto_reply', 'cb62e980-dabe-589e-b199-b582697cbf14', '2026-11-29 02:06:44.598524+00'),
	('late.6b0b88b2@demo.mailweave.test', 'carol@newcustomer.test', '0b78aaba-26a3-52e9-bb6f-ec11efa26688', 'auto_reply', 'cb62e980-dabe-589e-b199-b582697cbf14', '2026-11-29 02:06:44.598524+00'),
	('html.6b0b88b2@demo.mailweave.test', 'erin@partner.test', '57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb', 'auto_reply', '9f335ac3-ed3e-5c4a-9462-a1d47887f32e', '2026-11-29 02:06:44.711147+00'),
	('umlaut.6b0b88b2@demo.mailweave.test', 'frank@newcustomer.test', 'c9763404-45c2-5d7d-97e0-4f2ef32f4ee5', 'auto_reply', 'faddd0ca-d205-51e8-b9d8-db5f4bfad6ac', '2026-11-29 02:06:44.768252+00'),
	('human.6b0b88b2@demo.mailweave.test', 'leo@newcustomer.test', 'a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef', 'auto_reply', '502c9be9-4384-51d5-a397-f2e3101206bb', '2026-11-29 02:06:45.194781+00'),
	('d12effa5-75f3-574c-b088-3fcf001a1798', 'ivan@newcustomer.test', 'd12effa5-75f3-574c-b088-3fcf001a1798', 'auto_reply', '4218099f-effd-586e-a8a9-2e350e0a89be', '2026-11-29 02:06:45.361929+00'),
	('billing.6b0b88b2@demo.mailweave.test', 'lena@partner.test', '54600ede-97fe-5e8e-a3e1-a332e120bf79', 'auto_reply', '08a04010-e760-57a1-a8af-fc1cabc2c8bf', '2026-11-29 02:06:46.357075+00'),
	('quote-reply.6b0b88b2@demo.mailweave.test', 'kim@newcustomer.test', '7e086403-f519-5bbf-af59-bff02f9ac250', 'auto_reply', 'b9b334bd-6d9c-5775-b140-09bf50b51617', '2026-11-29 02:06:46.357075+00'),
	('both-rules.6b0b88b2@demo.mailweave.test', 'mia@newcustomer.test', 'adfb7939-dfaa-5268-a018-109213dfd511', 'auto_reply', '65752898-4940-57c1-ac9c-892b3edf37a9', '2026-11-29 02:06:46.357075+00'),
	('quote.6b0b88b2@demo.mailweave.test', 'kim@newcustomer.test', '03b37bca-4e2c-5044-8f6a-96c16418b3cf', 'auto_reply', 'c18b25de-f846-5d34-afdb-802bf8fd4447', '2026-11-29 02:06:46.357075+00');

INSERT INTO core.send_attempt VALUES
	('d4f05956-5fe3-5016-a463-d1801cf7f31e', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:44.715621+00', '2026-11-29 02:06:44.769924+00', '["ada@newcustomer.test"]'),
	('0425e86a-41d3-5d81-a0a9-589dd29ed417', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:44.836653+00', '2026-11-29 02:06:44.867745+00', '["ada@newcustomer.test"]'),
	('8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:44.86428+00', '2026-11-29 02:06:44.89486+00', '["bob@newcustomer.test"]'),
	('0b78aaba-26a3-52e9-bb6f-ec11efa26688', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:44.86436+00', '2026-11-29 02:06:44.894899+00', '["carol@newcustomer.test"]'),
	('f121b215-b812-5280-9616-1b273d951499', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:44.894545+00', '2026-11-29 02:06:44.916379+00', '["carol@newcustomer.test"]'),
	('57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:44.916182+00', '2026-11-29 02:06:44.930772+00', '["erin@partner.test"]'),
	('c9763404-45c2-5d7d-97e0-4f2ef32f4ee5', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:44.930423+00', '2026-11-29 02:06:44.956061+00', '["frank@newcustomer.test"]'),
	('a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:45.265702+00', '2026-11-29 02:06:45.276081+00', '["leo@newcustomer.test"]'),
	('d12effa5-75f3-574c-b088-3fcf001a1798', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:45.49611+00', '2026-11-29 02:06:45.502734+00', '["ivan@newcustomer.test"]'),
	('54600ede-97fe-5e8e-a3e1-a332e120bf79', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:46.436225+00', '2026-11-29 02:06:46.448068+00', '["lena@partner.test"]'),
	('03b37bca-4e2c-5044-8f6a-96c16418b3cf', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:46.436295+00', '2026-11-29 02:06:46.4481+00', '["kim@newcustomer.test"]'),
	('7e086403-f519-5bbf-af59-bff02f9ac250', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:46.447754+00', '2026-11-29 02:06:46.459943+00', '["kim@newcustomer.test"]'),
	('adfb7939-dfaa-5268-a018-109213dfd511', 1, 1, 'done', '250 OK', false, '2026-11-29 02:06:46.447809+00', '2026-11-29 02:06:46.459986+00', '["mia@newcustomer.test"]'),
	('a5ed5fca-5317-499e-8192-ec738c7e40e0', 1, 2, 'done', '250 OK', false, '2026-11-29 02:07:58.593242+00', '2026-11-29 02:07:58.613115+00', '["ada@newcustomer.test"]');

INSERT INTO core.send_change OVERRIDING SYSTEM VALUE VALUES
	(1, 1, 'd4f05956-5fe3-5016-a463-d1801cf7f31e', 'ada@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:44.769467+00', '2026-11-29 02:06:44.795598+00'),
	(2, 1, '0425e86a-41d3-5d81-a0a9-589dd29ed417', 'ada@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:44.86768+00', '2026-11-29 02:06:44.999398+00'),
	(3, 1, '8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232', 'bob@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:44.894792+00', '2026-11-29 02:06:44.999428+00'),
	(4, 1, '0b78aaba-26a3-52e9-bb6f-ec11efa26688', 'carol@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:44.894819+00', '2026-11-29 02:06:44.999432+00'),
	(5, 1, 'f121b215-b812-5280-9616-1b273d951499', 'carol@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:44.916344+00', '2026-11-29 02:06:44.999435+00'),
	(6, 1, '57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb', 'erin@partner.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:44.930738+00', '2026-11-29 02:06:44.999438+00'),
	(7, 1, 'c9763404-45c2-5d7d-97e0-4f2ef32f4ee5', 'frank@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:44.956026+00', '2026-11-29 02:06:44.99944+00'),
	(8, 1, 'a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef', 'leo@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:45.276003+00', '2026-11-29 02:06:45.335806+00'),
	(9, 1, 'd12effa5-75f3-574c-b088-3fcf001a1798', 'ivan@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:45.502699+00', '2026-11-29 02:06:45.51637+00'),
	(10, 2, '54600ede-97fe-5e8e-a3e1-a332e120bf79', 'lena@partner.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:46.448011+00', '2026-11-29 02:06:46.475228+00'),
	(11, 2, '03b37bca-4e2c-5044-8f6a-96c16418b3cf', 'kim@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:46.448027+00', '2026-11-29 02:06:46.475246+00'),
	(12, 2, '7e086403-f519-5bbf-af59-bff02f9ac250', 'kim@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:46.459862+00', '2026-11-29 02:06:46.47525+00'),
	(13, 2, 'adfb7939-dfaa-5268-a018-109213dfd511', 'mia@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:06:46.459887+00', '2026-11-29 02:06:46.475253+00'),
	(14, 3, '877d96e5-95dc-41b1-b015-75d2bc864250', 'ada@newcustomer.test', 0, 'deferred', NULL, NULL, 'account 3 (returns@mailweave.test): SMTP server 127.0.0.1:1 cannot be reached (connection refused): check smtp_server, smtp_port and the network', '2026-11-29 02:07:58.565905+00', '2026-11-29 02:07:58.588306+00'),
	(15, 1, 'a5ed5fca-5317-499e-8192-ec738c7e40e0', 'ada@newcustomer.test', 1, 'sent', 250, NULL, '250 OK', '2026-11-29 02:07:58.613081+00', '2026-11-29 02:07:58.624339+00');

INSERT INTO core.send_recipient VALUES
	('d4f05956-5fe3-5016-a463-d1801cf7f31e', 'ada@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('0425e86a-41d3-5d81-a0a9-589dd29ed417', 'ada@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232', 'bob@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('0b78aaba-26a3-52e9-bb6f-ec11efa26688', 'carol@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('f121b215-b812-5280-9616-1b273d951499', 'carol@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb', 'erin@partner.test', 'sent', 250, NULL, '250 OK'),
	('c9763404-45c2-5d7d-97e0-4f2ef32f4ee5', 'frank@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef', 'leo@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('d12effa5-75f3-574c-b088-3fcf001a1798', 'ivan@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('54600ede-97fe-5e8e-a3e1-a332e120bf79', 'lena@partner.test', 'sent', 250, NULL, '250 OK'),
	('03b37bca-4e2c-5044-8f6a-96c16418b3cf', 'kim@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('7e086403-f519-5bbf-af59-bff02f9ac250', 'kim@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('adfb7939-dfaa-5268-a018-109213dfd511', 'mia@newcustomer.test', 'sent', 250, NULL, '250 OK'),
	('877d96e5-95dc-41b1-b015-75d2bc864250', 'ada@newcustomer.test', 'deferred', NULL, NULL, 'account 3 (returns@mailweave.test): SMTP server 127.0.0.1:1 cannot be reached (connection refused): check smtp_server, smtp_port and the network'),
	('a5ed5fca-5317-499e-8192-ec738c7e40e0', 'ada@newcustomer.test', 'sent', 250, NULL, '250 OK');

INSERT INTO core.template OVERRIDING SYSTEM VALUE VALUES
	(1, 1),
	(2, 1),
	(3, 1),
	(4, 1);

INSERT INTO core.template_version VALUES
	(1, 1, 'Welcome new customers', '', 'Re: {{subject}}', '', 'Hello {{customer_name}},

thank you for writing to {{account_name}} about “{{subject}}”. We answer within a day.', '{customer_name,account_name,subject}', '2026-11-29 02:06:43.137226+00'),
	(2, 1, 'Invoice questions', '', 'Re: {{subject}}', '', 'Hello {{customer_name}},

our accountants look at “{{subject}}” today.

{{account_name}}', '{customer_name,account_name,subject}', '2026-11-29 02:06:43.158539+00'),
	(3, 1, 'Loop', '', 'Re: {{subject}}', '', 'Hello,
{% for letter in subject %}{{letter}}{% endfor %}', '{subject}', '2026-11-29 02:07:43.538268+00'),
	(4, 1, 'Both', 'answer', 'Re: {{subject}}', '<p>Dear <b>{{customer_name}}</b>, {{account_email}} has it.</p>', 'Dear {{customer_name}}', '{customer_name,subject,account_email}', '2026-11-29 02:07:43.547543+00');

INSERT INTO live._yoyo_log VALUES
	('80216d1e-eb99-11f1-a34d-02fc00000001', '6fd89861ef760a7f661e2253ffe7986471a32668b9a8dfd19681d899dcdf57f3', 'parser-0001-messages', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.739532'),
	('802474a0-eb99-11f1-a34d-02fc00000001', '5166c164afb7abbba67483dd63b58b6d97262baad228dcb20971e5cd06217099', 'parser-0002-compression', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.759446'),
	('8029db34-eb99-11f1-a34d-02fc00000001', '77988331f3bc8e96d332cd0be5ea64d5e9a56045821ce36b878c57b292efba20', 'parser-0003-search-index', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.795252'),
	('80378bb2-eb99-11f1-a34d-02fc00000001', 'a7faeff48f3b8c9d91ada8548cc660865ed3333d5fb1e5249c3684de86888b32', 'rules-0001-rule-runs', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:33.884655'),
	('804bc33e-eb99-11f1-a34d-02fc00000001', '7d506df2fcc6ad6f9e73f83e0dc4aeeec31dc58597bdc1273a3b62bf92c90014', 'threader-0001-threads', 'apply', 'mailweave', 'host-of-0.1.0', NULL, '2026-11-29 02:06:34.017024');

INSERT INTO live._yoyo_migration VALUES
	('6fd89861ef760a7f661e2253ffe7986471a32668b9a8dfd19681d899dcdf57f3', 'parser-0001-messages', '2026-11-29 02:06:33.744296'),
	('5166c164afb7abbba67483dd63b58b6d97262baad228dcb20971e5cd06217099', 'parser-0002-compression', '2026-11-29 02:06:33.763639'),
	('77988331f3bc8e96d332cd0be5ea64d5e9a56045821ce36b878c57b292efba20', 'parser-0003-search-index', '2026-11-29 02:06:33.797525'),
	('a7faeff48f3b8c9d91ada8548cc660865ed3333d5fb1e5249c3684de86888b32', 'rules-0001-rule-runs', '2026-11-29 02:06:33.893051'),
	('7d506df2fcc6ad6f9e73f83e0dc4aeeec31dc58597bdc1273a3b62bf92c90014', 'threader-0001-threads', '2026-11-29 02:06:34.022142');

INSERT INTO live._yoyo_version VALUES
	(2, '2026-11-29 02:06:33.667708');

INSERT INTO live.account_sequence VALUES
	(1, 29),
	(2, 14);

INSERT INTO live.attachment VALUES
	('048a3b25-dd16-5e27-890a-1ec226a751b3', 0, 'Vertrag Müller.pdf', 'application/pdf', 2072, '1d69e85852e7420797dbd917b4a1ec65d40abc13fdba08c4701a8636f47c7405', NULL, false, 'a911bc73-07f7-4c56-b4f3-844522c35bcc/a6469ae334cb0c2663252ba2f687ac7cc54329320f94075bf169daa5804ddd47'),
	('9e2c578c-cace-5615-a2e3-ab6543741526', 0, '', 'message/delivery-status', 157, '6d107ca9497ea55b62e4f9c9f43ba70606b4062aa307965b5309409ae45067c8', NULL, false, 'a911bc73-07f7-4c56-b4f3-844522c35bcc/a35a712e3ef01a99d9cf3fef4c7064413832b8b1b8a34f938fc43f1bd68315ac'),
	('23ea9d12-ccec-532b-82d8-bf94422ea4b8', 0, '', 'text/calendar', 61, '398fb65f3ebc6e59e968fd117cca86fe30904ce8a9d5c813b13e19be7a38c911', NULL, false, 'faf21f67-3c82-4867-917e-572de0c97211/a65f99a7f80f2d6956501a4746bccafba43cb36b235b1893751b262c790edfc4'),
	('30ab0124-8100-56ce-a45d-ef28a5232daf', 0, '', 'message/rfc822', 87, '0a065891d3545970fe59a83ae673f1dc7cf9d6ce37af9c12fbd99d1bec01fa32', NULL, false, 'faf21f67-3c82-4867-917e-572de0c97211/2208d3aca0f6db82443c457b2fbc631f74c73f2bdfcc50ccd8bcc611db054b0c');

INSERT INTO live.copy VALUES
	('ae21bf03-673e-5ec2-9670-fe29a02d6eaa', 'c3ac7a37-0b87-533e-b512-d8cda44279b9', 1, 'imap', 'INBOX', 1795918002, 1, NULL, '{}', 'allowed', '2026-11-29 02:06:43+00', '2026-11-29 02:06:44.098298+00'),
	('00e71bb9-1903-50e1-9dbe-82d54e21afa8', '6d7e0994-fd22-547a-903c-63539beb100d', 1, 'imap', 'INBOX', 1795918002, 5, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.334586+00'),
	('0d4be678-962b-5448-bf85-188c4198a21e', '8b9f5154-eb04-58d2-aa3a-b81fdecd2005', 1, 'imap', 'INBOX', 1795918002, 4, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.334527+00'),
	('6381b859-aae2-58f5-b5e3-0bb9489c8b4f', 'c2fafa97-522d-5a0e-8547-4d19e8619d95', 1, 'imap', 'INBOX', 1795918002, 2, NULL, '{}', 'allowed', '2026-11-29 02:06:43+00', '2026-11-29 02:06:44.333746+00'),
	('b4c497f8-ad36-54aa-8d6f-1ba4d83a4362', 'ebf0c3c0-2028-5187-bd48-16279d94ea97', 1, 'imap', 'INBOX', 1795918002, 6, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.334629+00'),
	('d43fa165-ac24-5540-a161-559acf33a288', '82c6770c-df38-5c35-8617-b37c4f141c59', 1, 'imap', 'INBOX', 1795918002, 3, NULL, '{}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.333915+00'),
	('947eeaca-64c3-5715-bb0c-5a2eef51eb32', '221c5999-c1cd-5734-879c-50bfecf29b19', 1, 'imap', 'INBOX', 1795918002, 7, NULL, '{}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.503319+00'),
	('a1922ff8-3bf7-5918-b28d-31c70d551905', '048a3b25-dd16-5e27-890a-1ec226a751b3', 1, 'imap', 'INBOX', 1795918002, 8, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.503478+00'),
	('a20fbae1-bcff-5539-a0f2-d241017f9ade', '1c6a02e7-8683-555d-b132-35769f3dcd50', 1, 'imap', 'INBOX', 1795918002, 9, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.503548+00'),
	('6bff8281-5aa2-5788-bd30-b7d88d6713b4', 'ba043ff2-099b-5dd9-8664-19178e9b31ac', 1, 'imap', 'INBOX', 1795918002, 12, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.655689+00'),
	('8309f5ba-999f-5414-9871-bd6bc7ba9f92', '1c602ecb-1107-527c-9e84-92aec735a8a4', 1, 'imap', 'INBOX', 1795918002, 10, NULL, '{}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.655492+00'),
	('e3a1a7a2-0a74-51e0-bfab-39a33b537ec4', '60a855eb-3c54-505d-ab88-28bedb2276bf', 1, 'imap', 'INBOX', 1795918002, 11, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.655638+00'),
	('1e07c21b-022b-5f3d-803c-e37e4b59a024', '9e2c578c-cace-5615-a2e3-ab6543741526', 1, 'imap', 'INBOX', 1795918002, 14, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.82171+00'),
	('953805cb-0e2b-5f9c-808c-87429f870e5b', '3322fe45-e645-554f-bfbf-132191596d56', 1, 'imap', 'INBOX', 1795918002, 13, NULL, '{}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.821569+00'),
	('62996b3b-7ba3-5d2d-bda9-617623ad9d29', 'b2c0f189-def1-5411-8490-9d0098e4c517', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:44.864405+00', '2026-11-29 02:06:44.864405+00'),
	('667e27fa-f54c-5e13-99c2-b6ad0ac59937', '8973bafe-2d97-50dd-970d-be6bae352848', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:44.758883+00', '2026-11-29 02:06:44.758883+00'),
	('69832104-86db-5117-8e5e-6386581abf59', '4920e117-73fd-5955-b32e-a7b20516056e', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:44.894626+00', '2026-11-29 02:06:44.894626+00'),
	('6a3c0327-5496-5db1-b5d6-b865c6013647', '0fda3104-e34c-5b8c-8a7a-68401100c998', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:44.930675+00', '2026-11-29 02:06:44.930675+00'),
	('b2aa926b-d72c-5b3d-92cc-d4cc33617cf9', '6a98f414-df2c-5839-9d16-cdc378134b93', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:44.916258+00', '2026-11-29 02:06:44.916258+00'),
	('d1520307-17af-5d6d-88e3-0c5e1a203fdf', '0869ec02-6b6e-5839-b06e-7c6ac44e6e65', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:44.955959+00', '2026-11-29 02:06:44.955959+00'),
	('e19a5fb9-d8d8-531a-8a75-d1381ff659ba', '38231b8f-5500-55d1-a4ea-6056794c4a1d', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:44.894689+00', '2026-11-29 02:06:44.894689+00'),
	('0941fc41-1537-58b8-9836-d25d0b5f80d9', '966348e0-807e-5222-8d7a-4c2612bdc596', 1, 'imap', 'INBOX', 1795918002, 15, NULL, '{}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.016536+00'),
	('0e6e2999-33c5-5cf4-937a-afca50889654', '85cfaa14-bcef-5fc4-bb08-b56fb508c028', 1, 'imap', 'INBOX', 1795918002, 16, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.016665+00'),
	('8bfd4c99-e0fc-5236-b9f2-7c535a1fe6bc', 'c48d5f38-3085-5758-87a4-ed3017c2bc89', 1, 'imap', 'INBOX', 1795918002, 17, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.016713+00'),
	('eb03cdfe-585b-560a-84e7-fc8b9f855036', '7578ac7e-0fa7-5528-9f9c-f5317782857e', 1, 'imap', 'INBOX', 1795918002, 18, NULL, '{"\\Recent"}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.016754+00'),
	('18fcb10a-95ee-520c-a7bb-079da80a060b', '278cfc1d-2f92-5150-9205-88f6ac118084', 1, 'imap', 'INBOX', 1795918002, 19, NULL, '{}', 'allowed', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.207957+00'),
	('201534be-f436-558c-b828-ce7061d35980', 'cc032576-c53d-503d-b054-bc10180bdebe', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:45.27582+00', '2026-11-29 02:06:45.27582+00'),
	('204a5066-8c5e-50af-868c-3f59cb7bdf4a', 'fde12375-4251-5d7a-8c38-42ea60241a9d', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:45.502633+00', '2026-11-29 02:06:45.502633+00'),
	('033bff0d-4973-5d3e-810a-c44243659d1b', 'a8ff5d2c-89e8-595a-94e4-191927710dad', 2, 'pop3', 'INBOX', NULL, NULL, '6', '{}', 'allowed', NULL, '2026-11-29 02:06:46.228957+00'),
	('0dfe2699-3118-5efb-842d-33a8997e928c', '86b8da94-331c-50bf-ba9e-f9116690715e', 2, 'pop3', 'INBOX', NULL, NULL, '7', '{}', 'allowed', NULL, '2026-11-29 02:06:46.228998+00'),
	('526dbcbd-488c-556d-abff-97f8abb0cfe6', '30ab0124-8100-56ce-a45d-ef28a5232daf', 2, 'pop3', 'INBOX', NULL, NULL, '5', '{}', 'allowed', NULL, '2026-11-29 02:06:46.228923+00'),
	('87aa9b80-ebe2-5eee-849b-47738882bda1', '61e320a1-ef9d-5805-8797-80d9b4e1050f', 2, 'pop3', 'INBOX', NULL, NULL, '2', '{}', 'allowed', NULL, '2026-11-29 02:06:46.228808+00'),
	('8b86118f-d843-5431-a9c2-6ae7f27bebca', '23ea9d12-ccec-532b-82d8-bf94422ea4b8', 2, 'pop3', 'INBOX', NULL, NULL, '9', '{}', 'allowed', NULL, '2026-11-29 02:06:46.237968+00'),
	('945b5ca0-4815-5f2b-9d41-00fd41eded66', '7816df30-d6bc-583b-844c-8ecd35b87d21', 2, 'pop3', 'INBOX', NULL, NULL, '1', '{}', 'allowed', NULL, '2026-11-29 02:06:46.228692+00'),
	('a8e3e592-f5a6-5e45-a549-041d2f872185', '889be6ba-fb54-56ae-aa07-7a981c4117a7', 2, 'pop3', 'INBOX', NULL, NULL, '4', '{}', 'allowed', NULL, '2026-11-29 02:06:46.228891+00'),
	('b7333b30-ca21-59d5-95ce-1e6eaa01c940', '335e296b-36af-5b59-a824-bfe85a031cad', 2, 'pop3', 'INBOX', NULL, NULL, '3', '{}', 'allowed', NULL, '2026-11-29 02:06:46.228855+00'),
	('d5cfb20b-b5b1-55b1-906f-a6669d54d342', '88c1317c-6925-506c-b19e-0f04eaa34ba6', 2, 'pop3', 'INBOX', NULL, NULL, '8', '{}', 'allowed', NULL, '2026-11-29 02:06:46.229031+00'),
	('08e4cb60-eb6f-5b26-926e-8c74ae4e9ef9', 'aa6b889b-b0d2-5b15-a418-f27f6cb045d7', 2, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:46.447913+00', '2026-11-29 02:06:46.447913+00'),
	('53371be2-768e-55ef-9c83-f6e66aaa998e', '5f178574-d58c-581b-a761-d4ef99b19a80', 2, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:46.459736+00', '2026-11-29 02:06:46.459736+00'),
	('5af7e2f5-62ac-5756-99e3-6a076fe07af7', '7b9eba58-5998-5d23-972b-0e919d8aff3c', 2, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:46.447863+00', '2026-11-29 02:06:46.447863+00'),
	('76abe8a7-c441-564b-8f4b-89b820fa2952', 'cc78a511-35b6-54c4-8b02-02df27e62720', 2, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:06:46.459819+00', '2026-11-29 02:06:46.459819+00'),
	('4659cee1-2ba5-5eb9-b7a7-1372d1dc3c57', '99df1341-a3e2-5a01-bb4c-109ae37a2a83', 1, 'sent', 'Sent', NULL, NULL, NULL, '{}', NULL, '2026-11-29 02:07:58.613008+00', '2026-11-29 02:07:58.613008+00'),
	('3732f3e1-415b-56fb-9d13-b24d82e3ee86', 'c38c11af-f869-59ff-8576-01e61cdc982d', 2, 'pop3', 'INBOX', NULL, NULL, '10', '{}', 'allowed', NULL, '2026-11-29 02:07:59.662199+00');

INSERT INTO live.customer VALUES
	('67d5121e-3e15-54f2-9dc7-6df00d5cac55', 'Ada', '2026-11-29 02:06:43+00', 'c3ac7a37-0b87-533e-b512-d8cda44279b9', '2026-11-29 02:06:43+00'),
	('50bcf4df-2165-5e39-bd6f-c0f646ec9005', 'Bob', '2026-11-29 02:06:43+00', 'c2fafa97-522d-5a0e-8547-4d19e8619d95', '2026-11-29 02:06:43+00'),
	('a323d82e-651c-5855-971e-81308a031d52', 'Carol', '2026-11-29 02:06:44+00', '6d7e0994-fd22-547a-903c-63539beb100d', '2026-11-29 02:06:44+00'),
	('b9434713-8625-5f00-a979-8a7e1461e72f', 'Dora', '2026-11-29 02:06:44+00', 'ebf0c3c0-2028-5187-bd48-16279d94ea97', '2026-11-29 02:06:44+00'),
	('22831794-f92f-5aa3-af84-d75b95f2ed41', 'Erin', '2026-11-29 02:06:44+00', '1c6a02e7-8683-555d-b132-35769f3dcd50', '2026-11-29 02:06:44+00'),
	('74f09da4-f837-5166-80d7-aaa0c5f4b0a7', 'Dave', '2026-11-29 02:06:44+00', '048a3b25-dd16-5e27-890a-1ec226a751b3', '2026-11-29 02:06:44+00'),
	('cac6e928-97b8-5fcd-bf09-9c852ea18f55', 'Emil', '2026-11-29 02:06:44+00', '221c5999-c1cd-5734-879c-50bfecf29b19', '2026-11-29 02:06:44+00'),
	('1f4d2873-4523-54a6-b44f-563c8798ec38', 'Frank', '2026-11-29 02:06:44+00', '1c602ecb-1107-527c-9e84-92aec735a8a4', '2026-11-29 02:06:44+00'),
	('41e37a9a-1b62-5e63-99a5-d4e445fdf477', 'Gina', '2026-11-29 02:06:44+00', 'ba043ff2-099b-5dd9-8664-19178e9b31ac', '2026-11-29 02:06:44+00'),
	('c9e87409-bb9a-513f-b746-783b12ab9ebb', 'Jun', '2026-11-29 02:06:44+00', '60a855eb-3c54-505d-ab88-28bedb2276bf', '2026-11-29 02:06:44+00'),
	('34be8367-25a4-58e8-ac2e-5a928e9eb2fd', 'Leo', '2026-11-29 02:06:44+00', '3322fe45-e645-554f-bfbf-132191596d56', '2026-11-29 02:06:44+00'),
	('1e53669f-1d2b-5481-a0d6-4d54075b3a64', 'Hank', '2026-11-29 02:06:44+00', '966348e0-807e-5222-8d7a-4c2612bdc596', '2026-11-29 02:06:44+00'),
	('29315e94-0bb1-54a0-9097-3d99013bcaec', 'Ivan', '2026-11-29 02:06:44+00', 'c48d5f38-3085-5758-87a4-ed3017c2bc89', '2026-11-29 02:06:44+00'),
	('e04a9eec-1a7f-52c0-875d-336aafa0166d', 'Sales', '2026-11-29 02:06:44+00', '7578ac7e-0fa7-5528-9f9c-f5317782857e', '2026-11-29 02:06:44+00'),
	('e8cf2f15-eefe-5fbc-96b1-48eaae401027', 'Ivy', '2026-11-29 02:06:44+00', '85cfaa14-bcef-5fc4-bb08-b56fb508c028', '2026-11-29 02:06:44+00'),
	('de8e217c-c194-5829-b594-cfae52160424', 'Nora', '2026-11-29 02:06:44+00', '278cfc1d-2f92-5150-9205-88f6ac118084', '2026-11-29 02:06:44+00'),
	('264bdf12-91b2-5178-983d-331b1b2233e0', 'Kim', '2026-11-29 02:06:44+00', '7816df30-d6bc-583b-844c-8ecd35b87d21', '2026-11-29 02:06:44+00'),
	('392f05b3-5af0-583a-bb48-040f24358353', 'Quinn', '2026-11-29 02:06:45+00', '23ea9d12-ccec-532b-82d8-bf94422ea4b8', '2026-11-29 02:06:45+00'),
	('61f89415-5745-5f26-a5a9-bac48cbf73e8', 'News', '2026-11-29 02:06:45+00', '86b8da94-331c-50bf-ba9e-f9116690715e', '2026-11-29 02:06:45+00'),
	('79fe6753-39ff-50bd-bd0f-11d5540974c7', 'Otto', '2026-11-29 02:06:45+00', '30ab0124-8100-56ce-a45d-ef28a5232daf', '2026-11-29 02:06:45+00'),
	('8fa0773c-f04a-532b-9153-8ca8fcbe3958', 'Mia', '2026-11-29 02:06:45+00', '889be6ba-fb54-56ae-aa07-7a981c4117a7', '2026-11-29 02:06:45+00'),
	('9611992f-a4c9-5bcd-8dfa-b376ac67e73c', 'No-Reply', '2026-11-29 02:06:45+00', 'a8ff5d2c-89e8-595a-94e4-191927710dad', '2026-11-29 02:06:45+00'),
	('d3907356-e20f-5307-960c-f74130e966c1', 'Paul', '2026-11-29 02:06:45+00', '88c1317c-6925-506c-b19e-0f04eaa34ba6', '2026-11-29 02:06:45+00'),
	('ed50783c-6fd1-5835-bc01-daf0c7711ed7', 'Lena', '2026-11-29 02:06:45+00', '335e296b-36af-5b59-a824-bfe85a031cad', '2026-11-29 02:06:45+00'),
	('65be3dc2-447d-5d3f-8c05-8b8bd87e5590', 'X', '2026-11-29 02:07:58+00', 'c38c11af-f869-59ff-8576-01e61cdc982d', '2026-11-29 02:07:58+00');

INSERT INTO live.customer_address VALUES
	('ada@newcustomer.test', '67d5121e-3e15-54f2-9dc7-6df00d5cac55'),
	('bob@newcustomer.test', '50bcf4df-2165-5e39-bd6f-c0f646ec9005'),
	('carol@newcustomer.test', 'a323d82e-651c-5855-971e-81308a031d52'),
	('dora@partner.test', 'b9434713-8625-5f00-a979-8a7e1461e72f'),
	('dave@partner.test', '74f09da4-f837-5166-80d7-aaa0c5f4b0a7'),
	('emil@partner.test', 'cac6e928-97b8-5fcd-bf09-9c852ea18f55'),
	('erin@partner.test', '22831794-f92f-5aa3-af84-d75b95f2ed41'),
	('frank@newcustomer.test', '1f4d2873-4523-54a6-b44f-563c8798ec38'),
	('gina@newcustomer.test', '41e37a9a-1b62-5e63-99a5-d4e445fdf477'),
	('jun@partner.test', 'c9e87409-bb9a-513f-b746-783b12ab9ebb'),
	('leo@newcustomer.test', '34be8367-25a4-58e8-ac2e-5a928e9eb2fd'),
	('hank@newcustomer.test', '1e53669f-1d2b-5481-a0d6-4d54075b3a64'),
	('ivan@newcustomer.test', '29315e94-0bb1-54a0-9097-3d99013bcaec'),
	('ivy@partner.test', 'e8cf2f15-eefe-5fbc-96b1-48eaae401027'),
	('sales@mailweave.test', 'e04a9eec-1a7f-52c0-875d-336aafa0166d'),
	('nora@partner.test', 'de8e217c-c194-5829-b594-cfae52160424'),
	('kim@newcustomer.test', '264bdf12-91b2-5178-983d-331b1b2233e0'),
	('lena@partner.test', 'ed50783c-6fd1-5835-bc01-daf0c7711ed7'),
	('mia@newcustomer.test', '8fa0773c-f04a-532b-9153-8ca8fcbe3958'),
	('news@newcustomer.test', '61f89415-5745-5f26-a5a9-bac48cbf73e8'),
	('no-reply@newcustomer.test', '9611992f-a4c9-5bcd-8dfa-b376ac67e73c'),
	('otto@partner.test', '79fe6753-39ff-50bd-bd0f-11d5540974c7'),
	('paul@partner.test', 'd3907356-e20f-5307-960c-f74130e966c1'),
	('quinn@partner.test', '392f05b3-5af0-583a-bb48-040f24358353'),
	('x@partner.test', '65be3dc2-447d-5d3f-8c05-8b8bd87e5590');

INSERT INTO live.effect_claim VALUES
	('425356b6-4a38-5a9e-88bc-ec3d64abb134', 'c3ac7a37-0b87-533e-b512-d8cda44279b9'),
	('1762bf1d-fc40-53d5-bddd-6d7beddaaf16', 'c2fafa97-522d-5a0e-8547-4d19e8619d95'),
	('7419e06d-22e0-5ea6-a445-4457de915be6', '6d7e0994-fd22-547a-903c-63539beb100d'),
	('85a2715d-c168-5861-8d6f-9d5e2289b568', '82c6770c-df38-5c35-8617-b37c4f141c59'),
	('93ff4fd2-2665-5c02-87c8-effe5698e221', '8b9f5154-eb04-58d2-aa3a-b81fdecd2005'),
	('c355ac48-e8f4-5898-ada6-086989cc73a3', 'ebf0c3c0-2028-5187-bd48-16279d94ea97'),
	('97c22513-80f4-5072-8034-5b1e55447095', '048a3b25-dd16-5e27-890a-1ec226a751b3'),
	('a474b142-0a93-56c5-aaac-86dfaa633b8d', '1c6a02e7-8683-555d-b132-35769f3dcd50'),
	('ba2606f1-7b89-5394-8b87-b7455f23e321', '221c5999-c1cd-5734-879c-50bfecf29b19'),
	('4ec0618c-acdb-581e-aa8e-5b63dab1160f', '60a855eb-3c54-505d-ab88-28bedb2276bf'),
	('625ce49f-9d20-55d9-9860-078b2ff99003', '1c602ecb-1107-527c-9e84-92aec735a8a4'),
	('d6986d12-7f6e-587b-b3bb-f35e64553068', 'ba043ff2-099b-5dd9-8664-19178e9b31ac'),
	('99b31bbb-3273-59f4-9180-0d0fd23054b2', '9e2c578c-cace-5615-a2e3-ab6543741526'),
	('d8db313d-ea56-5d98-9d68-125fff30fe4d', '3322fe45-e645-554f-bfbf-132191596d56'),
	('1d965c34-36bd-5950-9161-6150edfe029c', '0fda3104-e34c-5b8c-8a7a-68401100c998'),
	('2962ef4f-2da6-53d7-a92e-cdc008918287', '6a98f414-df2c-5839-9d16-cdc378134b93'),
	('88e40e07-1d1c-5dcf-bf00-95680cf590c7', '0869ec02-6b6e-5839-b06e-7c6ac44e6e65'),
	('9a83b3f9-7dce-5fea-8d08-976418fa2e6d', '8973bafe-2d97-50dd-970d-be6bae352848'),
	('bdddaba4-8e55-5257-ac04-2d88eddc048b', '4920e117-73fd-5955-b32e-a7b20516056e'),
	('c47a1fdc-eca2-525d-b8ef-bad150f1bc81', '38231b8f-5500-55d1-a4ea-6056794c4a1d'),
	('c6198a02-5b53-515a-908c-0ee0183b3bf7', 'b2c0f189-def1-5411-8490-9d0098e4c517'),
	('127675a5-1328-534d-9811-27b39a2ae88f', '966348e0-807e-5222-8d7a-4c2612bdc596'),
	('77aef367-6afc-59cb-a0d2-ae5e2ce84c8a', '7578ac7e-0fa7-5528-9f9c-f5317782857e'),
	('acdd7d50-62bc-554e-8a11-4cc12801a8d2', '85cfaa14-bcef-5fc4-bb08-b56fb508c028'),
	('e153c3e2-89d7-588e-b75c-62a2f844bf93', 'c48d5f38-3085-5758-87a4-ed3017c2bc89'),
	('8c20ba98-743b-5d8e-83f6-0e01ef28b4a5', '278cfc1d-2f92-5150-9205-88f6ac118084'),
	('8bfe474b-c378-58ed-b6a8-64a0e564bf90', 'cc032576-c53d-503d-b054-bc10180bdebe'),
	('b2e8e064-f755-537d-b578-3c78abcd3ebf', 'fde12375-4251-5d7a-8c38-42ea60241a9d'),
	('12bdc4f1-f1ac-5944-a028-5a2917f7b073', 'a8ff5d2c-89e8-595a-94e4-191927710dad'),
	('16c35c4f-7b8a-52b0-a368-fd11f2e6db81', '30ab0124-8100-56ce-a45d-ef28a5232daf'),
	('3a10b9de-c270-53bc-a2e1-f86b9fa39fc8', '889be6ba-fb54-56ae-aa07-7a981c4117a7'),
	('894b1026-3128-5346-9a37-e9670233e21c', '23ea9d12-ccec-532b-82d8-bf94422ea4b8'),
	('8f0d5a9d-3a69-595d-847e-5ea70da243fa', '335e296b-36af-5b59-a824-bfe85a031cad'),
	('9bd2851a-76ce-53f1-a061-bf4680ee7af7', '7816df30-d6bc-583b-844c-8ecd35b87d21'),
	('9f1514c0-15b0-5dee-9a7c-d30b30119f7f', '61e320a1-ef9d-5805-8797-80d9b4e1050f'),
	('a9768769-f226-5fed-b622-46da0c37d564', '86b8da94-331c-50bf-ba9e-f9116690715e'),
	('d3270641-5917-5ab4-9712-5a21874923be', '88c1317c-6925-506c-b19e-0f04eaa34ba6'),
	('134e4ae2-727b-5d45-b6d5-58fb78fac748', '7b9eba58-5998-5d23-972b-0e919d8aff3c'),
	('44aedcf4-1958-594c-9ffe-f3e6dd473102', 'cc78a511-35b6-54c4-8b02-02df27e62720'),
	('4a55864e-7d27-55bc-88fa-22c0a57c6f7e', 'aa6b889b-b0d2-5b15-a418-f27f6cb045d7'),
	('e3645501-5c9f-5d3a-a712-2a47cdf3938d', '5f178574-d58c-581b-a761-d4ef99b19a80'),
	('6dfc9379-016d-5ed2-8046-15434c903d07', '99df1341-a3e2-5a01-bb4c-109ae37a2a83'),
	('acc1ebd4-4ac4-5a74-a9e2-0ebf071c9914', 'c38c11af-f869-59ff-8576-01e61cdc982d');

INSERT INTO live.message VALUES
	('c3ac7a37-0b87-533e-b512-d8cda44279b9', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'first.6b0b88b2@demo.mailweave.test', '425356b6-4a38-5a9e-88bc-ec3d64abb134', 'inbound', 'Question about my order', 'ada@newcustomer.test', 'Ada', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Ada", "address": "ada@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:43+00', '2026-11-29 02:06:43+00', '2026-11-29 02:06:44.098298+00', 409, false, 'ada@newcustomer.test', false, '', false, false, '{}', NULL),
	('6d7e0994-fd22-547a-903c-63539beb100d', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'late.6b0b88b2@demo.mailweave.test', '7419e06d-22e0-5ea6-a445-4457de915be6', 'inbound', 'Broken handle', 'carol@newcustomer.test', 'Carol', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Carol", "address": "carol@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.334586+00', 404, false, 'carol@newcustomer.test', false, '', false, false, '{}', NULL),
	('82c6770c-df38-5c35-8617-b37c4f141c59', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'reply.6b0b88b2@demo.mailweave.test', '85a2715d-c168-5861-8d6f-9d5e2289b568', 'inbound', 'Re: Question about my order', 'ada@newcustomer.test', 'Ada', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Ada", "address": "ada@newcustomer.test"}], "reply_to": []}', '{first.6b0b88b2@demo.mailweave.test}', '{first.6b0b88b2@demo.mailweave.test}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.333915+00', 514, false, 'ada@newcustomer.test', false, '', false, false, '{}', NULL),
	('8b9f5154-eb04-58d2-aa3a-b81fdecd2005', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'early.6b0b88b2@demo.mailweave.test', '93ff4fd2-2665-5c02-87c8-effe5698e221', 'inbound', 'Re: Broken handle', 'carol@newcustomer.test', 'Carol', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Carol", "address": "carol@newcustomer.test"}], "reply_to": []}', '{late.6b0b88b2@demo.mailweave.test}', '{late.6b0b88b2@demo.mailweave.test}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.334527+00', 508, false, 'carol@newcustomer.test', false, '', false, false, '{}', NULL),
	('c2fafa97-522d-5a0e-8547-4d19e8619d95', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'second.6b0b88b2@demo.mailweave.test', '1762bf1d-fc40-53d5-bddd-6d7beddaaf16', 'inbound', 'When does it arrive?', 'bob@newcustomer.test', 'Bob', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Bob", "address": "bob@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:43+00', '2026-11-29 02:06:43+00', '2026-11-29 02:06:44.333746+00', 407, false, 'bob@newcustomer.test', false, '', false, false, '{}', NULL),
	('ebf0c3c0-2028-5187-bd48-16279d94ea97', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'cousin-a.6b0b88b2@demo.mailweave.test', 'c355ac48-e8f4-5898-ada6-086989cc73a3', 'inbound', 'Re: Minutes', 'dora@partner.test', 'Dora', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Dora", "address": "dora@partner.test"}], "reply_to": []}', '{}', '{never-seen.6b0b88b2@demo.mailweave.test}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.334629+00', 450, false, 'dora@partner.test', false, '', false, false, '{}', NULL),
	('048a3b25-dd16-5e27-890a-1ec226a751b3', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'attachment.6b0b88b2@demo.mailweave.test', '97c22513-80f4-5072-8034-5b1e55447095', 'inbound', 'Contract', 'dave@partner.test', 'Dave', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Dave", "address": "dave@partner.test"}], "reply_to": []}', '{}', '{}', 'The signed contract is attached.
', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.503478+00', 3451, true, 'dave@partner.test', false, '', false, false, '{}', NULL),
	('1c6a02e7-8683-555d-b132-35769f3dcd50', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'html.6b0b88b2@demo.mailweave.test', 'a474b142-0a93-56c5-aaac-86dfaa633b8d', 'inbound', 'Our invoice 4711', 'erin@partner.test', 'Erin', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Erin", "address": "erin@partner.test"}], "reply_to": []}', '{}', '{}', '', '<html><body><p>Please <b>explain</b> the invoice.</p></body></html>', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.503548+00', 412, false, 'erin@partner.test', false, '', false, false, '{}', NULL),
	('221c5999-c1cd-5734-879c-50bfecf29b19', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'cousin-b.6b0b88b2@demo.mailweave.test', 'ba2606f1-7b89-5394-8b87-b7455f23e321', 'inbound', 'Re: Minutes', 'emil@partner.test', 'Emil', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Emil", "address": "emil@partner.test"}], "reply_to": []}', '{}', '{never-seen.6b0b88b2@demo.mailweave.test}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.503319+00', 450, false, 'emil@partner.test', false, '', false, false, '{}', NULL),
	('1c602ecb-1107-527c-9e84-92aec735a8a4', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'umlaut.6b0b88b2@demo.mailweave.test', '625ce49f-9d20-55d9-9860-078b2ff99003', 'inbound', 'Anfrage für Müller', 'frank@newcustomer.test', 'Frank', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Frank", "address": "frank@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.655492+00', 432, false, 'frank@newcustomer.test', false, '', false, false, '{}', NULL),
	('60a855eb-3c54-505d-ab88-28bedb2276bf', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'japanese.6b0b88b2@demo.mailweave.test', '4ec0618c-acdb-581e-aa8e-5b63dab1160f', 'inbound', 'お問い合わせ', 'jun@partner.test', 'Jun', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Jun", "address": "jun@partner.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.655638+00', 423, false, 'jun@partner.test', false, '', false, false, '{}', NULL),
	('ba043ff2-099b-5dd9-8664-19178e9b31ac', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'out-of-office.6b0b88b2@demo.mailweave.test', 'd6986d12-7f6e-587b-b3bb-f35e64553068', 'inbound', 'Out of office: Re: offer', 'gina@newcustomer.test', 'Gina', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Gina", "address": "gina@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.655689+00', 391, false, 'gina@newcustomer.test', true, 'auto-submitted: auto-replied', false, false, '{}', NULL),
	('3322fe45-e645-554f-bfbf-132191596d56', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'human.6b0b88b2@demo.mailweave.test', 'd8db313d-ea56-5d98-9d68-125fff30fe4d', 'inbound', 'A person wrote this', 'leo@newcustomer.test', 'Leo', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Leo", "address": "leo@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.821569+00', 365, false, 'leo@newcustomer.test', false, '', false, false, '{}', NULL),
	('9e2c578c-cace-5615-a2e3-ab6543741526', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'bounce.6b0b88b2@demo.mailweave.test', '99b31bbb-3273-59f4-9180-0d0fd23054b2', 'inbound', 'Undelivered Mail Returned to Sender', 'mailer-daemon@example.test', 'Mailer-Daemon', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Mailer-Daemon", "address": "mailer-daemon@example.test"}], "reply_to": []}', '{}', '{}', 'Your message could not be delivered.
', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.82171+00', 754, true, 'mailer-daemon@example.test', true, 'multipart/report', true, false, '{}', NULL),
	('0869ec02-6b6e-5839-b06e-7c6ac44e6e65', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'c9763404-45c2-5d7d-97e0-4f2ef32f4ee5@mailweave.test', '88e40e07-1d1c-5dcf-bf00-95680cf590c7', 'outbound', 'Re: Anfrage für Müller', 'support@mailweave.test', 'Customer support', '{frank@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "frank@newcustomer.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{umlaut.6b0b88b2@demo.mailweave.test}', '{umlaut.6b0b88b2@demo.mailweave.test}', 'Hello Frank,

thank you for writing to Customer support about “Anfrage für Müller”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.955959+00', '2026-11-29 02:06:44.955959+00', '2026-11-29 02:06:44.955959+00', 651, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', 'c9763404-45c2-5d7d-97e0-4f2ef32f4ee5'),
	('0fda3104-e34c-5b8c-8a7a-68401100c998', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', '57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb@mailweave.test', '1d965c34-36bd-5950-9161-6150edfe029c', 'outbound', 'Re: Our invoice 4711', 'support@mailweave.test', 'Customer support', '{erin@partner.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "erin@partner.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{html.6b0b88b2@demo.mailweave.test}', '{html.6b0b88b2@demo.mailweave.test}', 'Hello Erin,

our accountants look at “Our invoice 4711” today.

Customer support
', '', NULL, NULL, '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.930675+00', '2026-11-29 02:06:44.930675+00', '2026-11-29 02:06:44.930675+00', 580, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', '57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb'),
	('38231b8f-5500-55d1-a4ea-6056794c4a1d', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', '0b78aaba-26a3-52e9-bb6f-ec11efa26688@mailweave.test', 'c47a1fdc-eca2-525d-b8ef-bad150f1bc81', 'outbound', 'Re: Broken handle', 'support@mailweave.test', 'Customer support', '{carol@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "carol@newcustomer.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{late.6b0b88b2@demo.mailweave.test}', '{late.6b0b88b2@demo.mailweave.test}', 'Hello Carol,

thank you for writing to Customer support about “Broken handle”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.894689+00', '2026-11-29 02:06:44.894689+00', '2026-11-29 02:06:44.894689+00', 605, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', '0b78aaba-26a3-52e9-bb6f-ec11efa26688'),
	('4920e117-73fd-5955-b32e-a7b20516056e', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', '8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232@mailweave.test', 'bdddaba4-8e55-5257-ac04-2d88eddc048b', 'outbound', 'Re: When does it arrive?', 'support@mailweave.test', 'Customer support', '{bob@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "bob@newcustomer.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{second.6b0b88b2@demo.mailweave.test}', '{second.6b0b88b2@demo.mailweave.test}', 'Hello Bob,

thank you for writing to Customer support about “When does it arrive?”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.894626+00', '2026-11-29 02:06:44.894626+00', '2026-11-29 02:06:44.894626+00', 619, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', '8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232'),
	('6a98f414-df2c-5839-9d16-cdc378134b93', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'f121b215-b812-5280-9616-1b273d951499@mailweave.test', '2962ef4f-2da6-53d7-a92e-cdc008918287', 'outbound', 'Re: Broken handle', 'support@mailweave.test', 'Customer support', '{carol@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "carol@newcustomer.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{early.6b0b88b2@demo.mailweave.test}', '{late.6b0b88b2@demo.mailweave.test,early.6b0b88b2@demo.mailweave.test}', 'Hello Carol,

thank you for writing to Customer support about “Re: Broken handle”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.916258+00', '2026-11-29 02:06:44.916258+00', '2026-11-29 02:06:44.916258+00', 649, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', 'f121b215-b812-5280-9616-1b273d951499'),
	('8973bafe-2d97-50dd-970d-be6bae352848', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'd4f05956-5fe3-5016-a463-d1801cf7f31e@mailweave.test', '9a83b3f9-7dce-5fea-8d08-976418fa2e6d', 'outbound', 'Re: Question about my order', 'support@mailweave.test', 'Customer support', '{ada@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "ada@newcustomer.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{first.6b0b88b2@demo.mailweave.test}', '{first.6b0b88b2@demo.mailweave.test}', 'Hello Ada,

thank you for writing to Customer support about “Question about my order”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.758883+00', '2026-11-29 02:06:44.758883+00', '2026-11-29 02:06:44.758883+00', 623, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', 'd4f05956-5fe3-5016-a463-d1801cf7f31e'),
	('b2c0f189-def1-5411-8490-9d0098e4c517', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', '0425e86a-41d3-5d81-a0a9-589dd29ed417@mailweave.test', 'c6198a02-5b53-515a-908c-0ee0183b3bf7', 'outbound', 'Re: Question about my order', 'support@mailweave.test', 'Customer support', '{ada@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "ada@newcustomer.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{reply.6b0b88b2@demo.mailweave.test}', '{first.6b0b88b2@demo.mailweave.test,reply.6b0b88b2@demo.mailweave.test}', 'Hello Ada,

thank you for writing to Customer support about “Re: Question about my order”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:44+00', '2026-11-29 02:06:44.864405+00', '2026-11-29 02:06:44.864405+00', '2026-11-29 02:06:44.864405+00', 666, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', '0425e86a-41d3-5d81-a0a9-589dd29ed417'),
	('7578ac7e-0fa7-5528-9f9c-f5317782857e', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'own.6b0b88b2@demo.mailweave.test', '77aef367-6afc-59cb-a0d2-ae5e2ce84c8a', 'inbound', 'Note to ourselves', 'sales@mailweave.test', 'Sales', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Sales", "address": "sales@mailweave.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.016754+00', 403, false, 'sales@mailweave.test', false, '', false, false, '{}', NULL),
	('85cfaa14-bcef-5fc4-bb08-b56fb508c028', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'malformed.6b0b88b2@demo.mailweave.test', 'acdd7d50-62bc-554e-8a11-4cc12801a8d2', 'inbound', 'Broken mail', 'ivy@partner.test', 'Ivy', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Ivy", "address": "ivy@partner.test"}], "reply_to": []}', '{}', '{}', 'X-Broken

--somewhere-else
Content-Type: text/plain

Still readable.', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.016665+00', 424, false, 'ivy@partner.test', false, '', false, false, '{header_without_end,multipart_malformed,mime_repaired}', NULL),
	('966348e0-807e-5222-8d7a-4c2612bdc596', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'list.6b0b88b2@demo.mailweave.test', '127675a5-1328-534d-9811-27b39a2ae88f', 'inbound', '[talk] Weekly digest', 'hank@newcustomer.test', 'Hank', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Hank", "address": "hank@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.016536+00', 394, false, 'hank@newcustomer.test', true, 'precedence: list', false, true, '{}', NULL),
	('c48d5f38-3085-5758-87a4-ed3017c2bc89', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', NULL, 'e153c3e2-89d7-588e-b75c-62a2f844bf93', 'inbound', 'No id here, 6b0b88b2', 'ivan@newcustomer.test', 'Ivan', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Ivan", "address": "ivan@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.016713+00', 359, false, 'ivan@newcustomer.test', false, '', false, false, '{}', NULL),
	('278cfc1d-2f92-5150-9205-88f6ac118084', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'empty.6b0b88b2@demo.mailweave.test', '8c20ba98-743b-5d8e-83f6-0e01ef28b4a5', 'inbound', '', 'nora@partner.test', 'Nora', '{support@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "support@mailweave.test"}], "bcc": [], "from": [{"name": "Nora", "address": "nora@partner.test"}], "reply_to": []}', '{}', '{}', '', '', NULL, NULL, '2026-11-29 02:06:42+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.207957+00', 331, false, 'nora@partner.test', false, '', false, false, '{}', NULL),
	('cc032576-c53d-503d-b054-bc10180bdebe', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef@mailweave.test', '8bfe474b-c378-58ed-b6a8-64a0e564bf90', 'outbound', 'Re: A person wrote this', 'support@mailweave.test', 'Customer support', '{leo@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "leo@newcustomer.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{human.6b0b88b2@demo.mailweave.test}', '{human.6b0b88b2@demo.mailweave.test}', 'Hello Leo,

thank you for writing to Customer support about “A person wrote this”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:44+00', '2026-11-29 02:06:45.27582+00', '2026-11-29 02:06:45.27582+00', '2026-11-29 02:06:45.27582+00', 615, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', 'a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef'),
	('fde12375-4251-5d7a-8c38-42ea60241a9d', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'd12effa5-75f3-574c-b088-3fcf001a1798@mailweave.test', 'b2e8e064-f755-537d-b578-3c78abcd3ebf', 'outbound', 'Re: No id here, 6b0b88b2', 'support@mailweave.test', 'Customer support', '{ivan@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "ivan@newcustomer.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{}', '{}', 'Hello Ivan,

thank you for writing to Customer support about “No id here, 6b0b88b2”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:45+00', '2026-11-29 02:06:45.502633+00', '2026-11-29 02:06:45.502633+00', '2026-11-29 02:06:45.502633+00', 518, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', 'd12effa5-75f3-574c-b088-3fcf001a1798'),
	('23ea9d12-ccec-532b-82d8-bf94422ea4b8', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'invitation.6b0b88b2@demo.mailweave.test', '894b1026-3128-5346-9a37-e9670233e21c', 'inbound', 'Thursday?', 'quinn@partner.test', 'Quinn', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "Quinn", "address": "quinn@partner.test"}], "reply_to": []}', '{}', '{}', 'Shall we meet on Thursday?
', '', NULL, NULL, '2026-11-29 02:06:42+00', NULL, '2026-11-29 02:06:45+00', '2026-11-29 02:06:46.237968+00', 595, true, 'quinn@partner.test', false, '', false, false, '{}', NULL),
	('30ab0124-8100-56ce-a45d-ef28a5232daf', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'forwarded.6b0b88b2@demo.mailweave.test', '16c35c4f-7b8a-52b0-a368-fd11f2e6db81', 'inbound', 'Fwd: Inner', 'otto@partner.test', 'Otto', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "Otto", "address": "otto@partner.test"}], "reply_to": []}', '{}', '{}', 'Please look at this.
', '', NULL, NULL, '2026-11-29 02:06:42+00', NULL, '2026-11-29 02:06:45+00', '2026-11-29 02:06:46.228923+00', 576, true, 'otto@partner.test', false, '', false, false, '{}', NULL),
	('335e296b-36af-5b59-a824-bfe85a031cad', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'billing.6b0b88b2@demo.mailweave.test', '8f0d5a9d-3a69-595d-847e-5ea70da243fa', 'inbound', 'Wrong invoice again', 'lena@partner.test', 'Lena', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "Lena", "address": "lena@partner.test"}], "reply_to": []}', '{}', '{}', 'Die Rechnung über 20 € stimmt nicht.
', '', NULL, NULL, '2026-11-29 02:06:42+00', NULL, '2026-11-29 02:06:45+00', '2026-11-29 02:06:46.228855+00', 446, false, 'lena@partner.test', false, '', false, false, '{}', NULL),
	('61e320a1-ef9d-5805-8797-80d9b4e1050f', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'quote-reply.6b0b88b2@demo.mailweave.test', '9f1514c0-15b0-5dee-9a7c-d30b30119f7f', 'inbound', 'Re: Quote please', 'kim@newcustomer.test', 'Kim', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "Kim", "address": "kim@newcustomer.test"}], "reply_to": []}', '{quote.6b0b88b2@demo.mailweave.test}', '{quote.6b0b88b2@demo.mailweave.test}', 'Hello,

please see my question above.

Regards
', '', NULL, NULL, '2026-11-29 02:06:42+00', NULL, '2026-11-29 02:06:45+00', '2026-11-29 02:06:46.228808+00', 509, false, 'kim@newcustomer.test', false, '', false, false, '{}', NULL),
	('7816df30-d6bc-583b-844c-8ecd35b87d21', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'quote.6b0b88b2@demo.mailweave.test', '9bd2851a-76ce-53f1-a061-bf4680ee7af7', 'inbound', 'Quote please', 'kim@newcustomer.test', 'Kim', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "Kim", "address": "kim@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards
', '', NULL, NULL, '2026-11-29 02:06:42+00', NULL, '2026-11-29 02:06:44+00', '2026-11-29 02:06:46.228692+00', 398, false, 'kim@newcustomer.test', false, '', false, false, '{}', NULL),
	('86b8da94-331c-50bf-ba9e-f9116690715e', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'bulk.6b0b88b2@demo.mailweave.test', 'a9768769-f226-5fed-b622-46da0c37d564', 'inbound', 'Ten tips', 'news@newcustomer.test', 'News', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "News", "address": "news@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards
', '', NULL, NULL, '2026-11-29 02:06:42+00', NULL, '2026-11-29 02:06:45+00', '2026-11-29 02:06:46.228998+00', 403, false, 'news@newcustomer.test', true, 'precedence: bulk', false, false, '{}', NULL),
	('889be6ba-fb54-56ae-aa07-7a981c4117a7', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'both-rules.6b0b88b2@demo.mailweave.test', '3a10b9de-c270-53bc-a2e1-f86b9fa39fc8', 'inbound', 'Invoice for my first order', 'mia@newcustomer.test', 'Mia', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "Mia", "address": "mia@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards
', '', NULL, NULL, '2026-11-29 02:06:42+00', NULL, '2026-11-29 02:06:45+00', '2026-11-29 02:06:46.228891+00', 417, false, 'mia@newcustomer.test', false, '', false, false, '{}', NULL),
	('a8ff5d2c-89e8-595a-94e4-191927710dad', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'no-reply.6b0b88b2@demo.mailweave.test', '12bdc4f1-f1ac-5944-a028-5a2917f7b073', 'inbound', 'Your parcel', 'no-reply@newcustomer.test', 'No-Reply', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "No-Reply", "address": "no-reply@newcustomer.test"}], "reply_to": []}', '{}', '{}', 'Hello,

please see my question above.

Regards
', '', NULL, NULL, '2026-11-29 02:06:42+00', NULL, '2026-11-29 02:06:45+00', '2026-11-29 02:06:46.228957+00', 415, false, 'no-reply@newcustomer.test', false, '', false, false, '{}', NULL),
	('88c1317c-6925-506c-b19e-0f04eaa34ba6', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'large.6b0b88b2@demo.mailweave.test', 'd3270641-5917-5ab4-9712-5a21874923be', 'inbound', 'A long protocol', 'paul@partner.test', 'Paul', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "Paul", "address": "paul@partner.test"}], "reply_to": []}', '{}', '{}', 'One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long protocol that goes on and on.
One line of a long p', '', 'faf21f67-3c82-4867-917e-572de0c97211/fb1092230cc984ab1753e1555857367f5e37d166cd690551f2e4e22b32bc498c', NULL, '2026-11-29 02:06:42+00', NULL, '2026-11-29 02:06:45+00', '2026-11-29 02:06:46.229031+00', 400344, false, 'paul@partner.test', false, '', false, false, '{}', NULL),
	('5f178574-d58c-581b-a761-d4ef99b19a80', 2, 'faf21f67-3c82-4867-917e-572de0c97211', '7e086403-f519-5bbf-af59-bff02f9ac250@mailweave.test', 'e3645501-5c9f-5d3a-a712-2a47cdf3938d', 'outbound', 'Re: Quote please', 'sales@mailweave.test', 'Sales', '{kim@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "kim@newcustomer.test"}], "bcc": [], "from": [{"name": "Sales", "address": "sales@mailweave.test"}], "reply_to": []}', '{quote-reply.6b0b88b2@demo.mailweave.test}', '{quote.6b0b88b2@demo.mailweave.test,quote-reply.6b0b88b2@demo.mailweave.test}', 'Hello Kim,

thank you for writing to Sales about “Re: Quote please”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:46+00', '2026-11-29 02:06:46.459736+00', '2026-11-29 02:06:46.459736+00', '2026-11-29 02:06:46.459736+00', 632, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', '7e086403-f519-5bbf-af59-bff02f9ac250'),
	('7b9eba58-5998-5d23-972b-0e919d8aff3c', 2, 'faf21f67-3c82-4867-917e-572de0c97211', '54600ede-97fe-5e8e-a3e1-a332e120bf79@mailweave.test', '134e4ae2-727b-5d45-b6d5-58fb78fac748', 'outbound', 'Re: Wrong invoice again', 'sales@mailweave.test', 'Sales', '{lena@partner.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "lena@partner.test"}], "bcc": [], "from": [{"name": "Sales", "address": "sales@mailweave.test"}], "reply_to": []}', '{billing.6b0b88b2@demo.mailweave.test}', '{billing.6b0b88b2@demo.mailweave.test}', 'Hello Lena,

our accountants look at “Wrong invoice again” today.

Sales
', '', NULL, NULL, '2026-11-29 02:06:46+00', '2026-11-29 02:06:46.447863+00', '2026-11-29 02:06:46.447863+00', '2026-11-29 02:06:46.447863+00', 568, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', '54600ede-97fe-5e8e-a3e1-a332e120bf79'),
	('aa6b889b-b0d2-5b15-a418-f27f6cb045d7', 2, 'faf21f67-3c82-4867-917e-572de0c97211', '03b37bca-4e2c-5044-8f6a-96c16418b3cf@mailweave.test', '4a55864e-7d27-55bc-88fa-22c0a57c6f7e', 'outbound', 'Re: Quote please', 'sales@mailweave.test', 'Sales', '{kim@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "kim@newcustomer.test"}], "bcc": [], "from": [{"name": "Sales", "address": "sales@mailweave.test"}], "reply_to": []}', '{quote.6b0b88b2@demo.mailweave.test}', '{quote.6b0b88b2@demo.mailweave.test}', 'Hello Kim,

thank you for writing to Sales about “Quote please”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:46+00', '2026-11-29 02:06:46.447913+00', '2026-11-29 02:06:46.447913+00', '2026-11-29 02:06:46.447913+00', 577, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', '03b37bca-4e2c-5044-8f6a-96c16418b3cf'),
	('cc78a511-35b6-54c4-8b02-02df27e62720', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'adfb7939-dfaa-5268-a018-109213dfd511@mailweave.test', '44aedcf4-1958-594c-9ffe-f3e6dd473102', 'outbound', 'Re: Invoice for my first order', 'sales@mailweave.test', 'Sales', '{mia@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "mia@newcustomer.test"}], "bcc": [], "from": [{"name": "Sales", "address": "sales@mailweave.test"}], "reply_to": []}', '{both-rules.6b0b88b2@demo.mailweave.test}', '{both-rules.6b0b88b2@demo.mailweave.test}', 'Hello Mia,

thank you for writing to Sales about “Invoice for my first order”. We answer within a day.
', '', NULL, NULL, '2026-11-29 02:06:46+00', '2026-11-29 02:06:46.459819+00', '2026-11-29 02:06:46.459819+00', '2026-11-29 02:06:46.459819+00', 615, false, NULL, true, 'auto-submitted: auto-replied', false, false, '{}', 'adfb7939-dfaa-5268-a018-109213dfd511'),
	('99df1341-a3e2-5a01-bb4c-109ae37a2a83', 1, 'a911bc73-07f7-4c56-b4f3-844522c35bcc', 'a5ed5fca-5317-499e-8192-ec738c7e40e0@mailweave.test', '6dfc9379-016d-5ed2-8046-15434c903d07', 'outbound', 'Hello from a person', 'support@mailweave.test', 'Customer support', '{ada@newcustomer.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "ada@newcustomer.test"}], "bcc": [], "from": [{"name": "Customer support", "address": "support@mailweave.test"}], "reply_to": []}', '{}', '{}', 'Good morning.
', '', NULL, NULL, '2026-11-29 02:07:58+00', '2026-11-29 02:07:58.613008+00', '2026-11-29 02:07:58.613008+00', '2026-11-29 02:07:58.613008+00', 323, false, NULL, false, '', false, false, '{}', 'a5ed5fca-5317-499e-8192-ec738c7e40e0'),
	('c38c11af-f869-59ff-8576-01e61cdc982d', 2, 'faf21f67-3c82-4867-917e-572de0c97211', 'odd@old.test', 'acc1ebd4-4ac4-5a74-a9e2-0ebf071c9914', 'inbound', 'Discount 100%_"quoted" \ ünï {{x}}', 'x@partner.test', 'X', '{sales@mailweave.test}', '{}', '{}', '{}', '{"cc": [], "to": [{"name": "", "address": "sales@mailweave.test"}], "bcc": [], "from": [{"name": "X", "address": "x@partner.test"}], "reply_to": []}', '{}', '{}', 'Hello
', '', NULL, NULL, '2026-11-29 02:00:00+00', NULL, '2026-11-29 02:07:58+00', '2026-11-29 02:07:59.662199+00', 319, false, 'x@partner.test', false, '', false, false, '{}', NULL);

INSERT INTO live.message_search VALUES
	('c3ac7a37-0b87-533e-b512-d8cda44279b9', '''about'':2A ''above'':18C ''ada'':6B,10B,11B ''ada@newcustomer.test'':7B ''hello'':13C ''mailweave.test'':9B ''my'':3A,16C ''newcustomer.test'':12B ''order'':4A ''please'':14C ''question'':1A,17C ''regards'':19C ''see'':15C ''support'':8B ''support@mailweave.test'':5B'),
	('6d7e0994-fd22-547a-903c-63539beb100d', '''above'':16C ''broken'':1A ''carol'':4B,8B,9B ''carol@newcustomer.test'':5B ''handle'':2A ''hello'':11C ''mailweave.test'':7B ''my'':14C ''newcustomer.test'':10B ''please'':12C ''question'':15C ''regards'':17C ''see'':13C ''support'':6B ''support@mailweave.test'':3B'),
	('82c6770c-df38-5c35-8617-b37c4f141c59', '''about'':3A ''above'':19C ''ada'':7B,11B,12B ''ada@newcustomer.test'':8B ''hello'':14C ''mailweave.test'':10B ''my'':4A,17C ''newcustomer.test'':13B ''order'':5A ''please'':15C ''question'':2A,18C ''re'':1A ''regards'':20C ''see'':16C ''support'':9B ''support@mailweave.test'':6B'),
	('8b9f5154-eb04-58d2-aa3a-b81fdecd2005', '''above'':17C ''broken'':2A ''carol'':5B,9B,10B ''carol@newcustomer.test'':6B ''handle'':3A ''hello'':12C ''mailweave.test'':8B ''my'':15C ''newcustomer.test'':11B ''please'':13C ''question'':16C ''re'':1A ''regards'':18C ''see'':14C ''support'':7B ''support@mailweave.test'':4B'),
	('c2fafa97-522d-5a0e-8547-4d19e8619d95', '''above'':18C ''arrive'':4A ''bob'':6B,10B,11B ''bob@newcustomer.test'':7B ''does'':2A ''hello'':13C ''it'':3A ''mailweave.test'':9B ''my'':16C ''newcustomer.test'':12B ''please'':14C ''question'':17C ''regards'':19C ''see'':15C ''support'':8B ''support@mailweave.test'':5B ''when'':1A'),
	('ebf0c3c0-2028-5187-bd48-16279d94ea97', '''above'':16C ''dora'':4B,8B,9B ''dora@partner.test'':5B ''hello'':11C ''mailweave.test'':7B ''minutes'':2A ''my'':14C ''partner.test'':10B ''please'':12C ''question'':15C ''re'':1A ''regards'':17C ''see'':13C ''support'':6B ''support@mailweave.test'':3B'),
	('048a3b25-dd16-5e27-890a-1ec226a751b3', '''attached'':14C ''contract'':1A,12C ''dave'':3B,7B,8B ''dave@partner.test'':4B ''is'':13C ''mailweave.test'':6B ''partner.test'':9B ''signed'':11C ''support'':5B ''support@mailweave.test'':2B ''the'':10C'),
	('1c6a02e7-8683-555d-b132-35769f3dcd50', '''4711'':3A ''erin'':5B,9B,10B ''erin@partner.test'':6B ''explain'':13C ''invoice'':2A,15C ''mailweave.test'':8B ''our'':1A ''partner.test'':11B ''please'':12C ''support'':7B ''support@mailweave.test'':4B ''the'':14C'),
	('221c5999-c1cd-5734-879c-50bfecf29b19', '''above'':16C ''emil'':4B,8B,9B ''emil@partner.test'':5B ''hello'':11C ''mailweave.test'':7B ''minutes'':2A ''my'':14C ''partner.test'':10B ''please'':12C ''question'':15C ''re'':1A ''regards'':17C ''see'':13C ''support'':6B ''support@mailweave.test'':3B'),
	('1c602ecb-1107-527c-9e84-92aec735a8a4', '''above'':17C ''anfrage'':1A ''frank'':5B,9B,10B ''frank@newcustomer.test'':6B ''für'':2A ''hello'':12C ''mailweave.test'':8B ''my'':15C ''müller'':3A ''newcustomer.test'':11B ''please'':13C ''question'':16C ''regards'':18C ''see'':14C ''support'':7B ''support@mailweave.test'':4B'),
	('60a855eb-3c54-505d-ab88-28bedb2276bf', '''above'':15C ''hello'':10C ''jun'':3B,7B,8B ''jun@partner.test'':4B ''mailweave.test'':6B ''my'':13C ''partner.test'':9B ''please'':11C ''question'':14C ''regards'':16C ''see'':12C ''support'':5B ''support@mailweave.test'':2B ''お問い合わせ'':1A'),
	('ba043ff2-099b-5dd9-8664-19178e9b31ac', '''above'':19C ''gina'':7B,11B,12B ''gina@newcustomer.test'':8B ''hello'':14C ''mailweave.test'':10B ''my'':17C ''newcustomer.test'':13B ''of'':2A ''offer'':5A ''office'':3A ''out'':1A ''please'':15C ''question'':18C ''re'':4A ''regards'':20C ''see'':16C ''support'':9B ''support@mailweave.test'':6B'),
	('3322fe45-e645-554f-bfbf-132191596d56', '''a'':1A ''above'':18C ''hello'':13C ''leo'':6B,10B,11B ''leo@newcustomer.test'':7B ''mailweave.test'':9B ''my'':16C ''newcustomer.test'':12B ''person'':2A ''please'':14C ''question'':17C ''regards'':19C ''see'':15C ''support'':8B ''support@mailweave.test'':5B ''this'':4A ''wrote'':3A'),
	('9e2c578c-cace-5615-a2e3-ab6543741526', '''be'':24C ''could'':22C ''daemon'':9B,15B,18B ''delivered'':25C ''example.test'':19B ''mail'':2A ''mailer'':8B,14B,17B ''mailer-daemon'':7B,13B,16B ''mailer-daemon@example.test'':10B ''mailweave.test'':12B ''message'':21C ''not'':23C ''returned'':3A ''sender'':5A ''support'':11B ''support@mailweave.test'':6B ''to'':4A ''undelivered'':1A ''your'':20C'),
	('0869ec02-6b6e-5839-b06e-7c6ac44e6e65', '''a'':31C ''about'':24C ''anfrage'':2A,25C ''answer'':29C ''customer'':6B,11B,22C ''day'':32C ''for'':19C ''frank'':9B,16C ''frank@newcustomer.test'':5B ''für'':3A,26C ''hello'':15C ''mailweave.test'':14B ''müller'':4A,27C ''newcustomer.test'':10B ''re'':1A ''support'':7B,12B,13B,23C ''support@mailweave.test'':8B ''thank'':17C ''to'':21C ''we'':28C ''within'':30C ''writing'':20C ''you'':18C'),
	('0fda3104-e34c-5b8c-8a7a-68401100c998', '''4711'':4A,23C ''accountants'':18C ''at'':20C ''customer'':6B,11B,25C ''erin'':9B,16C ''erin@partner.test'':5B ''hello'':15C ''invoice'':3A,22C ''look'':19C ''mailweave.test'':14B ''our'':2A,17C,21C ''partner.test'':10B ''re'':1A ''support'':7B,12B,13B,26C ''support@mailweave.test'':8B ''today'':24C'),
	('38231b8f-5500-55d1-a4ea-6056794c4a1d', '''a'':29C ''about'':23C ''answer'':27C ''broken'':2A,24C ''carol'':8B,15C ''carol@newcustomer.test'':4B ''customer'':5B,10B,21C ''day'':30C ''for'':18C ''handle'':3A,25C ''hello'':14C ''mailweave.test'':13B ''newcustomer.test'':9B ''re'':1A ''support'':6B,11B,12B,22C ''support@mailweave.test'':7B ''thank'':16C ''to'':20C ''we'':26C ''within'':28C ''writing'':19C ''you'':17C'),
	('4920e117-73fd-5955-b32e-a7b20516056e', '''a'':33C ''about'':25C ''answer'':31C ''arrive'':5A,29C ''bob'':10B,17C ''bob@newcustomer.test'':6B ''customer'':7B,12B,23C ''day'':34C ''does'':3A,27C ''for'':20C ''hello'':16C ''it'':4A,28C ''mailweave.test'':15B ''newcustomer.test'':11B ''re'':1A ''support'':8B,13B,14B,24C ''support@mailweave.test'':9B ''thank'':18C ''to'':22C ''we'':30C ''when'':2A,26C ''within'':32C ''writing'':21C ''you'':19C'),
	('6a98f414-df2c-5839-9d16-cdc378134b93', '''a'':30C ''about'':23C ''answer'':28C ''broken'':2A,25C ''carol'':8B,15C ''carol@newcustomer.test'':4B ''customer'':5B,10B,21C ''day'':31C ''for'':18C ''handle'':3A,26C ''hello'':14C ''mailweave.test'':13B ''newcustomer.test'':9B ''re'':1A,24C ''support'':6B,11B,12B,22C ''support@mailweave.test'':7B ''thank'':16C ''to'':20C ''we'':27C ''within'':29C ''writing'':19C ''you'':17C'),
	('8973bafe-2d97-50dd-970d-be6bae352848', '''a'':33C ''about'':3A,25C,27C ''ada'':10B,17C ''ada@newcustomer.test'':6B ''answer'':31C ''customer'':7B,12B,23C ''day'':34C ''for'':20C ''hello'':16C ''mailweave.test'':15B ''my'':4A,28C ''newcustomer.test'':11B ''order'':5A,29C ''question'':2A,26C ''re'':1A ''support'':8B,13B,14B,24C ''support@mailweave.test'':9B ''thank'':18C ''to'':22C ''we'':30C ''within'':32C ''writing'':21C ''you'':19C'),
	('b2c0f189-def1-5411-8490-9d0098e4c517', '''a'':34C ''about'':3A,25C,28C ''ada'':10B,17C ''ada@newcustomer.test'':6B ''answer'':32C ''customer'':7B,12B,23C ''day'':35C ''for'':20C ''hello'':16C ''mailweave.test'':15B ''my'':4A,29C ''newcustomer.test'':11B ''order'':5A,30C ''question'':2A,27C ''re'':1A,26C ''support'':8B,13B,14B,24C ''support@mailweave.test'':9B ''thank'':18C ''to'':22C ''we'':31C ''within'':33C ''writing'':21C ''you'':19C'),
	('7578ac7e-0fa7-5528-9f9c-f5317782857e', '''above'':17C ''hello'':12C ''mailweave.test'':8B,11B ''my'':15C ''note'':1A ''ourselves'':3A ''please'':13C ''question'':16C ''regards'':18C ''sales'':5B,9B,10B ''sales@mailweave.test'':6B ''see'':14C ''support'':7B ''support@mailweave.test'':4B ''to'':2A'),
	('85cfaa14-bcef-5fc4-bb08-b56fb508c028', '''broken'':1A,13C ''content'':18C ''content-type'':17C ''else'':16C ''ivy'':4B,8B,9B ''ivy@partner.test'':5B ''mail'':2A ''mailweave.test'':7B ''partner.test'':10B ''readable'':22C ''somewhere'':15C ''somewhere-else'':14C ''still'':21C ''support'':6B ''support@mailweave.test'':3B ''text/plain'':20C ''type'':19C ''x'':12C ''x-broken'':11C'),
	('966348e0-807e-5222-8d7a-4c2612bdc596', '''above'':17C ''digest'':3A ''hank'':5B,9B,10B ''hank@newcustomer.test'':6B ''hello'':12C ''mailweave.test'':8B ''my'':15C ''newcustomer.test'':11B ''please'':13C ''question'':16C ''regards'':18C ''see'':14C ''support'':7B ''support@mailweave.test'':4B ''talk'':1A ''weekly'':2A'),
	('c48d5f38-3085-5758-87a4-ed3017c2bc89', '''6b0b88b2'':4A ''above'':18C ''hello'':13C ''here'':3A ''id'':2A ''ivan'':6B,10B,11B ''ivan@newcustomer.test'':7B ''mailweave.test'':9B ''my'':16C ''newcustomer.test'':12B ''no'':1A ''please'':14C ''question'':17C ''regards'':19C ''see'':15C ''support'':8B ''support@mailweave.test'':5B'),
	('278cfc1d-2f92-5150-9205-88f6ac118084', '''mailweave.test'':5B ''nora'':2B,6B,7B ''nora@partner.test'':3B ''partner.test'':8B ''support'':4B ''support@mailweave.test'':1B'),
	('cc032576-c53d-503d-b054-bc10180bdebe', '''a'':2A,26C,33C ''about'':25C ''answer'':31C ''customer'':7B,12B,23C ''day'':34C ''for'':20C ''hello'':16C ''leo'':10B,17C ''leo@newcustomer.test'':6B ''mailweave.test'':15B ''newcustomer.test'':11B ''person'':3A,27C ''re'':1A ''support'':8B,13B,14B,24C ''support@mailweave.test'':9B ''thank'':18C ''this'':5A,29C ''to'':22C ''we'':30C ''within'':32C ''writing'':21C ''wrote'':4A,28C ''you'':19C'),
	('fde12375-4251-5d7a-8c38-42ea60241a9d', '''6b0b88b2'':5A,29C ''a'':33C ''about'':25C ''answer'':31C ''customer'':7B,12B,23C ''day'':34C ''for'':20C ''hello'':16C ''here'':4A,28C ''id'':3A,27C ''ivan'':10B,17C ''ivan@newcustomer.test'':6B ''mailweave.test'':15B ''newcustomer.test'':11B ''no'':2A,26C ''re'':1A ''support'':8B,13B,14B,24C ''support@mailweave.test'':9B ''thank'':18C ''to'':22C ''we'':30C ''within'':32C ''writing'':21C ''you'':19C'),
	('23ea9d12-ccec-532b-82d8-bf94422ea4b8', '''mailweave.test'':6B ''meet'':12C ''on'':13C ''partner.test'':9B ''quinn'':3B,7B,8B ''quinn@partner.test'':4B ''sales'':5B ''sales@mailweave.test'':2B ''shall'':10C ''thursday'':1A,14C ''we'':11C'),
	('30ab0124-8100-56ce-a45d-ef28a5232daf', '''at'':13C ''fwd'':1A ''inner'':2A ''look'':12C ''mailweave.test'':7B ''otto'':4B,8B,9B ''otto@partner.test'':5B ''partner.test'':10B ''please'':11C ''sales'':6B ''sales@mailweave.test'':3B ''this'':14C'),
	('335e296b-36af-5b59-a824-bfe85a031cad', '''20'':15C ''again'':3A ''die'':12C ''invoice'':2A ''lena'':5B,9B,10B ''lena@partner.test'':6B ''mailweave.test'':8B ''nicht'':17C ''partner.test'':11B ''rechnung'':13C ''sales'':7B ''sales@mailweave.test'':4B ''stimmt'':16C ''wrong'':1A ''über'':14C'),
	('61e320a1-ef9d-5805-8797-80d9b4e1050f', '''above'':17C ''hello'':12C ''kim'':5B,9B,10B ''kim@newcustomer.test'':6B ''mailweave.test'':8B ''my'':15C ''newcustomer.test'':11B ''please'':3A,13C ''question'':16C ''quote'':2A ''re'':1A ''regards'':18C ''sales'':7B ''sales@mailweave.test'':4B ''see'':14C'),
	('7816df30-d6bc-583b-844c-8ecd35b87d21', '''above'':16C ''hello'':11C ''kim'':4B,8B,9B ''kim@newcustomer.test'':5B ''mailweave.test'':7B ''my'':14C ''newcustomer.test'':10B ''please'':2A,12C ''question'':15C ''quote'':1A ''regards'':17C ''sales'':6B ''sales@mailweave.test'':3B ''see'':13C'),
	('86b8da94-331c-50bf-ba9e-f9116690715e', '''above'':16C ''hello'':11C ''mailweave.test'':7B ''my'':14C ''newcustomer.test'':10B ''news'':4B,8B,9B ''news@newcustomer.test'':5B ''please'':12C ''question'':15C ''regards'':17C ''sales'':6B ''sales@mailweave.test'':3B ''see'':13C ''ten'':1A ''tips'':2A'),
	('889be6ba-fb54-56ae-aa07-7a981c4117a7', '''above'':19C ''first'':4A ''for'':2A ''hello'':14C ''invoice'':1A ''mailweave.test'':10B ''mia'':7B,11B,12B ''mia@newcustomer.test'':8B ''my'':3A,17C ''newcustomer.test'':13B ''order'':5A ''please'':15C ''question'':18C ''regards'':20C ''sales'':9B ''sales@mailweave.test'':6B ''see'':16C'),
	('88c1317c-6925-506c-b19e-0f04eaa34ba6', '''a'':1A,15C,26C,37C,48C,59C,70C,81C,92C,103C,114C,125C,136C,147C,158C,169C,180C,191C,202C,213C,224C,235C,246C,257C,268C,279C,290C,301C,312C,323C,334C,345C,356C,367C,378C,389C,400C,411C,422C,433C,444C,455C,466C,477C,488C,499C,510C,521C,532C,543C,554C,565C,576C,587C,598C,609C,620C,631C,642C,653C,664C,675C,686C,697C,708C,719C,730C,741C,752C,763C,774C,785C,796C,807C,818C,829C,840C,851C,862C,873C,884C,895C,906C,917C,928C,939C,950C,961C,972C,983C,994C,1005C,1016C,1027C,1038C,1049C,1060C,1071C,1082C,1093C,1104C,1115C,1126C,1137C,1148C,1159C,1170C,1181C,1192C,1203C,1214C,1225C,1236C,1247C,1258C,1269C,1280C,1291C,1302C,1313C,1324C,1335C,1346C,1357C,1368C,1379C,1390C,1401C,1412C,1423C,1434C,1445C,1456C,1467C,1478C,1489C,1500C,1511C,1522C,1533C,1544C,1555C,1566C,1577C,1588C,1599C,1610C,1621C,1632C,1643C,1654C,1665C,1676C,1687C,1698C,1709C,1720C,1731C,1742C,1753C,1764C,1775C,1786C,1797C,1808C,1819C,1830C,1841C,1852C,1863C,1874C,1885C,1896C,1907C,1918C,1929C,1940C,1951C,1962C,1973C,1984C,1995C,2006C,2017C,2028C,2039C,2050C,2061C,2072C,2083C,2094C,2105C,2116C,2127C,2138C,2149C,2160C,2171C,2182C,2193C,2204C,2215C,2226C,2237C,2248C,2259C,2270C,2281C,2292C,2303C,2314C,2325C,2336C,2347C,2358C,2369C,2380C,2391C,2402C,2413C,2424C,2435C,2446C,2457C,2468C,2479C,2490C,2501C,2512C,2523C,2534C,2545C,2556C,2567C,2578C,2589C,2600C,2611C,2622C,2633C,2644C,2655C,2666C,2677C,2688C,2699C,2710C,2721C,2732C,2743C,2754C,2765C,2776C,2787C,2798C,2809C ''and'':21C,32C,43C,54C,65C,76C,87C,98C,109C,120C,131C,142C,153C,164C,175C,186C,197C,208C,219C,230C,241C,252C,263C,274C,285C,296C,307C,318C,329C,340C,351C,362C,373C,384C,395C,406C,417C,428C,439C,450C,461C,472C,483C,494C,505C,516C,527C,538C,549C,560C,571C,582C,593C,604C,615C,626C,637C,648C,659C,670C,681C,692C,703C,714C,725C,736C,747C,758C,769C,780C,791C,802C,813C,824C,835C,846C,857C,868C,879C,890C,901C,912C,923C,934C,945C,956C,967C,978C,989C,1000C,1011C,1022C,1033C,1044C,1055C,1066C,1077C,1088C,1099C,1110C,1121C,1132C,1143C,1154C,1165C,1176C,1187C,1198C,1209C,1220C,1231C,1242C,1253C,1264C,1275C,1286C,1297C,1308C,1319C,1330C,1341C,1352C,1363C,1374C,1385C,1396C,1407C,1418C,1429C,1440C,1451C,1462C,1473C,1484C,1495C,1506C,1517C,1528C,1539C,1550C,1561C,1572C,1583C,1594C,1605C,1616C,1627C,1638C,1649C,1660C,1671C,1682C,1693C,1704C,1715C,1726C,1737C,1748C,1759C,1770C,1781C,1792C,1803C,1814C,1825C,1836C,1847C,1858C,1869C,1880C,1891C,1902C,1913C,1924C,1935C,1946C,1957C,1968C,1979C,1990C,2001C,2012C,2023C,2034C,2045C,2056C,2067C,2078C,2089C,2100C,2111C,2122C,2133C,2144C,2155C,2166C,2177C,2188C,2199C,2210C,2221C,2232C,2243C,2254C,2265C,2276C,2287C,2298C,2309C,2320C,2331C,2342C,2353C,2364C,2375C,2386C,2397C,2408C,2419C,2430C,2441C,2452C,2463C,2474C,2485C,2496C,2507C,2518C,2529C,2540C,2551C,2562C,2573C,2584C,2595C,2606C,2617C,2628C,2639C,2650C,2661C,2672C,2683C,2694C,2705C,2716C,2727C,2738C,2749C,2760C,2771C,2782C,2793C,2804C,2815C ''goe'':7367C ''goes'':19C,30C,41C,52C,63C,74C,85C,96C,107C,118C,129C,140C,151C,162C,173C,184C,195C,206C,217C,228C,239C,250C,261C,272C,283C,294C,305C,316C,327C,338C,349C,360C,371C,382C,393C,404C,415C,426C,437C,448C,459C,470C,481C,492C,503C,514C,525C,536C,547C,558C,569C,580C,591C,602C,613C,624C,635C,646C,657C,668C,679C,690C,701C,712C,723C,734C,745C,756C,767C,778C,789C,800C,811C,822C,833C,844C,855C,866C,877C,888C,899C,910C,921C,932C,943C,954C,965C,976C,987C,998C,1009C,1020C,1031C,1042C,1053C,1064C,1075C,1086C,1097C,1108C,1119C,1130C,1141C,1152C,1163C,1174C,1185C,1196C,1207C,1218C,1229C,1240C,1251C,1262C,1273C,1284C,1295C,1306C,1317C,1328C,1339C,1350C,1361C,1372C,1383C,1394C,1405C,1416C,1427C,1438C,1449C,1460C,1471C,1482C,1493C,1504C,1515C,1526C,1537C,1548C,1559C,1570C,1581C,1592C,1603C,1614C,1625C,1636C,1647C,1658C,1669C,1680C,1691C,1702C,1713C,1724C,1735C,1746C,1757C,1768C,1779C,1790C,1801C,1812C,1823C,1834C,1845C,1856C,1867C,1878C,1889C,1900C,1911C,1922C,1933C,1944C,1955C,1966C,1977C,1988C,1999C,2010C,2021C,2032C,2043C,2054C,2065C,2076C,2087C,2098C,2109C,2120C,2131C,2142C,2153C,2164C,2175C,2186C,2197C,2208C,2219C,2230C,2241C,2252C,2263C,2274C,2285C,2296C,2307C,2318C,2329C,2340C,2351C,2362C,2373C,2384C,2395C,2406C,2417C,2428C,2439C,2450C,2461C,2472C,2483C,2494C,2505C,2516C,2527C,2538C,2549C,2560C,2571C,2582C,2593C,2604C,2615C,2626C,2637C,2648C,2659C,2670C,2681C,2692C,2703C,2714C,2725C,2736C,2747C,2758C,2769C,2780C,2791C,2802C,2813C ''line'':13C,24C,35C,46C,57C,68C,79C,90C,101C,112C,123C,134C,145C,156C,167C,178C,189C,200C,211C,222C,233C,244C,255C,266C,277C,288C,299C,310C,321C,332C,343C,354C,365C,376C,387C,398C,409C,420C,431C,442C,453C,464C,475C,486C,497C,508C,519C,530C,541C,552C,563C,574C,585C,596C,607C,618C,629C,640C,651C,662C,673C,684C,695C,706C,717C,728C,739C,750C,761C,772C,783C,794C,805C,816C,827C,838C,849C,860C,871C,882C,893C,904C,915C,926C,937C,948C,959C,970C,981C,992C,1003C,1014C,1025C,1036C,1047C,1058C,1069C,1080C,1091C,1102C,1113C,1124C,1135C,1146C,1157C,1168C,1179C,1190C,1201C,1212C,1223C,1234C,1245C,1256C,1267C,1278C,1289C,1300C,1311C,1322C,1333C,1344C,1355C,1366C,1377C,1388C,1399C,1410C,1421C,1432C,1443C,1454C,1465C,1476C,1487C,1498C,1509C,1520C,1531C,1542C,1553C,1564C,1575C,1586C,1597C,1608C,1619C,1630C,1641C,1652C,1663C,1674C,1685C,1696C,1707C,1718C,1729C,1740C,1751C,1762C,1773C,1784C,1795C,1806C,1817C,1828C,1839C,1850C,1861C,1872C,1883C,1894C,1905C,1916C,1927C,1938C,1949C,1960C,1971C,1982C,1993C,2004C,2015C,2026C,2037C,2048C,2059C,2070C,2081C,2092C,2103C,2114C,2125C,2136C,2147C,2158C,2169C,2180C,2191C,2202C,2213C,2224C,2235C,2246C,2257C,2268C,2279C,2290C,2301C,2312C,2323C,2334C,2345C,2356C,2367C,2378C,2389C,2400C,2411C,2422C,2433C,2444C,2455C,2466C,2477C,2488C,2499C,2510C,2521C,2532C,2543C,2554C,2565C,2576C,2587C,2598C,2609C,2620C,2631C,2642C,2653C,2664C,2675C,2686C,2697C,2708C,2719C,2730C,2741C,2752C,2763C,2774C,2785C,2796C,2807C ''long'':2A,16C,27C,38C,49C,60C,71C,82C,93C,104C,115C,126C,137C,148C,159C,170C,181C,192C,203C,214C,225C,236C,247C,258C,269C,280C,291C,302C,313C,324C,335C,346C,357C,368C,379C,390C,401C,412C,423C,434C,445C,456C,467C,478C,489C,500C,511C,522C,533C,544C,555C,566C,577C,588C,599C,610C,621C,632C,643C,654C,665C,676C,687C,698C,709C,720C,731C,742C,753C,764C,775C,786C,797C,808C,819C,830C,841C,852C,863C,874C,885C,896C,907C,918C,929C,940C,951C,962C,973C,984C,995C,1006C,1017C,1028C,1039C,1050C,1061C,1072C,1083C,1094C,1105C,1116C,1127C,1138C,1149C,1160C,1171C,1182C,1193C,1204C,1215C,1226C,1237C,1248C,1259C,1270C,1281C,1292C,1303C,1314C,1325C,1336C,1347C,1358C,1369C,1380C,1391C,1402C,1413C,1424C,1435C,1446C,1457C,1468C,1479C,1490C,1501C,1512C,1523C,1534C,1545C,1556C,1567C,1578C,1589C,1600C,1611C,1622C,1633C,1644C,1655C,1666C,1677C,1688C,1699C,1710C,1721C,1732C,1743C,1754C,1765C,1776C,1787C,1798C,1809C,1820C,1831C,1842C,1853C,1864C,1875C,1886C,1897C,1908C,1919C,1930C,1941C,1952C,1963C,1974C,1985C,1996C,2007C,2018C,2029C,2040C,2051C,2062C,2073C,2084C,2095C,2106C,2117C,2128C,2139C,2150C,2161C,2172C,2183C,2194C,2205C,2216C,2227C,2238C,2249C,2260C,2271C,2282C,2293C,2304C,2315C,2326C,2337C,2348C,2359C,2370C,2381C,2392C,2403C,2414C,2425C,2436C,2447C,2458C,2469C,2480C,2491C,2502C,2513C,2524C,2535C,2546C,2557C,2568C,2579C,2590C,2601C,2612C,2623C,2634C,2645C,2656C,2667C,2678C,2689C,2700C,2711C,2722C,2733C,2744C,2755C,2766C,2777C,2788C,2799C,2810C ''mailweave.test'':8B ''of'':14C,25C,36C,47C,58C,69C,80C,91C,102C,113C,124C,135C,146C,157C,168C,179C,190C,201C,212C,223C,234C,245C,256C,267C,278C,289C,300C,311C,322C,333C,344C,355C,366C,377C,388C,399C,410C,421C,432C,443C,454C,465C,476C,487C,498C,509C,520C,531C,542C,553C,564C,575C,586C,597C,608C,619C,630C,641C,652C,663C,674C,685C,696C,707C,718C,729C,740C,751C,762C,773C,784C,795C,806C,817C,828C,839C,850C,861C,872C,883C,894C,905C,916C,927C,938C,949C,960C,971C,982C,993C,1004C,1015C,1026C,1037C,1048C,1059C,1070C,1081C,1092C,1103C,1114C,1125C,1136C,1147C,1158C,1169C,1180C,1191C,1202C,1213C,1224C,1235C,1246C,1257C,1268C,1279C,1290C,1301C,1312C,1323C,1334C,1345C,1356C,1367C,1378C,1389C,1400C,1411C,1422C,1433C,1444C,1455C,1466C,1477C,1488C,1499C,1510C,1521C,1532C,1543C,1554C,1565C,1576C,1587C,1598C,1609C,1620C,1631C,1642C,1653C,1664C,1675C,1686C,1697C,1708C,1719C,1730C,1741C,1752C,1763C,1774C,1785C,1796C,1807C,1818C,1829C,1840C,1851C,1862C,1873C,1884C,1895C,1906C,1917C,1928C,1939C,1950C,1961C,1972C,1983C,1994C,2005C,2016C,2027C,2038C,2049C,2060C,2071C,2082C,2093C,2104C,2115C,2126C,2137C,2148C,2159C,2170C,2181C,2192C,2203C,2214C,2225C,2236C,2247C,2258C,2269C,2280C,2291C,2302C,2313C,2324C,2335C,2346C,2357C,2368C,2379C,2390C,2401C,2412C,2423C,2434C,2445C,2456C,2467C,2478C,2489C,2500C,2511C,2522C,2533C,2544C,2555C,2566C,2577C,2588C,2599C,2610C,2621C,2632C,2643C,2654C,2665C,2676C,2687C,2698C,2709C,2720C,2731C,2742C,2753C,2764C,2775C,2786C,2797C,2808C ''on'':20C,22C,31C,33C,42C,44C,53C,55C,64C,66C,75C,77C,86C,88C,97C,99C,108C,110C,119C,121C,130C,132C,141C,143C,152C,154C,163C,165C,174C,176C,185C,187C,196C,198C,207C,209C,218C,220C,229C,231C,240C,242C,251C,253C,262C,264C,273C,275C,284C,286C,295C,297C,306C,308C,317C,319C,328C,330C,339C,341C,350C,352C,361C,363C,372C,374C,383C,385C,394C,396C,405C,407C,416C,418C,427C,429C,438C,440C,449C,451C,460C,462C,471C,473C,482C,484C,493C,495C,504C,506C,515C,517C,526C,528C,537C,539C,548C,550C,559C,561C,570C,572C,581C,583C,592C,594C,603C,605C,614C,616C,625C,627C,636C,638C,647C,649C,658C,660C,669C,671C,680C,682C,691C,693C,702C,704C,713C,715C,724C,726C,735C,737C,746C,748C,757C,759C,768C,770C,779C,781C,790C,792C,801C,803C,812C,814C,823C,825C,834C,836C,845C,847C,856C,858C,867C,869C,878C,880C,889C,891C,900C,902C,911C,913C,922C,924C,933C,935C,944C,946C,955C,957C,966C,968C,977C,979C,988C,990C,999C,1001C,1010C,1012C,1021C,1023C,1032C,1034C,1043C,1045C,1054C,1056C,1065C,1067C,1076C,1078C,1087C,1089C,1098C,1100C,1109C,1111C,1120C,1122C,1131C,1133C,1142C,1144C,1153C,1155C,1164C,1166C,1175C,1177C,1186C,1188C,1197C,1199C,1208C,1210C,1219C,1221C,1230C,1232C,1241C,1243C,1252C,1254C,1263C,1265C,1274C,1276C,1285C,1287C,1296C,1298C,1307C,1309C,1318C,1320C,1329C,1331C,1340C,1342C,1351C,1353C,1362C,1364C,1373C,1375C,1384C,1386C,1395C,1397C,1406C,1408C,1417C ''one'':12C,23C,34C,45C,56C,67C,78C,89C,100C,111C,122C,133C,144C,155C,166C,177C,188C,199C,210C,221C,232C,243C,254C,265C,276C,287C,298C,309C,320C,331C,342C,353C,364C,375C,386C,397C,408C,419C,430C,441C,452C,463C,474C,485C,496C,507C,518C,529C,540C,551C,562C,573C,584C,595C,606C,617C,628C,639C,650C,661C,672C,683C,694C,705C,716C,727C,738C,749C,760C,771C,782C,793C,804C,815C,826C,837C,848C,859C,870C,881C,892C,903C,914C,925C,936C,947C,958C,969C,980C,991C,1002C,1013C,1024C,1035C,1046C,1057C,1068C,1079C,1090C,1101C,1112C,1123C,1134C,1145C,1156C,1167C,1178C,1189C,1200C,1211C,1222C,1233C,1244C,1255C,1266C,1277C,1288C,1299C,1310C,1321C,1332C,1343C,1354C,1365C,1376C,1387C,1398C,1409C,1420C,1431C,1442C,1453C,1464C,1475C,1486C,1497C,1508C,1519C,1530C,1541C,1552C,1563C,1574C,1585C,1596C,1607C,1618C,1629C,1640C,1651C,1662C,1673C,1684C,1695C,1706C,1717C,1728C,1739C,1750C,1761C,1772C,1783C,1794C,1805C,1816C,1827C,1838C,1849C,1860C,1871C,1882C,1893C,1904C,1915C,1926C,1937C,1948C,1959C,1970C,1981C,1992C,2003C,2014C,2025C,2036C,2047C,2058C,2069C,2080C,2091C,2102C,2113C,2124C,2135C,2146C,2157C,2168C,2179C,2190C,2201C,2212C,2223C,2234C,2245C,2256C,2267C,2278C,2289C,2300C,2311C,2322C,2333C,2344C,2355C,2366C,2377C,2388C,2399C,2410C,2421C,2432C,2443C,2454C,2465C,2476C,2487C,2498C,2509C,2520C,2531C,2542C,2553C,2564C,2575C,2586C,2597C,2608C,2619C,2630C,2641C,2652C,2663C,2674C,2685C,2696C,2707C,2718C,2729C,2740C,2751C,2762C,2773C,2784C,2795C,2806C ''partner.test'':11B ''paul'':5B,9B,10B ''paul@partner.test'':6B ''protocol'':3A,17C,28C,39C,50C,61C,72C,83C,94C,105C,116C,127C,138C,149C,160C,171C,182C,193C,204C,215C,226C,237C,248C,259C,270C,281C,292C,303C,314C,325C,336C,347C,358C,369C,380C,391C,402C,413C,424C,435C,446C,457C,468C,479C,490C,501C,512C,523C,534C,545C,556C,567C,578C,589C,600C,611C,622C,633C,644C,655C,666C,677C,688C,699C,710C,721C,732C,743C,754C,765C,776C,787C,798C,809C,820C,831C,842C,853C,864C,875C,886C,897C,908C,919C,930C,941C,952C,963C,974C,985C,996C,1007C,1018C,1029C,1040C,1051C,1062C,1073C,1084C,1095C,1106C,1117C,1128C,1139C,1150C,1161C,1172C,1183C,1194C,1205C,1216C,1227C,1238C,1249C,1260C,1271C,1282C,1293C,1304C,1315C,1326C,1337C,1348C,1359C,1370C,1381C,1392C,1403C,1414C,1425C,1436C,1447C,1458C,1469C,1480C,1491C,1502C,1513C,1524C,1535C,1546C,1557C,1568C,1579C,1590C,1601C,1612C,1623C,1634C,1645C,1656C,1667C,1678C,1689C,1700C,1711C,1722C,1733C,1744C,1755C,1766C,1777C,1788C,1799C,1810C,1821C,1832C,1843C,1854C,1865C,1876C,1887C,1898C,1909C,1920C,1931C,1942C,1953C,1964C,1975C,1986C,1997C,2008C,2019C,2030C,2041C,2052C,2063C,2074C,2085C,2096C,2107C,2118C,2129C,2140C,2151C,2162C,2173C,2184C,2195C,2206C,2217C,2228C,2239C,2250C,2261C,2272C,2283C,2294C,2305C,2316C,2327C,2338C,2349C,2360C,2371C,2382C,2393C,2404C,2415C,2426C,2437C,2448C,2459C,2470C,2481C,2492C,2503C,2514C,2525C,2536C,2547C,2558C,2569C,2580C,2591C,2602C,2613C,2624C,2635C,2646C,2657C,2668C,2679C,2690C,2701C,2712C,2723C,2734C,2745C,2756C,2767C,2778C,2789C,2800C,2811C ''sales'':7B ''sales@mailweave.test'':4B ''that'':18C,29C,40C,51C,62C,73C,84C,95C,106C,117C,128C,139C,150C,161C,172C,183C,194C,205C,216C,227C,238C,249C,260C,271C,282C,293C,304C,315C,326C,337C,348C,359C,370C,381C,392C,403C,414C,425C,436C,447C,458C,469C,480C,491C,502C,513C,524C,535C,546C,557C,568C,579C,590C,601C,612C,623C,634C,645C,656C,667C,678C,689C,700C,711C,722C,733C,744C,755C,766C,777C,788C,799C,810C,821C,832C,843C,854C,865C,876C,887C,898C,909C,920C,931C,942C,953C,964C,975C,986C,997C,1008C,1019C,1030C,1041C,1052C,1063C,1074C,1085C,1096C,1107C,1118C,1129C,1140C,1151C,1162C,1173C,1184C,1195C,1206C,1217C,1228C,1239C,1250C,1261C,1272C,1283C,1294C,1305C,1316C,1327C,1338C,1349C,1360C,1371C,1382C,1393C,1404C,1415C,1426C,1437C,1448C,1459C,1470C,1481C,1492C,1503C,1514C,1525C,1536C,1547C,1558C,1569C,1580C,1591C,1602C,1613C,1624C,1635C,1646C,1657C,1668C,1679C,1690C,1701C,1712C,1723C,1734C,1745C,1756C,1767C,1778C,1789C,1800C,1811C,1822C,1833C,1844C,1855C,1866C,1877C,1888C,1899C,1910C,1921C,1932C,1943C,1954C,1965C,1976C,1987C,1998C,2009C,2020C,2031C,2042C,2053C,2064C,2075C,2086C,2097C,2108C,2119C,2130C,2141C,2152C,2163C,2174C,2185C,2196C,2207C,2218C,2229C,2240C,2251C,2262C,2273C,2284C,2295C,2306C,2317C,2328C,2339C,2350C,2361C,2372C,2383C,2394C,2405C,2416C,2427C,2438C,2449C,2460C,2471C,2482C,2493C,2504C,2515C,2526C,2537C,2548C,2559C,2570C,2581C,2592C,2603C,2614C,2625C,2636C,2647C,2658C,2669C,2680C,2691C,2702C,2713C,2724C,2735C,2746C,2757C,2768C,2779C,2790C,2801C,2812C'),
	('a8ff5d2c-89e8-595a-94e4-191927710dad', '''above'':22C ''hello'':17C ''mailweave.test'':9B ''my'':20C ''newcustomer.test'':16B ''no'':5B,11B,14B ''no-reply'':4B,10B,13B ''no-reply@newcustomer.test'':7B ''parcel'':2A ''please'':18C ''question'':21C ''regards'':23C ''reply'':6B,12B,15B ''sales'':8B ''sales@mailweave.test'':3B ''see'':19C ''your'':1A'),
	('5f178574-d58c-581b-a761-d4ef99b19a80', '''a'':27C ''about'':20C ''answer'':25C ''day'':28C ''for'':16C ''hello'':12C ''kim'':7B,13C ''kim@newcustomer.test'':4B ''mailweave.test'':11B ''newcustomer.test'':8B ''please'':3A,23C ''quote'':2A,22C ''re'':1A,21C ''sales'':5B,9B,10B,19C ''sales@mailweave.test'':6B ''thank'':14C ''to'':18C ''we'':24C ''within'':26C ''writing'':17C ''you'':15C'),
	('7b9eba58-5998-5d23-972b-0e919d8aff3c', '''accountants'':16C ''again'':4A,21C ''at'':18C ''hello'':13C ''invoice'':3A,20C ''lena'':8B,14C ''lena@partner.test'':5B ''look'':17C ''mailweave.test'':12B ''our'':15C ''partner.test'':9B ''re'':1A ''sales'':6B,10B,11B,23C ''sales@mailweave.test'':7B ''today'':22C ''wrong'':2A,19C'),
	('aa6b889b-b0d2-5b15-a418-f27f6cb045d7', '''a'':26C ''about'':20C ''answer'':24C ''day'':27C ''for'':16C ''hello'':12C ''kim'':7B,13C ''kim@newcustomer.test'':4B ''mailweave.test'':11B ''newcustomer.test'':8B ''please'':3A,22C ''quote'':2A,21C ''re'':1A ''sales'':5B,9B,10B,19C ''sales@mailweave.test'':6B ''thank'':14C ''to'':18C ''we'':23C ''within'':25C ''writing'':17C ''you'':15C'),
	('cc78a511-35b6-54c4-8b02-02df27e62720', '''a'':32C ''about'':23C ''answer'':30C ''day'':33C ''first'':5A,27C ''for'':3A,19C,25C ''hello'':15C ''invoice'':2A,24C ''mailweave.test'':14B ''mia'':10B,16C ''mia@newcustomer.test'':7B ''my'':4A,26C ''newcustomer.test'':11B ''order'':6A,28C ''re'':1A ''sales'':8B,12B,13B,22C ''sales@mailweave.test'':9B ''thank'':17C ''to'':21C ''we'':29C ''within'':31C ''writing'':20C ''you'':18C'),
	('99df1341-a3e2-5a01-bb4c-109ae37a2a83', '''a'':3A ''ada'':9B ''ada@newcustomer.test'':5B ''customer'':6B,11B ''from'':2A ''good'':15C ''hello'':1A ''mailweave.test'':14B ''morning'':16C ''newcustomer.test'':10B ''person'':4A ''support'':7B,12B,13B ''support@mailweave.test'':8B'),
	('c38c11af-f869-59ff-8576-01e61cdc982d', '''100'':2A ''discount'':1A ''hello'':14C ''mailweave.test'':10B ''partner.test'':13B ''quoted'':3A ''sales'':9B ''sales@mailweave.test'':6B ''x'':5A,7B,11B,12B ''x@partner.test'':8B ''ünï'':4A');

INSERT INTO live.node VALUES
	('ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', 1, 'first.6b0b88b2@demo.mailweave.test', 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa'),
	('c12ecf41-3b72-5833-80c9-b1aa06a6d849', 1, 'second.6b0b88b2@demo.mailweave.test', 'c12ecf41-3b72-5833-80c9-b1aa06a6d849'),
	('695b3624-3a79-59bc-a5bf-2188540e9f0c', 1, 'reply.6b0b88b2@demo.mailweave.test', 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa'),
	('cb62e980-dabe-589e-b199-b582697cbf14', 1, 'early.6b0b88b2@demo.mailweave.test', 'cb62e980-dabe-589e-b199-b582697cbf14'),
	('796310fa-c753-5638-831d-48dbbbb29845', 1, 'late.6b0b88b2@demo.mailweave.test', 'cb62e980-dabe-589e-b199-b582697cbf14'),
	('e0a0a1a3-a3b7-545d-b9ef-e22715bff058', 1, 'cousin-a.6b0b88b2@demo.mailweave.test', 'e0a0a1a3-a3b7-545d-b9ef-e22715bff058'),
	('46b1eb53-75c2-5337-801c-093b1b8446be', 1, 'never-seen.6b0b88b2@demo.mailweave.test', 'e0a0a1a3-a3b7-545d-b9ef-e22715bff058'),
	('9f335ac3-ed3e-5c4a-9462-a1d47887f32e', 1, 'html.6b0b88b2@demo.mailweave.test', '9f335ac3-ed3e-5c4a-9462-a1d47887f32e'),
	('da08c1e4-67b5-519f-8b0a-8d31a040ee0d', 1, 'attachment.6b0b88b2@demo.mailweave.test', 'da08c1e4-67b5-519f-8b0a-8d31a040ee0d'),
	('1d1dbabd-f775-5583-a416-34021843e385', 1, 'cousin-b.6b0b88b2@demo.mailweave.test', 'e0a0a1a3-a3b7-545d-b9ef-e22715bff058'),
	('60c679d4-23c9-5df8-8117-ae6dada0373d', 1, 'japanese.6b0b88b2@demo.mailweave.test', '60c679d4-23c9-5df8-8117-ae6dada0373d'),
	('faddd0ca-d205-51e8-b9d8-db5f4bfad6ac', 1, 'umlaut.6b0b88b2@demo.mailweave.test', 'faddd0ca-d205-51e8-b9d8-db5f4bfad6ac'),
	('bd8c6ba1-f792-5c5c-b70a-f44ab9c8b40e', 1, 'out-of-office.6b0b88b2@demo.mailweave.test', 'bd8c6ba1-f792-5c5c-b70a-f44ab9c8b40e'),
	('502c9be9-4384-51d5-a397-f2e3101206bb', 1, 'human.6b0b88b2@demo.mailweave.test', '502c9be9-4384-51d5-a397-f2e3101206bb'),
	('aac3b96b-eff0-5e2c-91a2-e71a58f27a8b', 1, 'bounce.6b0b88b2@demo.mailweave.test', 'aac3b96b-eff0-5e2c-91a2-e71a58f27a8b'),
	('42a1bd37-c8a3-560c-9978-d7d614d31fa3', 1, 'd4f05956-5fe3-5016-a463-d1801cf7f31e@mailweave.test', 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa'),
	('ad24bd97-b2a1-5e1d-bba6-5e20ebc3dc97', 1, '8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232@mailweave.test', 'c12ecf41-3b72-5833-80c9-b1aa06a6d849'),
	('0b441698-9554-5949-a569-4f2f1f9a56dc', 1, '0425e86a-41d3-5d81-a0a9-589dd29ed417@mailweave.test', 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa'),
	('c15b9ba7-b401-5728-b63b-5155d9c9c6b3', 1, '0b78aaba-26a3-52e9-bb6f-ec11efa26688@mailweave.test', 'cb62e980-dabe-589e-b199-b582697cbf14'),
	('50d7452a-d349-5512-ac2b-b7dfdf0c2076', 1, 'c9763404-45c2-5d7d-97e0-4f2ef32f4ee5@mailweave.test', 'faddd0ca-d205-51e8-b9d8-db5f4bfad6ac'),
	('517a8071-28ef-5336-a715-d4766cc7666f', 1, '57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb@mailweave.test', '9f335ac3-ed3e-5c4a-9462-a1d47887f32e'),
	('4fa27ed6-8099-56e0-bbcf-fb5b7863166a', 1, 'f121b215-b812-5280-9616-1b273d951499@mailweave.test', 'cb62e980-dabe-589e-b199-b582697cbf14'),
	('9f5a82ae-12b7-5b50-ba79-bb05bc2982b1', 1, 'malformed.6b0b88b2@demo.mailweave.test', '9f5a82ae-12b7-5b50-ba79-bb05bc2982b1'),
	('1fb88b52-7f4c-5104-8a8b-ad639671b478', 1, 'list.6b0b88b2@demo.mailweave.test', '1fb88b52-7f4c-5104-8a8b-ad639671b478'),
	('5b2ecf96-09a0-5f6b-b069-f147a91cfe0e', 1, 'own.6b0b88b2@demo.mailweave.test', '5b2ecf96-09a0-5f6b-b069-f147a91cfe0e'),
	('4218099f-effd-586e-a8a9-2e350e0a89be', 1, 'mail:c48d5f38-3085-5758-87a4-ed3017c2bc89', '4218099f-effd-586e-a8a9-2e350e0a89be'),
	('fb1e7d86-ef2a-5399-b1e6-ec0f5e131e46', 1, 'empty.6b0b88b2@demo.mailweave.test', 'fb1e7d86-ef2a-5399-b1e6-ec0f5e131e46'),
	('c8fde96e-dfcd-5de7-9167-9ff43e6af8d3', 1, 'a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef@mailweave.test', '502c9be9-4384-51d5-a397-f2e3101206bb'),
	('12a46c2e-934e-5ace-9514-58ea0ab4e22e', 1, 'd12effa5-75f3-574c-b088-3fcf001a1798@mailweave.test', '12a46c2e-934e-5ace-9514-58ea0ab4e22e'),
	('08a04010-e760-57a1-a8af-fc1cabc2c8bf', 2, 'billing.6b0b88b2@demo.mailweave.test', '08a04010-e760-57a1-a8af-fc1cabc2c8bf'),
	('c78a9e89-ecb8-5755-952b-f521ee4441fc', 2, 'no-reply.6b0b88b2@demo.mailweave.test', 'c78a9e89-ecb8-5755-952b-f521ee4441fc'),
	('de9996d6-ede3-5f70-98f1-f96d850ef943', 2, 'large.6b0b88b2@demo.mailweave.test', 'de9996d6-ede3-5f70-98f1-f96d850ef943'),
	('b9b334bd-6d9c-5775-b140-09bf50b51617', 2, 'quote-reply.6b0b88b2@demo.mailweave.test', 'b9b334bd-6d9c-5775-b140-09bf50b51617'),
	('c18b25de-f846-5d34-afdb-802bf8fd4447', 2, 'quote.6b0b88b2@demo.mailweave.test', 'b9b334bd-6d9c-5775-b140-09bf50b51617'),
	('ea6b0921-4f35-56c7-8869-fe96d4707afb', 2, 'forwarded.6b0b88b2@demo.mailweave.test', 'ea6b0921-4f35-56c7-8869-fe96d4707afb'),
	('bbfb8c41-4a46-52af-924b-52b806b4c738', 2, 'bulk.6b0b88b2@demo.mailweave.test', 'bbfb8c41-4a46-52af-924b-52b806b4c738'),
	('deb90bde-6c58-5e52-82ac-f13420c0364b', 2, 'invitation.6b0b88b2@demo.mailweave.test', 'deb90bde-6c58-5e52-82ac-f13420c0364b'),
	('65752898-4940-57c1-ac9c-892b3edf37a9', 2, 'both-rules.6b0b88b2@demo.mailweave.test', '65752898-4940-57c1-ac9c-892b3edf37a9'),
	('9b2426bd-6fc4-57bc-8769-02eb5bf01d67', 2, '54600ede-97fe-5e8e-a3e1-a332e120bf79@mailweave.test', '08a04010-e760-57a1-a8af-fc1cabc2c8bf'),
	('83f1ce9f-b5ad-5471-9318-fd1b34136fa5', 2, '03b37bca-4e2c-5044-8f6a-96c16418b3cf@mailweave.test', 'b9b334bd-6d9c-5775-b140-09bf50b51617'),
	('8d717475-ab14-5226-afaa-bcbf95810d38', 2, '7e086403-f519-5bbf-af59-bff02f9ac250@mailweave.test', 'b9b334bd-6d9c-5775-b140-09bf50b51617'),
	('fa0e0cd2-cc6f-5642-be74-5f1c967ba28b', 2, 'adfb7939-dfaa-5268-a018-109213dfd511@mailweave.test', '65752898-4940-57c1-ac9c-892b3edf37a9'),
	('441346c2-942c-5d23-9d8d-65068406ca7b', 1, 'a5ed5fca-5317-499e-8192-ec738c7e40e0@mailweave.test', '441346c2-942c-5d23-9d8d-65068406ca7b'),
	('7415d383-6239-53c4-adbc-3099145bcccd', 2, 'odd@old.test', '7415d383-6239-53c4-adbc-3099145bcccd');

INSERT INTO live.placement VALUES
	('c3ac7a37-0b87-533e-b512-d8cda44279b9', 1, 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', '{}', '2026-11-29 02:06:43+00', 1, 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', true, 'first', 1, '67d5121e-3e15-54f2-9dc7-6df00d5cac55', 'Ada', false),
	('c2fafa97-522d-5a0e-8547-4d19e8619d95', 1, 'c12ecf41-3b72-5833-80c9-b1aa06a6d849', '{}', '2026-11-29 02:06:43+00', 2, 'c12ecf41-3b72-5833-80c9-b1aa06a6d849', true, 'first', 1, '50bcf4df-2165-5e39-bd6f-c0f646ec9005', 'Bob', false),
	('82c6770c-df38-5c35-8617-b37c4f141c59', 1, '695b3624-3a79-59bc-a5bf-2188540e9f0c', '{ec81dd1a-c73f-5cc2-832c-b98c0ed526fa}', '2026-11-29 02:06:44+00', 3, 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', false, 'in_reply_to', 0.95, '67d5121e-3e15-54f2-9dc7-6df00d5cac55', 'Ada', true),
	('8b9f5154-eb04-58d2-aa3a-b81fdecd2005', 1, 'cb62e980-dabe-589e-b199-b582697cbf14', '{796310fa-c753-5638-831d-48dbbbb29845}', '2026-11-29 02:06:44+00', 4, 'cb62e980-dabe-589e-b199-b582697cbf14', true, 'first', 1, 'a323d82e-651c-5855-971e-81308a031d52', 'Carol', false),
	('6d7e0994-fd22-547a-903c-63539beb100d', 1, '796310fa-c753-5638-831d-48dbbbb29845', '{}', '2026-11-29 02:06:44+00', 5, 'cb62e980-dabe-589e-b199-b582697cbf14', false, 'late_parent', 0.9, 'a323d82e-651c-5855-971e-81308a031d52', 'Carol', true),
	('ebf0c3c0-2028-5187-bd48-16279d94ea97', 1, 'e0a0a1a3-a3b7-545d-b9ef-e22715bff058', '{46b1eb53-75c2-5337-801c-093b1b8446be}', '2026-11-29 02:06:44+00', 6, 'e0a0a1a3-a3b7-545d-b9ef-e22715bff058', true, 'first', 1, 'b9434713-8625-5f00-a979-8a7e1461e72f', 'Dora', false),
	('1c6a02e7-8683-555d-b132-35769f3dcd50', 1, '9f335ac3-ed3e-5c4a-9462-a1d47887f32e', '{}', '2026-11-29 02:06:44+00', 7, '9f335ac3-ed3e-5c4a-9462-a1d47887f32e', true, 'first', 1, '22831794-f92f-5aa3-af84-d75b95f2ed41', 'Erin', false),
	('048a3b25-dd16-5e27-890a-1ec226a751b3', 1, 'da08c1e4-67b5-519f-8b0a-8d31a040ee0d', '{}', '2026-11-29 02:06:44+00', 8, 'da08c1e4-67b5-519f-8b0a-8d31a040ee0d', true, 'first', 1, '74f09da4-f837-5166-80d7-aaa0c5f4b0a7', 'Dave', false),
	('221c5999-c1cd-5734-879c-50bfecf29b19', 1, '1d1dbabd-f775-5583-a416-34021843e385', '{46b1eb53-75c2-5337-801c-093b1b8446be}', '2026-11-29 02:06:44+00', 9, 'e0a0a1a3-a3b7-545d-b9ef-e22715bff058', false, 'references', 0.9, 'cac6e928-97b8-5fcd-bf09-9c852ea18f55', 'Emil', false),
	('60a855eb-3c54-505d-ab88-28bedb2276bf', 1, '60c679d4-23c9-5df8-8117-ae6dada0373d', '{}', '2026-11-29 02:06:44+00', 10, '60c679d4-23c9-5df8-8117-ae6dada0373d', true, 'first', 1, 'c9e87409-bb9a-513f-b746-783b12ab9ebb', 'Jun', false),
	('1c602ecb-1107-527c-9e84-92aec735a8a4', 1, 'faddd0ca-d205-51e8-b9d8-db5f4bfad6ac', '{}', '2026-11-29 02:06:44+00', 11, 'faddd0ca-d205-51e8-b9d8-db5f4bfad6ac', true, 'first', 1, '1f4d2873-4523-54a6-b44f-563c8798ec38', 'Frank', false),
	('ba043ff2-099b-5dd9-8664-19178e9b31ac', 1, 'bd8c6ba1-f792-5c5c-b70a-f44ab9c8b40e', '{}', '2026-11-29 02:06:44+00', 12, 'bd8c6ba1-f792-5c5c-b70a-f44ab9c8b40e', true, 'first', 1, '41e37a9a-1b62-5e63-99a5-d4e445fdf477', 'Gina', false),
	('3322fe45-e645-554f-bfbf-132191596d56', 1, '502c9be9-4384-51d5-a397-f2e3101206bb', '{}', '2026-11-29 02:06:44+00', 13, '502c9be9-4384-51d5-a397-f2e3101206bb', true, 'first', 1, '34be8367-25a4-58e8-ac2e-5a928e9eb2fd', 'Leo', false),
	('9e2c578c-cace-5615-a2e3-ab6543741526', 1, 'aac3b96b-eff0-5e2c-91a2-e71a58f27a8b', '{}', '2026-11-29 02:06:44+00', 14, 'aac3b96b-eff0-5e2c-91a2-e71a58f27a8b', true, 'first', 1, NULL, '', false),
	('8973bafe-2d97-50dd-970d-be6bae352848', 1, '42a1bd37-c8a3-560c-9978-d7d614d31fa3', '{ec81dd1a-c73f-5cc2-832c-b98c0ed526fa}', '2026-11-29 02:06:44.758883+00', 15, 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', false, 'in_reply_to', 0.95, '67d5121e-3e15-54f2-9dc7-6df00d5cac55', 'Ada', true),
	('4920e117-73fd-5955-b32e-a7b20516056e', 1, 'ad24bd97-b2a1-5e1d-bba6-5e20ebc3dc97', '{c12ecf41-3b72-5833-80c9-b1aa06a6d849}', '2026-11-29 02:06:44.894626+00', 16, 'c12ecf41-3b72-5833-80c9-b1aa06a6d849', false, 'in_reply_to', 0.95, '50bcf4df-2165-5e39-bd6f-c0f646ec9005', 'Bob', true),
	('b2c0f189-def1-5411-8490-9d0098e4c517', 1, '0b441698-9554-5949-a569-4f2f1f9a56dc', '{695b3624-3a79-59bc-a5bf-2188540e9f0c,ec81dd1a-c73f-5cc2-832c-b98c0ed526fa}', '2026-11-29 02:06:44.864405+00', 17, 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', false, 'in_reply_to', 0.95, '67d5121e-3e15-54f2-9dc7-6df00d5cac55', 'Ada', true),
	('38231b8f-5500-55d1-a4ea-6056794c4a1d', 1, 'c15b9ba7-b401-5728-b63b-5155d9c9c6b3', '{796310fa-c753-5638-831d-48dbbbb29845}', '2026-11-29 02:06:44.894689+00', 18, 'cb62e980-dabe-589e-b199-b582697cbf14', false, 'in_reply_to', 0.95, 'a323d82e-651c-5855-971e-81308a031d52', 'Carol', true),
	('0869ec02-6b6e-5839-b06e-7c6ac44e6e65', 1, '50d7452a-d349-5512-ac2b-b7dfdf0c2076', '{faddd0ca-d205-51e8-b9d8-db5f4bfad6ac}', '2026-11-29 02:06:44.955959+00', 19, 'faddd0ca-d205-51e8-b9d8-db5f4bfad6ac', false, 'in_reply_to', 0.95, '1f4d2873-4523-54a6-b44f-563c8798ec38', 'Frank', true),
	('0fda3104-e34c-5b8c-8a7a-68401100c998', 1, '517a8071-28ef-5336-a715-d4766cc7666f', '{9f335ac3-ed3e-5c4a-9462-a1d47887f32e}', '2026-11-29 02:06:44.930675+00', 20, '9f335ac3-ed3e-5c4a-9462-a1d47887f32e', false, 'in_reply_to', 0.95, '22831794-f92f-5aa3-af84-d75b95f2ed41', 'Erin', true),
	('6a98f414-df2c-5839-9d16-cdc378134b93', 1, '4fa27ed6-8099-56e0-bbcf-fb5b7863166a', '{cb62e980-dabe-589e-b199-b582697cbf14,796310fa-c753-5638-831d-48dbbbb29845}', '2026-11-29 02:06:44.916258+00', 21, 'cb62e980-dabe-589e-b199-b582697cbf14', false, 'in_reply_to', 0.95, 'a323d82e-651c-5855-971e-81308a031d52', 'Carol', true),
	('85cfaa14-bcef-5fc4-bb08-b56fb508c028', 1, '9f5a82ae-12b7-5b50-ba79-bb05bc2982b1', '{}', '2026-11-29 02:06:44+00', 22, '9f5a82ae-12b7-5b50-ba79-bb05bc2982b1', true, 'first', 1, 'e8cf2f15-eefe-5fbc-96b1-48eaae401027', 'Ivy', false),
	('966348e0-807e-5222-8d7a-4c2612bdc596', 1, '1fb88b52-7f4c-5104-8a8b-ad639671b478', '{}', '2026-11-29 02:06:44+00', 23, '1fb88b52-7f4c-5104-8a8b-ad639671b478', true, 'first', 1, '1e53669f-1d2b-5481-a0d6-4d54075b3a64', 'Hank', false),
	('7578ac7e-0fa7-5528-9f9c-f5317782857e', 1, '5b2ecf96-09a0-5f6b-b069-f147a91cfe0e', '{}', '2026-11-29 02:06:44+00', 24, '5b2ecf96-09a0-5f6b-b069-f147a91cfe0e', true, 'first', 1, 'e04a9eec-1a7f-52c0-875d-336aafa0166d', 'Sales', false),
	('c48d5f38-3085-5758-87a4-ed3017c2bc89', 1, '4218099f-effd-586e-a8a9-2e350e0a89be', '{}', '2026-11-29 02:06:44+00', 25, '4218099f-effd-586e-a8a9-2e350e0a89be', true, 'first', 1, '29315e94-0bb1-54a0-9097-3d99013bcaec', 'Ivan', false),
	('278cfc1d-2f92-5150-9205-88f6ac118084', 1, 'fb1e7d86-ef2a-5399-b1e6-ec0f5e131e46', '{}', '2026-11-29 02:06:44+00', 26, 'fb1e7d86-ef2a-5399-b1e6-ec0f5e131e46', true, 'first', 1, 'de8e217c-c194-5829-b594-cfae52160424', 'Nora', false),
	('cc032576-c53d-503d-b054-bc10180bdebe', 1, 'c8fde96e-dfcd-5de7-9167-9ff43e6af8d3', '{502c9be9-4384-51d5-a397-f2e3101206bb}', '2026-11-29 02:06:45.27582+00', 27, '502c9be9-4384-51d5-a397-f2e3101206bb', false, 'in_reply_to', 0.95, '34be8367-25a4-58e8-ac2e-5a928e9eb2fd', 'Leo', true),
	('fde12375-4251-5d7a-8c38-42ea60241a9d', 1, '12a46c2e-934e-5ace-9514-58ea0ab4e22e', '{}', '2026-11-29 02:06:45.502633+00', 28, '12a46c2e-934e-5ace-9514-58ea0ab4e22e', true, 'first', 1, '29315e94-0bb1-54a0-9097-3d99013bcaec', 'Ivan', true),
	('335e296b-36af-5b59-a824-bfe85a031cad', 2, '08a04010-e760-57a1-a8af-fc1cabc2c8bf', '{}', '2026-11-29 02:06:45+00', 1, '08a04010-e760-57a1-a8af-fc1cabc2c8bf', true, 'first', 1, 'ed50783c-6fd1-5835-bc01-daf0c7711ed7', 'Lena', false),
	('a8ff5d2c-89e8-595a-94e4-191927710dad', 2, 'c78a9e89-ecb8-5755-952b-f521ee4441fc', '{}', '2026-11-29 02:06:45+00', 2, 'c78a9e89-ecb8-5755-952b-f521ee4441fc', true, 'first', 1, '9611992f-a4c9-5bcd-8dfa-b376ac67e73c', 'No-Reply', false),
	('88c1317c-6925-506c-b19e-0f04eaa34ba6', 2, 'de9996d6-ede3-5f70-98f1-f96d850ef943', '{}', '2026-11-29 02:06:45+00', 3, 'de9996d6-ede3-5f70-98f1-f96d850ef943', true, 'first', 1, 'd3907356-e20f-5307-960c-f74130e966c1', 'Paul', false),
	('61e320a1-ef9d-5805-8797-80d9b4e1050f', 2, 'b9b334bd-6d9c-5775-b140-09bf50b51617', '{c18b25de-f846-5d34-afdb-802bf8fd4447}', '2026-11-29 02:06:45+00', 4, 'b9b334bd-6d9c-5775-b140-09bf50b51617', true, 'first', 1, '264bdf12-91b2-5178-983d-331b1b2233e0', 'Kim', false),
	('30ab0124-8100-56ce-a45d-ef28a5232daf', 2, 'ea6b0921-4f35-56c7-8869-fe96d4707afb', '{}', '2026-11-29 02:06:45+00', 5, 'ea6b0921-4f35-56c7-8869-fe96d4707afb', true, 'first', 1, '79fe6753-39ff-50bd-bd0f-11d5540974c7', 'Otto', false),
	('86b8da94-331c-50bf-ba9e-f9116690715e', 2, 'bbfb8c41-4a46-52af-924b-52b806b4c738', '{}', '2026-11-29 02:06:45+00', 6, 'bbfb8c41-4a46-52af-924b-52b806b4c738', true, 'first', 1, '61f89415-5745-5f26-a5a9-bac48cbf73e8', 'News', false),
	('23ea9d12-ccec-532b-82d8-bf94422ea4b8', 2, 'deb90bde-6c58-5e52-82ac-f13420c0364b', '{}', '2026-11-29 02:06:45+00', 7, 'deb90bde-6c58-5e52-82ac-f13420c0364b', true, 'first', 1, '392f05b3-5af0-583a-bb48-040f24358353', 'Quinn', false),
	('889be6ba-fb54-56ae-aa07-7a981c4117a7', 2, '65752898-4940-57c1-ac9c-892b3edf37a9', '{}', '2026-11-29 02:06:45+00', 8, '65752898-4940-57c1-ac9c-892b3edf37a9', true, 'first', 1, '8fa0773c-f04a-532b-9153-8ca8fcbe3958', 'Mia', false),
	('7816df30-d6bc-583b-844c-8ecd35b87d21', 2, 'c18b25de-f846-5d34-afdb-802bf8fd4447', '{}', '2026-11-29 02:06:44+00', 9, 'c18b25de-f846-5d34-afdb-802bf8fd4447', false, 'late_parent', 0.9, '264bdf12-91b2-5178-983d-331b1b2233e0', 'Kim', true),
	('7b9eba58-5998-5d23-972b-0e919d8aff3c', 2, '9b2426bd-6fc4-57bc-8769-02eb5bf01d67', '{08a04010-e760-57a1-a8af-fc1cabc2c8bf}', '2026-11-29 02:06:46.447863+00', 10, '08a04010-e760-57a1-a8af-fc1cabc2c8bf', false, 'in_reply_to', 0.95, 'ed50783c-6fd1-5835-bc01-daf0c7711ed7', 'Lena', true),
	('aa6b889b-b0d2-5b15-a418-f27f6cb045d7', 2, '83f1ce9f-b5ad-5471-9318-fd1b34136fa5', '{c18b25de-f846-5d34-afdb-802bf8fd4447}', '2026-11-29 02:06:46.447913+00', 11, 'c18b25de-f846-5d34-afdb-802bf8fd4447', false, 'in_reply_to', 0.95, '264bdf12-91b2-5178-983d-331b1b2233e0', 'Kim', true),
	('5f178574-d58c-581b-a761-d4ef99b19a80', 2, '8d717475-ab14-5226-afaa-bcbf95810d38', '{b9b334bd-6d9c-5775-b140-09bf50b51617,c18b25de-f846-5d34-afdb-802bf8fd4447}', '2026-11-29 02:06:46.459736+00', 12, 'c18b25de-f846-5d34-afdb-802bf8fd4447', false, 'in_reply_to', 0.95, '264bdf12-91b2-5178-983d-331b1b2233e0', 'Kim', true),
	('cc78a511-35b6-54c4-8b02-02df27e62720', 2, 'fa0e0cd2-cc6f-5642-be74-5f1c967ba28b', '{65752898-4940-57c1-ac9c-892b3edf37a9}', '2026-11-29 02:06:46.459819+00', 13, '65752898-4940-57c1-ac9c-892b3edf37a9', false, 'in_reply_to', 0.95, '8fa0773c-f04a-532b-9153-8ca8fcbe3958', 'Mia', true),
	('99df1341-a3e2-5a01-bb4c-109ae37a2a83', 1, '441346c2-942c-5d23-9d8d-65068406ca7b', '{}', '2026-11-29 02:07:58.613008+00', 29, '441346c2-942c-5d23-9d8d-65068406ca7b', true, 'first', 1, '67d5121e-3e15-54f2-9dc7-6df00d5cac55', 'Ada', true),
	('c38c11af-f869-59ff-8576-01e61cdc982d', 2, '7415d383-6239-53c4-adbc-3099145bcccd', '{}', '2026-11-29 02:07:58+00', 14, '7415d383-6239-53c4-adbc-3099145bcccd', true, 'first', 1, '65be3dc2-447d-5d3f-8c05-8b8bd87e5590', 'X', false);

INSERT INTO live.rule_run VALUES
	('c3ac7a37-0b87-533e-b512-d8cda44279b9', 1, '425356b6-4a38-5a9e-88bc-ec3d64abb134', '2026-11-29 02:06:44.098298+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "d4f05956-5fe3-5016-a463-d1801cf7f31e", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "d4f05956-5fe3-5016-a463-d1801cf7f31e", "subject": "Re: Question about my order", "cc_emails": [], "html_body": "", "to_emails": ["ada@newcustomer.test"], "account_id": 1, "bcc_emails": [], "generation": 0, "plain_body": "Hello Ada,\n\nthank you for writing to Customer support about “Question about my order”. We answer within a day.", "references": ["first.6b0b88b2@demo.mailweave.test"], "in_reply_to": "first.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:44.098298Z", "correlation_id": "ae21bf03-673e-5ec2-9670-fe29a02d6eaa", "schema_version": "1.0", "answers_thread_id": "ec81dd1a-c73f-5cc2-832c-b98c0ed526fa", "answers_message_id": "first.6b0b88b2@demo.mailweave.test"}]'),
	('6d7e0994-fd22-547a-903c-63539beb100d', 1, '7419e06d-22e0-5ea6-a445-4457de915be6', '2026-11-29 02:06:44.334586+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "0b78aaba-26a3-52e9-bb6f-ec11efa26688", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "0b78aaba-26a3-52e9-bb6f-ec11efa26688", "subject": "Re: Broken handle", "cc_emails": [], "html_body": "", "to_emails": ["carol@newcustomer.test"], "account_id": 1, "bcc_emails": [], "generation": 0, "plain_body": "Hello Carol,\n\nthank you for writing to Customer support about “Broken handle”. We answer within a day.", "references": ["late.6b0b88b2@demo.mailweave.test"], "in_reply_to": "late.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:44.334586Z", "correlation_id": "00e71bb9-1903-50e1-9dbe-82d54e21afa8", "schema_version": "1.0", "answers_thread_id": "cb62e980-dabe-589e-b199-b582697cbf14", "answers_message_id": "late.6b0b88b2@demo.mailweave.test"}]'),
	('82c6770c-df38-5c35-8617-b37c4f141c59', 1, '85a2715d-c168-5861-8d6f-9d5e2289b568', '2026-11-29 02:06:44.333915+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "0425e86a-41d3-5d81-a0a9-589dd29ed417", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "0425e86a-41d3-5d81-a0a9-589dd29ed417", "subject": "Re: Question about my order", "cc_emails": [], "html_body": "", "to_emails": ["ada@newcustomer.test"], "account_id": 1, "bcc_emails": [], "generation": 0, "plain_body": "Hello Ada,\n\nthank you for writing to Customer support about “Re: Question about my order”. We answer within a day.", "references": ["first.6b0b88b2@demo.mailweave.test", "reply.6b0b88b2@demo.mailweave.test"], "in_reply_to": "reply.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:44.333915Z", "correlation_id": "d43fa165-ac24-5540-a161-559acf33a288", "schema_version": "1.0", "answers_thread_id": "ec81dd1a-c73f-5cc2-832c-b98c0ed526fa", "answers_message_id": "reply.6b0b88b2@demo.mailweave.test"}]'),
	('8b9f5154-eb04-58d2-aa3a-b81fdecd2005', 1, '93ff4fd2-2665-5c02-87c8-effe5698e221', '2026-11-29 02:06:44.334527+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "f121b215-b812-5280-9616-1b273d951499", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "f121b215-b812-5280-9616-1b273d951499", "subject": "Re: Broken handle", "cc_emails": [], "html_body": "", "to_emails": ["carol@newcustomer.test"], "account_id": 1, "bcc_emails": [], "generation": 0, "plain_body": "Hello Carol,\n\nthank you for writing to Customer support about “Re: Broken handle”. We answer within a day.", "references": ["late.6b0b88b2@demo.mailweave.test", "early.6b0b88b2@demo.mailweave.test"], "in_reply_to": "early.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:44.334527Z", "correlation_id": "0d4be678-962b-5448-bf85-188c4198a21e", "schema_version": "1.0", "answers_thread_id": "cb62e980-dabe-589e-b199-b582697cbf14", "answers_message_id": "early.6b0b88b2@demo.mailweave.test"}]'),
	('c2fafa97-522d-5a0e-8547-4d19e8619d95', 1, '1762bf1d-fc40-53d5-bddd-6d7beddaaf16', '2026-11-29 02:06:44.333746+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "8a6bdeee-d36e-513c-8fe6-c0e4b5f3c232", "subject": "Re: When does it arrive?", "cc_emails": [], "html_body": "", "to_emails": ["bob@newcustomer.test"], "account_id": 1, "bcc_emails": [], "generation": 0, "plain_body": "Hello Bob,\n\nthank you for writing to Customer support about “When does it arrive?”. We answer within a day.", "references": ["second.6b0b88b2@demo.mailweave.test"], "in_reply_to": "second.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:44.333746Z", "correlation_id": "6381b859-aae2-58f5-b5e3-0bb9489c8b4f", "schema_version": "1.0", "answers_thread_id": "c12ecf41-3b72-5833-80c9-b1aa06a6d849", "answers_message_id": "second.6b0b88b2@demo.mailweave.test"}]'),
	('ebf0c3c0-2028-5187-bd48-16279d94ea97', 1, 'c355ac48-e8f4-5898-ada6-086989cc73a3', '2026-11-29 02:06:44.334629+00', '[]', '[]', '[]'),
	('048a3b25-dd16-5e27-890a-1ec226a751b3', 1, '97c22513-80f4-5072-8034-5b1e55447095', '2026-11-29 02:06:44.503478+00', '[]', '[]', '[]'),
	('1c6a02e7-8683-555d-b132-35769f3dcd50', 1, 'a474b142-0a93-56c5-aaac-86dfaa633b8d', '2026-11-29 02:06:44.503548+00', '[{"name": "Invoice questions", "rule_id": 2, "condition": "subject_contains invoice", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 2, "send_id": "57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 2, "send_id": "57b5dcb4-2b1f-58f1-a3ff-ce4a57f6b4fb", "subject": "Re: Our invoice 4711", "cc_emails": [], "html_body": "", "to_emails": ["erin@partner.test"], "account_id": 1, "bcc_emails": [], "generation": 0, "plain_body": "Hello Erin,\n\nour accountants look at “Our invoice 4711” today.\n\nCustomer support", "references": ["html.6b0b88b2@demo.mailweave.test"], "in_reply_to": "html.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:44.503548Z", "correlation_id": "a20fbae1-bcff-5539-a0f2-d241017f9ade", "schema_version": "1.0", "answers_thread_id": "9f335ac3-ed3e-5c4a-9462-a1d47887f32e", "answers_message_id": "html.6b0b88b2@demo.mailweave.test"}]'),
	('221c5999-c1cd-5734-879c-50bfecf29b19', 1, 'ba2606f1-7b89-5394-8b87-b7455f23e321', '2026-11-29 02:06:44.503319+00', '[]', '[]', '[]'),
	('1c602ecb-1107-527c-9e84-92aec735a8a4', 1, '625ce49f-9d20-55d9-9860-078b2ff99003', '2026-11-29 02:06:44.655492+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "c9763404-45c2-5d7d-97e0-4f2ef32f4ee5", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "c9763404-45c2-5d7d-97e0-4f2ef32f4ee5", "subject": "Re: Anfrage für Müller", "cc_emails": [], "html_body": "", "to_emails": ["frank@newcustomer.test"], "account_id": 1, "bcc_emails": [], "generation": 0, "plain_body": "Hello Frank,\n\nthank you for writing to Customer support about “Anfrage für Müller”. We answer within a day.", "references": ["umlaut.6b0b88b2@demo.mailweave.test"], "in_reply_to": "umlaut.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:44.655492Z", "correlation_id": "8309f5ba-999f-5414-9871-bd6bc7ba9f92", "schema_version": "1.0", "answers_thread_id": "faddd0ca-d205-51e8-b9d8-db5f4bfad6ac", "answers_message_id": "umlaut.6b0b88b2@demo.mailweave.test"}]'),
	('60a855eb-3c54-505d-ab88-28bedb2276bf', 1, '4ec0618c-acdb-581e-aa8e-5b63dab1160f', '2026-11-29 02:06:44.655638+00', '[]', '[]', '[]'),
	('ba043ff2-099b-5dd9-8664-19178e9b31ac', 1, 'd6986d12-7f6e-587b-b3bb-f35e64553068', '2026-11-29 02:06:44.655689+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": null, "withheld": "it is automatic (auto-submitted: auto-replied)", "action_index": 0}]', '[]'),
	('3322fe45-e645-554f-bfbf-132191596d56', 1, 'd8db313d-ea56-5d98-9d68-125fff30fe4d', '2026-11-29 02:06:44.821569+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "a1e9b3de-0eb4-5627-b3d2-bac7ab0580ef", "subject": "Re: A person wrote this", "cc_emails": [], "html_body": "", "to_emails": ["leo@newcustomer.test"], "account_id": 1, "bcc_emails": [], "generation": 0, "plain_body": "Hello Leo,\n\nthank you for writing to Customer support about “A person wrote this”. We answer within a day.", "references": ["human.6b0b88b2@demo.mailweave.test"], "in_reply_to": "human.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:44.821569Z", "correlation_id": "953805cb-0e2b-5f9c-808c-87429f870e5b", "schema_version": "1.0", "answers_thread_id": "502c9be9-4384-51d5-a397-f2e3101206bb", "answers_message_id": "human.6b0b88b2@demo.mailweave.test"}]'),
	('9e2c578c-cace-5615-a2e3-ab6543741526', 1, '99b31bbb-3273-59f4-9180-0d0fd23054b2', '2026-11-29 02:06:44.82171+00', '[]', '[]', '[]'),
	('0869ec02-6b6e-5839-b06e-7c6ac44e6e65', 1, '88e40e07-1d1c-5dcf-bf00-95680cf590c7', '2026-11-29 02:06:44.955959+00', '[]', '[]', '[]'),
	('0fda3104-e34c-5b8c-8a7a-68401100c998', 1, '1d965c34-36bd-5950-9161-6150edfe029c', '2026-11-29 02:06:44.930675+00', '[{"name": "Invoice questions", "rule_id": 2, "condition": "subject_contains invoice", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 2, "send_id": null, "withheld": "it was sent, not received", "action_index": 0}]', '[]'),
	('38231b8f-5500-55d1-a4ea-6056794c4a1d', 1, 'c47a1fdc-eca2-525d-b8ef-bad150f1bc81', '2026-11-29 02:06:44.894689+00', '[]', '[]', '[]'),
	('4920e117-73fd-5955-b32e-a7b20516056e', 1, 'bdddaba4-8e55-5257-ac04-2d88eddc048b', '2026-11-29 02:06:44.894626+00', '[]', '[]', '[]'),
	('6a98f414-df2c-5839-9d16-cdc378134b93', 1, '2962ef4f-2da6-53d7-a92e-cdc008918287', '2026-11-29 02:06:44.916258+00', '[]', '[]', '[]'),
	('8973bafe-2d97-50dd-970d-be6bae352848', 1, '9a83b3f9-7dce-5fea-8d08-976418fa2e6d', '2026-11-29 02:06:44.758883+00', '[]', '[]', '[]'),
	('b2c0f189-def1-5411-8490-9d0098e4c517', 1, 'c6198a02-5b53-515a-908c-0ee0183b3bf7', '2026-11-29 02:06:44.864405+00', '[]', '[]', '[]'),
	('7578ac7e-0fa7-5528-9f9c-f5317782857e', 1, '77aef367-6afc-59cb-a0d2-ae5e2ce84c8a', '2026-11-29 02:06:45.016754+00', '[]', '[]', '[]'),
	('85cfaa14-bcef-5fc4-bb08-b56fb508c028', 1, 'acdd7d50-62bc-554e-8a11-4cc12801a8d2', '2026-11-29 02:06:45.016665+00', '[]', '[]', '[]'),
	('966348e0-807e-5222-8d7a-4c2612bdc596', 1, '127675a5-1328-534d-9811-27b39a2ae88f', '2026-11-29 02:06:45.016536+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": null, "withheld": "it is automatic (precedence: list)", "action_index": 0}]', '[]'),
	('c48d5f38-3085-5758-87a4-ed3017c2bc89', 1, 'e153c3e2-89d7-588e-b75c-62a2f844bf93', '2026-11-29 02:06:45.016713+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "d12effa5-75f3-574c-b088-3fcf001a1798", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "d12effa5-75f3-574c-b088-3fcf001a1798", "subject": "Re: No id here, 6b0b88b2", "cc_emails": [], "html_body": "", "to_emails": ["ivan@newcustomer.test"], "account_id": 1, "bcc_emails": [], "generation": 0, "plain_body": "Hello Ivan,\n\nthank you for writing to Customer support about “No id here, 6b0b88b2”. We answer within a day.", "references": [], "in_reply_to": null, "requested_at": "2026-11-29T02:06:45.016713Z", "correlation_id": "8bfd4c99-e0fc-5236-b9f2-7c535a1fe6bc", "schema_version": "1.0", "answers_thread_id": "4218099f-effd-586e-a8a9-2e350e0a89be", "answers_message_id": null}]'),
	('278cfc1d-2f92-5150-9205-88f6ac118084', 1, '8c20ba98-743b-5d8e-83f6-0e01ef28b4a5', '2026-11-29 02:06:45.207957+00', '[]', '[]', '[]'),
	('cc032576-c53d-503d-b054-bc10180bdebe', 1, '8bfe474b-c378-58ed-b6a8-64a0e564bf90', '2026-11-29 02:06:45.27582+00', '[]', '[]', '[]'),
	('fde12375-4251-5d7a-8c38-42ea60241a9d', 1, 'b2e8e064-f755-537d-b578-3c78abcd3ebf', '2026-11-29 02:06:45.502633+00', '[]', '[]', '[]'),
	('23ea9d12-ccec-532b-82d8-bf94422ea4b8', 2, '894b1026-3128-5346-9a37-e9670233e21c', '2026-11-29 02:06:46.237968+00', '[]', '[]', '[]'),
	('30ab0124-8100-56ce-a45d-ef28a5232daf', 2, '16c35c4f-7b8a-52b0-a368-fd11f2e6db81', '2026-11-29 02:06:46.228923+00', '[]', '[]', '[]'),
	('335e296b-36af-5b59-a824-bfe85a031cad', 2, '8f0d5a9d-3a69-595d-847e-5ea70da243fa', '2026-11-29 02:06:46.228855+00', '[{"name": "Invoice questions", "rule_id": 2, "condition": "subject_contains invoice", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 2, "send_id": "54600ede-97fe-5e8e-a3e1-a332e120bf79", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 2, "send_id": "54600ede-97fe-5e8e-a3e1-a332e120bf79", "subject": "Re: Wrong invoice again", "cc_emails": [], "html_body": "", "to_emails": ["lena@partner.test"], "account_id": 2, "bcc_emails": [], "generation": 0, "plain_body": "Hello Lena,\n\nour accountants look at “Wrong invoice again” today.\n\nSales", "references": ["billing.6b0b88b2@demo.mailweave.test"], "in_reply_to": "billing.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:46.228855Z", "correlation_id": "b7333b30-ca21-59d5-95ce-1e6eaa01c940", "schema_version": "1.0", "answers_thread_id": "08a04010-e760-57a1-a8af-fc1cabc2c8bf", "answers_message_id": "billing.6b0b88b2@demo.mailweave.test"}]'),
	('61e320a1-ef9d-5805-8797-80d9b4e1050f', 2, '9f1514c0-15b0-5dee-9a7c-d30b30119f7f', '2026-11-29 02:06:46.228808+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "7e086403-f519-5bbf-af59-bff02f9ac250", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "7e086403-f519-5bbf-af59-bff02f9ac250", "subject": "Re: Quote please", "cc_emails": [], "html_body": "", "to_emails": ["kim@newcustomer.test"], "account_id": 2, "bcc_emails": [], "generation": 0, "plain_body": "Hello Kim,\n\nthank you for writing to Sales about “Re: Quote please”. We answer within a day.", "references": ["quote.6b0b88b2@demo.mailweave.test", "quote-reply.6b0b88b2@demo.mailweave.test"], "in_reply_to": "quote-reply.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:46.228808Z", "correlation_id": "87aa9b80-ebe2-5eee-849b-47738882bda1", "schema_version": "1.0", "answers_thread_id": "b9b334bd-6d9c-5775-b140-09bf50b51617", "answers_message_id": "quote-reply.6b0b88b2@demo.mailweave.test"}]'),
	('7816df30-d6bc-583b-844c-8ecd35b87d21', 2, '9bd2851a-76ce-53f1-a061-bf4680ee7af7', '2026-11-29 02:06:46.228692+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "03b37bca-4e2c-5044-8f6a-96c16418b3cf", "withheld": "", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "03b37bca-4e2c-5044-8f6a-96c16418b3cf", "subject": "Re: Quote please", "cc_emails": [], "html_body": "", "to_emails": ["kim@newcustomer.test"], "account_id": 2, "bcc_emails": [], "generation": 0, "plain_body": "Hello Kim,\n\nthank you for writing to Sales about “Quote please”. We answer within a day.", "references": ["quote.6b0b88b2@demo.mailweave.test"], "in_reply_to": "quote.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:46.228692Z", "correlation_id": "945b5ca0-4815-5f2b-9d41-00fd41eded66", "schema_version": "1.0", "answers_thread_id": "c18b25de-f846-5d34-afdb-802bf8fd4447", "answers_message_id": "quote.6b0b88b2@demo.mailweave.test"}]'),
	('86b8da94-331c-50bf-ba9e-f9116690715e', 2, 'a9768769-f226-5fed-b622-46da0c37d564', '2026-11-29 02:06:46.228998+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": null, "withheld": "it is automatic (precedence: bulk)", "action_index": 0}]', '[]'),
	('889be6ba-fb54-56ae-aa07-7a981c4117a7', 2, '3a10b9de-c270-53bc-a2e1-f86b9fa39fc8', '2026-11-29 02:06:46.228891+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}, {"name": "Invoice questions", "rule_id": 2, "condition": "subject_contains invoice", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": "adfb7939-dfaa-5268-a018-109213dfd511", "withheld": "", "action_index": 0}, {"action": "auto_reply", "rule_id": 2, "send_id": null, "withheld": "another rule answered", "action_index": 0}]', '[{"kind": "auto_reply", "effects": "allowed", "rule_id": 1, "send_id": "adfb7939-dfaa-5268-a018-109213dfd511", "subject": "Re: Invoice for my first order", "cc_emails": [], "html_body": "", "to_emails": ["mia@newcustomer.test"], "account_id": 2, "bcc_emails": [], "generation": 0, "plain_body": "Hello Mia,\n\nthank you for writing to Sales about “Invoice for my first order”. We answer within a day.", "references": ["both-rules.6b0b88b2@demo.mailweave.test"], "in_reply_to": "both-rules.6b0b88b2@demo.mailweave.test", "requested_at": "2026-11-29T02:06:46.228891Z", "correlation_id": "a8e3e592-f5a6-5e45-a549-041d2f872185", "schema_version": "1.0", "answers_thread_id": "65752898-4940-57c1-ac9c-892b3edf37a9", "answers_message_id": "both-rules.6b0b88b2@demo.mailweave.test"}]'),
	('88c1317c-6925-506c-b19e-0f04eaa34ba6', 2, 'd3270641-5917-5ab4-9712-5a21874923be', '2026-11-29 02:06:46.229031+00', '[]', '[]', '[]'),
	('a8ff5d2c-89e8-595a-94e4-191927710dad', 2, '12bdc4f1-f1ac-5944-a028-5a2917f7b073', '2026-11-29 02:06:46.228957+00', '[{"name": "Welcome new customers", "rule_id": 1, "condition": "from_contains @newcustomer.test", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 1, "send_id": null, "withheld": "its From address is read by no person", "action_index": 0}]', '[]'),
	('5f178574-d58c-581b-a761-d4ef99b19a80', 2, 'e3645501-5c9f-5d3a-a712-2a47cdf3938d', '2026-11-29 02:06:46.459736+00', '[]', '[]', '[]'),
	('7b9eba58-5998-5d23-972b-0e919d8aff3c', 2, '134e4ae2-727b-5d45-b6d5-58fb78fac748', '2026-11-29 02:06:46.447863+00', '[{"name": "Invoice questions", "rule_id": 2, "condition": "subject_contains invoice", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 2, "send_id": null, "withheld": "it was sent, not received", "action_index": 0}]', '[]'),
	('aa6b889b-b0d2-5b15-a418-f27f6cb045d7', 2, '4a55864e-7d27-55bc-88fa-22c0a57c6f7e', '2026-11-29 02:06:46.447913+00', '[]', '[]', '[]'),
	('cc78a511-35b6-54c4-8b02-02df27e62720', 2, '44aedcf4-1958-594c-9ffe-f3e6dd473102', '2026-11-29 02:06:46.459819+00', '[{"name": "Invoice questions", "rule_id": 2, "condition": "subject_contains invoice", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 2, "send_id": null, "withheld": "it was sent, not received", "action_index": 0}]', '[]'),
	('99df1341-a3e2-5a01-bb4c-109ae37a2a83', 1, '6dfc9379-016d-5ed2-8046-15434c903d07', '2026-11-29 02:07:58.613008+00', '[]', '[]', '[]'),
	('c38c11af-f869-59ff-8576-01e61cdc982d', 2, 'acc1ebd4-4ac4-5a74-a9e2-0ebf071c9914', '2026-11-29 02:07:59.662199+00', '[{"name": "Loops", "rule_id": 3, "condition": "subject_contains 100%_\"quoted\" \\ ünï {{x}}", "rule_version": 1}]', '[{"action": "auto_reply", "rule_id": 3, "send_id": null, "withheld": "template ''Loop'': line 2: only variables, filters and conditions may be used, not for", "action_index": 0}]', '[]');

INSERT INTO live.thread VALUES
	('da08c1e4-67b5-519f-8b0a-8d31a040ee0d', 1, 'da08c1e4-67b5-519f-8b0a-8d31a040ee0d', 1, 1, '2026-11-29 02:06:44+00', 'attachment.6b0b88b2@demo.mailweave.test', '048a3b25-dd16-5e27-890a-1ec226a751b3', 'Contract', '2026-11-29 02:06:44+00', '{dave@partner.test,support@mailweave.test}', 'open', '74f09da4-f837-5166-80d7-aaa0c5f4b0a7', '2026-11-29 02:06:44+00', '048a3b25-dd16-5e27-890a-1ec226a751b3'),
	('e0a0a1a3-a3b7-545d-b9ef-e22715bff058', 1, 'e0a0a1a3-a3b7-545d-b9ef-e22715bff058', 3, 2, '2026-11-29 02:06:44+00', 'cousin-a.6b0b88b2@demo.mailweave.test', 'ebf0c3c0-2028-5187-bd48-16279d94ea97', 'Minutes', '2026-11-29 02:06:44+00', '{dora@partner.test,emil@partner.test,support@mailweave.test}', 'open', 'cac6e928-97b8-5fcd-bf09-9c852ea18f55', '2026-11-29 02:06:44+00', '221c5999-c1cd-5734-879c-50bfecf29b19'),
	('60c679d4-23c9-5df8-8117-ae6dada0373d', 1, '60c679d4-23c9-5df8-8117-ae6dada0373d', 1, 1, '2026-11-29 02:06:44+00', 'japanese.6b0b88b2@demo.mailweave.test', '60a855eb-3c54-505d-ab88-28bedb2276bf', 'お問い合わせ', '2026-11-29 02:06:44+00', '{jun@partner.test,support@mailweave.test}', 'open', 'c9e87409-bb9a-513f-b746-783b12ab9ebb', '2026-11-29 02:06:44+00', '60a855eb-3c54-505d-ab88-28bedb2276bf'),
	('bd8c6ba1-f792-5c5c-b70a-f44ab9c8b40e', 1, 'bd8c6ba1-f792-5c5c-b70a-f44ab9c8b40e', 1, 1, '2026-11-29 02:06:44+00', 'out-of-office.6b0b88b2@demo.mailweave.test', 'ba043ff2-099b-5dd9-8664-19178e9b31ac', 'Out of office: Re: offer', '2026-11-29 02:06:44+00', '{gina@newcustomer.test,support@mailweave.test}', 'open', '41e37a9a-1b62-5e63-99a5-d4e445fdf477', '2026-11-29 02:06:44+00', 'ba043ff2-099b-5dd9-8664-19178e9b31ac'),
	('aac3b96b-eff0-5e2c-91a2-e71a58f27a8b', 1, 'aac3b96b-eff0-5e2c-91a2-e71a58f27a8b', 1, 1, '2026-11-29 02:06:44+00', 'bounce.6b0b88b2@demo.mailweave.test', '9e2c578c-cace-5615-a2e3-ab6543741526', 'Undelivered Mail Returned to Sender', '2026-11-29 02:06:44+00', '{mailer-daemon@example.test,support@mailweave.test}', 'open', NULL, NULL, NULL),
	('9f335ac3-ed3e-5c4a-9462-a1d47887f32e', 1, '9f335ac3-ed3e-5c4a-9462-a1d47887f32e', 2, 2, '2026-11-29 02:06:44+00', 'html.6b0b88b2@demo.mailweave.test', '1c6a02e7-8683-555d-b132-35769f3dcd50', 'Our invoice 4711', '2026-11-29 02:06:44.930675+00', '{erin@partner.test,support@mailweave.test}', 'open', '22831794-f92f-5aa3-af84-d75b95f2ed41', '2026-11-29 02:06:44+00', '1c6a02e7-8683-555d-b132-35769f3dcd50'),
	('c12ecf41-3b72-5833-80c9-b1aa06a6d849', 1, 'c12ecf41-3b72-5833-80c9-b1aa06a6d849', 2, 2, '2026-11-29 02:06:43+00', 'second.6b0b88b2@demo.mailweave.test', 'c2fafa97-522d-5a0e-8547-4d19e8619d95', 'When does it arrive?', '2026-11-29 02:06:44.894626+00', '{bob@newcustomer.test,support@mailweave.test}', 'open', '50bcf4df-2165-5e39-bd6f-c0f646ec9005', '2026-11-29 02:06:43+00', 'c2fafa97-522d-5a0e-8547-4d19e8619d95'),
	('cb62e980-dabe-589e-b199-b582697cbf14', 1, 'cb62e980-dabe-589e-b199-b582697cbf14', 4, 4, '2026-11-29 02:06:44+00', 'early.6b0b88b2@demo.mailweave.test', '8b9f5154-eb04-58d2-aa3a-b81fdecd2005', 'Broken handle', '2026-11-29 02:06:44.916258+00', '{carol@newcustomer.test,support@mailweave.test}', 'open', 'a323d82e-651c-5855-971e-81308a031d52', '2026-11-29 02:06:44+00', '6d7e0994-fd22-547a-903c-63539beb100d'),
	('ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', 1, 'ec81dd1a-c73f-5cc2-832c-b98c0ed526fa', 4, 4, '2026-11-29 02:06:43+00', 'first.6b0b88b2@demo.mailweave.test', 'c3ac7a37-0b87-533e-b512-d8cda44279b9', 'Question about my order', '2026-11-29 02:06:44.864405+00', '{ada@newcustomer.test,support@mailweave.test}', 'open', '67d5121e-3e15-54f2-9dc7-6df00d5cac55', '2026-11-29 02:06:43+00', 'c3ac7a37-0b87-533e-b512-d8cda44279b9'),
	('faddd0ca-d205-51e8-b9d8-db5f4bfad6ac', 1, 'faddd0ca-d205-51e8-b9d8-db5f4bfad6ac', 2, 2, '2026-11-29 02:06:44+00', 'umlaut.6b0b88b2@demo.mailweave.test', '1c602ecb-1107-527c-9e84-92aec735a8a4', 'Anfrage für Müller', '2026-11-29 02:06:44.955959+00', '{frank@newcustomer.test,support@mailweave.test}', 'open', '1f4d2873-4523-54a6-b44f-563c8798ec38', '2026-11-29 02:06:44+00', '1c602ecb-1107-527c-9e84-92aec735a8a4'),
	('1fb88b52-7f4c-5104-8a8b-ad639671b478', 1, '1fb88b52-7f4c-5104-8a8b-ad639671b478', 1, 1, '2026-11-29 02:06:44+00', 'list.6b0b88b2@demo.mailweave.test', '966348e0-807e-5222-8d7a-4c2612bdc596', '[talk] Weekly digest', '2026-11-29 02:06:44+00', '{hank@newcustomer.test,support@mailweave.test}', 'open', '1e53669f-1d2b-5481-a0d6-4d54075b3a64', '2026-11-29 02:06:44+00', '966348e0-807e-5222-8d7a-4c2612bdc596'),
	('4218099f-effd-586e-a8a9-2e350e0a89be', 1, '4218099f-effd-586e-a8a9-2e350e0a89be', 1, 1, '2026-11-29 02:06:44+00', 'mail:c48d5f38-3085-5758-87a4-ed3017c2bc89', 'c48d5f38-3085-5758-87a4-ed3017c2bc89', 'No id here, 6b0b88b2', '2026-11-29 02:06:44+00', '{ivan@newcustomer.test,support@mailweave.test}', 'open', '29315e94-0bb1-54a0-9097-3d99013bcaec', '2026-11-29 02:06:44+00', 'c48d5f38-3085-5758-87a4-ed3017c2bc89'),
	('5b2ecf96-09a0-5f6b-b069-f147a91cfe0e', 1, '5b2ecf96-09a0-5f6b-b069-f147a91cfe0e', 1, 1, '2026-11-29 02:06:44+00', 'own.6b0b88b2@demo.mailweave.test', '7578ac7e-0fa7-5528-9f9c-f5317782857e', 'Note to ourselves', '2026-11-29 02:06:44+00', '{sales@mailweave.test,support@mailweave.test}', 'open', 'e04a9eec-1a7f-52c0-875d-336aafa0166d', '2026-11-29 02:06:44+00', '7578ac7e-0fa7-5528-9f9c-f5317782857e'),
	('9f5a82ae-12b7-5b50-ba79-bb05bc2982b1', 1, '9f5a82ae-12b7-5b50-ba79-bb05bc2982b1', 1, 1, '2026-11-29 02:06:44+00', 'malformed.6b0b88b2@demo.mailweave.test', '85cfaa14-bcef-5fc4-bb08-b56fb508c028', 'Broken mail', '2026-11-29 02:06:44+00', '{ivy@partner.test,support@mailweave.test}', 'open', 'e8cf2f15-eefe-5fbc-96b1-48eaae401027', '2026-11-29 02:06:44+00', '85cfaa14-bcef-5fc4-bb08-b56fb508c028'),
	('fb1e7d86-ef2a-5399-b1e6-ec0f5e131e46', 1, 'fb1e7d86-ef2a-5399-b1e6-ec0f5e131e46', 1, 1, '2026-11-29 02:06:44+00', 'empty.6b0b88b2@demo.mailweave.test', '278cfc1d-2f92-5150-9205-88f6ac118084', '', '2026-11-29 02:06:44+00', '{nora@partner.test,support@mailweave.test}', 'open', 'de8e217c-c194-5829-b594-cfae52160424', '2026-11-29 02:06:44+00', '278cfc1d-2f92-5150-9205-88f6ac118084'),
	('502c9be9-4384-51d5-a397-f2e3101206bb', 1, '502c9be9-4384-51d5-a397-f2e3101206bb', 2, 2, '2026-11-29 02:06:44+00', 'human.6b0b88b2@demo.mailweave.test', '3322fe45-e645-554f-bfbf-132191596d56', 'A person wrote this', '2026-11-29 02:06:45.27582+00', '{leo@newcustomer.test,support@mailweave.test}', 'open', '34be8367-25a4-58e8-ac2e-5a928e9eb2fd', '2026-11-29 02:06:44+00', '3322fe45-e645-554f-bfbf-132191596d56'),
	('12a46c2e-934e-5ace-9514-58ea0ab4e22e', 1, '12a46c2e-934e-5ace-9514-58ea0ab4e22e', 1, 1, '2026-11-29 02:06:45.502633+00', 'd12effa5-75f3-574c-b088-3fcf001a1798@mailweave.test', 'fde12375-4251-5d7a-8c38-42ea60241a9d', 'No id here, 6b0b88b2', '2026-11-29 02:06:45.502633+00', '{ivan@newcustomer.test,support@mailweave.test}', 'open', '29315e94-0bb1-54a0-9097-3d99013bcaec', '2026-11-29 02:06:45.502633+00', 'fde12375-4251-5d7a-8c38-42ea60241a9d'),
	('08a04010-e760-57a1-a8af-fc1cabc2c8bf', 2, '08a04010-e760-57a1-a8af-fc1cabc2c8bf', 2, 2, '2026-11-29 02:06:45+00', 'billing.6b0b88b2@demo.mailweave.test', '335e296b-36af-5b59-a824-bfe85a031cad', 'Wrong invoice again', '2026-11-29 02:06:46.447863+00', '{lena@partner.test,sales@mailweave.test}', 'open', 'ed50783c-6fd1-5835-bc01-daf0c7711ed7', '2026-11-29 02:06:45+00', '335e296b-36af-5b59-a824-bfe85a031cad'),
	('65752898-4940-57c1-ac9c-892b3edf37a9', 2, '65752898-4940-57c1-ac9c-892b3edf37a9', 2, 2, '2026-11-29 02:06:45+00', 'both-rules.6b0b88b2@demo.mailweave.test', '889be6ba-fb54-56ae-aa07-7a981c4117a7', 'Invoice for my first order', '2026-11-29 02:06:46.459819+00', '{mia@newcustomer.test,sales@mailweave.test}', 'open', '8fa0773c-f04a-532b-9153-8ca8fcbe3958', '2026-11-29 02:06:45+00', '889be6ba-fb54-56ae-aa07-7a981c4117a7'),
	('b9b334bd-6d9c-5775-b140-09bf50b51617', 2, 'c18b25de-f846-5d34-afdb-802bf8fd4447', 4, 4, '2026-11-29 02:06:44+00', 'quote.6b0b88b2@demo.mailweave.test', '7816df30-d6bc-583b-844c-8ecd35b87d21', 'Quote please', '2026-11-29 02:06:46.459736+00', '{kim@newcustomer.test,sales@mailweave.test}', 'open', '264bdf12-91b2-5178-983d-331b1b2233e0', '2026-11-29 02:06:44+00', '7816df30-d6bc-583b-844c-8ecd35b87d21'),
	('bbfb8c41-4a46-52af-924b-52b806b4c738', 2, 'bbfb8c41-4a46-52af-924b-52b806b4c738', 1, 1, '2026-11-29 02:06:45+00', 'bulk.6b0b88b2@demo.mailweave.test', '86b8da94-331c-50bf-ba9e-f9116690715e', 'Ten tips', '2026-11-29 02:06:45+00', '{news@newcustomer.test,sales@mailweave.test}', 'open', '61f89415-5745-5f26-a5a9-bac48cbf73e8', '2026-11-29 02:06:45+00', '86b8da94-331c-50bf-ba9e-f9116690715e'),
	('c78a9e89-ecb8-5755-952b-f521ee4441fc', 2, 'c78a9e89-ecb8-5755-952b-f521ee4441fc', 1, 1, '2026-11-29 02:06:45+00', 'no-reply.6b0b88b2@demo.mailweave.test', 'a8ff5d2c-89e8-595a-94e4-191927710dad', 'Your parcel', '2026-11-29 02:06:45+00', '{no-reply@newcustomer.test,sales@mailweave.test}', 'open', '9611992f-a4c9-5bcd-8dfa-b376ac67e73c', '2026-11-29 02:06:45+00', 'a8ff5d2c-89e8-595a-94e4-191927710dad'),
	('de9996d6-ede3-5f70-98f1-f96d850ef943', 2, 'de9996d6-ede3-5f70-98f1-f96d850ef943', 1, 1, '2026-11-29 02:06:45+00', 'large.6b0b88b2@demo.mailweave.test', '88c1317c-6925-506c-b19e-0f04eaa34ba6', 'A long protocol', '2026-11-29 02:06:45+00', '{paul@partner.test,sales@mailweave.test}', 'open', 'd3907356-e20f-5307-960c-f74130e966c1', '2026-11-29 02:06:45+00', '88c1317c-6925-506c-b19e-0f04eaa34ba6'),
	('deb90bde-6c58-5e52-82ac-f13420c0364b', 2, 'deb90bde-6c58-5e52-82ac-f13420c0364b', 1, 1, '2026-11-29 02:06:45+00', 'invitation.6b0b88b2@demo.mailweave.test', '23ea9d12-ccec-532b-82d8-bf94422ea4b8', 'Thursday?', '2026-11-29 02:06:45+00', '{quinn@partner.test,sales@mailweave.test}', 'open', '392f05b3-5af0-583a-bb48-040f24358353', '2026-11-29 02:06:45+00', '23ea9d12-ccec-532b-82d8-bf94422ea4b8'),
	('ea6b0921-4f35-56c7-8869-fe96d4707afb', 2, 'ea6b0921-4f35-56c7-8869-fe96d4707afb', 1, 1, '2026-11-29 02:06:45+00', 'forwarded.6b0b88b2@demo.mailweave.test', '30ab0124-8100-56ce-a45d-ef28a5232daf', 'Inner', '2026-11-29 02:06:45+00', '{otto@partner.test,sales@mailweave.test}', 'open', '79fe6753-39ff-50bd-bd0f-11d5540974c7', '2026-11-29 02:06:45+00', '30ab0124-8100-56ce-a45d-ef28a5232daf'),
	('441346c2-942c-5d23-9d8d-65068406ca7b', 1, '441346c2-942c-5d23-9d8d-65068406ca7b', 1, 1, '2026-11-29 02:07:58.613008+00', 'a5ed5fca-5317-499e-8192-ec738c7e40e0@mailweave.test', '99df1341-a3e2-5a01-bb4c-109ae37a2a83', 'Hello from a person', '2026-11-29 02:07:58.613008+00', '{ada@newcustomer.test,support@mailweave.test}', 'open', '67d5121e-3e15-54f2-9dc7-6df00d5cac55', '2026-11-29 02:07:58.613008+00', '99df1341-a3e2-5a01-bb4c-109ae37a2a83'),
	('7415d383-6239-53c4-adbc-3099145bcccd', 2, '7415d383-6239-53c4-adbc-3099145bcccd', 1, 1, '2026-11-29 02:07:58+00', 'odd@old.test', 'c38c11af-f869-59ff-8576-01e61cdc982d', 'Discount 100%_"quoted" \ ünï {{x}}', '2026-11-29 02:07:58+00', '{sales@mailweave.test,x@partner.test}', 'open', '65be3dc2-447d-5d3f-8c05-8b8bd87e5590', '2026-11-29 02:07:58+00', 'c38c11af-f869-59ff-8576-01e61cdc982d');

SELECT pg_catalog.setval('core.account_id_seq', 3, true);

SELECT pg_catalog.setval('core.poll_log_id_seq', 14, true);

SELECT pg_catalog.setval('core.pop3_uidl_number_seq', 10, true);

SELECT pg_catalog.setval('core.rule_id_seq', 5, true);

SELECT pg_catalog.setval('core.send_change_position_seq', 15, true);

SELECT pg_catalog.setval('core.template_id_seq', 4, true);

ALTER TABLE ONLY core._yoyo_log
    ADD CONSTRAINT _yoyo_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY core._yoyo_migration
    ADD CONSTRAINT _yoyo_migration_pkey PRIMARY KEY (migration_hash);

ALTER TABLE ONLY core._yoyo_version
    ADD CONSTRAINT _yoyo_version_pkey PRIMARY KEY (version);

ALTER TABLE ONLY core.account
    ADD CONSTRAINT account_account_key_key UNIQUE (account_key);

ALTER TABLE ONLY core.account_command
    ADD CONSTRAINT account_command_pkey PRIMARY KEY (command_id);

ALTER TABLE ONLY core.account_health
    ADD CONSTRAINT account_health_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY core.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY core.account_secret
    ADD CONSTRAINT account_secret_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY core.content_key
    ADD CONSTRAINT content_key_pkey PRIMARY KEY (mail_id);

ALTER TABLE ONLY core.erased
    ADD CONSTRAINT erased_pkey PRIMARY KEY (mail_id);

ALTER TABLE ONLY core.fetch_gap
    ADD CONSTRAINT fetch_gap_pkey PRIMARY KEY (account_id, folder, uidvalidity, uid);

ALTER TABLE ONLY core.folder_cursor
    ADD CONSTRAINT folder_cursor_pkey PRIMARY KEY (account_id, folder);

ALTER TABLE ONLY core.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (kind, key);

ALTER TABLE ONLY core.poll_log
    ADD CONSTRAINT poll_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY core.poll_request
    ADD CONSTRAINT poll_request_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY core.poller_check
    ADD CONSTRAINT poller_check_pkey PRIMARY KEY (check_id);

ALTER TABLE ONLY core.pop3_uidl
    ADD CONSTRAINT pop3_uidl_pkey PRIMARY KEY (account_id, uidl);

ALTER TABLE ONLY core.rule
    ADD CONSTRAINT rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY core.rule_version
    ADD CONSTRAINT rule_version_pkey PRIMARY KEY (rule_id, version);

ALTER TABLE ONLY core.seen_uid
    ADD CONSTRAINT seen_uid_pkey PRIMARY KEY (account_id, folder, uidvalidity, block);

ALTER TABLE ONLY core.seen_uidl
    ADD CONSTRAINT seen_uidl_pkey PRIMARY KEY (account_id, uidl);

ALTER TABLE ONLY core.send_answer
    ADD CONSTRAINT send_answer_pkey PRIMARY KEY (answered, recipient);

ALTER TABLE ONLY core.send_attempt
    ADD CONSTRAINT send_attempt_pkey PRIMARY KEY (send_id, attempt);

ALTER TABLE ONLY core.send_change
    ADD CONSTRAINT send_change_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY core.send
    ADD CONSTRAINT send_pkey PRIMARY KEY (send_id);

ALTER TABLE ONLY core.send_recipient
    ADD CONSTRAINT send_recipient_pkey PRIMARY KEY (send_id, address);

ALTER TABLE ONLY core.sender_check
    ADD CONSTRAINT sender_check_pkey PRIMARY KEY (check_id);

ALTER TABLE ONLY core.template
    ADD CONSTRAINT template_pkey PRIMARY KEY (id);

ALTER TABLE ONLY core.template_version
    ADD CONSTRAINT template_version_pkey PRIMARY KEY (template_id, version);

ALTER TABLE ONLY core.yoyo_lock
    ADD CONSTRAINT yoyo_lock_pkey PRIMARY KEY (locked);

ALTER TABLE ONLY live._yoyo_log
    ADD CONSTRAINT _yoyo_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY live._yoyo_migration
    ADD CONSTRAINT _yoyo_migration_pkey PRIMARY KEY (migration_hash);

ALTER TABLE ONLY live._yoyo_version
    ADD CONSTRAINT _yoyo_version_pkey PRIMARY KEY (version);

ALTER TABLE ONLY live.account_sequence
    ADD CONSTRAINT account_sequence_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY live.attachment
    ADD CONSTRAINT attachment_pkey PRIMARY KEY (mail_id, "position");

ALTER TABLE ONLY live.copy
    ADD CONSTRAINT copy_pkey PRIMARY KEY (copy_id);

ALTER TABLE ONLY live.customer_address
    ADD CONSTRAINT customer_address_pkey PRIMARY KEY (address);

ALTER TABLE ONLY live.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY live.effect_claim
    ADD CONSTRAINT effect_claim_pkey PRIMARY KEY (effect_id);

ALTER TABLE ONLY live.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (mail_id);

ALTER TABLE ONLY live.message_search
    ADD CONSTRAINT message_search_pkey PRIMARY KEY (mail_id);

ALTER TABLE ONLY live.message_to_index
    ADD CONSTRAINT message_to_index_pkey PRIMARY KEY (mail_id);

ALTER TABLE ONLY live.node
    ADD CONSTRAINT node_pkey PRIMARY KEY (node_id);

ALTER TABLE ONLY live.placement
    ADD CONSTRAINT placement_account_id_seq_key UNIQUE (account_id, seq);

ALTER TABLE ONLY live.placement
    ADD CONSTRAINT placement_pkey PRIMARY KEY (mail_id);

ALTER TABLE ONLY live.rule_run
    ADD CONSTRAINT rule_run_pkey PRIMARY KEY (mail_id);

ALTER TABLE ONLY live.thread
    ADD CONSTRAINT thread_pkey PRIMARY KEY (strand_id);

ALTER TABLE ONLY live.yoyo_lock
    ADD CONSTRAINT yoyo_lock_pkey PRIMARY KEY (locked);

CREATE INDEX account_command_waiting ON core.account_command USING btree (account_id) WHERE (state = 'waiting'::text);

CREATE UNIQUE INDEX account_email_address ON core.account USING btree (lower(email_address));

CREATE INDEX poll_log_account ON core.poll_log USING btree (account_id, id DESC);

CREATE INDEX poll_log_running ON core.poll_log USING btree (account_id) WHERE (finished_at IS NULL);

CREATE INDEX send_answer_by_recipient ON core.send_answer USING btree (recipient, at);

CREATE INDEX send_answer_by_thread ON core.send_answer USING btree (thread_id) WHERE (thread_id IS NOT NULL);

CREATE UNIQUE INDEX send_attempt_open ON core.send_attempt USING btree (send_id) WHERE (state = 'on_wire'::text);

CREATE INDEX send_by_account ON core.send USING btree (account_id, created_at);

CREATE INDEX send_change_unpublished ON core.send_change USING btree (account_id, "position") WHERE (published_at IS NULL);

CREATE INDEX send_in_doubt ON core.send USING btree (created_at) WHERE (state = 'in_doubt'::text);

CREATE INDEX send_uncopied ON core.send USING btree (account_id, sent_at, send_id) WHERE ((sent_at IS NOT NULL) AND (copied_at IS NULL));

CREATE INDEX send_unfinished ON core.send USING btree (account_id, next_attempt_at) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));

CREATE INDEX copy_of_account ON live.copy USING btree (account_id, folder, uidvalidity, uid);

CREATE INDEX copy_of_mail ON live.copy USING btree (mail_id);

CREATE INDEX customer_address_customer ON live.customer_address USING btree (customer_id);

CREATE INDEX message_by_message_id ON live.message USING btree (account_id, message_id);

CREATE INDEX message_of_account ON live.message USING btree (account_id, sort_at DESC, mail_id);

CREATE INDEX message_search_document ON live.message_search USING gin (document) WITH (gin_pending_list_limit='16384');

CREATE INDEX node_strand ON live.node USING btree (strand_id);

CREATE INDEX placement_node ON live.placement USING btree (node_id);

CREATE INDEX rule_run_account ON live.rule_run USING btree (account_id);

CREATE INDEX thread_recent ON live.thread USING btree (account_id, last_at DESC, strand_id);

CREATE INDEX thread_shown ON live.thread USING btree (thread_id);

CREATE TRIGGER delete_with_send AFTER DELETE ON core.send REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION core.delete_with_send();

ALTER TABLE ONLY core.account_secret
    ADD CONSTRAINT account_secret_account_id_fkey FOREIGN KEY (account_id) REFERENCES core.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY core.rule_version
    ADD CONSTRAINT rule_version_account_id_fkey FOREIGN KEY (account_id) REFERENCES core.account(id);

ALTER TABLE ONLY core.rule_version
    ADD CONSTRAINT rule_version_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES core.rule(id);

ALTER TABLE ONLY core.template_version
    ADD CONSTRAINT template_version_template_id_fkey FOREIGN KEY (template_id) REFERENCES core.template(id);

ALTER TABLE ONLY live.attachment
    ADD CONSTRAINT attachment_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES live.message(mail_id) ON DELETE CASCADE;

ALTER TABLE ONLY live.message_search
    ADD CONSTRAINT message_search_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES live.message(mail_id) ON DELETE CASCADE;

ALTER TABLE ONLY live.message_to_index
    ADD CONSTRAINT message_to_index_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES live.message(mail_id) ON DELETE CASCADE;

GRANT USAGE ON SCHEMA core TO mailweave_poller;
GRANT USAGE ON SCHEMA core TO mailweave_parser;
GRANT USAGE ON SCHEMA core TO mailweave_threader;
GRANT USAGE ON SCHEMA core TO mailweave_rules;
GRANT USAGE ON SCHEMA core TO mailweave_sender;
GRANT USAGE ON SCHEMA core TO mailweave_api;
GRANT USAGE ON SCHEMA core TO mailweave_cli;

GRANT USAGE ON SCHEMA live TO mailweave_poller;
GRANT USAGE ON SCHEMA live TO mailweave_parser;
GRANT USAGE ON SCHEMA live TO mailweave_threader;
GRANT USAGE ON SCHEMA live TO mailweave_rules;
GRANT USAGE ON SCHEMA live TO mailweave_sender;
GRANT USAGE ON SCHEMA live TO mailweave_api;
GRANT USAGE ON SCHEMA live TO mailweave_cli;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.account TO mailweave_api;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.account_command TO mailweave_poller;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.account_health TO mailweave_poller;

GRANT INSERT,DELETE ON TABLE core.account_secret TO mailweave_api;

GRANT SELECT(account_id) ON TABLE core.account_secret TO mailweave_api;

GRANT UPDATE(incoming_password) ON TABLE core.account_secret TO mailweave_api;

GRANT UPDATE(smtp_password) ON TABLE core.account_secret TO mailweave_api;

GRANT SELECT,INSERT ON TABLE core.content_key TO mailweave_poller;
GRANT SELECT,INSERT ON TABLE core.content_key TO mailweave_sender;
GRANT SELECT ON TABLE core.content_key TO mailweave_parser;
GRANT SELECT ON TABLE core.content_key TO mailweave_cli;

GRANT SELECT ON TABLE core.erased TO mailweave_poller;
GRANT SELECT ON TABLE core.erased TO mailweave_sender;
GRANT SELECT ON TABLE core.erased TO mailweave_parser;
GRANT SELECT ON TABLE core.erased TO mailweave_api;
GRANT SELECT ON TABLE core.erased TO mailweave_cli;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.fetch_gap TO mailweave_poller;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.folder_cursor TO mailweave_poller;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.lease TO mailweave_poller;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.lease TO mailweave_sender;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.poll_log TO mailweave_poller;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.poll_request TO mailweave_poller;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.poller_check TO mailweave_poller;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.pop3_uidl TO mailweave_poller;

GRANT SELECT ON TABLE core.read_account TO mailweave_poller;
GRANT SELECT ON TABLE core.read_account TO mailweave_parser;
GRANT SELECT ON TABLE core.read_account TO mailweave_threader;
GRANT SELECT ON TABLE core.read_account TO mailweave_rules;
GRANT SELECT ON TABLE core.read_account TO mailweave_sender;
GRANT SELECT ON TABLE core.read_account TO mailweave_api;
GRANT SELECT ON TABLE core.read_account TO mailweave_cli;

GRANT SELECT ON TABLE core.read_account_health TO mailweave_api;
GRANT SELECT ON TABLE core.read_account_health TO mailweave_cli;

GRANT SELECT ON TABLE core.read_account_secret TO mailweave_poller;
GRANT SELECT ON TABLE core.read_account_secret TO mailweave_sender;

GRANT SELECT ON TABLE core.read_fetch_gap TO mailweave_api;
GRANT SELECT ON TABLE core.read_fetch_gap TO mailweave_cli;

GRANT SELECT ON TABLE core.read_folder_cursor TO mailweave_api;
GRANT SELECT ON TABLE core.read_folder_cursor TO mailweave_cli;

GRANT SELECT ON TABLE core.read_poll_log TO mailweave_api;
GRANT SELECT ON TABLE core.read_poll_log TO mailweave_cli;

GRANT SELECT ON TABLE core.read_poller_check TO mailweave_api;
GRANT SELECT ON TABLE core.read_poller_check TO mailweave_cli;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.rule TO mailweave_api;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.rule_version TO mailweave_api;

GRANT SELECT ON TABLE core.read_rule TO mailweave_rules;
GRANT SELECT ON TABLE core.read_rule TO mailweave_api;
GRANT SELECT ON TABLE core.read_rule TO mailweave_cli;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.seen_uid TO mailweave_poller;

GRANT SELECT ON TABLE core.read_seen_uid TO mailweave_api;
GRANT SELECT ON TABLE core.read_seen_uid TO mailweave_cli;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.seen_uidl TO mailweave_poller;

GRANT SELECT ON TABLE core.read_seen_uidl TO mailweave_api;
GRANT SELECT ON TABLE core.read_seen_uidl TO mailweave_cli;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.send TO mailweave_sender;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.send_attempt TO mailweave_sender;

GRANT SELECT ON TABLE core.read_send TO mailweave_api;
GRANT SELECT ON TABLE core.read_send TO mailweave_cli;
GRANT SELECT ON TABLE core.read_send TO mailweave_rules;
GRANT SELECT ON TABLE core.read_send TO mailweave_sender;

GRANT SELECT ON TABLE core.read_send_attempt TO mailweave_api;
GRANT SELECT ON TABLE core.read_send_attempt TO mailweave_cli;
GRANT SELECT ON TABLE core.read_send_attempt TO mailweave_rules;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.send_recipient TO mailweave_sender;

GRANT SELECT ON TABLE core.read_send_recipient TO mailweave_api;
GRANT SELECT ON TABLE core.read_send_recipient TO mailweave_cli;
GRANT SELECT ON TABLE core.read_send_recipient TO mailweave_rules;
GRANT SELECT ON TABLE core.read_send_recipient TO mailweave_sender;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.sender_check TO mailweave_sender;

GRANT SELECT ON TABLE core.read_sender_check TO mailweave_api;
GRANT SELECT ON TABLE core.read_sender_check TO mailweave_cli;
GRANT SELECT ON TABLE core.read_sender_check TO mailweave_rules;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.template TO mailweave_api;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.template_version TO mailweave_api;

GRANT SELECT ON TABLE core.read_template TO mailweave_rules;
GRANT SELECT ON TABLE core.read_template TO mailweave_api;
GRANT SELECT ON TABLE core.read_template TO mailweave_cli;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.send_answer TO mailweave_sender;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE core.send_change TO mailweave_sender;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.account_sequence TO mailweave_threader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.attachment TO mailweave_parser;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.copy TO mailweave_parser;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.customer TO mailweave_threader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.customer_address TO mailweave_threader;

GRANT SELECT,INSERT ON TABLE live.effect_claim TO mailweave_rules;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.message TO mailweave_parser;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.message_search TO mailweave_parser;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.message_to_index TO mailweave_parser;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.node TO mailweave_threader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.placement TO mailweave_threader;

GRANT SELECT ON TABLE live.read_attachment TO mailweave_api;
GRANT SELECT ON TABLE live.read_attachment TO mailweave_cli;
GRANT SELECT ON TABLE live.read_attachment TO mailweave_threader;
GRANT SELECT ON TABLE live.read_attachment TO mailweave_rules;
GRANT SELECT ON TABLE live.read_attachment TO mailweave_sender;

GRANT SELECT ON TABLE live.read_copy TO mailweave_api;
GRANT SELECT ON TABLE live.read_copy TO mailweave_cli;
GRANT SELECT ON TABLE live.read_copy TO mailweave_threader;
GRANT SELECT ON TABLE live.read_copy TO mailweave_rules;
GRANT SELECT ON TABLE live.read_copy TO mailweave_sender;

GRANT SELECT ON TABLE live.read_customer TO mailweave_api;
GRANT SELECT ON TABLE live.read_customer TO mailweave_cli;
GRANT SELECT ON TABLE live.read_customer TO mailweave_rules;
GRANT SELECT ON TABLE live.read_customer TO mailweave_sender;

GRANT SELECT ON TABLE live.read_message TO mailweave_api;
GRANT SELECT ON TABLE live.read_message TO mailweave_cli;
GRANT SELECT ON TABLE live.read_message TO mailweave_threader;
GRANT SELECT ON TABLE live.read_message TO mailweave_rules;
GRANT SELECT ON TABLE live.read_message TO mailweave_sender;

GRANT SELECT ON TABLE live.read_message_search TO mailweave_api;
GRANT SELECT ON TABLE live.read_message_search TO mailweave_cli;
GRANT SELECT ON TABLE live.read_message_search TO mailweave_threader;
GRANT SELECT ON TABLE live.read_message_search TO mailweave_rules;
GRANT SELECT ON TABLE live.read_message_search TO mailweave_sender;

GRANT SELECT ON TABLE live.read_placed TO mailweave_api;
GRANT SELECT ON TABLE live.read_placed TO mailweave_cli;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.thread TO mailweave_threader;

GRANT SELECT ON TABLE live.read_placement TO mailweave_api;
GRANT SELECT ON TABLE live.read_placement TO mailweave_cli;
GRANT SELECT ON TABLE live.read_placement TO mailweave_rules;
GRANT SELECT ON TABLE live.read_placement TO mailweave_sender;

GRANT SELECT,INSERT ON TABLE live.rule_run TO mailweave_rules;

GRANT SELECT ON TABLE live.read_rule_run TO mailweave_api;
GRANT SELECT ON TABLE live.read_rule_run TO mailweave_cli;
GRANT SELECT ON TABLE live.read_rule_run TO mailweave_sender;

GRANT SELECT ON TABLE live.read_thread TO mailweave_api;
GRANT SELECT ON TABLE live.read_thread TO mailweave_cli;
GRANT SELECT ON TABLE live.read_thread TO mailweave_rules;
GRANT SELECT ON TABLE live.read_thread TO mailweave_sender;

