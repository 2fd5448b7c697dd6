"""Mail that kills or holds up whoever parses it goes on as `parsed`, once, beside mail that does not."""

import logging
import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil
import pytest

from deploy.local.endpoints import Endpoints
from services.parser import app
from services.parser.children.pool import Children
from services.parser.domain.given_up import PARSING_GAVE_UP, read_header_alone
from services.parser.domain.message import ParsedMessage, parse_message
from services.parser.handover import AT_ONCE_BYTES
from services.parser.ports import Outcome
from shared import ids, metrics
from shared.errors import TransientError
from tests.harness.accounts import SECRET_KEY
from tests.harness.poison import POISONED
from tests.harness.service_process import service_process
from tests.harness.wait import eventually
from tests.integration.parser_by_hand import Parser
from tests.integration.projections import database_of
from tests.integration.sealed_mails import ACCOUNT_KEY, values_of
from tests.integration.test_parser_service import MAIL, WORD, Installation, installation, record

__all__ = ["installation"]
POISON = (
    b"Message-ID: <%d@x>\nFrom: Ada <ada@x.y>\nDate: Mon, 23 Nov 2026 12:00:00 +0100\nSubject: poison %s\n\n" + WORD
)
STORED = "SELECT subject, plain_body, defects FROM read_message ORDER BY subject"


@dataclass
class ParsingTired:
    """Gives everything up the first time; a third hand-over fails."""

    parsed: list[bytes] = field(default_factory=list)
    read: list[bytes] = field(default_factory=list)

    async def parse(self, raws: Sequence[bytes]) -> Sequence[Outcome]:
        if len(self.parsed) == 2:
            raise TransientError("no process can be started")
        self.parsed += raws
        return [Outcome(read_header_alone(raw), "hang") for raw in raws]

    async def read_header(self, raw: bytes) -> ParsedMessage:
        self.read.append(raw)
        return read_header_alone(raw)


@pytest.fixture
async def parser(database_url: str, tmp_path: Path) -> AsyncIterator[Parser]:
    async with database_of("parser", database_url) as database:
        yield Parser(database, tmp_path / "blobs")


async def test_what_was_given_up_stays_so_and_a_repeat_is_byte_equal(parser: Parser) -> None:
    raw = POISON % (1, b"once")
    here = parser.parsing
    fetched = await parser.seal.fetched(raw)
    parser.parsing = ParsingTired()
    first = await parser.handle(fetched)
    parser.parsing = here
    again = await parser.handle(fetched)
    assert values_of(again) == values_of(first)
    assert first[0].defects == (PARSING_GAVE_UP,)
    assert first[0].effect_id == ids.effect_id(
        ACCOUNT_KEY, "1@x", "Ada <ada@x.y>", "Mon, 23 Nov 2026 12:00:00 +0100", fetched.mail_id
    )
    assert await parser.database.run(STORED) == [("poison once", "", [PARSING_GAVE_UP])]


async def test_effects_are_the_same_where_a_repeat_would_parse(parser: Parser) -> None:
    fetched = await parser.seal.fetched(POISON % (1, b"once"))
    (whole,) = await parser.handle(fetched)
    parser.parsing = ParsingTired()
    (alone,) = await parser.handle(fetched)
    assert (alone.effect_id, alone.mail_id, alone.copy_id) == (whole.effect_id, whole.mail_id, whole.copy_id)


async def test_what_was_given_up_is_stored_before_the_batch_goes_on(parser: Parser) -> None:
    parser.parsing = tired = ParsingTired()
    raws = [POISON % (number, b"%d" % number) + b" " * AT_ONCE_BYTES for number in range(3)]
    events = [await parser.seal.fetched(raw, uid=uid, in_blob=True) for uid, raw in enumerate(raws)]
    with pytest.raises(TransientError):
        await parser.handle(*events)
    assert [row[0] for row in await parser.database.run(STORED)] == ["poison 0", "poison 1"]
    assert len(tired.parsed) == 2
    tired.parsed.clear()
    await parser.handle(*events)
    assert (tired.read, tired.parsed) == (raws[:2], raws[2:])


def gave_up(cause: str) -> float:
    return metrics.PARSER.get_sample_value("mailweave_parser_gave_up_total", {"cause": cause}) or 0


async def test_the_service_outlives_poison(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(app, "Children", partial(Children, POISONED))
    kinds = [b"hang", b"memory", b"error"]
    before = {cause: gave_up(cause) for cause in ("hang", "memory", "error")}
    raws = [raw for number, kind in enumerate(kinds) for raw in (MAIL % number, POISON % (number, kind))]
    events = [await installation.seal.fetched(raw, uid=uid) for uid, raw in enumerate(raws)]
    await installation.plant(*map(record, events))
    await installation.run_until_committed(len(events))

    produced = await installation.parsed()
    assert sorted(each.copy_id for each in produced) == sorted(each.copy_id for each in events)
    found = {each.subject: (each.defects, each.plain_body) for each in produced}
    healthy = {str(number): ((), parse_message(MAIL % number).plain_body) for number in range(len(kinds))}
    assert found == healthy | {f"poison {kind.decode()}": ((PARSING_GAVE_UP,), "") for kind in kinds}
    assert await installation.dead() == []
    assert {cause: gave_up(cause) - count for cause, count in before.items()} == dict.fromkeys(before, 1)
    for event in events[1::2]:
        assert sum(f"mail {event.mail_id} of account 3 could not be parsed" in line for line in caplog.messages) == 1
    assert WORD.decode() not in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "kill -9"])
async def test_children_go_with_the_service(
    installation: Installation, stack: Endpoints, tmp_path: Path, number: signal.Signals
) -> None:
    settings = installation.settings
    environment = {
        "EMAIL_KAFKA_SERVERS": stack.kafka_servers,
        "EMAIL_TOPIC_PREFIX": settings.topic_prefix,
        "EMAIL_DATABASE_URL": settings.database_url.get_secret_value(),
        "EMAIL_BLOB_URL": settings.blob_url,
        "EMAIL_SECRET_KEY": SECRET_KEY.get_secret_value(),
    }
    await installation.plant(record(await installation.seal.fetched(MAIL % 1)))
    async with service_process(tmp_path, environment, "services.parser") as service:

        async def is_done() -> bool:
            return await installation.committed() == 1

        await eventually(is_done, deadline_s=30, what="the record is committed")
        children = psutil.Process(service.process.pid).children(recursive=True)
        assert [child.is_running() for child in children] == [True]
        assert not any("EMAIL_" in name for child in children for name in child.environ())
        service.process.send_signal(number)
        code = await service.end()
        assert code == (0 if number is signal.SIGTERM else -signal.SIGKILL)
        await eventually(lambda: not any(child.is_running() for child in children), what="the children are gone")
