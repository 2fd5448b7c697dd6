-- Mails to the accounts themselves that show that new mail comes. asked_at: when the request was made; told_at: when Kafka
-- had it, NULL: it is to be told again. seen_at, seen_folder: when and where a poll came upon it. `said`: what is wrong.
CREATE TABLE canary (
    send_id     uuid        PRIMARY KEY,
    account_id  integer     NOT NULL,
    due_at      timestamptz NOT NULL,
    asked_at    timestamptz NOT NULL DEFAULT now(),
    told_at     timestamptz,
    state       text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'seen', 'overdue', 'not_sent')),
    seen_at     timestamptz,
    seen_folder text,
    said        text        NOT NULL DEFAULT ''
);
CREATE INDEX canary_latest ON canary (account_id, due_at DESC);
CREATE INDEX canary_old ON canary (asked_at);

-- Where it lies. A second copy in the same folder is ordinary mail: somebody has sent it again.
CREATE TABLE canary_place (
    send_id     uuid   NOT NULL REFERENCES canary (send_id) ON DELETE CASCADE,
    folder      text   NOT NULL,
    uidvalidity bigint NOT NULL,
    uid         bigint NOT NULL,
    PRIMARY KEY (send_id, folder, uidvalidity)
);

-- In the audit it is a gap that is closed: a uid that was seen and whose bytes went nowhere.
ALTER TABLE fetch_gap DROP CONSTRAINT fetch_gap_reason_check;
ALTER TABLE fetch_gap ADD CONSTRAINT fetch_gap_reason_check
    CHECK (reason IN ('gone', 'refused', 'dropped', 'not_shown', 'too_big', 'erased', 'unaccounted', 'canary'));
ALTER TABLE fetch_gap DROP CONSTRAINT fetch_gap_closed_as_check;
ALTER TABLE fetch_gap ADD CONSTRAINT fetch_gap_closed_as_check
    CHECK (closed_as IN ('read', 'gone', 'renumbered', 'erased', 'canary'));

-- How each account's canaries fare: the last that was seen, and what is wrong with the latest that anything is known of.
CREATE VIEW read_canary AS
SELECT latest.account_id, seen.seen_at, seen.seen_folder,
       extract(epoch FROM seen.seen_at - seen.asked_at)::float8 AS round_trip_s,
       CASE WHEN latest.state = 'seen' THEN '' ELSE latest.said END AS said
FROM (SELECT DISTINCT ON (account_id) account_id, state, said FROM canary WHERE state <> 'waiting'
      ORDER BY account_id, due_at DESC) AS latest
LEFT JOIN LATERAL (
    SELECT seen_at, seen_folder, asked_at FROM canary
    WHERE canary.account_id = latest.account_id AND state = 'seen' ORDER BY due_at DESC LIMIT 1
) AS seen ON true;

GRANT SELECT, INSERT, UPDATE, DELETE ON canary, canary_place TO mailweave_poller;
GRANT SELECT ON read_canary TO mailweave_api, mailweave_cli;
