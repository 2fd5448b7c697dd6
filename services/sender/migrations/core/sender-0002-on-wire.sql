-- That an attempt is on the wire is a row of its own: `send` and `send_recipient` change once, with the outcome.
-- `recipients`: the addresses that DATA was begun for.
ALTER TABLE send_attempt ADD COLUMN recipients jsonb NOT NULL DEFAULT '[]';
UPDATE send_attempt AS open
SET recipients = (SELECT coalesce(jsonb_agg(one.address), '[]') FROM send_recipient AS one
                  WHERE one.send_id = open.send_id AND one.state = 'sending')
WHERE state = 'on_wire';
UPDATE send_recipient SET state = 'waiting' WHERE state = 'sending';
UPDATE send SET state = 'waiting', attempts = attempts - 1 WHERE state = 'sending';

-- Two at a time would be two mails.
DROP INDEX send_attempt_open;
CREATE UNIQUE INDEX send_attempt_open ON send_attempt (send_id) WHERE state = 'on_wire';

CREATE OR REPLACE VIEW read_send AS
    SELECT send.send_id, account_id, kind,
           CASE WHEN open.send_id IS NOT NULL THEN 'sending' ELSE send.state END AS state,
           reason, subject, rule_id, correlation_id, message_id, mail_id, size_bytes,
           created_at, next_attempt_at, coalesce(open.attempt, attempts) AS attempts, sent_at, copied_at
    FROM send LEFT JOIN send_attempt AS open ON open.send_id = send.send_id AND open.state = 'on_wire';
CREATE OR REPLACE VIEW read_send_recipient AS
    SELECT one.send_id, address,
           CASE WHEN jsonb_exists(open.recipients, address) THEN 'sending' ELSE one.state END AS state,
           reply_code, enhanced_status, reason
    FROM send_recipient AS one
    LEFT JOIN send_attempt AS open ON open.send_id = one.send_id AND open.state = 'on_wire';
-- The sender reads by them what a process that ended has left.
GRANT SELECT ON read_send, read_send_recipient TO mailweave_sender;
