"""A small run of `make fuzz` with a fixed seed; the large one is the command's."""

import logging
from collections.abc import Iterator

import pytest

from tests.fuzz.campaign import run_campaign
from tests.fuzz.targets import TARGETS

SESSIONS = {"imap": 150, "pop3": 150, "smtp": 250, "mail": 150, "html": 300}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_goes_wrong(target: str) -> None:
    said: list[str] = []
    report = run_campaign(TARGETS[target], range(SESSIONS[target]), said.append)
    assert [line for line in said if line.startswith(("WRONG", "    "))] == []
    assert report.sessions == SESSIONS[target]
    assert report.messages > report.sessions / 2
    assert report.struck.total() > report.sessions / 2


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        pytest.param("imap", 3000003, id="a search that finds late led the cursor past a message"),
        pytest.param("imap", 22001107, id="nothing was taken for a message whose size was not told"),
        pytest.param("smtp", 3000011, id="an error that was its own cause held the sender for ever"),
    ],
)
def test_what_a_session_found_is_mended(name: str, seed: int) -> None:
    target = TARGETS[name]
    assert target.run(target.script_of(seed)).wrong == []
