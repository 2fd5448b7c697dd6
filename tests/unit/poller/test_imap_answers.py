"""Answers of IMAP servers as they really come."""

from datetime import UTC, datetime

import pytest

from services.poller.domain.copies import FolderState, Listed
from services.poller.domain.examine_answer import folder_state, search_result
from services.poller.domain.fetch_answer import Body, Line, bodies_in, listed_in
from services.poller.domain.folder_name import encoded_folder
from shared.events import GmailPart

AT = datetime(2026, 11, 3, 6, 4, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            rb'1 FETCH (UID 5 RFC822.SIZE 300 INTERNALDATE " 3-Nov-2026 06:04:02 +0000" FLAGS (\Seen $x))',
            [Listed(5, 300, AT, ("\\Seen", "$x"))],
            id="a day with a leading space",
        ),
        pytest.param(
            rb'1 FETCH (FLAGS () INTERNALDATE "03-Nov-2026 07:04:02 +0100" RFC822.SIZE 0 UID 5)',
            [Listed(5, 0, AT)],
            id="another order, another zone, zero bytes",
        ),
        pytest.param(rb'1 FETCH (UID 5 RFC822.SIZE 3 INTERNALDATE "nonsense")', [Listed(5, 3)], id="a bad date"),
        pytest.param(rb"1 FETCH (UID 5)", [Listed(5, 0, is_sized=False)], id="a size left out is not a message lost"),
        pytest.param(
            b"1 FETCH (UID 5 RFC822.SIZE " + b"9" * 5000 + b")", [Listed(5, 0, is_sized=False)], id="an absurd size"
        ),
        pytest.param(b"1 FETCH (UID " + b"9" * 5000 + b")", [], id="an absurd uid"),
        pytest.param(b"1 FETCH (UID 5 FLAGS (a\x00b))", [Listed(5, 0, is_sized=False)], id="flags that are none"),
        pytest.param(rb"1 FETCH (FLAGS (\Seen))", [], id="unsolicited, without UID"),
        pytest.param(rb"FETCH completed", [], id="the completion"),
    ],
)
def test_listed(line: bytes, expected: list[Listed]) -> None:
    assert listed_in([line]) == expected


GMAIL = GmailPart(message_id="1278455344230334865", thread_id="99", labels=("\\Inbox", "Müller", 'a "b', "a UID 7"))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [
                (
                    rb"1 FETCH (X-GM-THRID 99 X-GM-MSGID 1278455344230334865"
                    rb' X-GM-LABELS (\Inbox "M&APw-ller" "a \"b" "a UID 7") UID 5 RFC822.SIZE 3)'
                ),
            ],
            GMAIL,
            id="quoted",
        ),
        pytest.param(
            [
                rb"1 FETCH (UID 5 X-GM-MSGID 1278455344230334865 X-GM-THRID 99 X-GM-LABELS (\Inbox {10}",
                bytearray(b"M&APw-ller"),
                b" {4}",
                bytearray(b'a "b'),
                b' "a UID 7") RFC822.SIZE 3)',
            ],
            GMAIL,
            id="as literals",
        ),
        pytest.param([rb"1 FETCH (UID 5 X-GM-MSGID 12 RFC822.SIZE 3)"], None, id="no thread"),
        pytest.param([rb"1 FETCH (UID 5 X-GM-MSGID NIL X-GM-THRID NIL X-GM-LABELS NIL RFC822.SIZE 3)"], None, id="NIL"),
        pytest.param(
            [rb"1 FETCH (UID 5 X-GM-MSGID 1 X-GM-THRID 2 X-GM-LABELS () RFC822.SIZE 3)"],
            GmailPart(message_id="1", thread_id="2"),
            id="no labels",
        ),
    ],
)
def test_what_gmail_tells(lines: list[Line], expected: GmailPart | None) -> None:
    assert listed_in(lines) == [Listed(5, 3, gmail=expected)]


def test_a_copy_that_is_answered_twice_is_listed_once() -> None:
    assert listed_in([b"2 FETCH (UID 9 RFC822.SIZE 4)", b"1 FETCH (UID 5)", b"1 FETCH (UID 5 RFC822.SIZE 7)"]) == [
        Listed(5, 7),
        Listed(9, 4),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [
                b"1 FETCH (UID 5 BODY[] {3}",
                bytearray(b"a* "),
                b")",
                b"2 FETCH (UID 6 BODY[] {1}",
                bytearray(b"b"),
                b")",
            ],
            [Body(5, b"a* "), Body(6, b"b")],
            id="two literals",
        ),
        pytest.param([b"1 FETCH (BODY[] {1}", bytearray(b"a"), b" UID 5)"], [Body(5, b"a")], id="UID after the body"),
        pytest.param([b"1 FETCH (UID 5 BODY[] {0}", bytearray(), b")"], [Body(5, b"")], id="zero bytes"),
        pytest.param([rb'1 FETCH (UID 5 BODY[] "a\"b")'], [Body(5, b'a"b')], id="quoted"),
        pytest.param([b"1 FETCH (UID 5 BODY[] NIL)"], [Body(5, None)], id="NIL"),
        pytest.param([rb"1 FETCH (UID 5 FLAGS (\Seen))"], [], id="unsolicited"),
        pytest.param(
            [b"1   FETCH  (UID  5  BODY[]  {1}", bytearray(b"a"), rb"  FLAGS (\Seen))"],
            [Body(5, b"a")],
            id="more blanks than one",
        ),
        pytest.param([b"1 FETCH (UID 5 BODY[] {1}", bytearray(b"a"), b"bc)"], [Body(5, None)], id="counted too low"),
        pytest.param([b"1 FETCH (UID 5 BODY[] {1}", bytearray(b"a"), b" 2)"], [Body(5, None)], id="by a blank too"),
        pytest.param([b"1 FETCH (UID 5 BODY[] {2}", bytearray(b"a)"), b""], [Body(5, None)], id="counted too high"),
        pytest.param(
            [
                *(b"1 FETCH (UID 5 BODY[] {1}", bytearray(b"a"), b")"),
                *(b"2 FETCH (UID 5 BODY[] {1}", bytearray(b"b"), b")"),
            ],
            [Body(5, None)],
            id="two bodies under one UID",
        ),
        pytest.param([b"1 FETCH (UID 5 BODY[] {1}", bytearray(b"a"), b")"] * 2, [Body(5, b"a")], id="one body twice"),
    ],
)
def test_bodies(lines: list[Line], expected: list[Body]) -> None:
    assert bodies_in(lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [b"3 EXISTS", b"OK [UIDVALIDITY 7] valid", b"OK [UIDNEXT 12] next", b"done"],
            FolderState(7, 12),
            id="EXAMINE",
        ),
        pytest.param([b"INBOX (UIDNEXT 12 UIDVALIDITY 7)"], FolderState(7, 12), id="STATUS"),
        pytest.param([b"OK [UIDVALIDITY 7] valid"], None, id="no UIDNEXT"),
        pytest.param([b"OK [UIDVALIDITY 7]", b"OK [UIDNEXT 99999999999]"], None, id="an absurd UIDNEXT"),
    ],
)
def test_folder_state(lines: list[bytes], expected: FolderState | None) -> None:
    assert folder_state(lines) == expected


def test_search_result() -> None:
    assert search_result([b"4 5 9", b"12"]) == [4, 5, 9, 12]
    assert search_result([b""]) == []
    assert search_result([b"7 " + b"9" * 5000]) == [7]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("INBOX", "INBOX"), ("Entwürfe", "Entw&APw-rfe"), ("R&D", "R&-D"), ("日本語", "&ZeVnLIqe-")],
)
def test_encoded_folder(name: str, expected: str) -> None:
    assert encoded_folder(name) == expected
