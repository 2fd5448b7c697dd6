"""`/api/email/accounts/`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.api.accounts.resources import Account, AccountChange, NewAccount
from services.api.accounts.trial import created_if_it_works
from services.api.fields import Limit, Line, Page, RowIdInPath
from services.api.pages import AfterId, id_page
from services.api.ports import Ports, PortsOf
from services.api.problems import Problem

router = APIRouter(prefix="/accounts", tags=["accounts"])


@router.post("/", status_code=HTTPStatus.CREATED)
async def create_account(
    new: NewAccount,
    ports: PortsOf,
    response: Response,
    test: Annotated[bool, Query(description="save it only when its servers work; takes up to a minute")] = False,
) -> Account:
    """Configure an account; the poller takes it up at once when it is active."""
    account = await (created_if_it_works(new, ports) if test else ports.accounts.create(new))
    if account is None:
        raise Problem(HTTPStatus.CONFLICT, f"there is an account with the address {new.email_address} already")
    response.headers["Location"] = f"/api/email/accounts/{account.id}/"
    return account


@router.get("/")
async def list_accounts(
    ports: PortsOf,
    cursor: AfterId = 0,
    limit: Limit = 100,
    email_address: Annotated[Line | None, Query(description="only the account with this address")] = None,
) -> Page[Account]:
    """All accounts with their health, without passwords."""
    found = await ports.accounts.list(after=cursor, limit=limit + 1, email_address=email_address)
    return id_page("/api/email/accounts/", found, limit, lambda account: account.id)


@router.get("/{account_id}/")
async def show_account(account_id: RowIdInPath, ports: PortsOf) -> Account:
    """One account with its health."""
    return await existing_account(ports, account_id)


@router.patch("/{account_id}/")
async def change_account(account_id: RowIdInPath, change: AccountChange, ports: PortsOf) -> Account:
    """Change status, passwords or polling; what is absent stays."""
    account = await ports.accounts.change(account_id, change)
    if account is None:
        raise no_account(account_id)
    return account


async def existing_account(ports: Ports, account_id: int) -> Account:
    """The account; a Problem that says how to find one when there is none."""
    account = await ports.accounts.get(account_id)
    if account is None:
        raise no_account(account_id)
    return account


def no_account(account_id: int) -> Problem:
    """The Problem of an unknown account."""
    return Problem(HTTPStatus.NOT_FOUND, f"there is no account {account_id}: GET /api/email/accounts/ lists them")
