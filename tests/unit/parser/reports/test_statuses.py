"""Status codes, where they stand and where something else looks like one."""

import pytest

from services.parser.domain.reports.statuses import failure_in, has_code, reply_code_of, status_of


@pytest.mark.parametrize(
    ("field", "diagnostic", "expected"),
    [
        pytest.param("5.1.1", "550 5.2.2 full", "5.1.1", id="the field"),
        pytest.param("5.0.0", "550 5.2.2 full", "5.2.2", id="what was said tells more"),
        pytest.param("5.0.0", "550 5.0.0 no", "5.0.0", id="nothing tells more"),
        pytest.param("4.4.7", "452 4.2.2 full", "4.2.2", id="late, and why"),
        pytest.param("5.1.1 (unknown user)", "", "5.1.1", id="with a comment"),
        pytest.param("", "host mx[192.5.1.1] said: 550 (#5.1.2)", "5.1.2", id="an address is none"),
        pytest.param("", "Exim 4.5.1.2", None, id="a version is none"),
        pytest.param("", "550 5.7.606 banned", "5.7.606", id="three digits"),
        pytest.param("", "", None, id="none"),
    ],
)
def test_status(field: str, diagnostic: str, expected: str | None) -> None:
    assert status_of(field, diagnostic) == expected


def test_in_running_text_only_failures_count() -> None:
    assert failure_in("[list] release 2.0.12; 550 5.0.0 no; 450 4.2.2 full") == "4.2.2"


@pytest.mark.parametrize(
    ("text", "code"), [("552 5.2.2 full", "552"), ("said: 550 no", "550"), ("552 bytes", "552"), ("in 2550 days", None)]
)
def test_reply_code(text: str, code: str | None) -> None:
    assert reply_code_of(text) == code


@pytest.mark.parametrize(
    ("text", "expected"), [("550 no", True), ("(#4.4.1)", True), ("250 ok", False), ("5501", False)]
)
def test_has_code(text: str, *, expected: bool) -> None:
    assert has_code(text) is expected
