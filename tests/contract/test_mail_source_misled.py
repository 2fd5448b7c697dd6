"""The MailSource port on servers that mislead without breaking off: what they say is read right, or left aside."""

import asyncio

import pytest

from services.poller.domain.copies import FolderState, Listed
from services.poller.domain.steps import expected_steps
from services.poller.ports import CopyRefusedError, SourceFailedError
from shared.trust import Security
from shared.walk import StepState, Walk
from tests.contract.mail_source import Place, opened
from tests.contract.scripted_imap import LITERAL, ONE, imap
from tests.fakes.mail_server import FOR_EVER, PAUSE, SILENCE, Answer, scripted_imap_server, scripted_pop3_server
from tests.harness.wait import within

DONE = b"<tag> OK done\r\n"
FIVE = b"* 5 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 90] next\r\n<tag> OK [READ-ONLY] done\r\n"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(
            b"* 3 FETCH (UID 30 RFC822.SIZE 3)\r\n* 1 FETCH (UID 10 RFC822.SIZE 1)\r\n",
            [Listed(10, 1), Listed(30, 3)],
            id="uids out of order",
        ),
        pytest.param(
            b"* 1 FETCH (UID 0 RFC822.SIZE 1)\r\n* 2 FETCH (UID 20 RFC822.SIZE 2)\r\n", [Listed(20, 2)], id="uid 0"
        ),
        pytest.param(
            b"* 1 FETCH (UID 99 RFC822.SIZE 1)\r\n* 2 FETCH (UID 20 RFC822.SIZE 2)\r\n",
            [Listed(20, 2)],
            id="a uid that was not asked for",
        ),
        pytest.param(
            b"* 2 FETCH (UID 20 RFC822.SIZE NIL INTERNALDATE NIL FLAGS NIL)\r\n",
            [Listed(20, 0, is_sized=False)],
            id="NIL for everything",
        ),
        pytest.param(b"* 2 FETCH (UID NIL RFC822.SIZE 2)\r\n", [], id="NIL for the uid"),
        pytest.param(b"* 2 FETCH NIL\r\n* NIL\r\n* FETCH\r\n*\r\n* 2\r\n", [], id="NIL for the item"),
        pytest.param(
            b'* 2 FETCH (FLAGS (\\Seen "a)" b\xfc) UID 20 RFC822.SIZE 2)\r\n',
            [Listed(20, 2, None, ("\\Seen", '"a'))],
            id="flags that are none",
        ),
        pytest.param(b"* 2 FETCH (UID -20 RFC822.SIZE -2)\r\n", [], id="numbers below zero"),
        pytest.param(
            b"* 2 EXPUNGE\r\n* 0 EXPUNGE\r\n* 2 FETCH (FLAGS (x))\r\n* 2 FETCH (UID 20 RFC822.SIZE 2)\r\n* BAD\r\n",
            [Listed(20, 2)],
            id="unsolicited between",
        ),
    ],
)
async def test_a_listing(answer: bytes, expected: list[Listed]) -> None:
    async with imap(UID_FETCH=answer + DONE) as (_, source):
        assert await source.listed([10, 20, 30]) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(b"* SEARCH 0 30 20\r\n", 20, id="0, and out of order"),
        pytest.param(b"* SEARCH NIL\r\n* SEARCH -4 x 99999999999999999999 30\r\n", 30, id="words that are no uids"),
        pytest.param(b"* SEARCH\r\n", None, id="nothing"),
    ],
)
async def test_a_search(answer: bytes, expected: int | None) -> None:
    async with imap(UID_SEARCH=answer + DONE) as (_, source):
        assert await source.first_uid(1) == expected


@pytest.mark.parametrize("said", [b"UIDNEXT 0", b"UIDNEXT NIL", b"UIDNEXT", b"UIDNEXT -3"])
async def test_a_uidnext_that_is_none_is_asked_for_by_other_means(said: bytes) -> None:
    examined = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [" + said + b"] next\r\n" + DONE
    status = b"* STATUS INBOX (UIDVALIDITY 7 " + said + b")\r\n" + DONE
    async with imap(EXAMINE=examined, STATUS=status, UID_SEARCH=b"* SEARCH 41\r\n" + DONE) as (_, source):
        assert await source.examine("INBOX") == FolderState(7, 42, is_told=False)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"* 1 FETCH (UID 1 BODY[] {5}\r\nSubject: x\r\n)\r\n", id="a literal that is longer than said"),
        pytest.param(b"* 1 FETCH (UID 1 BODY[] NIL)\r\n", id="NIL"),
        pytest.param(b"* 1 FETCH (UID 1 BODY[] {0}\r\n)\r\n", id="nothing"),
        pytest.param(LITERAL + LITERAL.replace(b"Subject", b"Another"), id="two bodies"),
    ],
)
async def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    async with imap(UID_FETCH=body + DONE) as (_, source):
        with pytest.raises(CopyRefusedError):
            await source.fetch([ONE])


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"* 1 FETCH (FLAGS (\\Seen))\r\n* 7 EXPUNGE\r\n* 2 EXISTS\r\n", id="FETCH and EXPUNGE"),
        pytest.param(b"* 1 EXPUNGE\r\n" * 5 + b"* 2 EXISTS\r\n", id="more EXPUNGE than messages"),
        pytest.param(b"* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n* 2 EXISTS\r\n", id="a body"),
        pytest.param(b"+ still idling\r\n* what\r\n\r\n* 2 EXISTS\r\n", id="words of no meaning"),
    ],
)
async def test_push_hears_through_what_is_unsolicited(said: bytes) -> None:
    async with within(10), imap(IDLE=b"+ idling\r\n" + PAUSE + said) as (_, source):
        assert await source.wait_for_push(asyncio.Event(), 60)
        await source.listing(1, 1)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        pytest.param(FOR_EVER + b"* 1 FETCH (FLAGS (x))\r\n", "an answer of over 250000 lines", id="lines"),
        pytest.param(
            FOR_EVER + b"* 1 FETCH (X {9000}\r\n" + b"x" * 9000 + b")\r\n", "over 16777216 bytes", id="literals"
        ),
        pytest.param(FOR_EVER + b"+ idling\r\n", "an answer of over 250000 lines", id="continuations"),
        pytest.param(FOR_EVER + b"x", "a line of over 4194304 bytes", id="a line"),
        pytest.param(b"* BYE [UNAVAILABLE] going down\r\n" + SILENCE, "going down", id="BYE"),
        pytest.param(b"OTHER1 OK idled\r\n" + SILENCE, "cannot be understood", id="another tag"),
    ],
)
async def test_push_ends_where_a_server_does_not(said: bytes, what: str) -> None:
    async with within(30), imap(timeout_s=20, IDLE=b"+ idling\r\n" + said) as (_, source):
        with pytest.raises(SourceFailedError, match=what):
            await source.wait_for_push(asyncio.Event(), 60)


async def test_a_folder_that_counts_billions_is_not_walked_through_for_ever() -> None:
    async with within(10), imap(EXAMINE=FIVE.replace(b"* 5 ", b"* 4294967295 ")) as (_, source):
        with pytest.raises(SourceFailedError, match="counts 4294967295 messages"):
            _ = [portion async for portion in source.uids(1, 100)]


NAMES = (b'"a \\"quoted\\" \\\\ name"', b'"* 1 EXISTS"', b'"Entw\xfcrfe"', b'"Entw\xc3\xbcrfe"', b"NIL", b'"INBOX"')


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        *(pytest.param(name, StepState.OK, id=repr(name)) for name in NAMES),
        pytest.param(b'"x"\r\n'.join(b'* LIST () "/" ' for _ in range(10_001)) + b'"x"', StepState.OK, id="10,000"),
    ],
)
async def test_a_look_at_folders_of_any_name(listed: bytes, expected: StepState) -> None:
    walk = await looked("imap", LIST=b'* LIST () "/" ' + listed + b"\r\n" + DONE, UID_FETCH=LITERAL + DONE)
    assert {step.state for step in walk.steps if step.name.startswith("LIST")} == {expected}


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"TOP": b"-ERR no TOP here\r\n"}, id="TOP refused"),
        pytest.param({"LIST": b"+OK\r\n1 99999999999999999999\r\n7 x\r\nNIL\r\n.\r\n"}, id="LIST lies"),
        pytest.param({"LIST": b"-ERR no\r\n", "STAT": b"+OK NIL NIL\r\n"}, id="no sizes, no count"),
        pytest.param({"CAPA": b"-ERR what?\r\n"}, id="no CAPA"),
    ],
)
async def test_a_look_at_a_pop3_server(answers: dict[str, Answer]) -> None:
    walk = await looked("pop3", **answers)
    assert {step.state for step in walk.steps[-3:]} == {StepState.OK}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(b"..\r\n...\r\n..x\r\n.\r\n", b".\r\n..\r\n.x\r\n", id="stuffed dots"),
        pytest.param(b"a\n.\nb\r\n.\r\n", b"a\n.\nb\r\n", id="a dot between bare line feeds"),
        pytest.param(b"a\n.\r\nb\r\n.\r\n", b"a\n.\r\nb\r\n", id="a dot behind a bare line feed"),
        pytest.param(b"a\r\n.\nb\r\n.\r\n", b"a\r\n.\nb\r\n", id="a dot before a bare line feed"),
        pytest.param(b"a\nb\n.\n", b"a\nb\n", id="a server that ends lines by line feeds"),
        pytest.param(b"a\r\nb\n.\r\n", b"a\r\nb\n", id="a message that ends with a bare line feed"),
        pytest.param(b" .\r\n. \r\n.\r\n", b" .\r\n \r\n", id="dots and blanks"),
        pytest.param(b".\r\n", b"", id="nothing"),
        pytest.param(b"+OK\r\n-ERR\r\n.\r\n", b"+OK\r\n-ERR\r\n", id="what looks like answers"),
    ],
)
async def test_a_pop3_message_is_read_to_its_end(said: bytes, expected: bytes) -> None:
    async with scripted_pop3_server(RETR=b"+OK\r\n" + said) as server, opened(Place("pop3", server.port)) as source:
        for _ in range(2):  # the second shows that the first left nothing unread
            await source.examine("INBOX")
            assert await source.fetch([Listed(1, len(expected))]) == {1: expected}


async def looked(protocol: str, **answers: Answer) -> Walk:
    scripted = scripted_imap_server if protocol == "imap" else scripted_pop3_server
    walk = Walk(expected_steps(protocol, ("INBOX",), Security.PLAINTEXT), asyncio.get_running_loop().time)
    async with scripted(**answers) as server, opened(Place(protocol, server.port)) as source:
        await source.look(("INBOX",), walk)
        walk.end()
    return walk
