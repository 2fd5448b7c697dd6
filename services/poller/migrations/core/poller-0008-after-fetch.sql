-- What an account wants done after a message was fetched waits here until the message is stored and it is due.
ALTER TABLE account_command
    ADD COLUMN mail_id     uuid,
    ADD COLUMN after_fetch text CHECK (after_fetch IN ('seen', 'flag', 'move', 'delete')),
    ADD COLUMN due_at      timestamptz NOT NULL DEFAULT now(),
    ADD CHECK ((mail_id IS NULL) = (after_fetch IS NULL));
DROP INDEX account_command_waiting;
CREATE INDEX account_command_due ON account_command (account_id, due_at) WHERE state = 'waiting';
CREATE INDEX account_command_finished ON account_command (finished_at) WHERE finished_at IS NOT NULL;
