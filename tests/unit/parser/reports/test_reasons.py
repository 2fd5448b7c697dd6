"""From what was said to one word: the order in which the tables are asked."""

import pytest

from services.parser.domain.reports.notices.phrases import DELAYED, HINTS, NOT_DELIVERED, NOT_LATE
from services.parser.domain.reports.notices.signs import SUBJECTS
from services.parser.domain.reports.reasons.classify import Said, command_of, reason_of
from services.parser.domain.reports.reasons.faults import FAULTS
from services.parser.domain.reports.reasons.refusals import REFUSALS
from services.parser.domain.reports.reasons.servers import RECEIVERS
from services.parser.domain.reports.reasons.telling import TELLING
from shared.events import Reason

ROWS = [*TELLING, *REFUSALS, *FAULTS, *(row for receiver in RECEIVERS for row in receiver.rows)]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        pytest.param(Said("550 5.1.1 mailbox is full", "5.1.1"), "mailboxfull", id="telling words before a status"),
        pytest.param(
            Said("550 5.1.1 see our policy", "5.1.1"), "userunknown", id="a telling status before other words"
        ),
        pytest.param(Said("550 5.7.1 see our policy", "5.7.1"), "policyviolation", id="words before a vague status"),
        pytest.param(Said("550 5.7.1 no", "5.7.1"), "securityerror", id="a vague status where words say nothing"),
        pytest.param(Said("450 4.7.1 no", "4.7.1"), "blocked", id="another meaning in class 4"),
        pytest.param(Said("550 5.6.9 no", "5.6.9"), "contenterror", id="the subject of a status alone"),
        pytest.param(Said("503 no"), "syntaxerror", id="a reply code alone"),
        pytest.param(Said("no", action="delayed"), "expired", id="late for no known cause"),
        pytest.param(Said("255", diagnostic_type="x-unix"), "mailererror", id="a program of the recipient's"),
        pytest.param(Said("no"), "onhold", id="words that nobody knows"),
        pytest.param(Said(""), "undefined", id="no words"),
        pytest.param(Said("250 2.1.5 OK", "2.1.5"), "delivered", id="a success"),
        pytest.param(Said("500 no", action="relayed"), "delivered", id="relayed, whatever is said"),
        pytest.param(
            Said("550 User unknown (in reply to end of DATA command)"), "filtered", id="an unknown user after the text"
        ),
        pytest.param(
            Said("550 User unknown (in reply to RCPT TO command)"), "userunknown", id="an unknown user at RCPT"
        ),
        pytest.param(
            Said("550 5.4.1 Access denied. AS(201806281)", "5.4.1", "failed", "mx.outlook.com"),
            "userunknown",
            id="a receiver's own meaning",
        ),
        pytest.param(Said("550 5.4.1 Access denied. AS(201806281)", "5.4.1"), "securityerror", id="the same elsewhere"),
        pytest.param(Said("<full-mailbox@quota.example>: no such user here"), "userunknown", id="words in an address"),
        pytest.param(
            Said("host spam.example[192.0.2.1] said: no such user"), "userunknown", id="words in a host's name"
        ),
        pytest.param(
            Said("550-5.7.1 your IP\n550 5.7.1 is blocked", "5.7.1"), "blocked", id="a reply of several lines"
        ),
    ],
)
def test_the_first_that_says_something_is_the_reason(said: Said, reason: str) -> None:
    assert reason_of(said) == reason


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("in reply to RCPT TO command", "RCPT"),
        ("after end of data", "DATA"),
        ("in reply to MAIL FROM command", "MAIL"),
        ("no", ""),
    ],
)
def test_the_command_that_was_refused(text: str, command: str) -> None:
    assert command_of(text) == command


def test_every_reason_but_those_of_other_reports_has_a_row_or_a_code() -> None:
    found = {row.reason for row in ROWS}
    others = {Reason.DELIVERED, Reason.FEEDBACK, Reason.VACATION, Reason.ONHOLD, Reason.UNDEFINED}
    assert found | others == set(Reason)


def test_phrases_are_written_as_texts_are_compared() -> None:
    texts = [*DELAYED, *HINTS, *NOT_LATE, *SUBJECTS, *(text for row in NOT_DELIVERED.values() for text in row)]
    phrases = [phrase for row in ROWS for phrase in row.phrases] + texts
    assert [phrase for phrase in phrases if phrase != phrase.lower() or "  " in phrase or len(phrase) < 2] == []
