"""The benchmark of the pages on a small database: its rows hang together, and every page is one."""

import asyncio
from pathlib import Path

import psycopg

from deploy.local.endpoints import Endpoints
from tests.bench.corpus.store import corpus
from tests.bench.pages.__main__ import screen
from tests.bench.pages.filling import fill
from tests.bench.pages.visits import pages, visits
from tests.bench.progress import Progress
from tests.harness.database import fresh_database, template_database

ORIGINALS, TIMES = 50, 3
MOST_KILOBYTES = 150
COUNTS = {
    "messages": "SELECT count(*) FROM live.message",
    "searchable": "SELECT count(*) FROM live.message_search",
    "in a thread": "SELECT count(*) FROM live.read_placement",
    "in a thread that shows them": "SELECT sum(message_count) FROM live.thread",
    "ruled": "SELECT count(*) FROM live.rule_run",
}


def test_a_filled_database_hangs_together_and_every_page_is_measured(stack: Endpoints, tmp_path: Path) -> None:
    paths = corpus(tmp_path, 1, ORIGINALS).paths()
    with fresh_database(stack.database_url, template_database(stack.database_url)) as url:
        asyncio.run(fill(url, tmp_path / "blobs", paths, ORIGINALS * TIMES, Progress()))
        with psycopg.connect(url) as connection:
            counts = {what: connection.execute(query.encode()).fetchall()[0][0] for what, query in COUNTS.items()}
        with screen(stack, url, tmp_path / "blobs") as client:
            addresses = pages(url)
            found = list(visits(client, addresses, requests=2))

    assert set(counts.values()) == {ORIGINALS * TIMES + 1}, counts
    assert [each.page for each in found] == list(addresses)
    assert [each.page for each in found if each.kilobytes > MOST_KILOBYTES] == []
