"""Nothing is fetched while the parser is far behind; the connections are kept, and fetching goes on by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.parser.app import build
from services.parser.settings import ParserSettings
from services.poller import backpressure
from shared import metrics
from shared.events.topics import PARSED, TopicNames
from tests.fakes.deaf_imap import deaf_imap_server
from tests.harness.accounts import SECRET_KEY
from tests.harness.kafka import create_topics
from tests.harness.service import running
from tests.harness.wait import eventually
from tests.integration.poller import Bench

MOST = 10
STATE = "SELECT state, reason FROM read_receiving_state WHERE account_id = %s"
ASK = "INSERT INTO poll_request (account_id, force) VALUES (%s, false) ON CONFLICT (account_id) DO NOTHING"


@asynccontextmanager
async def parser(bench: Bench) -> AsyncIterator[None]:
    ours = bench.settings
    await create_topics(ours.kafka_servers, TopicNames(ours.topic_prefix), [PARSED])
    settings = ParserSettings(
        kafka_servers=ours.kafka_servers,
        database_url=ours.database_url,
        topic_prefix=ours.topic_prefix,
        blob_url=ours.blob_url,
        secret_key=SECRET_KEY,
        _env_file=None,
    )
    async with running(build, settings, service="parser"):  # type: ignore[arg-type]
        yield


async def test_a_parser_that_stands_holds_the_poller_back_until_it_has_caught_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backpressure, "EVERY_S", 0.1)
    async with deaf_imap_server(None) as server:
        columns = {"incoming_port": server.port, "incoming_use_ssl": False, "allow_plaintext": True}
        account_id = bench.add_account("held@example.org", **columns, poll_frequency=3600)

        def state() -> str:
            return "".join(str(row["state"]) for row in bench.rows(STATE, account_id))

        async with bench.poller(backpressure_records=MOST):
            await bench.live(account_id)
            for _ in range(MOST):
                last = server.arrive()
            await bench.moved_to(account_id, last)
            await eventually(lambda: state() == "backpressure", deadline_s=20, what="backpressure")
            assert metrics.BACKPRESSURE._value.get() == 1
            sessions = server.sessions
            waiting = server.arrive()
            bench.execute(ASK, account_id)
            taken = "SELECT FROM poll_request"
            await eventually(lambda: not bench.rows(taken), deadline_s=20, what="the request taken")
            seen = metrics.PARSER_BEHIND._value.get()
            assert (seen, bench.last_uid(account_id), server.sessions) == (MOST, last, sessions)
            async with parser(bench):
                await bench.moved_to(account_id, waiting)
            await eventually(lambda: state() == "ok", deadline_s=20, what="the account is well again")
            assert server.idlers == 1
    [row] = bench.rows("SELECT reason FROM read_receiving_change WHERE to_state = 'backpressure'")
    assert row["reason"].startswith(f"the parser is {MOST} records of raw.fetched or more behind")
