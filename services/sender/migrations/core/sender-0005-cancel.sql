-- What waits can be called off; what of it was sent before stays sent.
ALTER TABLE send DROP CONSTRAINT send_state_check;
ALTER TABLE send ADD CONSTRAINT send_state_check CHECK (state IN
    ('waiting', 'sending', 'sent', 'failed', 'in_doubt', 'suppressed', 'rejected', 'cancelled'));
ALTER TABLE send_recipient DROP CONSTRAINT send_recipient_state_check;
ALTER TABLE send_recipient ADD CONSTRAINT send_recipient_state_check CHECK (state IN
    ('waiting', 'sending', 'deferred', 'sent', 'failed', 'in_doubt', 'suppressed', 'rejected', 'cancelled'));
