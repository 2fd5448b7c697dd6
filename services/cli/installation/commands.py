"""`mailweave up`, `mailweave migrate` and `mailweave topics apply`."""

from typing import Annotated

import typer

from services.cli.options import Folder, Output, OutputFormat
from services.cli.output.show import show_list


def up(
    *,
    embedded: Annotated[
        bool, typer.Option(help="Also run Kafka, PostgreSQL and GreenMail here, with their data in the folder.")
    ] = False,
    folder: Folder = None,
) -> None:
    """Run all services; what dies is started again and said so. Ctrl-C stops everything cleanly."""
    from services.cli.installation.extra import require_stack
    from services.cli.installation.up import run_until_stopped
    from services.cli.settings import CliSettings

    if embedded:
        require_stack()
    run_until_stopped((folder or CliSettings.load().data_dir).absolute(), embedded=embedded)


def migrate() -> None:
    """Bring the database up to this release: numbered SQL, each file once. Needs no REST."""
    from services.cli.settings import CliSettings
    from shared.postgres.migrate import migrate as migrate_database

    settings = CliSettings.load()
    applied = migrate_database(settings.migration_url, settings.live_schema)
    for name in applied:
        typer.echo(f"applied {name}")
    typer.echo(f"the database is up to date ({len(applied)} applied now)")


def apply(*, output: Output = OutputFormat.TABLE) -> None:
    """Create missing topics and correct settings that differ; never changes a partition count. Needs no REST."""
    import asyncio
    from dataclasses import asdict

    from services.cli.installation.topics import apply_topics
    from services.cli.settings import CliSettings

    applied = asyncio.run(apply_topics(CliSettings.load()))
    details = [f"{topic.name}: {topic.detail}" for topic in applied if topic.detail]
    columns = {"topic": "name", "outcome": "outcome"}
    show_list(map(asdict, applied), columns, output, empty="there are no topics", below=details)
