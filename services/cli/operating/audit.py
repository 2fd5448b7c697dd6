"""`mailweave audit`."""

from typing import Annotated

import typer

from services.cli.options import AccountId, Output, OutputFormat


def audit(
    *,
    account_id: AccountId = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for what is on its way.")] = 30.0,
    output: Output = OutputFormat.TABLE,
) -> int:
    """Check that nothing was lost: what was seen, stored, threaded, ruled and sent, against each other. Needs no REST.

    Exit code 0 when all is accounted for; 1 when not, naming up to 20 of what is missing.
    """
    from services.cli.operating.audit_report import report

    return report(account_id, wait_s=wait, output=output)
