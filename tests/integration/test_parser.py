"""The parser's handler on a real PostgreSQL, in its own role, and a real blob folder."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from services.parser import indexer
from services.parser.handlers import KEPT_BODY_BYTES
from shared import ids
from shared.errors import DefectiveRecord, TransientError
from shared.events import Direction
from shared.ids import SendId
from tests.integration.parser_by_hand import Parser
from tests.integration.projections import database_of, impatient_database
from tests.integration.sealed_mails import ACCOUNT_KEY, unsealed, values_of

SIMPLE = b"Message-ID: <1@x>\nFrom: Jane <jane@x.y>\nTo: Desk <desk@here.test>\nSubject: Gr\xfc\xdfe\n\nzebra text\n"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
BIG_ATTACHMENT = b'Content-Type: a/b\nContent-Disposition: attachment; filename="big.bin"\n\n' + b"secretpart" * 200
HTML = b"Content-Type: text/html\n\n<p>" + b"words " * 3000
WITH_ATTACHMENT = (
    b"Subject: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\ntext\n"
    b'--x\nContent-Type: text/csv; name="../a.csv"\n'
    b"Content-ID: <1@c>\n\nplain,attachment,plantedtext\n--x--\n"
)
BOUNCE = b"""From: MAILER-DAEMON@relay.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied

<gone@customer.test>: host mx.customer.test[192.0.2.7] said: 550 5.1.1 user unknown
"""

ANSWER = b"""From: Ada <ada@shop.test>
Subject: Re: An order

The second one.

--\x20
Ada

On Mon, 2 Mar 2026 at 09:00, Desk <desk@here.test> wrote:
> Which one?
"""


@pytest.fixture
async def parser(database_url: str, tmp_path: Path) -> AsyncIterator[Parser]:
    async with database_of("parser", database_url) as database:
        yield Parser(database, tmp_path / "blobs")


async def test_a_mail_gives_a_message_a_copy_and_an_event(parser: Parser) -> None:
    fetched = await parser.seal.fetched(SIMPLE, arrived_at=NOON)
    (event,) = await parser.handle(fetched)
    assert (event.subject, event.sort_at, event.effects, event.plain_body) == ("Grüße", NOON, "allowed", "zebra text\n")
    message = "SELECT mail_id, subject, from_email, from_name, to_emails, plain_body, sort_at FROM read_message"
    assert await parser.database.run(message) == [
        (fetched.mail_id, "Grüße", "jane@x.y", "Jane", ["desk@here.test"], "zebra text\n", NOON)
    ]
    copy = "SELECT copy_id, mail_id, folder, uidvalidity, uid, flags, effects FROM read_copy"
    assert await parser.database.run(copy) == [(fetched.copy_id, fetched.mail_id, "INBOX", 1, 1, ["\\Seen"], "allowed")]


async def test_a_repeat_gives_the_same_bytes_and_no_further_row(parser: Parser) -> None:
    events = [await parser.seal.fetched(raw, uid=uid) for uid, raw in enumerate([SIMPLE, WITH_ATTACHMENT, HTML])]
    before = values_of(await parser.handle(*events))
    again = values_of([event for each in events[::-1] for event in await parser.handle(each)])
    assert again == before[::-1]
    tables = "SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM copy), (SELECT count(*) FROM attachment)"
    assert await parser.database.run(tables) == [(3, 3, 1)]


async def test_what_a_bounce_reports_is_in_its_row_and_its_event(parser: Parser) -> None:
    (event,) = await parser.handle(await parser.seal.fetched(BOUNCE))
    assert event.report is not None
    assert [(each.address, each.status, each.reason) for each in event.report.recipients] == [
        ("gone@customer.test", "5.1.1", "userunknown")
    ]
    stored = "SELECT report, auto_submitted, auto_kind, is_report, is_automatic FROM read_message"
    assert await parser.database.run(stored) == [
        (event.report.model_dump(mode="json"), "auto-replied", "notification", True, True)
    ]


@pytest.mark.parametrize(
    ("raw", "in_event", "in_row"),
    [
        pytest.param(
            ANSWER,
            ("The second one.", "-- \nAda"),
            (
                "The second one.",
                "On Mon, 2 Mar 2026 at 09:00, Desk <desk@here.test> wrote:\n> Which one?",
                "-- \nAda",
            ),
            id="an answer",
        ),
        pytest.param(SIMPLE, (None, ""), (None, None, None), id="all of it is new: it is not kept twice"),
        pytest.param(b"Content-Type: text/html\n\n<p>Hi</p>", ("Hi", ""), ("Hi", None, None), id="HTML"),
    ],
)
async def test_what_was_newly_written_is_in_the_row_and_the_event(
    parser: Parser, raw: bytes, in_event: tuple[str | None, str], in_row: tuple[str | None, ...]
) -> None:
    (event,) = await parser.handle(await parser.seal.fetched(raw))
    assert (event.reply_text, event.signature) == in_event
    assert await parser.database.run("SELECT reply_text, quoted_text, signature FROM read_message") == [in_row]


TOLD = b"""From: Ada Berg <ada@hafen.de>
Sender: Office <office@hafen.de>
Authentication-Results: mx.desk.example; spf=pass
Received: from a by mx.desk.example; Mon, 2 Mar 2026 10:00:00 +0000
Content-Type: multipart/mixed; boundary=b

--b

Guten Tag, wann wird die Bestellung denn endlich geliefert?

--\x20
Ada Berg
Tel. 040 12345678
--b
Content-Type: text/calendar; method=REQUEST
Content-Disposition: attachment; filename=a.ics

BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:42@hafen.de
END:VEVENT
END:VCALENDAR
--b--
"""


async def test_what_is_told_beside_the_text_is_in_the_row_and_what_rules_need_in_the_event(parser: Parser) -> None:
    parser.authserv_ids = frozenset({"mx.desk.example"})
    (event,) = await parser.handle(await parser.seal.fetched(TOLD))
    assert event.sender is not None
    assert (event.language, event.sender.address) == ("de", "office@hafen.de")
    assert event.attachments[0].disposition == "attachment"
    row = """
    SELECT language, sender ->> 'address', contact #>> '{phones,0,value}', contact #>> '{name,line}',
           authentication #>> '{0,results,0,result}', authentication #> '{0,is_trusted}', calendar ->> 'uid', encryption
    FROM read_message
    """
    assert await parser.database.run(row) == [
        ("de", "office@hafen.de", "+494012345678", "Ada Berg", "pass", True, "42@hafen.de", None)
    ]
    assert await parser.database.run("SELECT disposition, is_over_limit FROM read_attachment") == [
        ("attachment", False)
    ]


async def test_of_a_mail_that_has_none_of_it_nothing_is_stored(parser: Parser) -> None:
    await parser.handle(await parser.seal.fetched(b"Subject: x\n\nhi"))
    row = "SELECT language, sender, contact, authentication, calendar, encryption FROM read_message"
    assert await parser.database.run(row) == [(None,) * 6]


async def test_of_a_long_reply_the_event_has_the_beginning_and_the_row_as_much_as_of_a_body(parser: Parser) -> None:
    (event,) = await parser.handle(await parser.seal.fetched(b"Subject: Re: x\n\n" + b"z" * 2_000_000 + b"\n> old"))
    assert event.reply_text == "z" * 4096
    assert await parser.database.run("SELECT length(reply_text), quoted_text FROM read_message") == [
        (KEPT_BODY_BYTES, "> old")
    ]


async def test_in_another_generation_only_the_generation_differs(parser: Parser) -> None:
    fetched = await parser.seal.fetched(SIMPLE)
    (live,), (replayed,) = await parser.handle(fetched), await parser.handle(fetched, generation=4)
    assert replayed == live.model_copy(update={"generation": 4})


async def test_attachments_are_sealed_blobs_with_safe_names(parser: Parser) -> None:
    (event,) = await parser.handle(await parser.seal.fetched(WITH_ATTACHMENT))
    (part,) = event.attachments
    assert (part.filename, part.content_type, part.content_id) == ("a.csv", "text/csv", "1@c")
    assert await parser.blob(event.mail_id, part.blob) == b"plain,attachment,plantedtext"
    files = [path for path in parser.folder.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"plantedtext" not in files[0].read_bytes()


async def test_an_attachment_over_the_limit_is_named_but_not_stored(parser: Parser) -> None:
    (event,) = await parser.handle(await parser.seal.fetched(BIG_ATTACHMENT))
    rows = "SELECT filename, size_bytes, sha256, blob, is_over_limit FROM read_attachment"
    digest = ids.content_hash(b"secretpart" * 200)
    assert await parser.database.run(rows) == [("big.bin", 2000, digest, None, True)]
    assert event.attachments[0].blob is None
    assert not [path for path in parser.folder.rglob("*") if path.is_file()]


async def test_a_body_over_the_inline_limit_is_a_blob_and_the_row_keeps_its_beginning(parser: Parser) -> None:
    body = b"line of text\n" * 100_000
    (plain,), (html,) = (
        await parser.handle(await parser.seal.fetched(b"Subject: big\n\n" + body)),
        await parser.handle(await parser.seal.fetched(HTML)),
    )
    assert plain.plain_body.encode() == body[:8192]
    assert await parser.blob(plain.mail_id, plain.plain_blob) == body
    assert (html.html_body, html.plain_blob) == ("", None)
    assert (await parser.blob(html.mail_id, html.html_blob)).startswith(b"<p>words words")
    lengths = "SELECT max(length(plain_body)), max(length(html_body)) FROM read_message"
    assert await parser.database.run(lengths) == [(KEPT_BODY_BYTES, 3 + 6 * 3000)]


COPIES: dict[str, dict[str, Any]] = {
    "later": {"arrived_at": NOON.replace(hour=15)},
    "first": {"arrived_at": NOON},
    "by POP3": {"arrived_at": None, "source": "pop3", "uidl": "u1"},
    "sent": {"arrived_at": None, "source": "sent", "direction": Direction.OUTBOUND, "send_id": SendId(uuid4())},
}


@pytest.mark.parametrize("order", [list(COPIES), list(COPIES)[::-1], ["sent", "first", "by POP3", "later"]], ids=str)
async def test_the_copies_of_a_mail_give_one_row_whatever_their_order(parser: Parser, order: list[str]) -> None:
    for name in order:
        await parser.handle(await parser.seal.fetched(SIMPLE, uid=list(COPIES).index(name), **COPIES[name]))
    row = "SELECT arrived_at, sort_at, direction, send_id FROM read_message"
    assert await parser.database.run(row) == [(NOON, NOON, "outbound", COPIES["sent"]["send_id"])]
    assert await parser.database.run("SELECT count(*) FROM read_copy") == [(4,)]


async def test_of_an_erased_mail_the_place_is_kept_and_the_others_pass(parser: Parser) -> None:
    erased, kept = await parser.seal.fetched(HTML, uid=1), await parser.seal.fetched(SIMPLE, uid=2)
    await parser.seal.erase(erased.mail_id)
    assert [event.mail_id for event in await parser.handle(erased, kept)] == [kept.mail_id]
    assert await parser.database.run("SELECT mail_id FROM read_message") == [(kept.mail_id,)]
    places = await parser.database.run("SELECT uid, mail_id, flags FROM read_copy ORDER BY uid")
    assert places == [(1, erased.mail_id, []), (2, kept.mail_id, ["\\Seen"])]


async def test_what_is_no_mail_of_ours_is_defective(parser: Parser) -> None:
    good = await parser.seal.fetched(SIMPLE)
    cases = {
        "no content key": unsealed(HTML).model_copy(update={"sealed": good.sealed}),
        "do not open": good.model_copy(update={"sealed": good.sealed[:-1] + bytes([good.sealed[-1] ^ 1])}),
        "not in a form": good.model_copy(update={"sealed": b"nonsense"}),
        "not those that the record names": good.model_copy(update={"sha256": "0" * 64}),
        "is gone": good.model_copy(update={"sealed": b"", "blob": f"{ACCOUNT_KEY}/{'0' * 64}"}),
    }
    for sentence, fetched in cases.items():
        with pytest.raises(DefectiveRecord, match=sentence):
            await parser.handle(fetched)
    assert await parser.database.run("SELECT count(*) FROM read_message") == [(0,)]


@pytest.mark.parametrize(
    ("raw", "in_blob", "subject"),
    [
        (b"", False, ""),
        (b"no header at all\n", False, ""),
        (b"Subject: a\x00b\n\ntext\x00 \xed\xa0\x80", False, "ab"),
        (b"Subject: 30 MB\n\n" + b"a line of text\r\n" * 1_900_000, True, "30 MB"),
    ],
    ids=["zero bytes", "no header", "NUL and a lone surrogate", "30 MB"],
)
async def test_bad_mails_have_their_row_and_their_event(
    parser: Parser, raw: bytes, in_blob: bool, subject: str
) -> None:
    (event,) = await parser.handle(await parser.seal.fetched(raw, in_blob=in_blob))
    assert (event.subject, event.size_bytes) == (subject, len(raw))
    assert len(event.to_record().value) < 100_000
    assert await parser.database.run("SELECT mail_id, subject FROM read_message") == [(event.mail_id, subject)]


async def test_the_index_takes_batch_after_batch_until_nothing_waits(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "BATCH", 2)
    await parser.handle(*[await parser.seal.fetched(b"Subject: %d\n\n" % uid, uid=uid) for uid in range(3)])
    at_once, lag = await indexer.index_some(index=parser.search_index), await parser.waiting()
    assert (at_once, lag) == (0.0, 1)
    at_leisure, lag = await indexer.index_some(index=parser.search_index), await parser.waiting()
    assert (at_leisure, lag) == (None, 0)


async def test_search_finds_subject_people_and_body_and_knows_its_lag(parser: Parser) -> None:
    await parser.handle(await parser.seal.fetched(SIMPLE, uid=1), await parser.seal.fetched(HTML, uid=2))
    assert (await parser.search("zebra"), await parser.waiting()) == (0, 2)
    assert (await parser.index(1), await parser.waiting()) == (1, 1)
    assert (await parser.index(100), await parser.index(100), await parser.waiting()) == (1, 0, 0)
    found = {
        words: await parser.search(words) for words in ("grüße", "ZEBRA", "jane@x.y", "jane", "Desk", "words", "p")
    }
    assert found == {"grüße": 1, "ZEBRA": 1, "jane@x.y": 1, "jane": 1, "Desk": 1, "words": 1, "p": 0}
    await parser.handle(await parser.seal.fetched(SIMPLE, uid=1))
    assert await parser.waiting() == 0


QUESTION = b"Message-ID: <q@shop.test>\nSubject: An order\n\nWhich one, the aardvark?\n"
QUOTING = (
    b"Subject: Re: An order\n%s\nThe badger.\n\n-- \nAda of Chinchilla Ltd\n\n"
    b"On Mon, 2 Mar 2026 at 09:00, Desk wrote:\n> Which one, the aardvark?\n"
)
FORWARDED = (
    b"Subject: Fwd: An order\nIn-Reply-To: <q@shop.test>\n\nSee below.\n\n---------- Forwarded message ---------\n"
    b"From: Eve <eve@x.test>\nSubject: An order\n\nAn elephant, please.\n"
)
HTML_REPLY = (
    b"In-Reply-To: <q@shop.test>\nContent-Type: text/html\n\n<style>.dolphin{}</style><p title=dingo>The badger.</p>"
    b'<div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Mar 2026 at 09:00, Desk wrote:</div>'
    b"<blockquote class=gmail_quote>Which one, the aardvark?</blockquote></div>"
)


@pytest.mark.parametrize(
    ("raws", "words", "found"),
    [
        pytest.param([QUESTION, QUOTING % b"In-Reply-To: <q@shop.test>\n"], "aardvark", 1, id="in what it quotes"),
        pytest.param([QUOTING % b"In-Reply-To: <q@shop.test>\n"], "aardvark", 1, id="what it quotes never came"),
        pytest.param([QUESTION, QUOTING % b""], "aardvark", 2, id="it does not say what it answers"),
        pytest.param(
            [QUOTING % b"Message-ID: <1@x>\nIn-Reply-To: <1@x>\n"], "aardvark", 1, id="it says that it answers itself"
        ),
        pytest.param([QUESTION, QUOTING % b"In-Reply-To: <q@shop.test>\n"], "badger", 1, id="what is new"),
        pytest.param([QUESTION, QUOTING % b"In-Reply-To: <q@shop.test>\n"], "chinchilla", 1, id="the signature"),
        pytest.param([QUESTION, HTML_REPLY], "badger", 1, id="what is new in HTML"),
        pytest.param([QUESTION, HTML_REPLY], "aardvark", 1, id="in what the HTML quotes"),
        pytest.param([QUESTION, HTML_REPLY], "dingo or dolphin", 0, id="no markup"),
        pytest.param([QUESTION, FORWARDED], "elephant", 1, id="a forwarded message is what its sender says"),
    ],
)
async def test_a_sentence_is_found_once_and_never_nowhere(
    parser: Parser, raws: list[bytes], words: str, found: int
) -> None:
    await parser.handle(*[await parser.seal.fetched(raw, uid=uid) for uid, raw in enumerate(raws)])
    assert await parser.index(10) == len(raws)
    assert await parser.search(words) == found


async def test_what_another_account_has_is_found_in_the_quote(parser: Parser) -> None:
    await parser.handle(
        await parser.seal.fetched(QUESTION, uid=1), await parser.seal.fetched(QUOTING % b"In-Reply-To: <q@shop.test>\n")
    )
    await parser.database.run("UPDATE message SET account_id = 2 WHERE message_id = 'q@shop.test'")
    assert await parser.index(10) == 2
    assert await parser.search("aardvark") == 2


@pytest.mark.parametrize(
    "words", ["annual_report-2025.pdf", "annual", "report", "pdf", "annual_report", "übersicht", "v2"]
)
async def test_attachments_are_found_by_their_names(parser: Parser, words: str) -> None:
    parts = b"".join(
        b"--x\nContent-Type: a/b\nContent-Disposition: attachment; filename*=utf-8''%s\n\nx\n" % name
        for name in (b"annual_report-2025.pdf", b"%C3%9Cbersicht.v2.csv")
    )
    raw = b"Subject: a\nContent-Type: multipart/mixed; boundary=x\n\n" + parts + b"--x--\n"
    await parser.handle(await parser.seal.fetched(raw))
    assert await parser.index(10) == 1
    assert await parser.search(words) == 1


async def test_rows_of_before_the_reply_was_told_apart_are_found_by_all_of_their_text(parser: Parser) -> None:
    await parser.handle(
        await parser.seal.fetched(QUESTION, uid=1), await parser.seal.fetched(QUOTING % b"In-Reply-To: <q@shop.test>\n")
    )
    await parser.database.run("UPDATE message SET reply_text = NULL, quoted_text = NULL, signature = NULL")
    assert await parser.index(10) == 2
    assert [await parser.search(words) for words in ("aardvark", "badger", "chinchilla")] == [2, 1, 1]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"{number:05x}" for number in range(200_000)),
        " ".join(f"a{number}-b{number}-c{number}" for number in range(60_000)),
        " ".join(f"http://h{number}.example.com/p{number}" for number in range(60_000)),
        "".join(chr(0x4E00 + number % 20_000) + " " for number in range(500_000)),
        "x" * 900_000,
    ],
    ids=["distinct words", "compounds", "links", "Chinese", "one word"],
)
async def test_no_text_is_too_much_for_the_index(parser: Parser, text: str) -> None:
    await parser.handle(await parser.seal.fetched(b"Subject: findable\n\n" + text.encode()))
    assert await parser.index(10) == 1
    assert await parser.search("findable") == 1


async def test_two_indexers_share_the_work(parser: Parser, database_url: str) -> None:
    await parser.handle(*[await parser.seal.fetched(SIMPLE + bytes([65 + uid]), uid=uid) for uid in range(4)])
    async with await psycopg.AsyncConnection.connect(database_url, options="-c search_path=live") as other:
        await other.execute(
            "DELETE FROM message_to_index WHERE mail_id IN (SELECT mail_id FROM message_to_index LIMIT 3)"
        )
        assert await parser.index(100) == 1
        await other.rollback()
    assert await parser.index(100) == 3


async def test_a_locked_table_is_transient_and_nothing_is_stored_by_half(database_url: str, tmp_path: Path) -> None:
    async with impatient_database("parser", database_url) as database:
        parser = Parser(database, tmp_path / "blobs")
        fetched = await parser.seal.fetched(WITH_ATTACHMENT)
        async with await psycopg.AsyncConnection.connect(database_url, options="-c search_path=live") as other:
            await other.execute("LOCK TABLE attachment IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(TransientError):
                await parser.handle(fetched)
            await other.rollback()
        assert await database.run("SELECT count(*) FROM message") == [(0,)]
        assert len(await parser.handle(fetched)) == 1
