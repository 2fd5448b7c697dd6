-- A copy that a server counts and never shows is a gap of its own kind.
ALTER TABLE fetch_gap DROP CONSTRAINT fetch_gap_reason_check;
ALTER TABLE fetch_gap ADD CONSTRAINT fetch_gap_reason_check
    CHECK (reason IN ('gone', 'refused', 'dropped', 'not_shown', 'too_big', 'erased'));
