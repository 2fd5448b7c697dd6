"""`/api/email/monitor/` and `/api/email/health/`."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request

from services.api.accounts.store import ACCOUNTS, AccountFilter
from services.api.fields import Line, Page
from services.api.lists import Part, page, part_of, whole
from services.api.monitor.resources import AccountHealth, Monitor, ReceivingState
from services.api.monitor.store import HEALTH
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
        found = await ports.accounts.list(AccountFilter(email_address), whole(ACCOUNTS, 1))
        if not found:
            raise Problem(
                HTTPStatus.NOT_FOUND,
                f"there is no account {email_address!r}: GET /api/email/accounts/ lists them",
            )
        account_id = found[0].id
    accounts = await ports.monitor.accounts(account_id)
    return Monitor(at=ports.now(), accounts=accounts, totals=await ports.monitor.totals(account_id))


@router.get("/health/")
async def list_health(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(HEALTH))],
    state: Literal["ok", "degraded", "failing", "unknown"] | None = None,
    receiving_state: ReceivingState | None = None,
    status: Literal["active", "inactive", "error"] | None = None,
) -> Page[AccountHealth]:
    """How each account is doing, and since when."""
    return page(
        request, part, await ports.monitor.health(part, state=state, receiving_state=receiving_state, status=status)
    )
