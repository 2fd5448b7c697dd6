"""Without a fault the proxy is not noticed by Kafka, PostgreSQL, Dovecot and smtp-sink and their clients."""

import imaplib
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.endpoints import Endpoints
from shared.events import PollRequested
from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.ids import AccountId
from shared.kafka.publish import publisher
from shared.settings import Settings
from tests.fakes.fault_proxy import FaultProxy
from tests.harness.dovecot import Dovecot
from tests.harness.kafka import create_topics, read_all
from tests.harness.proxied_kafka import ProxiedKafka
from tests.harness.smtp_sink import SmtpSink
from tests.harness.wait import eventually_sync

LARGE = "SELECT string_agg(md5(n::text), '') FROM generate_series(1, 50000) AS n"
RAW = b"Subject: a message\r\n\r\nIts body.\r\n" + b"x" * 70 * 1000 + b"\r\n"


@contextmanager
def proxy_to(name: str, port: int) -> Iterator[FaultProxy]:
    """The proxy must have been used, and have changed nothing."""
    with FaultProxy(name, port) as proxy:
        yield proxy
        assert proxy.sessions > 0
        assert proxy.hits == {}


async def test_kafka_s_clients_stay_behind_it(proxied_kafka: ProxiedKafka) -> None:
    settings = Settings(kafka_servers=proxied_kafka.servers, topic_prefix="transparent.", _env_file=None)
    names = TopicNames(settings.topic_prefix)
    before = proxied_kafka.proxy.sessions
    await create_topics(proxied_kafka.servers, names, [POLL_REQUESTED], partitions=3)
    events = [PollRequested(account_id=AccountId(1), max_messages=n + 1) for n in range(300)]
    async with publisher(settings) as publishing:
        await publishing.publish(events)
    records = await read_all(proxied_kafka.direct_servers, names.of(POLL_REQUESTED))
    assert records == await read_all(proxied_kafka.servers, names.of(POLL_REQUESTED))
    assert [PollRequested.from_record(record.value, record.headers) for record in records] == events
    assert proxied_kafka.proxy.sessions > before + 2


@pytest.mark.parametrize("is_behind", [True, False], ids=["through the proxy", "past it"])
async def test_kafka_tells_each_client_the_way_it_came(proxied_kafka: ProxiedKafka, is_behind: bool) -> None:
    servers = proxied_kafka.servers if is_behind else proxied_kafka.direct_servers
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        cluster = await admin.describe_cluster()
    finally:
        await admin.close()
    assert [f"{broker['host']}:{broker['port']}" for broker in cluster["brokers"]] == [servers]


def test_postgresql(stack: Endpoints) -> None:
    url = urlsplit(stack.database_url)
    assert url.port is not None
    with proxy_to("PostgreSQL", url.port) as proxy, psycopg.connect(stack.database_url) as direct:
        through = urlunsplit(url._replace(netloc=url.netloc.replace(f":{url.port}", f":{proxy.port}")))
        with psycopg.connect(through) as connection:
            assert connection.execute(LARGE).fetchall() == direct.execute(LARGE).fetchall()


def plain(port: int, _: ssl.SSLContext) -> imaplib.IMAP4:
    return imaplib.IMAP4("localhost", port)


def tls(port: int, context: ssl.SSLContext) -> imaplib.IMAP4:
    return imaplib.IMAP4_SSL("localhost", port, ssl_context=context)


@pytest.mark.parametrize("connect", [plain, tls])
def test_dovecot(dovecot: Dovecot, connect: Callable[[int, ssl.SSLContext], imaplib.IMAP4]) -> None:
    address = f"{connect.__name__}@proxied.example"
    dovecot.add_user(address, "right")
    dovecot.deliver(address, RAW)
    port = dovecot.server.imap if connect is plain else dovecot.server.imaps
    context = ssl.create_default_context(cafile=dovecot.server.ca_file)
    with proxy_to("IMAP", port) as proxy, connect(proxy.port, context) as imap:
        imap.login(address, "right")
        imap.select()
        _, fetched = imap.uid("FETCH", "1", "(BODY.PEEK[])")
        assert fetched[0][1] == RAW


def test_smtp(smtp_sink: SmtpSink) -> None:
    with proxy_to("SMTP", smtp_sink.port) as proxy, smtplib.SMTP("localhost", proxy.port) as smtp:
        smtp.sendmail("a@x.example", ["b@y.example"], RAW)
    received = eventually_sync(smtp_sink.messages, what="the message")
    assert [message.raw for message in received] == [RAW.replace(b"\r\n", b"\n")]
