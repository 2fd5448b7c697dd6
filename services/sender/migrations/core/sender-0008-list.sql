-- The list of all sends, newest first, as REST and the screen show it.
CREATE INDEX send_latest ON send (created_at DESC, send_id DESC);
