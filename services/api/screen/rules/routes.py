"""`/rules` and `/templates`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.api.screen.pages import render
from services.api.screen.ports import ScreenPortsOf

router = APIRouter()
ON_A_PAGE = 100
AfterId = Annotated[int, Query(ge=0, le=2_147_483_647)]


@router.get("/rules")
async def list_rules(request: Request, ports: ScreenPortsOf, cursor: AfterId = 0) -> Response:
    """All rules in the order of their ids, with what they ask and do."""
    found = await ports.rest.rules.list(after=cursor, limit=ON_A_PAGE + 1)
    rules = found[:ON_A_PAGE]
    onward = f"/rules?cursor={rules[-1].id}" if len(found) > ON_A_PAGE else None
    templates = {each.id: each.name for each in await ports.rest.templates.list(after=0, limit=500)}
    accounts = {each.id: each.name for each in await ports.rest.accounts.list(after=0, limit=500)}
    return render(request, "rules.html", rules=rules, onward=onward, templates=templates, accounts=accounts)


@router.get("/templates")
async def list_templates(request: Request, ports: ScreenPortsOf, cursor: AfterId = 0) -> Response:
    """All templates in their current versions."""
    found = await ports.rest.templates.list(after=cursor, limit=ON_A_PAGE + 1)
    templates = found[:ON_A_PAGE]
    onward = f"/templates?cursor={templates[-1].id}" if len(found) > ON_A_PAGE else None
    return render(request, "templates.html", templates=templates, onward=onward)
