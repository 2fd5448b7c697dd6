"""The whole parser between two topics: what is published to raw.fetched ends as rows, events or dead letters."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiokafka import ConsumerRecord
from pydantic import SecretStr

from deploy.local.endpoints import Endpoints
from services.parser.app import build
from services.parser.settings import ParserSettings
from shared.blobs import BlobStore
from shared.events import FETCHED_HEADER, MessageParsed, RawFetched
from shared.events.topics import PARSED, RAW_FETCHED, RAW_FETCHED_BULK, TopicNames
from tests.harness.accounts import SECRET_KEY
from tests.harness.kafka import Planted, committed, create_topics, plant, read_all
from tests.harness.service import running
from tests.harness.wait import eventually, within
from tests.integration.projections import Database, database_of
from tests.integration.sealed_mails import Sealer, unsealed, values_of

WORD = b"plantedsecretword"
MAIL = b"From: a@b.c\nSubject: %d\n\n" + WORD * 50 + b"\n"
ATTACHED = (
    b"Subject: attached\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n" + WORD + b"\n"
    b'--x\nContent-Type: a/b; name="a.bin"\n\n' + WORD * 50 + b"\n--x--\n"
)
BIG = b"Subject: big\n\n" + WORD * 40_000
Record = ConsumerRecord[bytes | None, bytes | None]


@dataclass(frozen=True)
class Installation:
    """The topics, the database and the blob folder of one test."""

    settings: ParserSettings
    names: TopicNames
    database: Database
    seal: Sealer
    folder: Path

    async def plant(self, *records: Planted) -> None:
        await plant(self.settings.kafka_servers, self.names.of(RAW_FETCHED), records)

    async def parsed(self) -> list[MessageParsed]:
        found = await read_all(self.settings.kafka_servers, self.names.of(PARSED))
        return [MessageParsed.from_record(record.value, ()) for record in found]

    async def dead(self) -> list[Record]:
        return await read_all(self.settings.kafka_servers, self.names.dlq_of(RAW_FETCHED))

    async def committed(self) -> int:
        group = self.names.group("parser", RAW_FETCHED)
        return (await committed(self.settings.kafka_servers, group, self.names.of(RAW_FETCHED))).get(0, 0)

    async def run_until_committed(self, offset: int) -> None:
        """One life of the service, until it has committed this offset and indexed what it stored."""

        async def is_done() -> bool:
            return await self.committed() == offset and not await self.database.run("SELECT 1 FROM message_to_index")

        async with running(build, self.settings, service="parser"):  # type: ignore[arg-type]
            await eventually(is_done, deadline_s=60, what=f"offset {offset} committed and all indexed")


@pytest.fixture
async def installation(
    stack: Endpoints, topic_prefix: str, database_url: str, tmp_path: Path
) -> AsyncIterator[Installation]:
    settings = ParserSettings(
        kafka_servers=stack.kafka_servers,
        kafka_session_timeout_s=3,
        topic_prefix=topic_prefix,
        database_url=SecretStr(database_url),
        blob_url=f"file://{tmp_path}/blobs",
        secret_key=SECRET_KEY,
        _env_file=None,
    )
    names = TopicNames(topic_prefix)
    await create_topics(stack.kafka_servers, names, [RAW_FETCHED, RAW_FETCHED_BULK, PARSED])
    async with database_of("parser", database_url) as database:
        sealer = Sealer(database_url, BlobStore(settings.blob_url))
        yield Installation(settings, names, database, sealer, tmp_path / "blobs")


def record(event: RawFetched) -> Planted:
    parts = event.to_record()
    return Planted(parts.key, parts.value, parts.headers)


async def test_good_and_bad_records_in_one_batch(installation: Installation) -> None:
    seal = installation.seal
    good = [await seal.fetched(raw, uid=uid) for uid, raw in enumerate([MAIL % 1, ATTACHED, MAIL % 2, b""])]
    good.append(await seal.fetched(BIG, uid=9, in_blob=True))
    erased = await seal.fetched(MAIL % 3, uid=10)
    await seal.erase(erased.mail_id)
    bad = [
        Planted(b"k", b"value", [(FETCHED_HEADER, b"{not json")]),
        Planted(b"k", None, []),
        record(good[0].model_copy(update={"sealed": WORD})),
        record(unsealed(b"a stranger's").model_copy(update={"sealed": b"sealed"})),
    ]
    planted = [record(good[0]), bad[0], record(good[1]), record(erased), *bad[1:], *map(record, good[2:])]
    await installation.plant(*planted)
    await installation.run_until_committed(len(planted))

    events = await installation.parsed()
    assert sorted(event.copy_id for event in events) == sorted(event.copy_id for event in good)
    dead = await installation.dead()
    assert [(each.key, each.value) for each in dead] == [(each.key, each.value) for each in bad]
    subjects = await installation.database.run("SELECT subject FROM read_message ORDER BY subject")
    assert subjects == [("",), ("1",), ("2",), ("attached",), ("big",)]
    assert await installation.database.run("SELECT count(*) FROM read_message_search") == [(5,)]


async def test_the_text_is_nowhere_in_the_clear_but_in_the_database_and_the_events(installation: Installation) -> None:
    events = [
        await installation.seal.fetched(ATTACHED, uid=1),
        await installation.seal.fetched(BIG, uid=2, in_blob=True),
    ]
    damaged = (await installation.seal.fetched(MAIL % 1, uid=3)).model_copy(update={"sha256": "0" * 64})
    await installation.plant(*map(record, [*events, damaged]))
    await installation.run_until_committed(3)

    raw = await read_all(installation.settings.kafka_servers, installation.names.of(RAW_FETCHED))
    dead = await installation.dead()
    assert (len(raw), len(dead)) == (3, 1)
    for each in [*raw, *dead]:
        assert WORD not in b"".join(
            [each.key or b"", each.value or b"", *(content or b"" for _, content in each.headers)]
        )
    blobs = [path.read_bytes() for path in installation.folder.rglob("*") if path.is_file()]
    assert len(blobs) == 3
    assert not any(WORD in blob for blob in blobs)


async def test_records_that_come_again_give_the_same_events(installation: Installation) -> None:
    events = [await installation.seal.fetched(raw, uid=uid) for uid, raw in enumerate([MAIL % 1, ATTACHED, BIG])]
    await installation.plant(*map(record, events))
    await installation.run_until_committed(3)
    await installation.plant(*map(record, events))
    await installation.run_until_committed(6)

    values = values_of(await installation.parsed())
    assert values[:3] == values[3:]
    counts = "SELECT (SELECT count(*) FROM read_message), (SELECT count(*) FROM read_copy)"
    assert await installation.database.run(counts) == [(3, 3)]


async def test_a_wrong_secret_key_ends_the_process_and_sets_nothing_aside(installation: Installation) -> None:
    await installation.plant(record(await installation.seal.fetched(MAIL % 1)))
    other = SecretStr(base64.b64encode(bytes(32)).decode())
    wrong = installation.settings.model_copy(update={"secret_key": other})
    async with running(build, wrong, service="parser") as run, within(30):  # type: ignore[arg-type]
        code, line = await run.ending.wait()
    assert (code, "EMAIL_SECRET_KEY is not the one it was wrapped with" in line) == (2, True)
    assert (await installation.dead(), await installation.committed()) == ([], 0)
