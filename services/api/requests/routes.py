"""What the other services are asked to do for an account: poll it, test its connections."""

from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from services.api.accounts.routes import existing_account, usable_account
from services.api.fields import Instant, Page, RowIdInPath
from services.api.lists import Part, page, part_of
from services.api.monitor.resources import PollLog
from services.api.ports import PortsOf
from services.api.problems import Problem
from services.api.requests.resources import (
    ConnectivityAccepted,
    ConnectivityState,
    ConnectivityTest,
    PollAccepted,
    PollRequest,
    TestType,
)
from services.api.requests.servers import Tested, tested_servers
from services.api.requests.store import POLL_LOGS, PollLogFilter
from shared.events import ConnectivityRequested, PollRequested
from shared.ids import AccountId

router = APIRouter(prefix="/accounts/{account_id}", tags=["accounts"])


@router.post("/poll/", status_code=HTTPStatus.ACCEPTED)
async def poll(account_id: RowIdInPath, ports: PortsOf, request: PollRequest | None = None) -> PollAccepted:
    """Poll the account now; its poll log tells what was found."""
    account = await usable_account(ports, account_id)
    asked = request or PollRequest()
    if not account.incoming_server:
        raise Problem(HTTPStatus.CONFLICT, f"account {account_id} ({account.email_address}) has no incoming_server")
    if account.status == "inactive":
        raise Problem(
            HTTPStatus.CONFLICT, f"account {account_id} ({account.email_address}) is inactive: activate it first"
        )
    requested_at = ports.now()
    await ports.publish(
        [
            PollRequested(
                account_id=AccountId(account_id),
                correlation_id=ports.new_id(),
                force=asked.force,
                max_messages=asked.max_emails,
                witness=asked.witness,
            )
        ]
    )
    logs_url = f"/api/email/accounts/{account_id}/poll-logs/?since={quote(requested_at.isoformat())}"
    return PollAccepted(account_id=account_id, requested_at=requested_at, poll_logs_url=logs_url)


@router.get("/poll-logs/")
async def poll_logs(
    account_id: RowIdInPath,
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(POLL_LOGS, 20))],
    since: Annotated[Instant | None, Query(description="only polls that ended after this")] = None,
    status: Literal["running", "ok", "error"] | None = None,
) -> Page[PollLog]:
    """The account's polls, the latest first."""
    await existing_account(ports, account_id)
    which = PollLogFilter(account_id, since, status)
    return page(request, part, await ports.requests.poll_logs(which, part))


@router.post("/connectivity-tests/", status_code=HTTPStatus.ACCEPTED)
async def start_connectivity_test(
    account_id: RowIdInPath, ports: PortsOf, request: ConnectivityTest | None = None
) -> ConnectivityAccepted:
    """Try the way to the account's servers and into its folders, step by step; `state_url` tells how far it came."""
    account = await usable_account(ports, account_id)
    asked = _wire_name(request.test_type if request else "all")
    test_type = tested_servers(account) if asked == "all" else asked
    if test_type == "incoming" and not account.incoming_server:
        raise Problem(HTTPStatus.CONFLICT, f"account {account_id} ({account.email_address}) has no incoming_server")
    if test_type == "smtp" and not account.smtp_server:
        raise Problem(HTTPStatus.CONFLICT, f"account {account_id} ({account.email_address}) has no smtp_server")
    check_id = ports.new_id()
    await ports.publish(
        [ConnectivityRequested(account_id=AccountId(account_id), check_id=check_id, test_type=test_type)]
    )
    url = f"/api/email/accounts/{account_id}/connectivity-tests/{check_id}/"
    return ConnectivityAccepted(check_id=check_id, state_url=url)


@router.get("/connectivity-tests/{check_id}/")
async def show_connectivity_test(account_id: RowIdInPath, check_id: UUID, ports: PortsOf) -> ConnectivityState:
    """What the servers said so far; empty until the first answer."""
    return ConnectivityState(check_id=check_id, results=await ports.requests.checks(account_id, check_id))


def _wire_name(test_type: TestType) -> Tested:
    """imap and pop3 both mean the incoming server, whichever protocol the account has."""
    return "incoming" if test_type == "imap" or test_type == "pop3" else test_type
