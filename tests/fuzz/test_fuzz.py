"""A small run of `make fuzz` with a fixed seed; the large one is the command's."""

import logging
from collections.abc import Iterator

import pytest

from tests.fuzz.campaign import run_campaign
from tests.fuzz.targets import TARGETS

SESSIONS = {"imap": 150, "pop3": 150, "smtp": 250, "mail": 150}


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
