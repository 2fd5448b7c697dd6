-- History that somebody asked to be brought in: one row a job, one a folder of it. Only the holder of the account's lease
-- moves them. `until` is the last day that is wanted, NULL: all since. `rate` is messages a second, lately.
CREATE TABLE import_job (
    import_id    uuid        PRIMARY KEY,
    account_id   integer     NOT NULL,
    since        date        NOT NULL,
    until        date,
    state        text        NOT NULL DEFAULT 'waiting'
                 CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
    said         text        NOT NULL DEFAULT '',
    rate         real        NOT NULL DEFAULT 0,
    requested_at timestamptz NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz
);
CREATE INDEX import_job_unfinished ON import_job (account_id, requested_at) WHERE state IN ('waiting', 'running');

-- `last_uid` is how far the folder was walked, up to `end_uid`; `passed` is what was walked since it began behind
-- begun_uid, without a hole. found = what the server counted at the beginning; read + known + failed of these are settled.
CREATE TABLE import_folder (
    import_id     uuid    NOT NULL REFERENCES import_job (import_id),
    folder        text    NOT NULL,
    position      integer NOT NULL,
    state         text    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    said          text    NOT NULL DEFAULT '',
    uidvalidity   bigint,
    begun_uid     bigint  NOT NULL DEFAULT 0,
    last_uid      bigint  NOT NULL DEFAULT 0,
    end_uid       bigint  NOT NULL DEFAULT 0,
    passed        int8multirange NOT NULL DEFAULT '{}',
    found         bigint  NOT NULL DEFAULT 0,
    read          bigint  NOT NULL DEFAULT 0,
    known         bigint  NOT NULL DEFAULT 0,
    failed        bigint  NOT NULL DEFAULT 0,
    refused_uid   bigint,
    refused_times integer NOT NULL DEFAULT 0,
    PRIMARY KEY (import_id, folder)
);

CREATE VIEW read_import AS SELECT * FROM import_job;
CREATE VIEW read_import_folder AS
    SELECT import_folder.*, import_job.account_id FROM import_folder JOIN import_job USING (import_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON import_job, import_folder TO mailweave_poller;
GRANT SELECT ON read_import, read_import_folder TO mailweave_api, mailweave_cli;
