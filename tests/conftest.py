"""Fixtures of every test: the stack, a topic prefix and a database of one's own, Dovecot, smtp-sink."""

import os
import secrets
import signal
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.endpoints import Endpoints
from shared.service.ports import Ports
from tests.harness.database import fresh_database, template_database
from tests.harness.debian_postgres import DebianPostgres, debian_postgres_in
from tests.harness.dovecot import Dovecot
from tests.harness.oauth import OAuthGround, oauth_ground
from tests.harness.profiles import load_profile
from tests.harness.programs import MARKER_OF_FIXTURE, PROGRAMS, left_out_line, missing, missing_line
from tests.harness.proxied_kafka import ProxiedKafka, proxied_kafka_in
from tests.harness.secured_kafka import SecuredKafka, secured_kafka_in
from tests.harness.smtp_sink import SmtpSink
from tests.harness.stack import delete_topics, running_stack, temporary_folder
from tests.harness.workers import is_controller, start_for_workers

pytest_plugins = ["tests.harness.last_failed"]
LEFT_OUT = pytest.StashKey[dict[str, int]]()
ONE_WORKER_FIXTURES = frozenset({"browser", "mailweave", "proxied_kafka", "secured_kafka", "debian_postgres"})
"""What these start is dear: the tests that use one run in one worker."""
load_profile()


def pytest_configure(config: pytest.Config) -> None:
    """A `timeout` or a CI that ends the run with SIGTERM must not leave servers behind: unwind as on Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.stash[LEFT_OUT] = {}
    absent = missing(PROGRAMS)
    if absent and os.environ.get("CI") == "true":
        raise pytest.UsageError("; ".join(missing_line(marker) for marker in absent))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """With several workers (`-n`) one stack serves them all: it starts before them and stops after them."""
    config = session.config
    if is_controller(config) and "not stack" not in config.getoption("markexpr"):
        config.add_cleanup(start_for_workers())


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Mark tests by the fixtures they use, let `-m` choose, then leave out what this machine cannot run.

    Tests with a time-out of their own are the long ones: they begin, so that no worker is alone with one at the end.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        for fixture, marker in MARKER_OF_FIXTURE.items():
            if fixture in fixtures:
                item.add_marker(marker)
        for fixture in ONE_WORKER_FIXTURES.intersection(fixtures):
            item.add_marker(pytest.mark.xdist_group(fixture))
    yield
    counts: Counter[str] = Counter()
    runnable: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        absent = missing(mark.name for mark in item.iter_markers())
        counts.update(absent)
        (left_out if absent else runnable).append(item)
    config.stash[LEFT_OUT] = dict(counts)
    config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(runnable, key=_timeout_s, reverse=True)


def _timeout_s(item: pytest.Item) -> float:
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker else 0.0


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells what it left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every worker collects all tests, so that each tells the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for marker, count in terminalreporter.config.stash[LEFT_OUT].items():
        terminalreporter.write_line(left_out_line(marker, count))


@pytest.fixture(scope="session")
def run_folder() -> Iterator[Path]:
    """The folder of this test run; it is gone afterwards."""
    with temporary_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def stack(run_folder: Path) -> Iterator[Endpoints]:
    """The running stack: the one in $EMAIL_TEST_STACK, else one for the whole run."""
    with running_stack(run_folder / "stack") as endpoints:
        yield endpoints


@pytest.fixture
async def topic_prefix(stack: Endpoints) -> AsyncIterator[str]:
    """A prefix for topics and groups that no other test has; the topics are deleted afterwards."""
    prefix = f"t{secrets.token_hex(3)}."
    yield prefix
    await delete_topics(stack.kafka_servers, prefix)


@pytest.fixture(scope="session")
def database_template(stack: Endpoints) -> str:
    return template_database(stack.database_url)


@pytest.fixture
def database_url(stack: Endpoints, database_template: str) -> Iterator[str]:
    """The superuser's URL of a fresh, migrated database of this test's own."""
    with fresh_database(stack.database_url, database_template) as url:
        yield url


@pytest.fixture(scope="session")
def dovecot(run_folder: Path) -> Iterator[Dovecot]:
    """A running Dovecot; `add_user` an address of your own, `deliver` to it."""
    server = Dovecot(run_folder, Ports(run_folder))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def running_oauth(run_folder: Path) -> Iterator[OAuthGround]:
    """For the whole run: `oauth` is the fixture to use."""
    with oauth_ground(run_folder / "oauth") as ground:
        yield ground


@pytest.fixture
def oauth(running_oauth: OAuthGround) -> OAuthGround:
    """A mail server that wants access tokens, and who gives them; nobody is logged in."""
    running_oauth.clear()
    return running_oauth


@pytest.fixture
def smtp_sink(run_folder: Path) -> Iterator[SmtpSink]:
    """A running, empty smtp-sink; `stop` and `start("-r", "RCPT")` make it err."""
    sink = SmtpSink(run_folder, Ports(run_folder))
    sink.start()
    sink.clear()
    yield sink
    sink.stop()


@pytest.fixture(scope="session")
def proxied_kafka(run_folder: Path) -> Iterator[ProxiedKafka]:
    """A broker of its own behind a fault proxy; strike, and heal at the end."""
    with proxied_kafka_in(run_folder / "proxied") as kafka:
        yield kafka


@pytest.fixture(scope="session")
def secured_kafka(run_folder: Path) -> Iterator[SecuredKafka]:
    """A broker of its own that asks who is there, and lets nobody do what no ACL allows."""
    with secured_kafka_in(run_folder / "secured") as kafka:
        yield kafka


@pytest.fixture(scope="session")
def debian_postgres(run_folder: Path) -> Iterator[DebianPostgres]:
    """A PostgreSQL of its own, with TLS; `show` it the certificate that it is to have."""
    with debian_postgres_in(run_folder / "postgres") as server:
        yield server
