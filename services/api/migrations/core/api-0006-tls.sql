-- How TLS begins at each server; NULL is as releases before had it: incoming_use_ssl from the first byte, SMTP by its port.
-- A fingerprint is that of the one certificate which is taken.
ALTER TABLE account
    ADD COLUMN incoming_tls         text CHECK (incoming_tls IN ('implicit', 'starttls', 'none')),
    ADD COLUMN smtp_tls             text CHECK (smtp_tls IN ('implicit', 'starttls', 'none')),
    ADD COLUMN ca_certificates      text NOT NULL DEFAULT '',
    ADD COLUMN incoming_fingerprint text NOT NULL DEFAULT '',
    ADD COLUMN smtp_fingerprint     text NOT NULL DEFAULT '';
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;
