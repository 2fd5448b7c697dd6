"""A full or read-only volume, a bucket that refuses: the parser says so, waits and loses nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from services.cli.doctor import blob_store
from services.cli.settings import CliSettings
from shared.blobs import BlobStore
from shared.events.topics import PARSED, RAW_FETCHED, RAW_FETCHED_BULK, TopicNames
from tests.fakes.s3_bucket import bucket_over_http
from tests.harness.accounts import SECRET_KEY
from tests.harness.kafka import Planted, committed, create_topics, plant, read_all
from tests.harness.service_process import service_process
from tests.harness.volume import Volume, small_volume
from tests.harness.wait import eventually
from tests.integration.sealed_mails import Sealer

MAIL = (
    b"Subject: attached\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee file.\n"
    b'--x\nContent-Type: a/b; name="a.bin"\n\n' + b"content of the file\n" * 50 + b"--x--\n"
)
REFUSED = "the blob store did not take"


@dataclass(frozen=True, slots=True)
class Place:
    """Where blobs are to go: settings of the process, what is broken now, and how it is mended."""

    environment: dict[str, str]
    said: str
    mend: Callable[[], None]


def full(volume: Volume) -> Place:
    volume.fill()
    return Place({"EMAIL_BLOB_URL": f"file://{volume.folder}"}, "No space left on device", volume.empty)


def read_only(volume: Volume) -> Place:
    volume.remount("ro")
    return Place({"EMAIL_BLOB_URL": f"file://{volume.folder}"}, "Read-only file system", lambda: volume.remount("rw"))


@pytest.fixture(params=["full", "read-only", "refusing bucket"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    async with AsyncExitStack() as entered:
        if request.param == "refusing bucket":
            bucket = entered.enter_context(bucket_over_http())
            bucket.refuses = True
            yield Place(bucket.environment(), "403 Forbidden", lambda: setattr(bucket, "refuses", False))
        else:
            volume = entered.enter_context(small_volume())
            yield full(volume) if request.param == "full" else read_only(volume)


@pytest.mark.mount
async def test_what_cannot_be_put_away_waits(
    stack: Endpoints,
    topic_prefix: str,
    database_url: str,
    tmp_path: Path,
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = TopicNames(topic_prefix)
    await create_topics(stack.kafka_servers, names, [RAW_FETCHED, RAW_FETCHED_BULK, PARSED])
    event = await Sealer(database_url, BlobStore(f"file://{tmp_path}/unused")).fetched(MAIL)
    parts = event.to_record()
    await plant(stack.kafka_servers, names.of(RAW_FETCHED), [Planted(parts.key, parts.value, parts.headers)])
    environment = {
        "EMAIL_KAFKA_SERVERS": stack.kafka_servers,
        "EMAIL_KAFKA_SESSION_TIMEOUT_S": "3",
        "EMAIL_TOPIC_PREFIX": topic_prefix,
        "EMAIL_TOPIC_PARTITIONS": "1",
        "EMAIL_DATABASE_URL": database_url,
        "EMAIL_SECRET_KEY": SECRET_KEY.get_secret_value(),
        **place.environment,
    }
    async with service_process(tmp_path, environment, "services.parser") as parser:
        line = await parser.said(REFUSED, deadline_s=30)
        assert place.said in line
        await parser.said(f"not ready: consumer of raw.fetched: {REFUSED}")
        assert await done(stack, names) == 0
        await doctor_says(place, monkeypatch)
        place.mend()
        await eventually(lambda: done(stack, names), deadline_s=60, what="the record handled once the place was mended")
        assert await parser.terminate() == 0
    assert len(await read_all(stack.kafka_servers, names.of(PARSED))) == 1
    assert await read_all(stack.kafka_servers, names.dlq_of(RAW_FETCHED)) == []
    (found,) = await blob_store.look(settings_of(place, monkeypatch))
    assert found.state == "ok", found


async def doctor_says(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = await blob_store.look(settings_of(place, monkeypatch))
    assert (found.state, place.said in found.seen, bool(found.next_step)) == ("problem", True, True), found
    assert "secret-of-the-bucket" not in str(found)


def settings_of(place: Place, monkeypatch: pytest.MonkeyPatch) -> CliSettings:
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    return CliSettings(_env_file=None)


async def done(stack: Endpoints, names: TopicNames) -> int:
    """How far the parser has committed."""
    found = await committed(stack.kafka_servers, names.group("parser", RAW_FETCHED), names.of(RAW_FETCHED))
    return found.get(0, 0)
