-- Texts and file names of a mail whose account keeps its content encrypted, sealed by the mail's own key; then the columns
-- for them are empty. They are compressed before they are sealed.
ALTER TABLE message ADD COLUMN sealed_content bytea;
ALTER TABLE message ALTER COLUMN sealed_content SET STORAGE EXTERNAL;
CREATE OR REPLACE VIEW read_message AS SELECT * FROM message;
