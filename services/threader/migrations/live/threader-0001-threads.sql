-- One row per id that a message has or names; nobody may have seen that message yet (a placeholder).
CREATE TABLE node (
    node_id    uuid    PRIMARY KEY,
    account_id integer NOT NULL,
    name       text    NOT NULL,
    strand_id  uuid    NOT NULL
);
CREATE INDEX node_strand ON node (strand_id);

-- One row per strand: the nodes that messages connect. People know it by `thread_id`, its first message's own id.
CREATE TABLE thread (
    strand_id           uuid        PRIMARY KEY,
    account_id          integer     NOT NULL,
    thread_id           uuid        NOT NULL,
    node_count          integer     NOT NULL,
    message_count       integer     NOT NULL,
    first_at            timestamptz NOT NULL,
    first_name          text        NOT NULL,
    first_mail_id       uuid        NOT NULL,
    subject             text        NOT NULL,
    last_at             timestamptz NOT NULL,
    participants        text[]      NOT NULL,
    status              text        NOT NULL CHECK (status IN ('open', 'closed', 'archived')),
    linked_customer_id  uuid,
    linked_at           timestamptz,
    linked_mail_id      uuid
);
CREATE INDEX thread_shown ON thread (thread_id);
CREATE INDEX thread_recent ON thread (account_id, last_at DESC, strand_id);

-- One row per mail: what it names (the edges own node -> parents[1] -> parents[2] ..., claimed by this mail), and what
-- was observed when it was first threaded. Only sort_at may change later, downwards.
CREATE TABLE placement (
    mail_id           uuid             PRIMARY KEY,
    account_id        integer          NOT NULL,
    node_id           uuid             NOT NULL,
    parents           uuid[]           NOT NULL,
    sort_at           timestamptz      NOT NULL,
    seq               bigint           NOT NULL,
    thread_id         uuid             NOT NULL,
    is_new_thread     boolean          NOT NULL,
    reason            text             NOT NULL,
    confidence        double precision NOT NULL,
    customer_id       uuid,
    customer_name     text             NOT NULL,
    is_customer_known boolean          NOT NULL,
    UNIQUE (account_id, seq)
);
CREATE INDEX placement_node ON placement (node_id);

CREATE TABLE account_sequence (
    account_id integer PRIMARY KEY,
    last_seq   bigint  NOT NULL
);

-- Customers, over all accounts. The earliest message that gives a name gives it for good: named_at, named_by.
CREATE TABLE customer (
    customer_id   uuid        PRIMARY KEY,
    name          text        NOT NULL,
    named_at      timestamptz NOT NULL,
    named_by      uuid        NOT NULL,
    first_seen_at timestamptz NOT NULL
);
CREATE TABLE customer_address (
    address     text PRIMARY KEY,
    customer_id uuid NOT NULL
);
CREATE INDEX customer_address_customer ON customer_address (customer_id);

CREATE VIEW read_customer AS
    SELECT customer.customer_id, customer.name, customer.first_seen_at,
           ARRAY(SELECT address FROM customer_address
                 WHERE customer_address.customer_id = customer.customer_id ORDER BY address) AS addresses
    FROM customer;
CREATE VIEW read_thread AS
    SELECT thread.thread_id, thread.account_id, thread.subject, thread.status, thread.participants,
           thread.message_count, thread.first_at AS first_message_at, thread.last_at AS last_message_at,
           thread.linked_customer_id, thread.strand_id
    FROM thread;
-- Any thread id ever shown is some mail's own_thread_id, and resolves to the thread shown now.
CREATE VIEW read_placement AS
    SELECT placement.mail_id, placement.account_id, thread.thread_id, placement.node_id AS own_thread_id,
           placement.thread_id AS first_thread_id, placement.sort_at, placement.seq, placement.is_new_thread,
           placement.reason, placement.confidence, placement.customer_id, placement.customer_name,
           placement.is_customer_known, node.strand_id,
           EXISTS (SELECT FROM placement AS twin
                   WHERE twin.node_id = placement.node_id AND twin.mail_id <> placement.mail_id) AS is_possible_duplicate
    FROM placement
    JOIN node ON node.node_id = placement.node_id
    JOIN thread ON thread.strand_id = node.strand_id;

-- Which mails have a place, for counting: read_placement asks four tables for each.
CREATE VIEW read_placed AS SELECT mail_id, account_id FROM placement;

GRANT SELECT, INSERT, UPDATE, DELETE ON node, thread, placement, account_sequence, customer, customer_address
    TO mailweave_threader;
GRANT SELECT ON read_placed TO mailweave_api, mailweave_cli;
GRANT SELECT ON read_thread, read_placement, read_customer
    TO mailweave_api, mailweave_cli, mailweave_rules, mailweave_sender;
