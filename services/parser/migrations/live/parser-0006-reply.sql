-- What was newly written, what is quoted and the signature. `reply_text` is absent where it is all of plain_body, and in rows
-- of before; the others are where there is none.
ALTER TABLE message ADD COLUMN reply_text text, ADD COLUMN quoted_text text, ADD COLUMN signature text;
DO $$
BEGIN
    IF (SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
        ALTER TABLE message ALTER COLUMN reply_text SET COMPRESSION lz4, ALTER COLUMN quoted_text SET COMPRESSION lz4;
    ELSE
        ALTER TABLE message ALTER COLUMN reply_text SET STORAGE EXTERNAL, ALTER COLUMN quoted_text SET STORAGE EXTERNAL;
    END IF;
END
$$;
CREATE OR REPLACE VIEW read_message AS SELECT * FROM message;
