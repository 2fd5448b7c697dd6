"""The witnesses of the accounts as rows and records: everything that a normal run leaves behind, in small."""

import json
from dataclasses import dataclass
from uuid import UUID, uuid5

import psycopg
from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic import SecretStr

from services.cli.settings import CliSettings
from shared.events.topics import OUTBOUND, PARSED, RAW_FETCHED, THREADED, Topic, TopicNames
from shared.ids import AccountKey, SendId, imap_copy_id, sent_copy_id
from tests.harness.accounts import add_account
from tests.harness.kafka import Planted, create_topics, plant

KEY = AccountKey(UUID("5a9d4a5b-1b7e-4f7e-8d3a-6f3c2d1e0b9a"))
STATES = ("sent", "failed", "suppressed", "rejected", "cancelled", "in_doubt", "waiting")
ASKED = (*STATES, *STATES[:2], "aside")
"""The requests on `outbound`, repeats included; two records more there cannot be read."""
TOPICS = (RAW_FETCHED, PARSED, THREADED, OUTBOUND)
SCHEMA = "-c search_path=live,core"
ADD_CURSOR = """
INSERT INTO folder_cursor (account_id, folder, uidvalidity, last_uid, begun_uid, passed, live_from_uid, history_since)
VALUES (%(id)s, 'INBOX', 7, 2006, 2000, '{[2001,2007)}', 1, now())
"""
ADD_SEEN = "INSERT INTO seen_uid VALUES (%(id)s, 'INBOX', 7, 1, '{[2001,2007)}')"
ADD_SEEN_UIDLS = "INSERT INTO seen_uidl VALUES (%(id)s, 'p1', 901), (%(id)s, 'p2', 902), (%(id)s, 'p3', 903)"
ADD_GAPS = """
INSERT INTO fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail)
VALUES (%(id)s, 'INBOX', 7, 2004, 'gone', 1, ''), (%(id)s, 'INBOX', 1, 902, 'refused', 1, ''),
       (%(id)s, 'INBOX', 7, 2001, 'gone', 1, 'and there again')
"""
ADD_COPY = """
INSERT INTO copy (copy_id, mail_id, account_id, source, folder, uidvalidity, uid, uidl, flags, fetched_at)
VALUES (%s, %s, %s, %s, 'INBOX', %s, %s, %s, '{}', now())
"""
ADD_MESSAGE = """
INSERT INTO message (mail_id, account_id, account_key, effect_id, direction, subject, from_email, from_name, to_emails,
                     cc_emails, bcc_emails, reply_to_emails, addresses, in_reply_to, "references", plain_body,
                     html_body, sort_at, fetched_at, size_bytes, has_attachments, is_automatic, automatic_reason,
                     is_report, is_list, defects)
VALUES (%s, %s, %s, %s, 'inbound', '', '', '', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '', now(), now(), 1,
        false, false, '', false, false, '{}')
"""
ADD_PLACEMENT = """
INSERT INTO placement (mail_id, account_id, node_id, parents, sort_at, seq, thread_id, is_new_thread, reason,
                       confidence, customer_name, is_customer_known)
VALUES (%(mail)s, %(id)s, %(mail)s, '{}', now(), %(seq)s, %(mail)s, true, '', 1, '', false)
"""
ADD_RUN = "INSERT INTO rule_run VALUES (%(mail)s, %(id)s, %(mail)s, now(), '[]', %(decisions)s, '[]')"
ADD_SEND = """
INSERT INTO send (send_id, account_id, kind, state, request, mail_id, created_at, next_attempt_at, attempts, sent_at,
                  copied_at)
VALUES (%(send)s, %(id)s, 'request', %(state)s, '{}', %(mail)s, now(),
        CASE WHEN %(state)s = 'waiting' THEN now() END, %(attempts)s,
        CASE WHEN %(state)s = 'sent' THEN now() END, CASE WHEN %(state)s = 'sent' THEN now() END)
"""
ADD_RECIPIENT = "INSERT INTO send_recipient (send_id, address, state) VALUES (%s, 'b@books.test', %s)"
ADD_ATTEMPT = "INSERT INTO send_attempt (send_id, attempt, epoch, state) VALUES (%s, 1, 1, 'done')"


def mail(name: str) -> UUID:
    """The mail of this name."""
    return uuid5(KEY, name)


def send(name: str) -> SendId:
    """The send of this name; those of a state have its name."""
    return SendId(uuid5(KEY, f"send {name}"))


def imap_copy(uid: int) -> str:
    """The copy at this UID."""
    return str(imap_copy_id(KEY, "INBOX", 7, uid))


@dataclass(frozen=True, slots=True)
class Books:
    """One account. UID 2003 and 2002 are one mail, 2004 is a gap, 2005 is set aside, the mail of 2006 was erased."""

    settings: CliSettings
    url: str
    account_id: int

    @property
    def names(self) -> TopicNames:
        return TopicNames(self.settings.topic_prefix)

    def run(self, statement: str, *values: object) -> None:
        """As the owner of the tables; several statements are parted by semicolons."""
        with psycopg.connect(self.url, options=SCHEMA, autocommit=True) as connection:
            for each in statement.split(";"):
                connection.execute(each.encode(), values or None)

    async def plant(self, topic: str, *records: Planted) -> None:
        await plant(self.settings.kafka_servers, topic, records)

    async def commit(self, service: str, topic: Topic, offset: int) -> None:
        """The service has handled what lies before this offset."""
        group, place = self.names.group(service, topic), TopicPartition(self.names.of(topic), 0)
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.settings.kafka_servers, group_id=group, enable_auto_commit=False
        )
        await consumer.start()
        try:
            consumer.assign([place])
            await consumer.commit({place: offset})
        finally:
            await consumer.stop()


async def open_books(kafka_servers: str, url: str, topic_prefix: str) -> Books:
    """Balanced books: what is set aside included, all is there."""
    settings = CliSettings(
        kafka_servers=kafka_servers, database_url=SecretStr(url), topic_prefix=topic_prefix, _env_file=None
    )
    with psycopg.connect(url, options=SCHEMA, autocommit=True) as connection:
        account_id, _ = add_account(url, account_key=KEY, email_address="a@books.test")
        _write(connection, account_id)
    books = Books(settings, url, account_id)
    await create_topics(kafka_servers, books.names, TOPICS)
    await _publish(books)
    return books


def _write(connection: psycopg.Connection, account_id: int) -> None:
    values = {"id": account_id}
    for statement in (ADD_CURSOR, ADD_SEEN, ADD_SEEN_UIDLS, ADD_GAPS):
        connection.execute(statement, values)
    for uid, name in ((2001, "m1"), (2002, "m2"), (2003, "m2"), (2006, "erased")):
        connection.execute(ADD_COPY, (imap_copy(uid), mail(name), account_id, "imap", 7, uid, None))
    connection.execute(ADD_COPY, (mail("pop copy"), mail("m3"), account_id, "pop3", None, None, "p1"))
    connection.execute(ADD_COPY, (sent_copy_id(KEY, send("sent")), mail("m4"), account_id, "sent", None, None, None))
    connection.execute("INSERT INTO erased (mail_id) VALUES (%s)", [mail("erased")])
    decided = [{"send_id": str(send("sent")), "withheld": ""}, {"send_id": str(send("none")), "withheld": "too old"}]
    for seq, name in enumerate(("m1", "m2", "m3", "m4", "unthreaded", "unruled"), 1):
        row = values | {"mail": mail(name), "seq": seq, "decisions": json.dumps(decided if name == "m1" else [])}
        connection.execute(ADD_MESSAGE, (mail(name), account_id, KEY, mail(name)))
        if name != "unthreaded":
            connection.execute(ADD_PLACEMENT, row)
        if not name.startswith("un"):
            connection.execute(ADD_RUN, row)
    for state in STATES:
        is_tried = state in ("sent", "failed", "in_doubt")
        row = values | {"send": send(state), "state": state, "mail": mail("m4"), "attempts": int(is_tried)}
        connection.execute(ADD_SEND, row)
        connection.execute(ADD_RECIPIENT, (send(state), state))
        if is_tried:
            connection.execute(ADD_ATTEMPT, [send(state)])


async def _publish(books: Books) -> None:
    uidl = json.dumps({"account_id": books.account_id, "uidl": "p3"}).encode()
    letter = Planted(imap_copy(2005).encode(), b"sealed", (("fetched", b"no JSON"),))
    names = books.names
    await books.plant(names.dlq_of(RAW_FETCHED), letter, letter, Planted(b"any", b"sealed", (("fetched", uidl),)))
    await books.plant(names.dlq_of(PARSED), _record({"mail_id": str(mail("unthreaded"))}), Planted(b"1", b"no JSON"))
    await books.plant(names.dlq_of(THREADED), _record({"mail_id": str(mail("unruled"))}))
    asked = [request(books.account_id, each) for each in ASKED]
    await books.plant(names.of(OUTBOUND), *asked, Planted(b"1", b"[]"), Planted(b"1", b'{"account_id": 1}'))
    await books.plant(names.dlq_of(OUTBOUND), request(books.account_id, "aside"))
    await books.commit("sender", OUTBOUND, len(asked) + 2)


def request(account_id: int, name: str) -> Planted:
    """A send request on `outbound`."""
    return _record({"account_id": account_id, "send_id": str(send(name))})


def _record(document: dict[str, object]) -> Planted:
    return Planted(b"1", json.dumps(document).encode())
