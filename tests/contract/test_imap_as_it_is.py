"""IMAP servers as they are: what they leave out, write otherwise or say too late costs no mail."""

import re
from collections.abc import Mapping

import pytest

from shared.events import GmailPart
from tests.contract.mail_source import Place, opened
from tests.contract.scripted_imap import imap
from tests.fakes.mail_server import IMAP_ANSWERS, Answer, scripted_imap_server

BODY = b"Subject: Hello\r\n\r\nIt is * 1 EXISTS\r\n"
LITERAL = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s FLAGS (\\Seen))\r\n<tag> OK done\r\n" % (len(BODY), BODY)
LISTING = (
    b'* 1 FETCH (UID 1 RFC822.SIZE %d INTERNALDATE "03-Mar-2026 08:00:00 +0000" FLAGS (\\Seen))\r\n<tag> OK done\r\n'
    % len(BODY)
)
WHOLE: Mapping[str, Answer] = {**IMAP_ANSWERS, "UID FETCH": [LISTING, LITERAL]}


PARTS = re.compile(b"(" + re.escape(BODY) + b"|<tag>)")


def small(answer: Answer) -> Answer:
    """In small letters, but for the message and the tag."""
    if not isinstance(answer, bytes):
        return [found for each in answer if isinstance(found := small(each), bytes)]
    return b"".join(part if PARTS.fullmatch(part) else part.lower() for part in PARTS.split(answer))


def blanks(answer: Answer) -> Answer:
    """With a second blank behind the star and the number."""
    if not isinstance(answer, bytes):
        return [found for each in answer if isinstance(found := blanks(each), bytes)]
    return re.sub(rb"(?m)^\* (\d+) (?=EXISTS|FETCH)", rb"*  \1  ", answer)


async def read_all(answers: Mapping[str, Answer]) -> tuple[int, list[bytes], bool]:
    """UIDNEXT, the messages, and whether push works."""
    named = {name.replace(" ", "_"): answer for name, answer in answers.items()}
    async with scripted_imap_server(**named) as server, opened(Place("imap", server.port)) as source:
        state = await source.examine("INBOX")
        copies = await source.listing(1, state.uidnext - 1)
        raws = await source.fetch(copies)
        assert [copy.size_bytes for copy in copies] == [len(raw) for raw in raws.values()]
        return state.uidnext, list(raws.values()), source.can_push


@pytest.mark.parametrize(("capability", "asked"), [("X-GM-EXT-1", True), ("X-GM-EXT-2", False)])
async def test_gmail_is_asked_for_what_it_alone_knows(capability: str, asked: bool) -> None:
    capabilities = b"* CAPABILITY IMAP4rev1 %s\r\n<tag> OK done\r\n" % capability.encode()
    answer = b'* 1 FETCH (UID 1 RFC822.SIZE 5 X-GM-MSGID 3 X-GM-THRID 2 X-GM-LABELS ("a"))\r\n<tag> OK done\r\n'
    async with imap(CAPABILITY=capabilities, UID_FETCH=answer) as (server, source):
        [copy] = await source.listing(1, 1)
    assert copy.gmail == GmailPart(message_id="3", thread_id="2", labels=("a",))
    assert (b"X-GM-MSGID X-GM-THRID X-GM-LABELS" in server.said[-1]) is asked


@pytest.mark.parametrize("name", sorted(WHOLE.keys() - {"IDLE", "DONE", "LOGOUT", "NOOP", "UID SEARCH"}))
async def test_letter_case_means_nothing(name: str) -> None:
    assert await read_all({**WHOLE, name: small(WHOLE[name])}) == (2, [BODY], True)


async def test_nor_when_all_is_small() -> None:
    assert await read_all({name: small(answer) for name, answer in WHOLE.items()}) == (2, [BODY], True)


async def test_more_blanks_than_one_mean_nothing() -> None:
    assert await read_all({name: blanks(answer) for name, answer in WHOLE.items()}) == (2, [BODY], True)
