"""A filled database: some messages through the real handlers, then their rows again and again under other ids."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import psycopg

from services.parser.search_index import SearchIndex
from tests.bench.corpus.letters import APART
from tests.bench.events import BATCH, configure, fetched
from tests.bench.progress import Progress
from tests.harness.accounts import SECRET_KEY
from tests.harness.pipe import pipe_on

MULTIPLY = (Path(__file__).parent / "multiply.sql").read_text()
RARE = "quokkasanctuary"
RARE_MAIL = (
    b"From: Ada <ada@example.org>\nTo: support@bench.test\nMessage-ID: <rare@example.org>\n"
    b"Date: Mon, 5 Jan 2026 09:00:00 +0000\nSubject: A word that nobody else writes\n\n" + RARE.encode() + b"\n"
)
SETTLE = "VACUUM ANALYZE"


async def fill(database_url: str, blobs: Path, paths: Sequence[Path], messages: int, say: Progress) -> None:
    """At least `messages` of them on an empty, migrated database; one, the oldest, holds the word RARE."""
    await configure(database_url)
    async with pipe_on(database_url, SECRET_KEY, f"file://{blobs}") as pipe:
        for first in range(0, len(paths), BATCH):
            raws = [path.read_bytes() for path in paths[first : first + BATCH]]
            batch = [await pipe.seal(fetched(first + uid + 1, first + uid, raw), raw) for uid, raw in enumerate(raws)]
            await pipe.handle(batch)
            say(f"{first + len(raws):,} messages through the handlers")
        index = SearchIndex(pipe.parser)
        while await index.add(BATCH):
            say("into the search index")
        copies = max(0, -(-messages // len(paths)) - 1)
        say.keep(f"{len(paths):,} messages through the handlers; their rows {copies} times more")
        multiply(database_url, copies, len(paths) * APART)
        uid = 900_001
        await pipe.handle([await pipe.seal(fetched(uid, 0, RARE_MAIL), RARE_MAIL)])
        while await index.add(BATCH):
            pass
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(SETTLE)


def multiply(database_url: str, copies: int, span: timedelta) -> None:
    """Every row of a message `copies` times more, and sends and polls beside them."""
    with psycopg.connect(database_url, options="-c search_path=live,core") as connection:
        cursor = psycopg.ClientCursor(connection)
        cursor.execute(MULTIPLY.encode(), {"copies": copies, "span": span})
