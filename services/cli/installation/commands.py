"""`mailweave init`, `mailweave up`, `mailweave migrate` and `mailweave topics apply|acls`."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.options import Folder, Output, OutputFormat
from services.cli.output.show import Columns, show_list

MIGRATION_COLUMNS: Columns = {"applied": "applied"}


def up(
    *,
    embedded: Annotated[
        bool, typer.Option(help="Also run Kafka, PostgreSQL and GreenMail here, with their data in the folder.")
    ] = False,
    migrate: Annotated[
        bool, typer.Option("--migrate/--no-migrate", help="Bring the database up to this release first.")
    ] = True,
    folder: Folder = None,
) -> int:
    """Run all services; what dies is started again and said so. Ctrl-C stops everything cleanly.

    What would keep them from working is said before anything starts, a line for each; the exit code is then 2.
    """
    from services.cli.installation.extra import require_stack
    from services.cli.installation.up import run_until_stopped
    from services.cli.settings import CliSettings

    if embedded:
        require_stack()
    elif found := _faults(migrates=migrate):
        for fault in found:
            typer.echo(f"mailweave: {fault}", err=True)
        return 2
    run_until_stopped((folder or CliSettings.load().data_dir).absolute(), embedded=embedded, migrates=migrate)
    return 0


def _faults(*, migrates: bool) -> list[str]:
    from services.cli.installation.checks import faults
    from services.cli.settings import CliSettings
    from shared.errors import ConfigurationError
    from shared.services import SERVICES

    try:
        settings = CliSettings.load()
    except ConfigurationError as error:  # of the command line's own settings: all that can be said is this
        return [str(error)]
    return faults(settings, {name: service.http_port for name, service in SERVICES.items()}, migrates=migrates)


def init() -> None:
    """Write `.env` with every setting and fresh keys, readable by you alone; an existing one is never touched."""
    from services.cli.installation.init import write_env
    from shared.settings import ENV_FILE

    write_env(Path(ENV_FILE))
    typer.echo(f"{ENV_FILE} is written: set EMAIL_DATABASE_URL and EMAIL_KAFKA_SERVERS in it, then `mailweave up`")
    typer.echo("keep a copy of EMAIL_SECRET_KEY elsewhere: without it no stored mail can be read again")


def migrate(
    *,
    login: Annotated[
        bool, typer.Option("--login", help="Also make the login of EMAIL_DATABASE_URL, or give it that password.")
    ] = False,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Bring the database up to this release: numbered SQL, each file once. Needs no REST."""
    from services.cli.settings import CliSettings
    from shared.postgres.login import create_login
    from shared.postgres.migrate import migrate as migrate_database

    settings = CliSettings.load()
    applied = migrate_database(settings.migration_url, settings.live_schema)
    done = [f"the database is up to date ({len(applied)} applied now)"]
    if login:
        name = create_login(settings.migration_url, settings.database_url.get_secret_value())
        done.append(f"the services log in as {name}, a member of their roles and nothing else")
    rows = [{"applied": name} for name in applied]
    show_list(rows, MIGRATION_COLUMNS, output, empty="; ".join(done), below=done if rows else [])


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


def acls(
    *,
    principal: Annotated[
        str, typer.Option(help="Who a service is to Kafka; {service} stands for its name.")
    ] = "User:mailweave-{service}",
    commands: Annotated[
        bool, typer.Option("--commands", help="Print lines for Kafka's kafka-acls.sh instead.")
    ] = False,
    output: Output = OutputFormat.TABLE,
) -> None:
    """What each service must be allowed where Kafka asks: topics, consumer groups, the cluster. Asks nobody.

    With a login for each service (EMAIL_KAFKA_USERNAME, or a certificate: --principal "User:CN=mailweave-{service}")
    each gets what it needs and no more. Where all have the same one: --principal User:mailweave.

        mailweave topics acls --commands > acls.sh
    """
    from services.cli.installation.acls import show_acls

    show_acls(output, principal=principal, as_commands=commands)
