"""Arrays as PostgreSQL reads them."""

from uuid import UUID

import psycopg
import pytest

from shared.postgres.values import array

VALUES = {
    "nothing": ("text", []),
    "text": ("text", ["", "a", "NULL", "null", 'a "quoted" {one}, \\ and \\"', "two\nlines\tÄ", " blank "]),
    "nulls": ("text", [None, "a", None]),
    "numbers": ("bigint", [0, -1, 2**40, None]),
    "fractions": ("float8", [0.0, 1.5, -1e-9]),
    "truth": ("boolean", [True, False]),
    "ids": ("uuid", [UUID(int=1), UUID(int=2**128 - 1)]),
}


@pytest.mark.parametrize(("type_name", "values"), VALUES.values(), ids=VALUES)
def test_what_was_written_is_read(database_url: str, type_name: str, values: list[object]) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(f"SELECT %s::{type_name}[]".encode(), (array(values),)).fetchone()
    assert row == (values,)
