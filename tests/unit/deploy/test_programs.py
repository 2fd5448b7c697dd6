"""Tests whose Debian program is missing are left out by name."""

import pytest

from tests.harness.programs import Program, left_out_line, missing, missing_line

PROGRAMS = {
    "dovecot": Program("dovecot-imapd dovecot-pop3d", lambda: False),
    "postfix": Program("postfix", lambda: True),
    "helm": Program("", lambda: False, made_by="make helm-program"),
}


@pytest.mark.parametrize(
    ("markers", "expected"),
    [
        pytest.param([], [], id="no marker"),
        pytest.param(["stack", "asyncio"], [], id="other markers"),
        pytest.param(["postfix"], [], id="installed"),
        pytest.param(["stack", "dovecot"], ["dovecot"], id="not installed"),
    ],
)
def test_missing(markers: list[str], expected: list[str]) -> None:
    assert missing(markers, PROGRAMS) == expected


@pytest.mark.parametrize(
    ("marker", "line"),
    [
        ("dovecot", "3 tests left out: they need dovecot (apt-get install dovecot-imapd dovecot-pop3d)"),
        ("helm", "3 tests left out: they need helm (make helm-program)"),
    ],
)
def test_the_line_names_the_packages(marker: str, line: str) -> None:
    assert left_out_line(marker, 3, PROGRAMS) == line


def test_where_nothing_may_be_left_out_the_line_says_what_to_install() -> None:
    line = missing_line("dovecot", PROGRAMS)
    assert line == "dovecot is missing (apt-get install dovecot-imapd dovecot-pop3d)"
