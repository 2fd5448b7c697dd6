"""`/api/email/rules/`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.api.fields import LARGEST_INTEGER, Page, RowIdInPath
from services.api.lists import Part, page, part_of
from services.api.ports import PortsOf
from services.api.preconditions import ExpectedOf, tag
from services.api.rules.resources import NewRule, Rule, RuleChange
from services.api.rules.store import RULES, VERSIONS, RuleFilter

router = APIRouter(prefix="/rules", tags=["rules"])
RowIdInQuery = Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER)]


@router.post("/", status_code=HTTPStatus.CREATED)
async def create_rule(new: NewRule, ports: PortsOf, response: Response) -> Rule:
    """Create a rule; it applies to what arrives from now on."""
    rule = await ports.rules.create(new)
    response.headers["Location"] = f"/api/email/rules/{rule.id}/"
    tag(response, rule.version)
    return rule


@router.get("/")
async def list_rules(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(RULES))],
    account_id: Annotated[RowIdInQuery, Query(description="those that apply to its mail")] = None,
    is_active: bool | None = None,
    template_id: Annotated[RowIdInQuery, Query(description="those that answer with it")] = None,
) -> Page[Rule]:
    """All rules in their current versions."""
    which = RuleFilter(account_id, is_active, template_id)
    return page(request, part, await ports.rules.list(which, part))


@router.get("/{rule_id}/")
async def show_rule(rule_id: RowIdInPath, ports: PortsOf, response: Response) -> Rule:
    """One rule in its current version."""
    rule = await ports.rules.get(rule_id)
    tag(response, rule.version)
    return rule


@router.get("/{rule_id}/versions/")
async def list_rule_versions(
    rule_id: RowIdInPath, ports: PortsOf, request: Request, part: Annotated[Part, Depends(part_of(VERSIONS))]
) -> Page[Rule]:
    """Every version that a rule had, the latest first; those of a removed rule too."""
    return page(request, part, await ports.rules.versions(rule_id, part))


@router.patch("/{rule_id}/")
async def change_rule(
    rule_id: RowIdInPath, change: RuleChange, ports: PortsOf, expected: ExpectedOf, response: Response
) -> Rule:
    """Make a new version, which applies to what arrives from now on; `{"is_active": false}` switches the rule off."""
    rule = await ports.rules.change(rule_id, change, expected)
    tag(response, rule.version)
    return rule


@router.delete("/{rule_id}/", status_code=HTTPStatus.NO_CONTENT)
async def remove_rule(rule_id: RowIdInPath, ports: PortsOf, expected: ExpectedOf) -> None:
    """Remove a rule: it applies to nothing any more; what it did is kept."""
    await ports.rules.remove(rule_id, expected)
