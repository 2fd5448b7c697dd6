"""`/sends`."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.api.cursor import Position, decode, encode
from services.api.problems import Problem
from services.api.screen import words
from services.api.screen.pages import render
from services.api.screen.ports import ScreenPortsOf

router = APIRouter(prefix="/sends")
ON_A_PAGE = 50
Cursor = Annotated[str, Query(max_length=200)]


@router.get("")
async def list_sends(request: Request, ports: ScreenPortsOf, state: str = "", cursor: Cursor = "") -> Response:
    """The latest first, of one state or of all."""
    wanted = state if state in words.SENDS else ""
    before = decode(cursor) if cursor else None
    if cursor and before is None:
        raise Problem(HTTPStatus.BAD_REQUEST, "This place in the list is not known: begin with its first page.")
    found = await ports.sends.list(state=wanted or None, account_id=None, before=before, limit=ON_A_PAGE + 1)
    sends = found[:ON_A_PAGE]
    onward = None
    if len(found) > ON_A_PAGE:
        place = encode(Position(sends[-1].created_at, sends[-1].send_id))
        onward = "/sends?" + urlencode({"state": wanted, "cursor": place} if wanted else {"cursor": place})
    return render(request, "sends.html", sends=sends, state=wanted, onward=onward, is_first=not cursor)


@router.get("/{send_id}")
async def show_send(send_id: UUID, request: Request, ports: ScreenPortsOf) -> Response:
    """One send: recipients, tries, the server's words."""
    found = await ports.sends.get(send_id)
    if found is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"The sender does not know the send {send_id}: one that was accepted a moment ago appears as soon as it is "
            "taken up. Reload the page.",
        )
    return render(request, "send.html", send=found.send, recipients=found.recipients, attempts=found.attempts)
