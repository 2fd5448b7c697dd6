"""`python -m tests.bench.pages [--messages 100000] [--requests 30] [--database URL]`."""

import argparse
import asyncio
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from deploy.local.endpoints import Endpoints
from deploy.local.login import login_url
from tests.bench.corpus.store import corpus
from tests.bench.main import BUILD, SEED
from tests.bench.pages.filling import fill
from tests.bench.pages.visits import pages, table, visits
from tests.bench.progress import Progress
from tests.harness.accounts import SECRET_KEY
from tests.harness.database import LOGIN_PASSWORD, fresh_database, template_database
from tests.harness.stack import delete_topics, running_stack, temporary_folder
from tests.harness.wait import eventually_sync
from tests.integration.rest import free_port

TOKEN = "token-of-the-benchmark"
THROUGH_HANDLERS = 4_000
"""So many real messages; the rest are their rows under other ids."""


def main() -> int:
    """Fills a database, asks for every page, prints a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="how many there are at least")
    parser.add_argument("--requests", type=int, default=30, help="of each page")
    parser.add_argument("--database", help="URL of one that an earlier run filled: it is used as it is")
    asked = parser.parse_args()
    say = Progress()
    found = []
    with ExitStack() as entered:
        folder = entered.enter_context(temporary_folder())
        stack = entered.enter_context(running_stack(folder / "stack"))
        url = entered.enter_context(filled(asked, stack, folder / "blobs", say))
        client = entered.enter_context(screen(stack, url, folder / "blobs"))
        for visit in visits(client, pages(url), asked.requests):
            say(visit.page)
            found.append(visit)
    print("\n".join(table(found)))
    return 0


@contextmanager
def filled(asked: argparse.Namespace, stack: Endpoints, blobs: Path, say: Progress) -> Iterator[str]:
    """The superuser's URL of a database with the messages in it."""
    if asked.database:
        yield asked.database
        return
    paths = corpus(BUILD, SEED, min(THROUGH_HANDLERS, asked.messages)).paths()
    with fresh_database(stack.database_url, template_database(stack.database_url)) as url:
        asyncio.run(fill(url, blobs, paths, asked.messages, say))
        yield url


@contextmanager
def screen(stack: Endpoints, database_url: str, blobs: Path) -> Iterator[httpx.Client]:
    """Logged in, at an api of its own process, as installations run it."""
    port, prefix = free_port(), f"pages.{secrets.token_hex(4)}."
    environment = os.environ | {
        "EMAIL_KAFKA_SERVERS": stack.kafka_servers,
        "EMAIL_DATABASE_URL": login_url(database_url, LOGIN_PASSWORD),
        "EMAIL_TOPIC_PREFIX": prefix,
        "EMAIL_TOPIC_PARTITIONS": "1",
        "EMAIL_BLOB_URL": f"file://{blobs}",
        "EMAIL_SECRET_KEY": SECRET_KEY.get_secret_value(),
        "EMAIL_API_TOKEN": TOKEN,
        "EMAIL_API_PORT": str(port),
    }
    subprocess.run(
        [sys.executable, "-m", "services.cli", "topics", "apply"],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    with (blobs.parent / "api.log").open("wb") as said:
        api = subprocess.Popen([sys.executable, "-m", "services.api"], env=environment, stdout=said, stderr=said)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
                eventually_sync(lambda: _answers(client), deadline_s=60, what="an answer of the screen")
                client.post("/login", data={"token": TOKEN})
                yield client
        finally:
            api.send_signal(signal.SIGTERM)
            api.wait(30)
            asyncio.run(delete_topics(stack.kafka_servers, prefix))


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/login").is_success
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
