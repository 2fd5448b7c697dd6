"""`mailweave doctor`."""

from services.cli.options import Output, OutputFormat
from services.cli.output.show import Columns

COLUMNS: Columns = {"check": "check", "state": "state", "seen": "seen", "next step": "next_step"}


def doctor(*, output: Output = OutputFormat.TABLE) -> int:
    """Look at everything that Mailweave needs, and say what to do about what is not well. Needs no REST.

    Settings, files with secrets, PostgreSQL (version, roles, migrations, clock), keys (one mail's and one login are
    opened), Kafka (topics, settings, ACLs), the blob store (some bytes are put, read and deleted), disk, the accounts'
    mail servers (nobody logs in), and the services of this machine. It takes half a minute at most, changes nothing
    and prints no secret.

    Each line is `ok`, `warning` (it works, and something is to be done), `problem`, or `skipped`: not looked at,
    because of what it says. Exit code 1 when there is a problem, else 0.

        mailweave doctor                 # after installing, before upgrading, when something is odd
        mailweave doctor --format json   # for a monitor: a list of check, state, seen, next_step

    Run it where a service runs, with that service's settings: what one machine reaches another may not.
    """
    import asyncio
    from dataclasses import asdict

    from services.cli.doctor.examine import examine
    from services.cli.doctor.finding import is_well, state_of
    from services.cli.output.show import show_list

    findings = asyncio.run(examine())
    show_list(map(asdict, findings), COLUMNS, output, empty="", below=[state_of(findings)])
    return 0 if is_well(findings) else 1
