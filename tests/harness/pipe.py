"""Parser, threader and rules without Kafka: their handlers, stores and roles, one batch after another."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from pydantic import SecretStr

from services.parser.handlers import on_raw_fetched
from services.parser.ports import Limits, Ports
from services.parser.store import MessageStore
from services.rules.handlers import on_message_threaded
from services.rules.store import PostgresRuns
from services.threader.handlers import on_message_parsed, on_thread_requested
from services.threader.store import PostgresThreads
from shared.blobs import BlobStore
from shared.events import Event, MessageThreaded, RawFetched, ThreadRequested
from shared.postgres.sessions import Pool, database_pool, transaction
from shared.seal import Vault
from shared.settings import Settings
from tests.fakes.parsing import ParsingHere

INLINE_BYTES = 256 * 1024
LIMITS = Limits(inline_body_bytes=65_536, max_attachment_bytes=26_214_400)
MAX_AGE_S = 86_400
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Pipe:
    """From `raw.fetched` to `ruled` and `outbound` on one database."""

    poller: Pool
    parser: Pool
    threader: Pool
    rules: Pool
    vault: Vault
    blobs: BlobStore

    async def seal(self, event: RawFetched, raw: bytes) -> RawFetched:
        """The event with its bytes as the poller seals them: in it, or in a blob when they are many."""
        async with transaction(self.poller) as connection:
            keys = await self.vault.keys_for_new(connection, event.account_id, [event.mail_id])
        key = keys[event.mail_id]
        if len(raw) > INLINE_BYTES:
            return event.model_copy(update={"blob": await self.blobs.put(event.account_key, key, raw)})
        return event.model_copy(update={"sealed": key.seal(raw)})

    async def handle(self, batch: Sequence[RawFetched]) -> list[Event]:
        """All that the three services publish of this batch, in their order."""
        ports = Ports(MessageStore(self.parser, self.vault), self.blobs, LIMITS, 0, ParsingHere())
        parsed = await on_raw_fetched(batch, ports=ports)
        threaded = await on_message_parsed(
            _received(parsed), threads=PostgresThreads(self.threader), auto_create_customers=True, generation=0
        )
        placed = _received(event for event in threaded if isinstance(event, MessageThreaded))
        ruled = await on_message_threaded(placed, runs=PostgresRuns(self.rules), generation=0, max_age_s=MAX_AGE_S)
        return [*parsed, *threaded, *ruled]

    async def ask(self, *requests: ThreadRequested) -> list[Event]:
        """All that the threader publishes of these requests."""
        return [*await on_thread_requested(requests, threads=PostgresThreads(self.threader), generation=0)]


@asynccontextmanager
async def pipe_on(
    database_url: str, secret_key: SecretStr, blob_url: str, *, schema: str = "live"
) -> AsyncIterator[Pipe]:
    """A pipe on a migrated database; `database_url` is the superuser's, each service takes its role.

    `schema` is where the projections are.
    """
    settings = Settings(database_url=SecretStr(database_url), live_schema=schema, _env_file=None)
    async with AsyncExitStack() as entered:
        poller, parser, threader, rules = [
            await entered.enter_async_context(database_pool(settings, service=service))
            for service in ("poller", "parser", "threader", "rules")
        ]
        yield Pipe(poller, parser, threader, rules, Vault(secret_key), BlobStore(blob_url))


def _received(events: Iterable[E]) -> list[E]:
    """As the next service reads them from the topic."""
    records = ((type(event), event.to_record()) for event in events)
    return [event_type.from_record(record.value, record.headers) for event_type, record in records]
