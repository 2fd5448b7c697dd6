"""`/dead-letters`."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.api.screen.pages import render
from services.api.screen.ports import ScreenPortsOf

router = APIRouter(prefix="/dead-letters")


@router.get("")
async def list_letters(request: Request, ports: ScreenPortsOf) -> Response:
    """What was set aside."""
    return render(request, "dead_letters.html", letters=ports.flow.samples[-1].letters if ports.flow.samples else None)
