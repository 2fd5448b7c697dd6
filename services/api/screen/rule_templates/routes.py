"""`/templates`: the texts that rules answer with."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from services.api.fields import RowIdInPath
from services.api.lists import Part, page, part_of, whole
from services.api.rules.store import RULES, RuleFilter
from services.api.screen.forms import Form, TypedForm, seen
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.names import MOST, account_names
from services.api.screen.pages import render
from services.api.screen.ports import ScreenPortsOf
from services.api.screen.rule_templates.form import typed
from services.api.screen.rule_templates.preview import preview
from services.api.templates.routes import remove_template
from services.api.templates.store import TEMPLATES, VERSIONS

router = APIRouter(prefix="/templates")
TemplatePart = Annotated[Part, Depends(part_of(TEMPLATES, 20))]
VERSIONS_SHOWN = 20


@router.get("")
async def list_templates(request: Request, ports: ScreenPortsOf, part: TemplatePart) -> Response:
    """All templates in their current versions."""
    found = page(request, part, await ports.rest.templates.list(part))
    names = await account_names(ports)
    return render(request, "templates.html", templates=found, accounts=names, is_first=part.after is None)


@router.post("/preview")
async def preview_typed(form: TypedForm) -> Response:
    """What stands in the form, with example values; nothing is saved."""
    return preview(typed(form).content)


@router.get("/{template_id}")
async def show_template(template_id: RowIdInPath, request: Request, ports: ScreenPortsOf) -> Response:
    """One template: what it looks like, who answers with it, what it was before."""
    template = await ports.rest.templates.get(template_id)
    versions = await ports.rest.templates.versions(template_id, whole(VERSIONS, VERSIONS_SHOWN))
    return render(
        request,
        "template.html",
        template=template,
        versions=versions[:VERSIONS_SHOWN],
        rules=await ports.rest.rules.list(RuleFilter(template_id=template_id), whole(RULES, MOST)),
        accounts=await account_names(ports),
    )


@router.get("/{template_id}/preview")
async def preview_stored(template_id: RowIdInPath, ports: ScreenPortsOf) -> Response:
    """The template with example values."""
    return preview((await ports.rest.templates.get(template_id)).content)


@router.get("/{template_id}/remove")
async def ask_before_removal(template_id: RowIdInPath, request: Request, ports: ScreenPortsOf) -> Response:
    """What goes and what stays, or which rules need it."""
    template = await ports.rest.templates.get(template_id)
    rules = await ports.rest.rules.list(RuleFilter(template_id=template_id), whole(RULES, MOST))
    return render(request, "template_remove.html", template=template, rules=rules)


@router.post("/{template_id}/remove")
async def remove(template_id: RowIdInPath, ports: ScreenPortsOf, form: Form) -> Response:
    """Removes it, unless a rule answers with it; what was answered with it is kept."""
    await remove_template(template_id, ports.rest, seen(form))
    return RedirectResponse("/templates", SEE_OTHER)
