"""`mailweave audit`."""

from typing import Annotated

import typer

from services.cli.options import AccountId, Output, OutputFormat


def audit(
    *,
    account_id: AccountId = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for what is on its way.")] = 30.0,
    witness: Annotated[
        bool, typer.Option("--witness", help="First poll and compare the servers' own lists with what was read.")
    ] = False,
    output: Output = OutputFormat.TABLE,
) -> int:
    """Check that nothing was lost: what was seen, stored, threaded, ruled and sent, against each other. Needs no REST.

    With --witness also what the servers have, by a list taken now; else as of the last look, which is made daily.
    Exit code 0 when all is accounted for; 1 when not, naming up to 20 of what is missing, or when a server's list
    could not be compared within --wait.
    """
    from services.cli.operating.audit_report import report

    return report(account_id, wait_s=wait, output=output, asks_witness=witness)
