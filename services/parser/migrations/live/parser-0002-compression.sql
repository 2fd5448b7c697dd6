-- PostgreSQL's own pglz took two thirds of the time of storing a message, and more than parsing it. Where the server was
-- built without lz4 (the embedded one is), bodies are kept as they are.
DO $$
BEGIN
    IF (SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
        ALTER TABLE message ALTER COLUMN plain_body SET COMPRESSION lz4, ALTER COLUMN html_body SET COMPRESSION lz4;
        ALTER TABLE message_search ALTER COLUMN document SET COMPRESSION lz4;
    ELSE
        ALTER TABLE message ALTER COLUMN plain_body SET STORAGE EXTERNAL, ALTER COLUMN html_body SET STORAGE EXTERNAL;
        ALTER TABLE message_search ALTER COLUMN document SET STORAGE EXTERNAL;
    END IF;
END
$$;
