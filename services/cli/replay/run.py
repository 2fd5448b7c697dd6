"""Runs a replay: the ordinary parser, threader and rules as a generation of their own."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
from psycopg import sql
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from services.cli.installation.supervisor import Supervisor
from services.cli.installation.topics import apply_topics
from services.cli.installation.up import say
from services.cli.replay.compare import Comparison, compare, differing_fields, read_otherwise
from services.cli.replay.progress import SERVICES, STEPS, Step, next_generation, watch
from services.cli.replay.projection import Projection
from services.cli.rest import CommandError, UsageError
from services.cli.settings import CliSettings
from shared.errors import ConfigurationError
from shared.postgres.migrate import migrate_projections
from shared.postgres.sessions import first_line
from shared.service.ports import Ports
from shared.settings import SCHEMA_NAME

LOOK_EACH_S = 0.3
SETTLED_LOOKS = 3
STALLED_S = 120.0
RESERVED = ("core", "public")


def run(into: str, *, source: str, do_compare: bool) -> int:
    """Fills the schema `into`, which must not exist yet; 1 if the projections were compared and differ, else 0."""
    settings = CliSettings.load()
    schema = _named(into)
    _refuse_used(settings, schema)
    started_at = datetime.now(UTC)
    generation = asyncio.run(next_generation(settings))
    migrate_projections(settings.migration_url, schema)
    asyncio.run(apply_topics(settings, generation))
    say(f"generation {generation}: {source} into schema {schema}")
    with _services(settings, schema, generation) as supervisor:
        asyncio.run(_follow(settings, generation, supervisor))
    if not do_compare:
        say(f"done; look at it with `SET search_path = {schema}, core`, drop it with `DROP SCHEMA {schema} CASCADE`")
        return 0
    result = compared(Projection(settings, settings.live_schema), Projection(settings, schema), started_at)
    for line in result.lines():
        say(line)
    return 1 if result.differing else 0


def compared(live: Projection, replayed: Projection, until: datetime) -> Comparison:
    """What differs among the mails that were fetched no later than `until`."""
    before, after = live.rows(until), replayed.rows(until)
    otherwise = read_otherwise(before, after)
    fields = differing_fields(live.digests(otherwise), replayed.digests(otherwise))
    return compare(before, after, fields)


def _named(into: str) -> str:
    if not SCHEMA_NAME.matches(into):
        raise UsageError(f"--into {into}: a schema's name is {SCHEMA_NAME.words}, as in g1")
    return into


def _refuse_used(settings: CliSettings, schema: str) -> None:
    if schema in (*RESERVED, settings.live_schema):
        raise UsageError(f"--into {schema}: that schema is in use; name a new one")
    query = sql.SQL("SELECT 1 FROM pg_namespace WHERE nspname = {}").format(sql.Literal(schema))
    try:
        with psycopg.connect(settings.migration_url) as connection:
            exists = connection.execute(query).fetchone() is not None
    except psycopg.OperationalError as error:
        raise ConfigurationError(
            f"PostgreSQL cannot be reached ({first_line(error)}): check EMAIL_DATABASE_URL"
        ) from error
    if exists:
        raise UsageError(f"--into {schema}: that schema exists already; name another or drop it first")


def environment_of(settings: CliSettings, schema: str, generation: int) -> dict[str, str]:
    """What a service of this generation runs with, beside what is set for all."""
    return {
        "EMAIL_GENERATION": str(generation),
        "EMAIL_LIVE_SCHEMA": schema,
        "EMAIL_TOPIC_PREFIX": settings.topic_prefix,
        "EMAIL_KAFKA_SERVERS": settings.kafka_servers,
        "EMAIL_DATABASE_URL": settings.database_url.get_secret_value(),
        "EMAIL_BLOB_URL": settings.blob_url,
        "EMAIL_SECRET_KEY": settings.secret_key.get_secret_value(),
    }


@contextlib.contextmanager
def _services(settings: CliSettings, schema: str, generation: int) -> Iterator[Supervisor]:
    folder = settings.data_dir.absolute() / f"replay-g{generation}"
    folder.mkdir(parents=True, exist_ok=True)
    claim = Ports(folder).claim
    environment = environment_of(settings, schema, generation)
    supervisor = Supervisor(folder, environment, {name: claim(f"{name}_http") for name in SERVICES}, say, SERVICES)
    try:
        yield supervisor
    finally:
        supervisor.stop()


async def _follow(settings: CliSettings, generation: int, supervisor: Supervisor) -> None:
    """Returns once all have committed all there is, several looks in a row."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    settled, before, moved_at = 0, list[Step](), time.monotonic()
    with Progress(*columns) as bar:
        tasks = {
            (service, topic.name): bar.add_task(f"{service:<9} {topic.name:<16}", total=None)
            for service, topic in STEPS
        }
        async with watch(settings, generation) as looking:
            while settled < SETTLED_LOOKS:
                supervisor.tick()
                steps = await looking.steps()
                for step in steps:
                    bar.update(tasks[step.service, step.topic], completed=step.done, total=step.total)
                settled = settled + 1 if all(step.is_finished for step in steps) else 0
                if steps != before:
                    before, moved_at = steps, time.monotonic()
                elif not settled and time.monotonic() - moved_at > STALLED_S:
                    raise CommandError(f"the replay does not move: {_stuck(steps)}; see {supervisor.folder}/logs")
                await asyncio.sleep(LOOK_EACH_S)


def _stuck(steps: list[Step]) -> str:
    return ", ".join(
        f"{step.service} stands at {step.done} of {step.total} records of {step.topic}"
        for step in steps
        if not step.is_finished
    )
