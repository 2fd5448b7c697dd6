"""The stack of a test run: an attached one, or one of its own in a temporary folder."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.endpoints import Endpoints
from deploy.local.stack import Stack

ATTACH_NAME = "EMAIL_TEST_STACK"
ATTACH_TO = os.environ.pop(ATTACH_NAME, None)
"""Folder of a running stack to use. It is no setting of Mailweave: the services that tests start must not see it."""
KIND_NAME = "STACK"
CONTAINERS = "containers"
"""`make test STACK=containers`: Kafka and PostgreSQL are containers."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder with a short name that the servers' own users can walk through (Unix sockets, PostgreSQL, Dovecot)."""
    folder = Path(tempfile.mkdtemp(prefix="mw-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_stack(folder: Path) -> Iterator[Endpoints]:
    """Endpoints of the stack that $EMAIL_TEST_STACK names, else of a fresh one that ends with the block."""
    if ATTACH_TO:
        yield Endpoints.load(Path(ATTACH_TO))
        return
    if os.environ.get(KIND_NAME) == CONTAINERS:
        from tests.harness.container_stack import container_stack  # only now: without an engine nobody needs it

        with container_stack(folder) as endpoints:
            yield endpoints
        return
    stack = Stack(folder)
    try:
        yield stack.start()
    finally:
        stack.remove()


async def delete_topics(kafka_servers: str, prefix: str) -> None:
    """Delete every topic whose name starts with `prefix`: thousands of test partitions would slow the broker."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_servers)
    await admin.start()
    try:
        names = [name for name in await admin.list_topics() if name.startswith(prefix)]
        if names:
            await admin.delete_topics(names, timeout_ms=10_000)
    finally:
        await admin.close()
