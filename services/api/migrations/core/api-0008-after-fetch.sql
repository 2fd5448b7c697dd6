ALTER TABLE account
    ADD COLUMN after_fetch        text    NOT NULL DEFAULT 'nothing'
        CHECK (after_fetch IN ('nothing', 'seen', 'flag', 'move', 'delete')),
    ADD COLUMN after_fetch_folder text    NOT NULL DEFAULT 'Archive',
    ADD COLUMN after_fetch_days   integer NOT NULL DEFAULT 0;
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;
