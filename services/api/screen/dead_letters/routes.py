"""`/dead-letters`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from services.api.caller import CallerOf
from services.api.dead_letters.resources import LetterStateName, NewDiscard
from services.api.dead_letters.routes import LetterId, discard_dead_letter, redrive_dead_letter
from services.api.dead_letters.store import LETTERS, LetterFilter
from services.api.lists import Part, page, part_of
from services.api.screen.forms import Form
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.pages import render
from services.api.screen.ports import ScreenPortsOf

router = APIRouter(prefix="/dead-letters")
LetterPart = Annotated[Part, Depends(part_of(LETTERS, 50))]
NO_REASON = "discarded on the screen"


@router.get("")
async def list_letters(
    request: Request, ports: ScreenPortsOf, part: LetterPart, state: LetterStateName | None = None
) -> Response:
    """What was set aside, the latest first."""
    found = page(request, part, await ports.rest.dead_letters.list(LetterFilter(state=state), part))
    return render(request, "dead_letters.html", letters=found, state=state or "", is_first=part.after is None)


@router.get("/{letter_id}")
async def show_letter(letter_id: LetterId, request: Request, ports: ScreenPortsOf) -> Response:
    """One letter: why, from where, and its bytes as text."""
    return render(request, "dead_letter.html", letter=await ports.rest.dead_letters.get(letter_id))


@router.post("/{letter_id}/redrive")
async def redrive(letter_id: LetterId, ports: ScreenPortsOf) -> Response:
    """Puts the record back to where it came from, once."""
    await redrive_dead_letter(letter_id, ports.rest)
    return RedirectResponse(f"/dead-letters/{letter_id}", SEE_OTHER)


@router.post("/{letter_id}/discard")
async def discard(letter_id: LetterId, ports: ScreenPortsOf, caller: CallerOf, form: Form) -> Response:
    """Marks it as not needed; bytes and reason are kept."""
    asked = NewDiscard(reason=form.get("reason") or NO_REASON)
    await discard_dead_letter(letter_id, asked, ports.rest, caller)
    return RedirectResponse(f"/dead-letters/{letter_id}", SEE_OTHER)
