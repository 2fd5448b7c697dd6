"""The states that the ledger's tables admit are those that the code declares."""

import re

import psycopg
import pytest

from services.sender.domain.ledger import AttemptState, RecipientState, SendState
from shared.events import SendKind
from tests.harness.accounts import SEARCH_PATH

CHECKS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass"
CHECK = re.compile(r"CHECK \(\((\w+) = ANY \(ARRAY\[(.*)\]\)\)\)")
DECLARED: dict[tuple[str, str], list[str]] = {
    ("send", "state"): list(SendState),
    ("send", "kind"): list(SendKind),
    ("send_recipient", "state"): list(RecipientState),
    ("send_attempt", "state"): list(AttemptState),
}


def admitted(database_url: str, table: str, column: str) -> list[str]:
    with psycopg.connect(database_url, options=SEARCH_PATH) as connection:
        found = [CHECK.fullmatch(definition) for (definition,) in connection.execute(CHECKS, [table])]
    return [state for one in found if one and one[1] == column for state in re.findall(r"'(\w+)'::text", one[2])]


@pytest.mark.parametrize(("table", "column"), DECLARED, ids=map(" ".join, DECLARED))
def test_a_column_admits_what_is_declared(database_url: str, table: str, column: str) -> None:
    assert sorted(admitted(database_url, table, column)) == sorted(DECLARED[table, column])
