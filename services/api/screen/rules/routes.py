"""`/rules` and `/templates`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from services.api.fields import RowIdInPath
from services.api.lists import Part, page, part_of
from services.api.preconditions import ANY
from services.api.rules.resources import RuleChange
from services.api.rules.routes import change_rule
from services.api.rules.store import RULES, RuleFilter
from services.api.screen.forms import Form
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.names import account_names, template_names
from services.api.screen.pages import render
from services.api.screen.ports import ScreenPortsOf
from services.api.templates.store import TEMPLATES

router = APIRouter()
RulePart = Annotated[Part, Depends(part_of(RULES, 50))]
TemplatePart = Annotated[Part, Depends(part_of(TEMPLATES, 20))]


@router.get("/rules")
async def list_rules(request: Request, ports: ScreenPortsOf, part: RulePart) -> Response:
    """All rules in the order of their ids, with what they ask and do."""
    return render(
        request,
        "rules.html",
        rules=page(request, part, await ports.rest.rules.list(RuleFilter(), part)),
        templates=await template_names(ports),
        accounts=await account_names(ports),
        is_first=part.after is None,
    )


@router.post("/rules/{rule_id}/switch")
async def switch_rule(rule_id: RowIdInPath, ports: ScreenPortsOf, form: Form) -> Response:
    """Switches a rule on or off: a new version, for what arrives from now on."""
    await change_rule(rule_id, RuleChange(is_active=form.get("to") == "on"), ports.rest, ANY, Response())
    return RedirectResponse("/rules", SEE_OTHER)


@router.get("/templates")
async def list_templates(request: Request, ports: ScreenPortsOf, part: TemplatePart) -> Response:
    """All templates in their current versions."""
    found = page(request, part, await ports.rest.templates.list(part))
    return render(request, "templates.html", templates=found, is_first=part.after is None)
