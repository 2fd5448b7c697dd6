-- What an account logs in with where its provider wants OAuth2 (RFC 6749); written through shared/oauth/store.py only. Both
-- tokens are sealed, bound to '<account_key>/refresh_token' and '<account_key>/access_token'. `version` changes with every
-- write: an answer of the token server to what was configured before is not stored.
CREATE TABLE account_token (
    account_id         integer     PRIMARY KEY,
    version            bigint      NOT NULL DEFAULT 1,
    refresh_token      bytea,
    access_token       bytea,
    refresh_at         timestamptz,
    expires_at         timestamptz,
    login_ends_at      timestamptz,
    state              text        NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'ok', 'refused', 'unavailable')),
    reason             text        NOT NULL DEFAULT '',
    since              timestamptz NOT NULL DEFAULT now(),
    refreshed_at       timestamptz
);
GRANT SELECT, INSERT, UPDATE ON account_token TO mailweave_poller, mailweave_sender;
-- The api stores what a person's login gave and shows how it fares; it can read neither token.
GRANT INSERT, DELETE, UPDATE ON account_token TO mailweave_api;
GRANT SELECT (account_id, version, refresh_at, expires_at, login_ends_at, state, reason, since, refreshed_at)
    ON account_token TO mailweave_api;
