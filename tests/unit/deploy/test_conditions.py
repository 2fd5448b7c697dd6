"""docs/conditions.md has a row for every condition that the tests have, and none for another."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from deploy.documents import DOCS
from tests.contract.hostile_servers import IMAP, POP3
from tests.contract.test_secret_references import FAULTS as VAULT_FAULTS
from tests.fakes.deaf_imap import Deafness
from tests.integration.smtp_fault_table import LASTING, ONCE, POINTS, Expected, Row, SmtpFault
from tests.integration.test_oauth_tokens import FAULTS
from tests.integration.test_poller_as_it_is import READ
from tests.integration.test_poller_bad_input import CASES
from tests.integration.test_poller_imap_faults import FETCH_FAULTS, IDLE_FAULTS

PAGE = DOCS / "conditions.md"
TESTS = Path(__file__).resolve().parents[2]
TABLES: Mapping[str, Iterable[str]] = {
    "Listed, found and given late": READ,
    "Broken off in a FETCH": FETCH_FAULTS,
    "Broken off in IDLE": IDLE_FAULTS,
    "Connections that go deaf": Deafness,
    "Accounts that cannot be read": CASES,
    "Answers of hostile IMAP servers": IMAP,
    "Answers of hostile POP3 servers": POP3,
    "Token servers": FAULTS,
    "Vault": VAULT_FAULTS,
}
OF_FILES = {
    "What else IMAP and POP3 servers do": (
        *("contract/test_imap_as_it_is.py", "contract/test_imap_shown.py", "integration/test_poller_as_it_is.py"),
        "integration/test_poller_gaps.py",
    ),
    "Gaps that heal": ("integration/test_poller_heals.py",),
    "The server's own list": ("integration/test_poller_witness.py",),
    "What else SMTP servers do": ("contract/test_smtp_as_it_is.py",),
}
OF_TABLES = {"test_all_is_read_once_and_nothing_is_a_gap"}
"""Their conditions have rows of their own."""
SMTP = {"SMTP faults of the first session": ONCE, "SMTP faults that last": LASTING}
_TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


def rows_under(heading: str) -> list[str]:
    """The rows of the table under a heading."""
    _, _, rest = PAGE.read_text().partition(f"\n## {heading}\n")
    return re.findall(r"^\| (?!-|condition |point )(.+) \|$", rest.partition("\n## ")[0], re.MULTILINE)


def first_cells(heading: str) -> list[str]:
    return [row.split(" | ")[0] for row in rows_under(heading)]


def in_words(path: str) -> list[str]:
    """The tests of a file, as a sentence each."""
    names = [name for name in _TEST.findall((TESTS / path).read_text()) if name not in OF_TABLES]
    return [name.removeprefix("test_").replace("_", " ") for name in names]


def cell(expected: Expected) -> str:
    """State, attempts, copies that the server has."""
    return f"{expected.state}, {expected.attempts}, {expected.copies}"


def fault_row(point: str, row: Row) -> str:
    return " | ".join([point, *(cell(row[fault]) for fault in SmtpFault)])


@pytest.mark.parametrize("heading", TABLES)
def test_each_condition_of_a_table_has_a_row(heading: str) -> None:
    assert sorted(first_cells(heading)) == sorted(TABLES[heading])


@pytest.mark.parametrize("heading", OF_FILES)
def test_each_test_of_a_file_has_a_row(heading: str) -> None:
    assert sorted(first_cells(heading)) == sorted(each for path in OF_FILES[heading] for each in in_words(path))


@pytest.mark.parametrize("heading", SMTP)
def test_the_faults_of_smtp_are_those_of_the_table(heading: str) -> None:
    assert rows_under(heading) == [fault_row(point, SMTP[heading][point]) for point in POINTS]


def test_every_row_says_the_state_and_the_end() -> None:
    rows = [row for heading in (*TABLES, *OF_FILES) for row in rows_under(heading)]
    assert [row for row in rows if len(row.split(" | ")) != 3 or "" in row.split(" | ")] == []
