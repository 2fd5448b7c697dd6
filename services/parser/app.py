"""The parser's wiring."""

from functools import partial

from services.parser.children.pool import Children
from services.parser.handlers import on_raw_fetched
from services.parser.indexer import IDLE_S, RETRY_S, index_some
from services.parser.ports import Limits, Ports
from services.parser.search_index import SearchIndex
from services.parser.settings import ParserSettings
from services.parser.store import MessageStore
from shared.blobs import SPACE_EVERY_S, BlobStore, look_at_space
from shared.events.topics import RAW_FETCHED, RAW_FETCHED_BULK
from shared.seal import Vault
from shared.service.run import Run


async def build(run: Run[ParserSettings]) -> None:
    """Reads raw.fetched and its bulk topic, writes parsed; indexes in the background."""
    settings = run.settings
    pool = await run.database()
    store = MessageStore(pool, Vault(settings.secret_key))
    limits = Limits(settings.inline_body_bytes, settings.max_attachment_size)
    parsing = await run.enter(Children())
    blobs = BlobStore(settings.blob_url)
    ports = Ports(store, blobs, limits, settings.generation, parsing, settings.authserv_ids)
    for topic in (RAW_FETCHED, RAW_FETCHED_BULK):
        run.consume(topic, partial(on_raw_fetched, ports=ports), max_records=settings.parser_batch_records)
    run.every("space for blobs", SPACE_EVERY_S, partial(look_at_space, settings.blob_url), is_vital=False)
    run.every("indexer", IDLE_S, partial(index_some, index=SearchIndex(pool)), is_vital=False, retry_s=RETRY_S)
