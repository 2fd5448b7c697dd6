"""`/accounts`."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ValidationError
from starlette.responses import RedirectResponse

from services.api.accounts.presets import PRESETS, preset
from services.api.accounts.resources import Account, AccountChange, NewAccount
from services.api.accounts.routes import change_account, create_account, existing_account, remove_account
from services.api.accounts.store import ACCOUNTS, AccountFilter
from services.api.discovery.resources import Discovery
from services.api.fields import RowIdInPath
from services.api.imports.store import IMPORTS, ImportFilter
from services.api.lists import Part, page, part_of, whole
from services.api.monitor.resources import PollLog
from services.api.preconditions import ANY
from services.api.problems import Problem
from services.api.requests.resources import ConnectivityTest, PollRequest, TestType
from services.api.requests.routes import poll, start_connectivity_test
from services.api.requests.store import POLL_LOGS, PollLogFilter
from services.api.screen import words
from services.api.screen.accounts.form import (
    START,
    WHOLE_FORM,
    change_document,
    document,
    errors_of,
    places_of,
    shown,
)
from services.api.screen.accounts.form_fields import ACCOUNT_FORM
from services.api.screen.forms import Form, seen
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.pages import render, render_form
from services.api.screen.plot import Bar, bars
from services.api.screen.ports import ScreenPorts, ScreenPortsOf

router = APIRouter(prefix="/accounts")
ON_A_PAGE = 50
POLLS_SHOWN = 40
IMPORTS_SHOWN = 5
AccountPart = Annotated[Part, Depends(part_of(ACCOUNTS, ON_A_PAGE))]


@router.get("")
async def list_accounts(request: Request, ports: ScreenPortsOf, part: AccountPart) -> Response:
    """All accounts, each with how it does."""
    found = page(request, part, await ports.rest.accounts.list(AccountFilter(), part))
    accounts = [(account, _pill(account)) for account in found.results]
    return render(request, "accounts.html", accounts=accounts, onward=found.next, is_first=part.after is None)


@router.get("/new")
async def new_account(request: Request, preset_key: Annotated[str, Query(alias="preset")] = "") -> Response:
    """Which provider; then the form."""
    chosen = preset(preset_key)
    values = START | shown(chosen.fields())
    return form_page(request, values, {}, preset_key=chosen.key if preset_key else "")


@router.post("/new")
async def add_account(request: Request, ports: ScreenPortsOf, form: Form) -> Response:
    """Creates it, or shows the form again with what is wrong."""
    chosen = preset(form.get("preset", ""))
    try:
        new = NewAccount.model_validate(document(form))
        account = await create_account(new, ports.rest, Response())
    except ValidationError as error:
        return form_page(request, form, errors_of(details_of(error)), preset_key=chosen.key)
    except Problem as error:
        return form_page(request, form, {WHOLE_FORM: error.detail}, preset_key=chosen.key)
    return await _tested(ports, account.id)


@router.get("/{account_id}")
async def show_account(
    account_id: RowIdInPath, request: Request, ports: ScreenPortsOf, check: UUID | None = None
) -> Response:
    """One account: health, polls, what can be done."""
    account = await existing_account(ports.rest, account_id)
    part = whole(POLL_LOGS, POLLS_SHOWN)
    polls = (await ports.rest.requests.poll_logs(PollLogFilter(account_id), part))[:POLLS_SHOWN]
    activity = await ports.rest.monitor.accounts(account_id)
    return render(
        request,
        "account.html",
        account=account,
        pill=_pill(account),
        cause=words.cause(account.receiving_kind),
        after_fetch=words.after_fetch(account.after_fetch, account.after_fetch_folder, account.after_fetch_days),
        places=places_of(account.model_dump()),
        polls=polls,
        plot=_plot(polls),
        changes=activity[0].recent_changes if activity else [],
        gaps=activity[0].open_gaps if activity else [],
        gap_count=activity[0].open_gap_count if activity else 0,
        imports=(await ports.rest.imports.list(ImportFilter(account_id), whole(IMPORTS, IMPORTS_SHOWN)))[
            :IMPORTS_SHOWN
        ],
        check=await _check(ports, account, check) if check else None,
    )


@router.get("/{account_id}/checks/{check_id}")
async def show_check(account_id: RowIdInPath, check_id: UUID, request: Request, ports: ScreenPortsOf) -> Response:
    """A piece of the account's page: what the servers said so far."""
    account = await existing_account(ports.rest, account_id)
    return render(request, "check.html", account=account, check=await _check(ports, account, check_id))


@router.post("/{account_id}/test")
async def test_account(account_id: RowIdInPath, ports: ScreenPortsOf) -> Response:
    """Asks both servers to let us in."""
    return await _tested(ports, account_id)


@router.post("/{account_id}/poll")
async def poll_account(account_id: RowIdInPath, ports: ScreenPortsOf) -> Response:
    """Polls it now."""
    await poll(account_id, ports.rest)
    return _back_to(account_id)


@router.post("/{account_id}/compare")
async def compare_account(account_id: RowIdInPath, ports: ScreenPortsOf) -> Response:
    """Polls it, then holds the server's own list against what was read."""
    await poll(account_id, ports.rest, PollRequest(force=True, witness=True))
    return _back_to(account_id)


@router.post("/{account_id}/status")
async def set_status(account_id: RowIdInPath, ports: ScreenPortsOf, form: Form) -> Response:
    """Pauses or activates it."""
    status = "inactive" if form.get("status") == "inactive" else "active"
    await change_account(account_id, AccountChange(status=status), ports.rest, ANY, Response())
    return _back_to(account_id)


@router.get("/{account_id}/edit")
async def edit_account(account_id: RowIdInPath, request: Request, ports: ScreenPortsOf) -> Response:
    """The form with what is stored; passwords stay as they are unless new ones are typed."""
    account = await existing_account(ports.rest, account_id)
    return form_page(request, shown(account.model_dump()), {}, account=account)


@router.post("/{account_id}/edit")
async def change(account_id: RowIdInPath, request: Request, ports: ScreenPortsOf, form: Form) -> Response:
    """Changes it, or shows the form again with what is wrong."""
    account = await existing_account(ports.rest, account_id)
    try:
        wanted = AccountChange.model_validate(change_document(form))
        await change_account(account_id, wanted, ports.rest, seen(form), Response())
    except ValidationError as error:
        return form_page(request, form, errors_of(details_of(error)), account=account)
    except Problem as error:
        return form_page(request, form, {WHOLE_FORM: error.detail}, account=account)
    return _back_to(account_id)


def form_page(
    request: Request,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    preset_key: str = "",
    account: Account | None = None,
    found: Discovery | None = None,
) -> Response:
    """The form; `found` says what was found out about the address."""
    return render_form(
        request,
        "account_form.html",
        errors,
        groups=ACCOUNT_FORM,
        values=values,
        whole=errors.get(WHOLE_FORM, ""),
        presets=PRESETS,
        preset=preset(preset_key) if preset_key else None,
        account=account,
        found=found,
        version=values.get("version") or (account.version if account else ""),
    )


@router.get("/{account_id}/remove")
async def ask_before_removal(account_id: RowIdInPath, request: Request, ports: ScreenPortsOf) -> Response:
    """What goes and what stays."""
    return render(request, "account_remove.html", account=await existing_account(ports.rest, account_id))


@router.post("/{account_id}/remove")
async def remove(account_id: RowIdInPath, ports: ScreenPortsOf, form: Form) -> Response:
    """Removes it; its mail stays."""
    await remove_account(account_id, ports.rest, seen(form))
    return RedirectResponse("/accounts", SEE_OTHER)


async def _tested(ports: ScreenPorts, account_id: int) -> Response:
    account = await existing_account(ports.rest, account_id)
    both = account.incoming_server and account.smtp_server
    only: TestType = "incoming" if account.incoming_server else "smtp"
    test = ConnectivityTest(test_type="all" if both else only)
    accepted = await start_connectivity_test(account_id, ports.rest, test)
    return RedirectResponse(f"/accounts/{account_id}?check={accepted.check_id}", SEE_OTHER)


def _back_to(account_id: int) -> Response:
    return RedirectResponse(f"/accounts/{account_id}", SEE_OTHER)


def _pill(account: Account) -> words.Pill:
    if account.deleted_at is not None:
        return words.REMOVED
    return words.receiving(account.receiving_state)


async def _check(ports: ScreenPorts, account: Account, check_id: UUID) -> dict[str, Any]:
    results = await ports.rest.requests.checks(account.id, check_id)
    asked = {"incoming": account.incoming_server, "smtp": account.smtp_server}
    said = {result.test_type for result in results}
    waits_for = [name for name, server in asked.items() if server and name not in said]
    return {"id": check_id, "results": results, "waits_for": waits_for}


def _plot(polls: Sequence[PollLog]) -> list[Bar]:
    """A bar a poll, the latest at the right; how high by what it found, its colour by how it ended."""
    in_order = list(reversed(polls))
    return bars(
        [entry.messages_found for entry in in_order],
        [{"ok": "good", "error": "bad"}.get(entry.status, "busy") for entry in in_order],
        [f"{words.instant(entry.started_at)}: {entry.status}, {entry.messages_found} found" for entry in in_order],
        slots=POLLS_SHOWN,
    )


def details_of(error: ValidationError) -> Sequence[Mapping[str, object]]:
    """pydantic's errors without what was typed, which may be a password."""
    return [dict(each) for each in error.errors(include_input=False, include_url=False)]
