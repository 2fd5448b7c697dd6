"""The database's address in each form that libpq reads (shared/postgres/migrate.py)."""

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from shared.postgres.migrate import migrate


def test_key_value_pairs_are_as_good_as_a_url(database_url: str) -> None:
    pairs = make_conninfo("", **{name: str(value) for name, value in conninfo_to_dict(database_url).items()})
    assert "://" not in pairs
    assert migrate(pairs) == migrate(database_url) == []
