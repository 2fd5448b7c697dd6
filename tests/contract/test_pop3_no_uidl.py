"""POP3 servers that know no UIDL: every message is read, and none is taken for another."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from services.poller.domain.steps import expected_steps
from services.poller.ports import MailSource, SourceFailedError
from shared.trust import Security
from shared.walk import Walk
from tests.contract.mail_source import Place, opened
from tests.fakes.mail_server import Answer, ScriptedServer, scripted_pop3_server

UNKNOWN = b"-ERR unknown command\r\n"
PLAIN = b"Received: from x\r\nMessage-ID: <%s@x>\r\n\r\n%s\r\n"
ONE, TWO = PLAIN % (b"1", b"one"), PLAIN % (b"2", b"two")
SAME, ALMOST = PLAIN % (b"same", b"aaa"), PLAIN % (b"same", b"bbb")
THIRD = PLAIN % (b"same", b"ccc")
BARE, BARE_TOO = b"Subject: x\r\n\r\naaa\r\n", b"Subject: x\r\n\r\nbbb\r\n"
NO_CAPA: Mapping[str, Answer] = {"CAPA": UNKNOWN, "UIDL": UNKNOWN}


def mailbox(*raws: bytes, has_top: bool = True) -> dict[str, Answer]:
    """What a server with these messages answers."""
    numbered = list(enumerate(raws, 1))
    tops = {f"TOP {n} 0": b"+OK\r\n" + raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n.\r\n" for n, raw in numbered}
    return {
        **NO_CAPA,
        "STAT": b"+OK %d 9\r\n" % len(raws),
        "LIST": b"+OK\r\n" + b"".join(b"%d %d\r\n" % (n, len(raw)) for n, raw in numbered) + b".\r\n",
        **{f"RETR {n}": b"+OK\r\n" + raw + b".\r\n" for n, raw in numbered},
        **(tops if has_top else {"TOP": UNKNOWN}),
    }


async def seen(source: MailSource, server: ScriptedServer, *raws: bytes, has_top: bool = True) -> Mapping[int, bytes]:
    """What one poll of this mailbox gives."""
    server.answers = {**server.answers, **mailbox(*raws, has_top=has_top)}
    await source.examine("INBOX")
    return await source.fetch(await source.listing(1, 100))


@pytest.mark.parametrize("has_top", [True, False], ids=["by TOP", "without TOP"])
@pytest.mark.parametrize(
    ("first", "then", "new"),
    [
        pytest.param((ONE, TWO), (TWO,), [], id="one was deleted"),
        pytest.param((ONE,), (TWO, ONE), [TWO], id="one came before"),
        pytest.param((BARE,), (BARE_TOO,), [BARE_TOO], id="another took its place under a header that tells nothing"),
        pytest.param((ONE, ONE), (ONE, ONE), [], id="twice the same"),
        pytest.param((SAME, ALMOST), (SAME, ALMOST), [], id="two under one header"),
        pytest.param((SAME, ALMOST), (ALMOST, THIRD), [THIRD], id="a third in the place of the first of them"),
    ],
)
async def test_what_is_new(first: Sequence[bytes], then: Sequence[bytes], new: list[bytes], has_top: bool) -> None:
    async with scripted_pop3_server(**mailbox()) as server, opened(Place("pop3", server.port)) as source:
        before = await seen(source, server, *first, has_top=has_top)
        after = await seen(source, server, *then, has_top=has_top)
    assert sorted(before.values()) == sorted(first)
    assert sorted(after.values()) == sorted(then)
    assert [raw for uid, raw in sorted(after.items()) if uid not in before] == new


async def test_a_second_message_under_a_known_header_is_read() -> None:
    """The first is then read once more, and is known by its bytes."""
    async with scripted_pop3_server(**mailbox()) as server, opened(Place("pop3", server.port)) as source:
        before = await seen(source, server, SAME)
        after = await seen(source, server, SAME, ALMOST)
    assert ALMOST in [raw for uid, raw in after.items() if uid not in before]


async def test_it_is_said() -> None:
    async with scripted_pop3_server(**mailbox(ONE)) as server, opened(Place("pop3", server.port)) as source:
        walk = Walk(expected_steps("pop3", ("INBOX",), Security.PLAINTEXT), asyncio.get_running_loop().time)
        await source.look(("INBOX",), walk)
        await source.examine("INBOX")
        [detail] = [step.detail for step in walk.steps if step.name == "UIDL"]
        said = "no UIDL: each poll reads every header to tell the messages apart"
        assert (detail, source.remark) == (f"1 messages, {said}", f"localhost:{server.port} has {said}")


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        pytest.param({"UIDL": b"-ERR [SYS/TEMP] later\r\n", "CAPA": UNKNOWN}, "asks to wait", id="words about time"),
        pytest.param({"UIDL": UNKNOWN}, "no UIDL: unknown command", id="it offers UIDL"),
    ],
)
async def test_a_server_that_refuses_uidl_once_is_not_read_anew(answers: dict[str, Answer], what: str) -> None:
    async with scripted_pop3_server(**answers) as server, opened(Place("pop3", server.port)) as source:
        with pytest.raises(SourceFailedError, match=what):
            await source.examine("INBOX")


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        pytest.param(b"+OK\r\nUTF8 USER\r\n.\r\n", [b"CAPA", b"UTF8", "USER jörg".encode()], id="offered"),
        pytest.param(b"+OK\r\nUIDL\r\n.\r\n", [b"CAPA", "USER jörg".encode()], id="not offered"),
        pytest.param(UNKNOWN, [b"CAPA", "USER jörg".encode()], id="no CAPA"),
    ],
)
async def test_a_name_beyond_ascii(capabilities: bytes, expected: list[bytes]) -> None:
    async with (
        scripted_pop3_server(CAPA=capabilities, UTF8=b"+OK\r\n") as server,
        opened(Place("pop3", server.port, user="jörg")),
    ):
        assert server.said[: len(expected)] == expected
