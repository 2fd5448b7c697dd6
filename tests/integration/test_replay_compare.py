"""What `mailweave replay --compare` reads of two schemas: equal where the code is, else named field by field."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from pydantic import SecretStr

from services.cli.replay.compare import Comparison
from services.cli.replay.projection import FIELDS, Projection
from services.cli.replay.run import compared
from shared.events import Effects, MessageThreaded, RawFetched
from shared.ids import AccountId, AccountKey, content_hash, imap_copy_id, mail_id
from shared.postgres.migrate import migrate_projections
from shared.settings import Settings
from tests.harness.accounts import SECRET_KEY, add_account
from tests.harness.echo import NAMESPACE
from tests.harness.pipe import pipe_on
from tests.harness.specimens import PARTS, SIMPLE
from tests.unit.threader.requests import asked

AGAIN = "again"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
MAILS = (SIMPLE, PARTS)
ONE = "UPDATE again.message SET {} WHERE subject = 'parts'"
CHANGES = {
    "message_id": ONE.format("message_id = 'other@x.y'"),
    "effect": ONE.format("effect_id = mail_id"),
    "direction": ONE.format("direction = 'outbound'"),
    "subject": ONE.format("subject = 'other'"),
    "author": ONE.format("from_name = 'Other'"),
    "recipients": ONE.format("cc_emails = '{other@x.y}'"),
    "references": ONE.format("in_reply_to = '{other@x.y}'"),
    "date": ONE.format("dated_at = '2001-01-01Z'"),
    "plain_body": ONE.format("plain_body = 'other'"),
    "html_body": ONE.format("html_body = 'other'"),
    "reply": ONE.format("signature = 'other'"),
    "sealed content": ONE.format("sealed_content = 'x'"),
    "attachments": "UPDATE again.attachment SET filename = 'other'",
    "automatic": ONE.format("is_list = true"),
    "report": ONE.format("""report = '{"kind": "dsn"}'"""),
    "kind of automatic mail": ONE.format("auto_kind = 'vacation'"),
    "defects": ONE.format("defects = '{other}'"),
    "sender": ONE.format("""sender = '{"name": "", "address": "other@x.y"}'"""),
    "language": ONE.format("language = 'eo'"),
    "contact": ONE.format("""contact = '{"name": null}'"""),
    "authentication": ONE.format("authentication = '[]'"),
    "calendar": ONE.format("""calendar = '{"uid": "other"}'"""),
    "encryption": ONE.format("""encryption = '{"kind": "pgp-mime"}'"""),
}


def fetched(uid: int, raw: bytes) -> RawFetched:
    account, sha256 = AccountKey(NAMESPACE), content_hash(raw)
    copy_id = imap_copy_id(account, "INBOX", 1, uid)
    return RawFetched(
        account_id=AccountId(1),
        account_key=account,
        correlation_id=copy_id,
        copy_id=copy_id,
        mail_id=mail_id(account, sha256),
        source="imap",
        uidvalidity=1,
        uid=uid,
        fetched_at=AT,
        effects=Effects.ALLOWED,
        size_bytes=len(raw),
        sha256=sha256,
    )


async def filled_twice(url: str, blobs: Path) -> None:
    """The same records through the same code, once into the live schema and once beside it, there the requests first.

    One thread is closed after its message came, the other was archived before.
    """
    add_account(url, name="Support", email_address="support@desk.example", account_key=AccountKey(NAMESPACE))
    migrate_projections(url, AGAIN)
    async with pipe_on(url, SECRET_KEY, f"file://{blobs}") as live:
        batch = [await live.seal(fetched(uid, raw), raw) for uid, raw in enumerate(MAILS, 1)]
        placed = [event for event in await live.handle(batch) if type(event) is MessageThreaded]
        requests = [
            asked(status, event.thread_id, label=status, requested_at=AT + timedelta(seconds=seconds))
            for event, status, seconds in zip(placed, ("closed", "archived"), (1, -1), strict=True)
        ]
        await live.ask(*requests)
    async with pipe_on(url, SECRET_KEY, f"file://{blobs}", schema=AGAIN) as again:
        await again.ask(*requests)
        await again.handle(batch)


def after(url: str, statements: Sequence[str] = ()) -> Comparison:
    """The comparison once the statements have run."""
    with psycopg.connect(url) as connection:
        for statement in statements:
            assert connection.execute(statement.encode()).rowcount == 1
    settings = Settings(database_url=SecretStr(url), _env_file=None)
    return compared(Projection(settings, "live"), Projection(settings, AGAIN), AT)


async def test_each_field_that_differs_is_named(database_url: str, tmp_path: Path) -> None:
    await filled_twice(database_url, tmp_path)
    assert after(database_url).lines() == ["messages 2/2, sent 0/0, threads 2/2, differing 0"]
    assert CHANGES.keys() == FIELDS.keys()
    result = after(database_url, [CHANGES[name] for name in CHANGES if name != "subject"])
    (only,) = result.differing
    assert only.classes == tuple(name for name in FIELDS if name != "subject")
    (only,) = after(database_url, [CHANGES["subject"]]).differing
    assert only.classes == tuple(FIELDS)


async def test_a_thread_of_another_status_is_named(database_url: str, tmp_path: Path) -> None:
    await filled_twice(database_url, tmp_path)
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT status FROM again.read_thread ORDER BY 1").fetchall()
    assert found == [("closed",), ("open",)]
    (only,) = after(database_url, ["UPDATE again.thread SET status = 'open' WHERE status = 'closed'"]).differing
    assert (only.classes, only.words) == (("status",), "its thread is open, live closed")


async def test_what_was_erased_is_not_missing(database_url: str, tmp_path: Path) -> None:
    """It cannot be read again, and is asked of neither; what is missing otherwise is named."""
    await filled_twice(database_url, tmp_path)
    gone = "DELETE FROM again.message WHERE subject = 'parts'"
    assert [each.classes for each in after(database_url, [gone]).differing] == [("missing",)]
    erased = "INSERT INTO core.erased (mail_id) SELECT mail_id FROM live.message WHERE subject = 'parts'"
    assert after(database_url, [erased]).lines() == ["messages 1/1, sent 0/0, threads 1/1, differing 0"]
