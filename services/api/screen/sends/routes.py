"""`/sends`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from services.api.lists import Part, page, part_of
from services.api.screen import words
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.names import account_names
from services.api.screen.pages import render
from services.api.screen.ports import ScreenPortsOf
from services.api.sends.cancel import WAITING, cancel, existing_send
from services.api.sends.store import SENDS, SendFilter

router = APIRouter(prefix="/sends")
ON_A_PAGE = 50
MOST_RECIPIENTS = 200
SendPart = Annotated[Part, Depends(part_of(SENDS, ON_A_PAGE))]


@router.get("")
async def list_sends(request: Request, ports: ScreenPortsOf, part: SendPart, state: str = "") -> Response:
    """The latest first, of one state or of all."""
    wanted = state if state in words.SENDS else ""
    found = page(request, part, await ports.rest.sends.list(SendFilter(state=wanted or None), part))
    names = await account_names(ports)
    return render(request, "sends.html", sends=found, state=wanted, accounts=names, is_first=part.after is None)


@router.get("/{send_id}")
async def show_send(send_id: UUID, request: Request, ports: ScreenPortsOf) -> Response:
    """One send: recipients, tries, the server's words."""
    send = await existing_send(ports.rest, send_id)
    return render(
        request,
        "send.html",
        send=send,
        recipients=send.recipients[:MOST_RECIPIENTS],
        attempts=await ports.attempts_of_sends.of_send(send_id),
        account_name=(await account_names(ports)).get(send.account_id, f"account {send.account_id}"),
        can_cancel=send.state == WAITING,
    )


@router.post("/{send_id}/cancel")
async def cancel_send(send_id: UUID, ports: ScreenPortsOf) -> Response:
    """Calls off what still waits."""
    await cancel(ports.rest, send_id)
    return RedirectResponse(f"/sends/{send_id}", SEE_OTHER)
