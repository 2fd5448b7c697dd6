"""`/api/email/imports/`."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from services.api.accounts.resources import Account
from services.api.accounts.routes import usable_account
from services.api.fields import LARGEST_INTEGER, Page
from services.api.imports.resources import Import, ImportAccepted, NewImport, State
from services.api.imports.store import IMPORTS, ImportFilter
from services.api.lists import Part, page, part_of
from services.api.ports import Ports, PortsOf
from services.api.problems import Problem
from shared.events import ImportRequested
from shared.ids import AccountId

router = APIRouter(prefix="/imports", tags=["accounts"])
UNFINISHED = ("waiting", "running")
AccountIdInQuery = Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER)]


@router.post("/", status_code=HTTPStatus.ACCEPTED)
async def start_import(new: NewImport, ports: PortsOf) -> ImportAccepted:
    """Bring the older mail of an account in, beside its live polls. What is known already is left out."""
    account = await usable_account(ports, new.account_id)
    _refuse_if_it_cannot(account)
    _refuse_if_empty(new, ports)
    import_id = ports.new_id()
    await ports.publish(
        [
            ImportRequested(
                account_id=AccountId(account.id),
                import_id=import_id,
                since=new.since,
                until=new.until,
                folders=tuple(dict.fromkeys(map(_as_stored, new.folders or account.read_folders))),
                requested_at=ports.now(),
            )
        ]
    )
    return _accepted(import_id)


@router.get("/")
async def list_imports(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(IMPORTS, 20))],
    account_id: AccountIdInQuery = None,
    state: State | None = None,
) -> Page[Import]:
    """Imports, the latest first."""
    return page(request, part, await ports.imports.list(ImportFilter(account_id, state), part))


@router.get("/{import_id}/")
async def show_import(import_id: UUID, ports: PortsOf) -> Import:
    """How far an import is."""
    return await existing_import(ports, import_id)


@router.post("/{import_id}/cancel/", status_code=HTTPStatus.ACCEPTED)
async def cancel_import(import_id: UUID, ports: PortsOf) -> ImportAccepted:
    """Leave off with it; what was read stays."""
    found = await existing_import(ports, import_id)
    if found.state not in UNFINISHED:
        raise Problem(HTTPStatus.CONFLICT, f"the import {import_id} cannot be cancelled: it is {found.state} already")
    await ports.publish([ImportRequested(account_id=AccountId(found.account_id), import_id=import_id, action="cancel")])
    return _accepted(import_id)


async def existing_import(ports: Ports, import_id: UUID) -> Import:
    """The import; a Problem with 404 when the poller does not know it."""
    found = await ports.imports.get(import_id)
    if found is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"the poller does not know the import {import_id}: one that was accepted a moment ago appears as soon as "
            "the poller has taken it up; GET /api/email/imports/ lists them",
        )
    return found


def _accepted(import_id: UUID) -> ImportAccepted:
    return ImportAccepted(import_id=import_id, state_url=f"/api/email/imports/{import_id}/")


def _refuse_if_empty(new: NewImport, ports: Ports) -> None:
    if new.since > ports.now().date():
        raise Problem(HTTPStatus.CONFLICT, f"since {new.since} lies ahead: an import brings older mail in")
    if new.until is not None and new.until < new.since:
        raise Problem(HTTPStatus.CONFLICT, f"until {new.until} lies before since {new.since}")


def _refuse_if_it_cannot(account: Account) -> None:
    label = f"account {account.id} ({account.email_address})"
    if not account.incoming_server:
        raise Problem(HTTPStatus.CONFLICT, f"{label} has no incoming_server")
    if account.incoming_protocol == "pop3":
        raise Problem(
            HTTPStatus.CONFLICT,
            f"{label} uses POP3, which shows neither folders nor when a message came: its first poll has read all that "
            "the server keeps; use IMAP for this account to import from a day on",
        )
    if account.status == "inactive":
        raise Problem(HTTPStatus.CONFLICT, f"{label} is inactive: activate it first")


def _as_stored(folder: str) -> str:
    """INBOX is the one folder whose case says nothing (RFC 9051 §5.1)."""
    return "INBOX" if folder.upper() == "INBOX" else folder
