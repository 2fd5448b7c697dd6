"""An account that keeps its content encrypted: the parser stores and publishes nothing of it in clear."""

import asyncio
from collections.abc import AsyncIterator
from itertools import permutations
from pathlib import Path
from typing import Any

import psycopg
import pytest

from services.parser.search_index import INDEX, READ_TO_INDEX
from shared.content import Content, FileName
from shared.events import MessageParsed
from tests.harness.wait import eventually
from tests.integration.parser_by_hand import Parser
from tests.integration.projections import database_of
from tests.integration.sealed_mails import values_of

TEXT = "Walrus.\n\n-- \nXerus Ltd\n\nOn Mon, 2 Mar 2026 at 09:00, Desk <desk@here.test> wrote:\n> Numbat?\n"
MAIL = (
    b"Message-ID: <1@x>\nFrom: Ada <ada@shop.test>\nTo: Desk <desk@here.test>\nSubject: Re: Quetzal\n"
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\n%s\n"
    b'--x\nContent-Type: a/b\nContent-Disposition: attachment; filename="okapi.csv"\nContent-ID: <dugong@x>\n\n'
    b"lemming\n--x--\n"
) % TEXT.encode()
CONTENT_WORDS = ("walrus", "xerus", "numbat", "okapi", "dugong", "lemming")
CONTENT = Content(
    plain_body=TEXT,
    html_body="",
    reply_text="Walrus.",
    quoted_text="On Mon, 2 Mar 2026 at 09:00, Desk <desk@here.test> wrote:\n> Numbat?",
    signature="-- \nXerus Ltd",
    files=(FileName(position=0, filename="okapi.csv", content_id="dugong@x"),),
    contact={
        "name": {"value": "Ada", "line": "From: Ada <ada@shop.test>"},
        "emails": [{"value": "ada@shop.test", "line": "From: Ada <ada@shop.test>"}],
        "phones": [],
        "company": {"value": "Xerus Ltd", "line": "Xerus Ltd"},
        "title": None,
        "urls": [],
    },
)
IN_CLEAR = {
    *("schema_version", "account_id", "correlation_id", "generation", "effects", "account_key", "mail_id", "copy_id"),
    *("effect_id", "direction", "folder", "message_id", "in_reply_to", "references", "subject", "from_addresses"),
    *("author", "reply_to", "to", "cc", "bcc", "dated_at", "sort_at", "fetched_at", "size_bytes", "has_attachments"),
    *("reverse_path", "is_automatic", "automatic_reason", "is_report", "is_list", "defects", "send_id"),
    *("is_content_sealed", "sender", "language", "plain_blob", "html_blob", "report", "auto", "gmail"),
}
WITHHELD = {"plain_body", "html_body", "reply_text", "signature", "attachments"}
COLUMNS = """
SELECT plain_body, html_body, reply_text, quoted_text, signature, contact, calendar,
       sealed_content IS NULL FROM message
"""
FILES = "SELECT filename, content_id, content_type, size_bytes FROM attachment"
ALL_ROWS = "SELECT string_agg(message::text, '') FROM message"
WAITING_FOR_A_LOCK = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
COPIES: dict[str, dict[str, Any]] = {
    "sealed": {"is_content_sealed": True, "uid": 1},
    "clear": {"uid": 2},
    "sealed again": {"is_content_sealed": True, "uid": 3},
}


@pytest.fixture
async def parser(database_url: str, tmp_path: Path) -> AsyncIterator[Parser]:
    async with database_of("parser", database_url) as database:
        yield Parser(database, tmp_path / "blobs")


async def content(parser: Parser, event: MessageParsed) -> Content:
    ((sealed,),) = await parser.database.run("SELECT sealed_content FROM message")
    return Content.from_bytes((await parser.seal.key_of(event.mail_id)).open(sealed))


async def test_row_and_event_have_nothing_that_it_says_and_its_key_opens_all_of_it(parser: Parser) -> None:
    (event,) = await parser.handle(await parser.seal.fetched(MAIL, is_content_sealed=True))
    assert await parser.database.run(COLUMNS) == [("", "", None, None, None, None, None, False)]
    assert await parser.database.run(FILES) == [("", None, "a/b", 7)]
    assert (event.subject, event.from_addresses[0].address, event.is_content_sealed) == (
        *("Re: Quetzal", "ada@shop.test", True),
    )
    value = event.to_record().value.decode().casefold()
    assert [word for word in CONTENT_WORDS if word in value] == []
    assert await content(parser, event) == CONTENT
    assert await parser.blob(event.mail_id, event.attachments[0].blob) == b"lemming"


def test_each_field_of_the_event_is_told_or_withheld_on_purpose() -> None:
    """Whoever adds one says here whether it is content; then it is taken out in services/parser/domain/content.py."""
    assert MessageParsed.model_fields.keys() == IN_CLEAR | WITHHELD


async def test_it_is_found_by_subject_and_people_and_by_nothing_that_it_says(parser: Parser) -> None:
    await parser.handle(await parser.seal.fetched(MAIL, is_content_sealed=True))
    assert await parser.index() == 1
    words = ("quetzal", "ada@shop.test", "desk", *CONTENT_WORDS)
    assert [word for word in words if await parser.search(word)] == ["quetzal", "ada@shop.test", "desk"]


async def test_a_repeat_and_a_replay_give_the_same_bytes_sealed_ones_too(parser: Parser) -> None:
    fetched = await parser.seal.fetched(MAIL, is_content_sealed=True)
    first = await parser.handle(fetched)
    row = await parser.database.run("SELECT sealed_content FROM message")
    await parser.database.run("DELETE FROM message")
    assert values_of(await parser.handle(fetched)) == values_of(first)
    assert await parser.database.run("SELECT sealed_content FROM message") == row


@pytest.mark.parametrize("order", list(permutations(COPIES)), ids=", ".join)
@pytest.mark.parametrize("in_one_batch", [True, False], ids=["one batch", "one by one"])
async def test_one_sealed_copy_seals_the_mail_whatever_the_order(
    parser: Parser, order: tuple[str, ...], in_one_batch: bool
) -> None:
    copies = [await parser.seal.fetched(MAIL, **COPIES[name]) for name in order]
    for batch in [copies] if in_one_batch else [[copy] for copy in copies]:
        (event, *_) = await parser.handle(*batch)
        await parser.index()
    assert await parser.database.run(COLUMNS) == [("", "", None, None, None, None, None, False)]
    assert await parser.database.run(FILES) == [("", None, "a/b", 7)]
    assert await content(parser, event) == CONTENT
    assert [word for word in ("quetzal", *CONTENT_WORDS) if await parser.search(word)] == ["quetzal"]
    assert await parser.waiting() == 0


async def test_an_indexer_that_is_at_it_leaves_no_word_behind(parser: Parser, database_url: str) -> None:
    await parser.handle(await parser.seal.fetched(MAIL, uid=2))
    options = "-c search_path=live"
    async with await psycopg.AsyncConnection.connect(database_url, options=options) as indexer:
        mail_ids = [row[0] for row in await (await indexer.execute(READ_TO_INDEX, {"limit": 1})).fetchall()]
        sealing = asyncio.create_task(parser.handle(await parser.seal.fetched(MAIL, is_content_sealed=True)))

        async def is_waiting() -> bool:
            return await parser.database.run(WAITING_FOR_A_LOCK) == [(1,)]

        await eventually(is_waiting, deadline_s=20, what="the parser waits for the indexer")
        await indexer.execute(INDEX, {"mail_ids": mail_ids})
        await indexer.commit()
    await sealing
    assert await parser.index() == 1
    assert [word for word in ("quetzal", *CONTENT_WORDS) if await parser.search(word)] == ["quetzal"]


async def test_a_long_body_is_a_sealed_blob_and_its_beginning_is_not_in_the_event(parser: Parser) -> None:
    raw = b"Subject: big\n\n" + b"walrus and numbat\n" * 100_000
    (event,) = await parser.handle(await parser.seal.fetched(raw, is_content_sealed=True))
    assert event.plain_body == ""
    assert await parser.blob(event.mail_id, event.plain_blob) == b"walrus and numbat\n" * 100_000
    assert len((await content(parser, event)).plain_body) == 1024 * 1024
