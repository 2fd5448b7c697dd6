-- A gap is asked for again at next_try_at (NULL: no more) until it is closed. absent_at: when the server showed for the
-- first time that it has no such message; the second time closes the gap as gone.
ALTER TABLE fetch_gap
    ADD COLUMN attempts    integer NOT NULL DEFAULT 0,
    ADD COLUMN next_try_at timestamptz,
    ADD COLUMN absent_at   timestamptz,
    ADD COLUMN closed_at   timestamptz,
    ADD COLUMN closed_as   text CHECK (closed_as IN ('read', 'gone', 'renumbered', 'erased')),
    ADD CHECK ((closed_at IS NULL) = (closed_as IS NULL)),
    ADD CHECK (next_try_at IS NULL OR closed_at IS NULL);
ALTER TABLE fetch_gap DROP CONSTRAINT fetch_gap_reason_check;
ALTER TABLE fetch_gap ADD CONSTRAINT fetch_gap_reason_check
    CHECK (reason IN ('gone', 'refused', 'dropped', 'not_shown', 'too_big', 'erased', 'unaccounted'));
CREATE INDEX fetch_gap_due ON fetch_gap (account_id, next_try_at) WHERE next_try_at IS NOT NULL;
CREATE OR REPLACE VIEW read_fetch_gap AS SELECT * FROM fetch_gap;

-- The gaps of before.
UPDATE fetch_gap SET closed_at = now(), closed_as = 'erased' WHERE reason = 'erased';
UPDATE fetch_gap SET closed_at = now(), closed_as = 'renumbered'
WHERE closed_at IS NULL AND EXISTS (
    SELECT FROM folder_cursor AS now_read WHERE now_read.account_id = fetch_gap.account_id
    AND now_read.folder = fetch_gap.folder AND now_read.uidvalidity <> fetch_gap.uidvalidity);
UPDATE fetch_gap SET next_try_at = now(), absent_at = CASE WHEN reason = 'gone' THEN found_at END
WHERE closed_at IS NULL AND reason <> 'too_big';
