-- A canary: a mail to the account itself that shows that mail still comes; it leaves the ledger after a while.
ALTER TABLE send DROP CONSTRAINT send_kind_check;
ALTER TABLE send ADD CONSTRAINT send_kind_check CHECK (kind IN ('request', 'auto_reply', 'forward', 'canary'));
CREATE INDEX send_canary ON send (created_at) WHERE kind = 'canary';
-- The poller, which asks for canaries, sees what became of them, and asks for none while the account cannot send.
GRANT SELECT ON read_send, read_sending_health TO mailweave_poller;
