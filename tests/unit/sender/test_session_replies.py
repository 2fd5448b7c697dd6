"""Which replies speak about the session, how long they ask to wait, and how many sessions are left."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.sender.domain.allowance import FIRST_PROOF, Allowance, full
from services.sender.domain.client_name import address_literal, is_full_name
from services.sender.domain.null_path import is_about_sender
from services.sender.domain.reply import Command, Reply
from services.sender.domain.session_reply import asked_pause_s, is_about_session, session_refusal
from services.sender.domain.suspects import Suspects
from shared.ids import SendId
from tests.unit.sender.sends import send_of

OF_THE_SESSION = [
    (421, "4.3.2 closing"),
    (421, "service not available"),
    (432, "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"),
    (454, "4.7.0 temporary authentication failure"),
    (454, "4.7.0 TLS not available due to a temporary reason"),
    (450, "4.7.1 Error: too much mail from 192.0.2.1"),
    (450, "4.7.1 Error: too many recipients from 192.0.2.1"),
    (451, "4.7.500 server busy. Please try again later"),
    (451, "4.7.651 temporarily rate limited due to IP reputation"),
    (452, "4.7.0 too many messages in this session"),
    (450, "too many connections, slow down"),
    (451, "4.4.2 bad connection"),
    (451, "4.3.2 please try again later"),
    (421, "4.7.0 hourly limit reached"),
]
OF_THE_MESSAGE = [
    (450, "4.2.0 greylisted, try again later"),
    (451, "4.7.1 Greylisting in action, please come back in 00:05:00"),
    (450, "4.2.1 the user is receiving mail at a rate that prevents more"),
    (452, "4.2.2 mailbox full"),
    (452, "4.5.3 too many recipients"),
    (452, "too many recipients"),
    (454, "4.7.1 relay access denied"),
    (451, "4.3.0 later"),
    (451, "4.3.5 configuration error"),
    (450, "4.1.2 domain not found"),
    (452, "4.3.1 insufficient system storage"),
    (550, "5.7.1 too many connections"),
    (250, "2.0.0 too many friends"),
]


@pytest.mark.parametrize(("code", "text"), OF_THE_SESSION)
def test_replies_about_the_session(code: int, text: str) -> None:
    assert is_about_session(Reply(code, text))


@pytest.mark.parametrize(("code", "text"), OF_THE_MESSAGE)
def test_replies_about_the_message(code: int, text: str) -> None:
    assert not is_about_session(Reply(code, text))


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(450, "4.7.1 try again later", Command.MAIL), True),
        (Reply(450, "4.7.1 try again later", Command.RCPT), False),
        (Reply(421, "4.3.2 closing", Command.DATA), True),
        (Reply(421, "4.3.2 closing", Command.MESSAGE), False),
        (Reply(421, "4.7.0 rate limit exceeded", Command.MESSAGE), True),
        (Reply(432, "4.3.2 thread limit", Command.MESSAGE), True),
    ],
)
def test_where_a_reply_came_may_decide(reply: Reply, *, expected: bool) -> None:
    assert is_about_session(reply) is expected


OK, CLOSING, LIMIT, UNKNOWN = (
    Reply(250, "ok"),
    Reply(421, "closing"),
    Reply(450, "4.7.0 too many messages"),
    Reply(550, "5.1.1 unknown"),
)


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        pytest.param([LIMIT, LIMIT], LIMIT, id="all about the session"),
        pytest.param([OK, CLOSING], CLOSING, id="closed after one was accepted"),
        pytest.param([OK, LIMIT], None, id="some can go on"),
        pytest.param([UNKNOWN, CLOSING], None, id="one has its answer"),
        pytest.param([OK, OK], None, id="all well"),
        pytest.param([], None, id="nobody"),
    ],
)
def test_when_nothing_of_a_transaction_can_go_on(replies: list[Reply], expected: Reply | None) -> None:
    assert session_refusal(replies) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("throttled. Suggested Backoff Time: 60000 milliseconds", 60),
        ("4.7.0 try again in 5 minutes", 300),
        ("rate limited, retry after 90 seconds", 90),
        ("please come back in 00:05:30", 330),
        ("wait 10 s", 10),
        ("try again in 1 hour", 3600),
        ("try again in 99999 hours", 3600),
        ("try again later", 0),
        ("too many messages in 5 minutes", 0),
        ("", 0),
    ],
)
def test_how_long_a_server_asks_to_wait(text: str, seconds: float) -> None:
    assert asked_pause_s(text) == seconds


def test_sessions_become_fewer_at_once_and_more_after_a_proof_that_doubles() -> None:
    allowance = full(4).refused(others=3).refused(others=0)
    assert (allowance.allowed, allowance.needed) == (1, 4 * FIRST_PROOF)
    for _ in range(4 * FIRST_PROOF - 1):
        allowance = allowance.sent()
    assert allowance.allowed == 1
    assert allowance.sent().allowed == 2
    assert Allowance(2, 2).sent() == Allowance(2, 2)


def test_a_send_is_suspect_when_others_were_taken_between_its_refusals() -> None:
    suspects, poison = Suspects(), send_of()
    other = replace(poison, send_id=SendId(UUID(int=9)))
    for _ in range(5):
        suspects.refused(poison)
    assert not suspects.is_suspect(poison)
    suspects.settled(other, is_taken=False)
    suspects.refused(poison)
    assert not suspects.is_suspect(poison)
    suspects.settled(other, is_taken=True)
    suspects.refused(poison)
    assert suspects.is_suspect(poison)
    assert not suspects.is_suspect(other)
    suspects.settled(poison, is_taken=False)
    assert not suspects.is_suspect(poison)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mail.shop.example", True),
        ("mail.shop.example.", True),
        ("xn--mller-kva.example", True),
        ("shop", False),
        ("localhost", False),
        ("web.localhost", False),
        ("pod.svc.cluster.local", False),
        ("a_b.shop.example", False),
        ("-a.example", False),
        ("192.0.2.1", False),
        ("a..example", False),
        (f"{'a' * 64}.example", False),
        ("", False),
    ],
)
def test_names_that_other_hosts_may_know(name: str, *, expected: bool) -> None:
    assert is_full_name(name) is expected


@pytest.mark.parametrize(
    ("address", "literal"),
    [
        ("192.0.2.7", "[192.0.2.7]"),
        ("2001:db8::7", "[IPv6:2001:db8::7]"),
        ("fe80::1%eth0", "[IPv6:fe80::1]"),
        ("::ffff:192.0.2.7", "[192.0.2.7]"),
    ],
)
def test_address_literals(address: str, literal: str) -> None:
    assert address_literal(address) == literal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.7.1 null sender not allowed", True),
        ("5.7.1 empty envelope sender refused", True),
        ("Sender address rejected: not owned by user", True),
        ("5.1.7 bad address", True),
        ("5.7.1 <> is not permitted", True),
        ("5.7.1 message rejected as spam", False),
        ("5.1.1 no such user", False),
    ],
)
def test_refusals_of_the_sender(text: str, *, expected: bool) -> None:
    assert is_about_sender(Reply(550, text)) is expected
    assert not is_about_sender(Reply(450, text))
