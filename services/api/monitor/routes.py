"""`/api/email/monitor/`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from services.api.fields import Line
from services.api.monitor.resources import Monitor
from services.api.ports import PortsOf
from services.api.problems import Problem

router = APIRouter(tags=["monitoring"])


@router.get("/monitor/")
async def monitor(
    ports: PortsOf, email_address: Annotated[Line | None, Query(description="only this account")] = None
) -> Monitor:
    """Health, polls and counts of every account, or of one."""
    account_id = None
    if email_address is not None:
        found = await ports.accounts.list(after=0, limit=1, email_address=email_address)
        if not found:
            raise Problem(
                HTTPStatus.NOT_FOUND,
                f"there is no account {email_address!r}: GET /api/email/accounts/ lists them",
            )
        account_id = found[0].id
    accounts = await ports.monitor.accounts(account_id)
    return Monitor(at=ports.now(), accounts=accounts, totals=await ports.monitor.totals(account_id))
