-- In the order in which copies are published; those that still wait are not looked at.
DROP INDEX send_uncopied;
CREATE INDEX send_uncopied ON send (account_id, sent_at, send_id) WHERE sent_at IS NOT NULL AND copied_at IS NULL;
