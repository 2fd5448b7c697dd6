"""`/api/email/accounts/`."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from services.api.accounts.references import REFERENCES, refuse_others
from services.api.accounts.resources import Account, AccountChange, NewAccount
from services.api.accounts.store import ACCOUNTS, AccountFilter, no_account, present
from services.api.accounts.trial import created_if_it_works
from services.api.fields import Line, Page, RowIdInPath
from services.api.lists import Part, page, part_of
from services.api.ports import Ports, PortsOf
from services.api.preconditions import ExpectedOf, tag

router = APIRouter(prefix="/accounts", tags=["accounts"])


@router.post("/", status_code=HTTPStatus.CREATED)
async def create_account(
    new: NewAccount,
    ports: PortsOf,
    response: Response,
    test: Annotated[bool, Query(description="save it only when its servers work; takes up to a minute")] = False,
) -> Account:
    """Configure an account; the poller takes it up at once when it is active."""
    refuse_others(ports.allowed_references, new.model_dump(include=set(REFERENCES)))
    account = await (created_if_it_works(new, ports) if test else ports.accounts.create(new))
    response.headers["Location"] = f"/api/email/accounts/{account.id}/"
    tag(response, account.version)
    return account


@router.get("/")
async def list_accounts(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(ACCOUNTS))],
    email_address: Annotated[Line | None, Query(description="only the account with this address")] = None,
    status: Literal["active", "inactive", "error"] | None = None,
    q: Annotated[Line | None, Query(description="what name or address contain")] = None,
    deleted: Annotated[bool, Query(description="the removed ones too")] = False,
) -> Page[Account]:
    """All accounts with their health, without passwords."""
    which = AccountFilter(email_address, status, q, deleted)
    return page(request, part, await ports.accounts.list(which, part))


@router.get("/{account_id}/")
async def show_account(account_id: RowIdInPath, ports: PortsOf, response: Response) -> Account:
    """One account with its health, a removed one too."""
    account = await existing_account(ports, account_id)
    tag(response, account.version)
    return account


@router.patch("/{account_id}/")
async def change_account(
    account_id: RowIdInPath, change: AccountChange, ports: PortsOf, expected: ExpectedOf, response: Response
) -> Account:
    """Change any field; what is absent stays."""
    given = change.model_dump(include=change.model_fields_set & set(REFERENCES))
    refuse_others(ports.allowed_references, given)
    account = await ports.accounts.change(account_id, change, expected)
    tag(response, account.version)
    return account


@router.delete("/{account_id}/", status_code=HTTPStatus.NO_CONTENT)
async def remove_account(account_id: RowIdInPath, ports: PortsOf, expected: ExpectedOf) -> None:
    """Remove the account: no poll, no send, what waits is cancelled. Its mail stays, its address is free again."""
    await ports.accounts.remove(account_id, expected)


async def existing_account(ports: Ports, account_id: int) -> Account:
    """The account; a Problem that says how to find one when there is none."""
    account = await ports.accounts.get(account_id)
    if account is None:
        raise no_account(account_id)
    return account


async def usable_account(ports: Ports, account_id: int) -> Account:
    """The same for something that is asked of it: a removed one does nothing any more."""
    return present(await existing_account(ports, account_id))
