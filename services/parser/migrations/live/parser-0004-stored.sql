-- For the poller, which changes a message on its server only once it is stored here.
CREATE VIEW read_stored_mail AS SELECT mail_id FROM message;
GRANT SELECT ON read_stored_mail TO mailweave_poller;
