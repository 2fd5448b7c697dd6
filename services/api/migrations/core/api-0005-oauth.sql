-- OAuth2 (RFC 6749) in place of passwords. A field of `oauth_` that is empty is as the provider has it.
ALTER TABLE account
    ADD COLUMN auth                    text NOT NULL DEFAULT 'password' CHECK (auth IN ('password', 'oauth2')),
    ADD COLUMN oauth_provider          text NOT NULL DEFAULT 'custom' CHECK (oauth_provider IN ('custom', 'google', 'microsoft')),
    ADD COLUMN oauth_grant             text NOT NULL DEFAULT 'refresh_token'
        CHECK (oauth_grant IN ('refresh_token', 'client_credentials', 'service_account')),
    ADD COLUMN oauth_client_id         text NOT NULL DEFAULT '',
    ADD COLUMN oauth_tenant            text NOT NULL DEFAULT '',
    ADD COLUMN oauth_scopes            text NOT NULL DEFAULT '',
    ADD COLUMN oauth_token_url         text NOT NULL DEFAULT '',
    ADD COLUMN oauth_authorization_url text NOT NULL DEFAULT '',
    ADD COLUMN oauth_device_url        text NOT NULL DEFAULT '';
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;

-- Bound to '<account_key>/client_secret' and '<account_key>/service_key'.
ALTER TABLE account_secret
    ADD COLUMN oauth_client_secret bytea,
    ADD COLUMN oauth_service_key   bytea;
CREATE OR REPLACE VIEW read_account_secret AS SELECT * FROM account_secret;
GRANT UPDATE (oauth_client_secret, oauth_service_key) ON account_secret TO mailweave_api;
