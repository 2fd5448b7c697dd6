-- What a report says of a message (a bounce, a complaint, a receipt), and what kind of automatic mail a message is; empty
-- in rows of before.
ALTER TABLE message ADD COLUMN report jsonb, ADD COLUMN auto_submitted text,
    ADD COLUMN auto_kind text CHECK (auto_kind IN ('vacation', 'notification', 'list', 'none'));
CREATE OR REPLACE VIEW read_message AS SELECT * FROM message;
