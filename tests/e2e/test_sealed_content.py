"""An account that keeps its content encrypted: nothing of it lies anywhere in clear, and an erased mail is gone."""

import asyncio
import base64
import imaplib
import secrets
import uuid
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from psycopg import sql

from shared.events.topics import TOPICS, TopicNames
from tests.harness.installation import PASSWORD, Mailweave
from tests.harness.kafka import read_all
from tests.harness.wait import eventually_sync

TABLES = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema IN ('live', 'core')"
ERASE = """
WITH gone AS (DELETE FROM content_key WHERE mail_id = %s RETURNING mail_id)
INSERT INTO erased (mail_id) SELECT mail_id FROM gone RETURNING mail_id
"""
PLACES = ("new", "quoted", "signature", "formatted", "file", "inside", "meeting", "sent")
IN_CLEAR = {
    "new": {"message", "message_search", "parsed", "threaded", "ruled"},
    "quoted": {"message", "message_search", "parsed"},
    "signature": {"message", "message_search", "parsed"},
    "formatted": {"message", "parsed"},
    "file": {"attachment", "message_search", "parsed"},
    "inside": set(),
    "meeting": {"message"},
    "sent": {"outbound", "message", "message_search", "parsed", "threaded", "ruled"},
}
SEALED = {place: {"outbound"} if place == "sent" else set() for place in PLACES}
"""A send request is a program's own record, which the sender answers for from when it has taken it in."""
MAIL = """From: customer@sealed.test
To: {address}
Subject: {subject}
Message-ID: <{subject}@sealed.test>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: multipart/alternative; boundary=y

--y
Content-Type: text/plain

Here is {new}.

--\x20
{signature} Ltd

On Mon, 2 Mar 2026 at 09:00, Desk <desk@sealed.test> wrote:
> Where is {quoted}?
--y
Content-Type: text/html

<p>Here is {formatted}.</p>
--y--
--x
Content-Type: text/csv
Content-Disposition: attachment; filename="{file}.csv"

{inside}
--x
Content-Type: text/calendar; method=REQUEST

BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:1@sealed.test
DTSTART:20260302T090000Z
SUMMARY:{meeting}
END:VEVENT
END:VCALENDAR
--x--
"""


def words() -> dict[str, str]:
    return {place: f"{place}{secrets.token_hex(6)}" for place in (*PLACES, "subject")}


def arrived(mailweave: Mailweave, account_id: int, address: str, marks: dict[str, str]) -> None:
    """One mail comes, one is sent, and all that comes of them is done."""
    with imaplib.IMAP4(mailweave.mail.host, mailweave.mail.imap) as imap:
        imap.login(address, PASSWORD)
        raw = MAIL.format(address=address, **marks).replace("\n", "\r\n").encode()
        assert imap.append("INBOX", "", imaplib.Time2Internaldate(datetime.now(UTC)), raw)[0] == "OK"
    send = {"account_id": account_id, "to_emails": [f"nobody.{uuid.uuid4().hex}@sealed.test"], "subject": "Sent"}
    mailweave.post("/send/", {**send, "plain_body": marks["sent"]})
    done = """
    SELECT count(*) FROM message JOIN rule_run USING (mail_id) JOIN message_search USING (mail_id)
    WHERE message.account_id = %s
    """
    eventually_sync(
        lambda: mailweave.rows(done, account_id)[0][0] == 2, deadline_s=60, what="both ruled and searchable"
    )


def found(mailweave: Mailweave, marks: dict[str, str]) -> dict[str, set[str]]:
    """Where each word lies in clear, or in hex, or in base64."""
    contents = [*in_tables(mailweave), *asyncio.run(in_topics(mailweave)), *in_files(mailweave.installation.folder)]
    return {
        place: {name for name, content in contents if any(form in content for form in forms(marks[place]))}
        for place in PLACES
    }


def forms(word: str) -> list[bytes]:
    plain = word.encode()
    shifted = [base64.b64encode(b"\0" * shift + plain)[4:-4] for shift in range(3)]
    return [plain, plain.hex().encode(), *shifted]


def in_tables(mailweave: Mailweave) -> list[tuple[str, bytes]]:
    rows = "SELECT coalesce(string_agg(each::text, '\n'), '') FROM {} AS each"
    return [
        (name, str(mailweave.rows(sql.SQL(rows).format(sql.Identifier(schema, name)).as_string())[0][0]).encode())
        for schema, name in mailweave.rows(TABLES)
        if not name.startswith("read_")
    ]


async def in_topics(mailweave: Mailweave) -> list[tuple[str, bytes]]:
    names, contents = TopicNames(mailweave.settings.topic_prefix), []
    for topic in TOPICS:
        for shown, name in ((topic.name, names.of(topic)), (f"{topic.name}.dlq", names.dlq_of(topic))):
            records = await read_all(mailweave.settings.kafka_servers, name)
            parts = [part or b"" for each in records for part in (each.value, *(value for _, value in each.headers))]
            contents.append((shown, b"\n".join(parts)))
    return contents


def in_files(folder: Path) -> list[tuple[str, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".log" for path in files)
    assert any("blobs" in path.parts for path in files)
    return [(str(path), path.read_bytes() + unquote(path.name).encode()) for path in files]


def test_nothing_of_it_lies_anywhere_in_clear_and_what_is_erased_is_gone(mailweave: Mailweave) -> None:
    name = secrets.token_hex(3)
    ids = {}
    for kind, is_encrypted in (("clear", False), ("sealed", True)):
        address = f"{kind}.{name}@sealed.test"
        ids[kind] = (mailweave.add_account(address, encrypt_content=is_encrypted), address, words())
    mailweave.until_live(*(account_id for account_id, _, _ in ids.values()))
    for account_id, address, marks in ids.values():
        arrived(mailweave, account_id, address, marks)
    assert found(mailweave, ids["clear"][2]) == IN_CLEAR
    account_id, _, marks = ids["sealed"]
    assert found(mailweave, marks) == SEALED

    with mailweave.rest as rest:
        listed = rest.get(f"/accounts/{account_id}/messages/", params={"direction": "inbound"}).json()["results"]
        (message,) = listed
        assert (message["reply_text"], message["content_state"]) == (f"Here is {marks['new']}.", "sealed")
        assert message["quoted_text"].endswith(f"> Where is {marks['quoted']}?")
        assert f"{marks['signature']} Ltd" in message["signature"]
        assert marks["formatted"] in message["html_body"]
        assert [each["filename"] for each in message["attachments"]] == [f"{marks['file']}.csv", ""]
        assert message["calendar"]["summary"] == marks["meeting"]
        assert message["contact"]["company"]["value"] == f"{marks['signature']} Ltd"
        file = rest.get(f"/messages/{message['id']}/attachments/0/")
        assert (file.text.strip(), f"{marks['file']}.csv" in file.headers["Content-Disposition"]) == (
            marks["inside"],
            True,
        )
        sent = rest.get(f"/accounts/{account_id}/messages/", params={"direction": "outbound"}).json()["results"]
        assert [each["plain_body"].strip() for each in sent] == [marks["sent"]]
        by_words = {
            place: len(rest.get("/messages/", params={"q": marks[place]}).json()["results"])
            for place in (*PLACES, "subject")
        }
        assert by_words == {**dict.fromkeys(PLACES, 0), "subject": 1}

        assert len(mailweave.rows(ERASE, message["id"])) == 1
        gone = rest.get(f"/messages/{message['id']}/").json()
        read = ("content_state", "plain_body", "html_body", "reply_text", "contact", "calendar")
        assert [gone[each] for each in read] == ["gone", "", "", "", None, None]
        assert [each["filename"] for each in gone["attachments"]] == ["", ""]
        assert rest.get(f"/messages/{message['id']}/attachments/0/").status_code == 410
    assert found(mailweave, marks) == SEALED
