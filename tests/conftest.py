"""Fixtures of every test: the stack, a topic prefix and a database of one's own, Dovecot, smtp-sink."""

import os
import secrets
import signal
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest

from deploy.local.dovecot import Dovecot
from deploy.local.endpoints import Endpoints
from deploy.local.ports import Ports
from deploy.local.smtp_sink import SmtpSink
from tests.harness.database import fresh_database, template_database
from tests.harness.programs import MARKER_OF_FIXTURE, left_out_line, missing
from tests.harness.stack import delete_topics, running_stack, temporary_folder

LEFT_OUT = pytest.StashKey[list[str]]()


def pytest_configure() -> None:
    """A `timeout` or a CI that ends the run with SIGTERM must not leave servers behind: unwind as on Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Mark tests by the fixtures they use, let `-m` choose, then leave out what this machine cannot run."""
    for item in items:
        for fixture, marker in MARKER_OF_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
    yield
    counts: Counter[str] = Counter()
    runnable: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        absent = missing(mark.name for mark in item.iter_markers())
        counts.update(absent)
        (left_out if absent else runnable).append(item)
    lines = [left_out_line(marker, count) for marker, count in counts.items()]
    config.stash[LEFT_OUT] = lines
    if left_out and os.environ.get("CI") == "true":
        raise pytest.UsageError("; ".join(lines))
    config.hook.pytest_deselected(items=left_out)
    items[:] = runnable


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in terminalreporter.config.stash.get(LEFT_OUT, []):
        terminalreporter.write_line(line)


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


@pytest.fixture
def smtp_sink(run_folder: Path) -> Iterator[SmtpSink]:
    """A running, empty smtp-sink; `stop` and `start("-r", "RCPT")` make it err."""
    sink = SmtpSink(run_folder, Ports(run_folder))
    sink.start()
    sink.clear()
    yield sink
    sink.stop()
