"""What several files of tests stand on."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from services.sender.grouping import OutcomeGroups
from services.sender.store import OutcomeStore
from shared.postgres.sessions import database_pool
from tests.harness.database import fresh_database
from tests.integration.poller import Bench, bench_on
from tests.integration.rest import RunningApi, running_api
from tests.integration.sender_ledger import Ledger
from tests.integration.sender_rig import Rig, make_rig
from tests.integration.terminal import Terminal


@pytest.fixture(scope="session")
def rest_service(stack: Endpoints, database_template: str) -> Iterator[RunningApi]:
    """One for all tests of it: starting one takes longer than most of them."""
    with (
        fresh_database(stack.database_url, database_template) as url,
        running_api(stack, url, f"t{secrets.token_hex(3)}.") as api,
    ):
        yield api


@pytest.fixture
def api(rest_service: RunningApi) -> RunningApi:
    """REST with empty tables."""
    rest_service.begin()
    return rest_service


@pytest.fixture
async def bench(stack: Endpoints, database_url: str, topic_prefix: str, tmp_path: Path) -> AsyncIterator[Bench]:
    """A poller's place: mail server, database and topics."""
    async with bench_on(stack, database_url, topic_prefix, tmp_path) as made:
        yield made


@pytest.fixture
def rig(stack: Endpoints, database_url: str, topic_prefix: str, tmp_path: Path) -> Rig:
    """A sender's place: database, topics and settings."""
    return make_rig(stack.kafka_servers, database_url, topic_prefix, tmp_path)


@pytest.fixture
async def ledger(rig: Rig) -> AsyncIterator[Ledger]:
    """The sender's stores, without a sender."""
    async with database_pool(rig.settings, service="sender") as pool:
        yield Ledger(rig, pool, OutcomeGroups(OutcomeStore(pool)))


@pytest.fixture
def mailweave(
    api: RunningApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> Terminal:
    """The command line, with the settings of the REST service that runs."""
    monkeypatch.chdir(str(tmp_path))
    for name, value in api.environment.items():
        monkeypatch.setenv(name, value)
    return Terminal(capsys)
