"""`/api/email/rules/`."""

from http import HTTPStatus

from fastapi import APIRouter

from services.api.fields import Limit, Page
from services.api.pages import AfterId, id_page
from services.api.ports import Ports, PortsOf
from services.api.problems import Problem
from services.api.rules.resources import NewRule, Rule
from shared.rulebook.actions import AutoReply
from shared.rulebook.template_check import template_defect

router = APIRouter(prefix="/rules", tags=["rules"])


@router.post("/", status_code=HTTPStatus.CREATED)
async def create_rule(new: NewRule, ports: PortsOf) -> Rule:
    """Create a rule; it applies to what arrives from now on."""
    refusal = await _template_refusal(new.action_data.template_id, ports)
    if refusal:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"action_data.template_id: {refusal}")
    rule = await ports.rules.create(new)
    if rule is None:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"account_id: there is no account {new.account_id}; GET /api/email/accounts/ lists them",
        )
    return rule


@router.get("/")
async def list_rules(ports: PortsOf, cursor: AfterId = 0, limit: Limit = 100) -> Page[Rule]:
    """All rules in their current versions."""
    found = await ports.rules.list(after=cursor, limit=limit + 1)
    return id_page("/api/email/rules/", found, limit, lambda rule: rule.id)


async def _template_refusal(template_id: int, ports: Ports) -> str:
    """Why a rule cannot answer with this template; empty when it can."""
    template = await ports.templates.get(template_id)
    if template is None:
        return f"there is no template {template_id}; GET /api/email/templates/ lists them"
    defect = template_defect(template.content, AutoReply.variables)
    return f"template {template_id} cannot be used: {defect}" if defect else ""
