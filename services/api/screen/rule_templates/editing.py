"""`/templates/new` and `/templates/{id}/edit`: the form, and what REST says to it."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from services.api.accounts.store import ACCOUNTS, AccountFilter
from services.api.fields import RowIdInPath
from services.api.lists import whole
from services.api.problems import Problem
from services.api.screen.crossing import Difference, differences
from services.api.screen.forms import TypedForm, said, seen
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.names import MOST
from services.api.screen.pages import render_form
from services.api.screen.ports import ScreenPorts, ScreenPortsOf
from services.api.screen.rule_templates.form import (
    TemplateForm,
    change_document,
    errors_of,
    new_document,
    shown,
    typed,
)
from services.api.templates.resources import NewTemplate, Template, TemplateChange
from services.api.templates.routes import change_template, create_template

router = APIRouter(prefix="/templates")
LABELS = {
    "name": "Name",
    "template_type": "Kind",
    "subject": "Subject",
    "html_content": "HTML",
    "plain_content": "Plain text",
    "variables": "Variables",
    "account_id": "Account",
}


@router.get("/new")
async def new_template(request: Request, ports: ScreenPortsOf) -> Response:
    """An empty form."""
    return await _form(request, ports, TemplateForm())


@router.post("/new")
async def add_template(request: Request, ports: ScreenPortsOf, form: TypedForm) -> Response:
    """Creates it, or shows the form again with what is wrong."""
    template_form = typed(form)
    try:
        new = NewTemplate.model_validate(new_document(template_form))
        template = await create_template(new, ports.rest, Response())
    except (ValidationError, Problem) as error:
        return await _form(request, ports, template_form, errors_of(template_form, said(error)))
    return RedirectResponse(f"/templates/{template.id}", SEE_OTHER)


@router.get("/{template_id}/edit")
async def edit_template(template_id: RowIdInPath, request: Request, ports: ScreenPortsOf) -> Response:
    """The form with what is stored."""
    template = await ports.rest.templates.get(template_id)
    return await _form(request, ports, shown(template), template=template, version=str(template.version))


@router.post("/{template_id}/edit")
async def change(template_id: RowIdInPath, request: Request, ports: ScreenPortsOf, form: TypedForm) -> Response:
    """Makes a new version, or shows the form again; nothing new is made where nothing was changed."""
    template, template_form = await ports.rest.templates.get(template_id), typed(form)
    document = change_document(template_form, template)
    if not document:
        return RedirectResponse(f"/templates/{template_id}", SEE_OTHER)
    try:
        wanted = TemplateChange.model_validate(document)
        await change_template(template_id, wanted, ports.rest, seen(form), Response())
    except (ValidationError, Problem) as error:
        if isinstance(error, Problem) and error.status == HTTPStatus.PRECONDITION_FAILED:
            return await _crossed(request, ports, template_form, template_id)
        errors = errors_of(template_form, said(error))
        return await _form(request, ports, template_form, errors, template=template, version=form.get("version", ""))
    return RedirectResponse(f"/templates/{template_id}", SEE_OTHER)


async def _crossed(request: Request, ports: ScreenPorts, form: TemplateForm, template_id: int) -> Response:
    """What was typed stays; the form is of the newest version now, so that a second "Save" is meant."""
    template = await ports.rest.templates.get(template_id)
    crossed = differences(shown(template), form, LABELS)
    return await _form(request, ports, form, template=template, version=str(template.version), crossed=crossed)


async def _form(
    request: Request,
    ports: ScreenPorts,
    form: TemplateForm,
    errors: Mapping[str, str] | None = None,
    *,
    template: Template | None = None,
    version: str = "",
    crossed: list[Difference] | None = None,
) -> Response:
    return render_form(
        request,
        "template_form.html",
        errors or {},
        crossed,
        template=template,
        form=form,
        version=version,
        accounts=await ports.rest.accounts.list(AccountFilter(), whole(ACCOUNTS, MOST)),
    )
