-- What is to be sent at a later time, and what is of no use after one. With a time of its own, no server's recovery and no
-- correction of the account sends it earlier.
ALTER TABLE send ADD COLUMN send_at timestamptz, ADD COLUMN expires_at timestamptz;
CREATE INDEX send_expiring ON send (account_id, expires_at) WHERE state = 'waiting' AND expires_at IS NOT NULL;

ALTER TABLE send DROP CONSTRAINT send_state_check;
ALTER TABLE send ADD CONSTRAINT send_state_check CHECK (state IN
    ('waiting', 'sending', 'sent', 'failed', 'in_doubt', 'suppressed', 'rejected', 'cancelled', 'expired'));
ALTER TABLE send_recipient DROP CONSTRAINT send_recipient_state_check;
ALTER TABLE send_recipient ADD CONSTRAINT send_recipient_state_check CHECK (state IN
    ('waiting', 'sending', 'deferred', 'sent', 'failed', 'in_doubt', 'suppressed', 'rejected', 'cancelled', 'expired'));

CREATE OR REPLACE VIEW read_send AS
    SELECT send.send_id, account_id, kind,
           CASE WHEN open.send_id IS NOT NULL THEN 'sending' ELSE send.state END AS state,
           reason, subject, rule_id, correlation_id, message_id, mail_id, size_bytes,
           created_at, next_attempt_at, coalesce(open.attempt, attempts) AS attempts, sent_at, copied_at,
           send_at, expires_at, request -> 'tags' AS tags, request -> 'metadata' AS metadata
    FROM send LEFT JOIN send_attempt AS open ON open.send_id = send.send_id AND open.state = 'on_wire';
