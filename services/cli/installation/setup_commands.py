"""`mailweave migrate` and `mailweave topics apply`."""

import asyncio

import typer

from services.cli.installation.topics import apply_topics
from services.cli.settings import CliSettings
from services.cli.terminal import print_table
from shared.postgres.migrate import migrate as migrate_database


def migrate() -> None:
    """Bring the database up to this release: numbered SQL, each file once. Needs no REST."""
    settings = CliSettings.load()
    applied = migrate_database(settings.migration_url, settings.live_schema)
    for name in applied:
        typer.echo(f"applied {name}")
    typer.echo(f"the database is up to date ({len(applied)} applied now)")


def apply() -> None:
    """Create missing topics and correct settings that differ; never changes a partition count. Needs no REST."""
    applied = asyncio.run(apply_topics(CliSettings.load()))
    print_table(("topic", "outcome", "detail"), ((topic.name, topic.outcome, topic.detail) for topic in applied))
