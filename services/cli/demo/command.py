"""`mailweave demo`."""

from typing import Annotated

import typer

from services.cli.options import Folder
from services.cli.rest import UsageError


def demo(
    *,
    stay: Annotated[bool, typer.Option(help="Stay up afterwards, until Ctrl-C.")] = False,
    mail_server: Annotated[
        str, typer.Option(help="Start nothing: use the installation of the settings, and the GreenMail on this host.")
    ] = "",
    folder: Folder = None,
) -> int:
    """Show the main job on real mail: 28 messages go from two mailboxes through every stage, answers come back.

    Starts Kafka, PostgreSQL, GreenMail and all services here. Exits 0 when everything was seen, 1 with what is missing.
    """
    from services.cli.installation.extra import require_stack
    from services.cli.settings import CliSettings

    if mail_server:
        from services.cli.demo.elsewhere import run_elsewhere

        if stay:
            raise UsageError("--stay is for what the demo starts itself: leave it, or --mail-server, out")
        return 1 if run_elsewhere(mail_server) else 0
    require_stack()
    from services.cli.demo.run import run  # only now: it imports the stack

    faults = run((folder or CliSettings.load().data_dir).absolute(), stay=stay)
    return 1 if faults else 0
