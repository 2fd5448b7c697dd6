"""The one declaration of an account's fields against the database that stores them."""

import psycopg
import pytest

from services.api.accounts.fields import CONFIGURED, OAUTH_SECRETS
from services.api.accounts.resources import Account, AccountChange, NewAccount

KEPT_BY_US = {"id", "account_key", "activation", "created_at", "deleted_at", "version"}
COLUMNS = """
SELECT array_agg(attname::text) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""


@pytest.mark.parametrize("relation", ["core.account", "core.read_account"])
def test_every_field_has_its_column_and_every_column_its_field(database_url: str, relation: str) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(COLUMNS, [relation]).fetchone()
    assert row is not None
    assert set(row[0]) == set(CONFIGURED) | KEPT_BY_US


def test_what_is_asked_for_and_what_is_shown_have_all_fields() -> None:
    passwords = {"incoming_password", "smtp_password", *OAUTH_SECRETS}
    assert NewAccount.model_fields.keys() == set(CONFIGURED) | passwords
    assert Account.model_fields.keys() >= set(CONFIGURED)
    assert AccountChange.model_fields.keys() <= set(CONFIGURED) | passwords
