"""No mail is too much for the parser: its memory, its event loop, its search index."""

import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from services.parser.domain.event import ParsedCopy
from services.parser.handlers import KEPT_BODY_BYTES, SAVED_AT_ONCE_BYTES
from services.parser.store import MessageStore
from shared.seal import Vault
from tests.harness.accounts import SECRET_KEY
from tests.integration.parser_by_hand import Parser
from tests.integration.projections import database_of

MAKE_UNINDEXABLE = """
UPDATE message SET subject = (SELECT string_agg(md5(n::text), ' ') FROM generate_series(1, 60000) AS n)
WHERE subject = 'bad'
"""
INDEXED = "SELECT subject FROM message JOIN message_search USING (mail_id) WHERE document <> ''"
# A hyphenated word is indexed whole and in its parts: the longest text of the longest characters, twice.
COMPOUNDS = " ".join(
    "-".join("".join(chr(0x20000 + (word * 7 + half * 3 + at) % 40_000) for at in range(230)) for half in range(2))
    for word in range(560)
)
WEIGHTY = "\N{GRINNING FACE}".encode() * (KEPT_BODY_BYTES // 4)


class WatchedStore(MessageStore):
    """Notes how many copies were saved at once."""

    saved: list[int]

    async def save(self, copies: Sequence[ParsedCopy]) -> None:
        self.saved.append(len(copies))
        await super().save(copies)


@pytest.fixture
async def parser(database_url: str, tmp_path: Path) -> AsyncIterator[Parser]:
    async with database_of("parser", database_url) as database:
        yield Parser(database, tmp_path / "blobs")


async def test_bodies_are_saved_in_slices_and_all_before_the_events(parser: Parser) -> None:
    store = WatchedStore(parser.database.pool, Vault(SECRET_KEY))
    store.saved = []
    parser.store = store
    in_slice = SAVED_AT_ONCE_BYTES // KEPT_BODY_BYTES
    raw = [b"Content-Type: text/plain; charset=utf-8\n\n%d" % number + WEIGHTY for number in range(in_slice + 2)]
    fetched = [await parser.seal.fetched(each, uid=uid, in_blob=True) for uid, each in enumerate(raw)]
    produced = await parser.handle(*fetched)
    assert [event.mail_id for event in produced] == [each.mail_id for each in fetched]
    assert max(store.saved) <= in_slice + 1
    assert sum(store.saved) == len(raw)
    assert await parser.database.run("SELECT count(*) FROM message") == [(len(raw),)]


async def test_the_longest_words_of_the_longest_characters_are_indexed(parser: Parser) -> None:
    people = b", ".join(b"%d@%s.example" % (n, b"host" * 10) for n in range(240))
    head = b"Subject: findable\nTo: " + people + b"\nContent-Type: text/plain; charset=utf-8\n\n"
    await parser.handle(await parser.seal.fetched(head + COMPOUNDS.encode()))
    assert await parser.store.index(10) == 1
    assert (await parser.search("findable"), await parser.search("7@" + "host" * 10 + ".example")) == (1, 1)


async def test_a_mail_that_cannot_be_indexed_is_passed_over(parser: Parser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    events = [
        await parser.seal.fetched(b"Subject: %s\n\ntext" % subject, uid=uid)
        for uid, subject in enumerate((b"one", b"bad", b"two"))
    ]
    await parser.handle(*events)
    await parser.database.run(MAKE_UNINDEXABLE)
    assert (await parser.store.index(100), await parser.store.index(100), await parser.store.waiting()) == (3, 0, 0)
    assert sorted(await parser.database.run(INDEXED)) == [("one",), ("two",)]
    (line,) = caplog.messages
    assert line.startswith(f"search will not find mail {events[1].mail_id}: string is too long for tsvector")
