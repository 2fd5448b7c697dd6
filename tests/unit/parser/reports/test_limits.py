"""Reports of hostile size and shape: read in bounded steps, what was left out is named, nothing raises."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.domain.message import parse_message
from services.parser.domain.reports.report import (
    MAX_DIAGNOSTIC_CHARS,
    MAX_RECIPIENTS,
    RECIPIENTS_OVER_LIMIT,
    REPORT_OVER_LIMIT,
)

HEAD = b"From: MAILER-DAEMON@x.example\nSubject: Undelivered Mail Returned to Sender\n"
GROUP = b"Final-Recipient: rfc822; u%d@n.example\nAction: failed\nStatus: 5.1.1\n\n"


def report(status: bytes, text: bytes = b"no") -> bytes:
    return (
        HEAD + b"Content-Type: multipart/report; boundary=x\n\n--x\n\n" + text
        + b"\n--x\nContent-Type: message/delivery-status\n\n" + status + b"\n--x--\n"
    )  # fmt: skip


def many(line: bytes, count: int) -> bytes:
    return b"".join(line % number for number in range(count))


@pytest.mark.parametrize(
    ("raw", "count", "defect"),
    [
        pytest.param(report(many(GROUP, 10_000)), MAX_RECIPIENTS, RECIPIENTS_OVER_LIMIT, id="10,000 in a DSN"),
        pytest.param(HEAD + b"\nnot delivered:\n" + many(b"<u%d@n.example>: 550 no\n", 1_900), MAX_RECIPIENTS,
                     RECIPIENTS_OVER_LIMIT, id="1,900 in a text"),
        pytest.param(report(GROUP % 1 + b"X: " + b"y" * 1_100_000), 1, REPORT_OVER_LIMIT, id="over a MiB"),
        pytest.param(report(GROUP % 1 * 50), 1, None, id="one, 50 times"),
    ],
)  # fmt: skip
def test_no_more_than_the_limit_is_read_and_that_is_said(raw: bytes, count: int, defect: str | None) -> None:
    message = parse_message(raw)
    assert message.report is not None
    assert len(message.report.recipients) == count
    assert [each for each in message.defects if each.startswith("report_")] == ([defect] if defect else [])


def test_what_a_server_said_is_cut() -> None:
    message = parse_message(report(b"Final-Recipient: rfc822; u@n.example\nDiagnostic-Code: smtp; " + b"no " * 5000))
    assert message.report is not None
    assert len(message.report.recipients[0].diagnostic_code or "") <= MAX_DIAGNOSTIC_CHARS


FRAGMENTS = st.sampled_from(
    [
        *(
            b"Final-Recipient: rfc822;",
            b"Action: ",
            b"Status: 5.",
            b"Diagnostic-Code: smtp; 550-",
            b"\n\n",
            b"\n",
            b"<",
            b">:",
        ),
        *(
            b"a@b.example",
            b"@",
            b"could not be delivered to ",
            b"--- Below this line is a copy of the message.",
            b"\xff\x00",
        ),
        *(
            b"550 5.1.1 ",
            b"(expanded from <",
            b"smtp=",
            b" host mx[",
            b"Message-ID: <",
            b"\t> * ",
            b"=?utf-8?q?",
            b"\r",
        ),
    ]
)
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "status": lambda body: report(body, body),
    "text": lambda body: HEAD + b"\n" + body,
    "feedback": lambda body: report(body).replace(b"message/delivery-status", b"message/feedback-report"),
    "disposition": lambda body: report(body).replace(b"message/delivery-status", b"message/disposition-notification"),
    "html": lambda body: HEAD + b"Content-Type: text/html\n\n<p>" + body,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(pieces=st.lists(FRAGMENTS | st.binary(max_size=8), max_size=60))
def test_any_bytes_give_a_message(form: Callable[[bytes], bytes], pieces: list[bytes]) -> None:
    message = parse_message(form(b"".join(pieces)))
    assert message.report is None or len(message.report.recipients) <= MAX_RECIPIENTS
