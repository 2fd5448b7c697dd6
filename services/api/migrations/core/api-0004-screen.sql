-- Who is logged in to the screen, and the links that log in once. Ids are HMACs of what a browser holds.
CREATE TABLE screen_login (
    login_id    bytea       PRIMARY KEY,
    kind       text        NOT NULL CHECK (kind IN ('session', 'link')),
    caller     text        NOT NULL,
    scopes     text[]      NOT NULL,
    expires_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON screen_login TO mailweave_api;
