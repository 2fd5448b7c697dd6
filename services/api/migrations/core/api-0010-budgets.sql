-- NULL: what the provider is known to allow (shared/provider_limits.py), or no limit.
ALTER TABLE account
    ADD COLUMN max_connections   integer CHECK (max_connections >= 1),
    ADD COLUMN daily_download_mb integer CHECK (daily_download_mb >= 1);
CREATE OR REPLACE VIEW read_account AS SELECT * FROM account;
