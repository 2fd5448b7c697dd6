-- What is told of a message beside its text. Absent where it has nothing of it, and in rows of before; a replay fills them.
ALTER TABLE message ADD COLUMN sender jsonb, ADD COLUMN language text, ADD COLUMN contact jsonb,
    ADD COLUMN authentication jsonb, ADD COLUMN calendar jsonb, ADD COLUMN encryption jsonb;
ALTER TABLE attachment ADD COLUMN disposition text;
CREATE OR REPLACE VIEW read_message AS SELECT * FROM message;
CREATE OR REPLACE VIEW read_attachment AS
SELECT mail_id, position, filename, content_type, size_bytes, sha256, content_id, is_inline, blob,
       blob IS NULL AS is_over_limit, disposition
FROM attachment;
