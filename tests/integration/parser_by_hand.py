"""The parser's handler on a real PostgreSQL, in its own role, and a real blob folder."""

from collections.abc import Sequence
from pathlib import Path

from services.parser.handlers import on_raw_fetched
from services.parser.ports import Limits, Parsing, Ports
from services.parser.store import MessageStore
from shared.blobs import BlobStore
from shared.events import MessageParsed, RawFetched
from shared.ids import MailId
from shared.seal import Vault
from tests.fakes.parsing import ParsingHere
from tests.harness.accounts import SECRET_KEY
from tests.integration.projections import Database
from tests.integration.sealed_mails import Sealer

LIMITS = Limits(inline_body_bytes=10_000, max_attachment_bytes=1000)


class Parser:
    """The handler with its real ports."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.blobs = BlobStore(f"file://{folder}")
        self.store = MessageStore(database.pool, Vault(SECRET_KEY))
        self.parsing: Parsing = ParsingHere()
        self.seal = Sealer(database.url, self.blobs)

    async def handle(self, *events: RawFetched, generation: int = 0) -> Sequence[MessageParsed]:
        ports = Ports(self.store, self.blobs, LIMITS, generation, self.parsing)
        return await on_raw_fetched(events, ports=ports)

    async def search(self, words: str) -> int:
        query = "SELECT count(*) FROM read_message_search WHERE document @@ websearch_to_tsquery('simple', %s)"
        return int((await self.database.run(query, words))[0][0])

    async def blob(self, mail_id: MailId, name: str | None) -> bytes:
        assert name is not None
        return await self.blobs.get(await self.seal.key_of(mail_id), name)
