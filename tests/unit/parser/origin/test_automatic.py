"""RFC 3834 and its kin: was it a program?"""

import pytest

from services.parser.domain.message import parse_message
from services.parser.domain.origin.automatic_fields import LIST_FIELDS, MARKERS

REPORT = (
    b"Content-Type: multipart/report; boundary=x\n\n--x\n\na\n"
    b"--x\nContent-Type: message/delivery-status\n\nb: c\n--x--\n"
)
MIXED_REPORT = REPORT.replace(b"multipart/report", b"multipart/mixed")
CASES = {
    "a person": (b"From: a@b\n\n", ""),
    "Auto-Submitted: no": (b"Auto-Submitted: no\n\n", ""),
    "Auto-Submitted: No, with a comment": (b"Auto-Submitted: No (a person)\n\n", ""),
    "auto-replied": (b"Auto-Submitted: auto-replied; owner-email=a@b\n\n", "auto-submitted: auto-replied"),
    "auto-generated": (b"Auto-Submitted: Auto-Generated\n\n", "auto-submitted: auto-generated"),
    "null reverse-path": (b"Return-Path: <>\n\n", "null reverse-path"),
    "a reverse-path": (b"Return-Path: <a@b>\n\n", ""),
    "report": (REPORT, "multipart/report"),
    "Precedence: bulk": (b"Precedence: bulk\n\n", "precedence: bulk"),
    "Precedence: LIST": (b"Precedence: LIST\n\n", "precedence: list"),
    "Precedence: normal": (b"Precedence: normal\n\n", ""),
    "X-Auto-Response-Suppress: All": (b"X-Auto-Response-Suppress: All\n\n", "x-auto-response-suppress"),
    "X-Auto-Response-Suppress: DR, OOF": (b"X-Auto-Response-Suppress: DR, OOF\n\n", "x-auto-response-suppress"),
    "X-Auto-Response-Suppress: DR": (b"X-Auto-Response-Suppress: DR\n\n", ""),
    "X-Autoreply": (b"X-Autoreply: yes\n\n", "x-autoreply"),
    "X-Autoreply: no": (b"X-Autoreply: no\n\n", ""),
    "X-Autoreply: (machine) no": (b"X-Autoreply: (machine) no\n\n", ""),
    "X-Autoresponder": (b"X-Autoresponder: by hand\n\n", "x-autoresponder"),
    "X-Auto-Generated: true": (b"X-Auto-Generated: true\n\n", "x-auto-generated"),
    "X-Auto-Generated: false": (b"X-Auto-Generated: false\n\n", ""),
    "X-Mail-Autoreply": (b"X-Mail-Autoreply: 1\n\n", "x-mail-autoreply"),
    "X-Precedence: auto_reply": (b"X-Precedence: auto_reply\n\n", "x-precedence: auto_reply"),
    "Feedback-ID": (b"Feedback-ID: 1:2:3:sender\n\n", "feedback-id"),
    "a comment before the keyword": (
        b"Auto-Submitted: (I (am) away) auto-notified\n\n",
        "auto-submitted: auto-notified",
    ),
    "a comment alone": (b"Auto-Submitted: (auto-replied)\n\n", ""),
    "quotes": (b'Precedence: "bulk"\n\n', "precedence: bulk"),
    "the second of two": (b"Auto-Submitted: no\nAuto-Submitted: auto-replied\n\n", "auto-submitted: auto-replied"),
    "the second Precedence": (b"Precedence: normal\nPrecedence: junk\n\n", "precedence: junk"),
    "a null reverse-path of an earlier hop": (b"Return-Path: <a@b>\nReturn-Path: <>\n\n", "null reverse-path"),
    "delivered to an autoresponder": (b"Delivered-To: Autoresponder\n\n", "delivered-to"),
    "delivered to a person": (b"Delivered-To: a@b.test\n\n", ""),
    "Exchange's subject": (b"Subject: Automatic reply: Offer\n\n", "subject of an automatic reply"),
    "Exchange's subject, encoded": (
        b"Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_Offre?=\n\n",
        "subject of an automatic reply",
    ),
    "an answer to an automatic reply": (b"Subject: Re: Automatic reply: Offer\n\n", ""),
}


@pytest.mark.parametrize(("raw", "reason"), CASES.values(), ids=CASES)
def test_automatic_reason(raw: bytes, reason: str) -> None:
    assert parse_message(raw).origin.reason == reason


@pytest.mark.parametrize(
    ("raw", "is_report", "is_list"),
    [
        (REPORT, True, False),
        (b"Return-Path: <>\n" + MIXED_REPORT, True, False),
        (MIXED_REPORT, False, False),
        (b"Return-Path: <>\n\nout of office", False, False),
        (b"List-Id: <x.y>\n\n", False, True),
        (b"List-Unsubscribe: <mailto:a@b>\nPrecedence: list\n\n", False, True),
        (b"List-Unsubscribe: <mailto:a@b>\n\n", False, True),
        *[(name.encode() + b": x\n\n", False, True) for name in LIST_FIELDS],
    ],
    ids=[
        "report",
        "null path, status part",
        "status part alone",
        "null path alone",
        "list",
        "old list",
        "newsletter",
        *LIST_FIELDS,
    ],
)
def test_report_and_list(raw: bytes, is_report: bool, is_list: bool) -> None:
    origin = parse_message(raw).origin
    assert (origin.is_report, origin.is_list) == (is_report, is_list)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"A: b\n\n", None),
        (b"Return-Path: <>\n\n", ""),
        (b"Return-Path: <a@b>\n\n", "a@b"),
        (b"Return-Path: a@b\n\n", "a@b"),
    ],
    ids=["absent", "null", "address", "without brackets"],
)
def test_reverse_path(raw: bytes, expected: str | None) -> None:
    assert parse_message(raw).origin.reverse_path == expected


@pytest.mark.parametrize("name", MARKERS)
def test_every_field_of_the_table_marks_a_message_and_has_a_source(name: str) -> None:
    values = ("yes", "bulk", "all", "autoresponder", "autoreply")
    reasons = {parse_message(f"{name}: {value}\n\n".encode()).origin.reason.partition(":")[0] for value in values}
    assert reasons - {""} == {name}
    assert MARKERS[name].source
