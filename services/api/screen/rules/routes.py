"""`/rules`: what they ask and do, on and off, and their removal."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from services.api.fields import RowIdInPath
from services.api.lists import Part, page, part_of, whole
from services.api.preconditions import ANY
from services.api.rules.resources import RuleChange
from services.api.rules.routes import change_rule, remove_rule
from services.api.rules.store import RULES, VERSIONS, RuleFilter
from services.api.screen.forms import Form, seen
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.names import account_names, template_names
from services.api.screen.pages import render
from services.api.screen.ports import ScreenPortsOf
from services.api.screen.rules.conditions import rows_of
from services.api.sends.store import SENDS, SendFilter

router = APIRouter(prefix="/rules")
RulePart = Annotated[Part, Depends(part_of(RULES, 50))]
VERSIONS_SHOWN, ANSWERS_SHOWN = 20, 5


@router.get("")
async def list_rules(request: Request, ports: ScreenPortsOf, part: RulePart) -> Response:
    """All rules in the order of their ids, with what they ask and do."""
    return render(
        request,
        "rules.html",
        rules=page(request, part, await ports.rest.rules.list(RuleFilter(), part)),
        templates=await template_names(ports),
        accounts=await account_names(ports),
        rows_of=rows_of,
        is_first=part.after is None,
    )


@router.get("/{rule_id}")
async def show_rule(rule_id: RowIdInPath, request: Request, ports: ScreenPortsOf) -> Response:
    """One rule: what it asks and does, what it answered last, and what it was before."""
    rule = await ports.rest.rules.get(rule_id)
    versions = await ports.rest.rules.versions(rule_id, whole(VERSIONS, VERSIONS_SHOWN))
    answers = await ports.rest.sends.list(SendFilter(rule_id=rule_id), whole(SENDS, ANSWERS_SHOWN))
    return render(
        request,
        "rule.html",
        rule=rule,
        versions=versions[:VERSIONS_SHOWN],
        answers=answers[:ANSWERS_SHOWN],
        templates=await template_names(ports),
        accounts=await account_names(ports),
        rows_of=rows_of,
    )


@router.post("/{rule_id}/switch")
async def switch_rule(rule_id: RowIdInPath, ports: ScreenPortsOf, form: Form) -> Response:
    """Switches a rule on or off: a new version, for what arrives from now on."""
    await change_rule(rule_id, RuleChange(is_active=form.get("to") == "on"), ports.rest, ANY, Response())
    return RedirectResponse(f"/rules/{rule_id}" if form.get("back") == "rule" else "/rules", SEE_OTHER)


@router.get("/{rule_id}/remove")
async def ask_before_removal(rule_id: RowIdInPath, request: Request, ports: ScreenPortsOf) -> Response:
    """What goes and what stays."""
    return render(request, "rule_remove.html", rule=await ports.rest.rules.get(rule_id))


@router.post("/{rule_id}/remove")
async def remove(rule_id: RowIdInPath, ports: ScreenPortsOf, form: Form) -> Response:
    """Removes it; what it did is kept."""
    await remove_rule(rule_id, ports.rest, seen(form))
    return RedirectResponse("/rules", SEE_OTHER)
