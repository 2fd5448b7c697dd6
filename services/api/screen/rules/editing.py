"""`/rules/new` and `/rules/{id}/edit`: the form, its small buttons, and what REST says to it."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from services.api.accounts.store import ACCOUNTS, AccountFilter
from services.api.fields import RowIdInPath
from services.api.lists import whole
from services.api.problems import Problem
from services.api.rules.resources import NewRule, Rule, RuleChange
from services.api.rules.routes import change_rule, create_rule
from services.api.screen.crossing import Difference, differences
from services.api.screen.forms import Form, said, seen
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.names import MOST
from services.api.screen.pages import render_form
from services.api.screen.ports import ScreenPorts, ScreenPortsOf
from services.api.screen.rules.conditions import KINDS
from services.api.screen.rules.form import (
    RuleForm,
    change_document,
    condition_of,
    errors_of,
    new_document,
    pressed,
    shown,
    typed,
)
from services.api.templates.store import TEMPLATES
from shared.rulebook.actions import AutoReply
from shared.rulebook.defect import Defect

router = APIRouter(prefix="/rules")


@router.get("/new")
async def new_rule(request: Request, ports: ScreenPortsOf, template_id: str = "") -> Response:
    """An empty form; `template_id` chooses the template beforehand."""
    return await _form(request, ports, RuleForm(template_id=template_id))


@router.post("/new")
async def add_rule(request: Request, ports: ScreenPortsOf, form: Form) -> Response:
    """Creates it, or shows the form again: with another row, or with what is wrong."""
    rule_form = typed(form)
    if (answer := await _pressed(request, ports, rule_form, form)) is not None:
        return answer
    if isinstance(condition := condition_of(rule_form), Defect):
        return await _form(request, ports, rule_form, {"written": str(condition)})
    try:
        new = NewRule.model_validate(new_document(rule_form, condition))
        rule = await create_rule(new, ports.rest, Response())
    except (ValidationError, Problem) as error:
        return await _form(request, ports, rule_form, errors_of(rule_form, said(error)))
    return RedirectResponse(f"/rules/{rule.id}", SEE_OTHER)


@router.get("/{rule_id}/edit")
async def edit_rule(rule_id: RowIdInPath, request: Request, ports: ScreenPortsOf) -> Response:
    """The form with what is stored."""
    rule = await ports.rest.rules.get(rule_id)
    return await _form(request, ports, shown(rule), rule=rule, version=str(rule.version))


@router.post("/{rule_id}/edit")
async def change(rule_id: RowIdInPath, request: Request, ports: ScreenPortsOf, form: Form) -> Response:
    """Makes a new version, or shows the form again; nothing new is made where nothing was changed."""
    rule, rule_form, version = await ports.rest.rules.get(rule_id), typed(form), form.get("version", "")
    if (answer := await _pressed(request, ports, rule_form, form, rule)) is not None:
        return answer
    if isinstance(condition := condition_of(rule_form), Defect):
        return await _form(request, ports, rule_form, {"written": str(condition)}, rule=rule, version=version)
    document = change_document(rule_form, condition, rule)
    if not document:
        return RedirectResponse(f"/rules/{rule_id}", SEE_OTHER)
    try:
        await change_rule(rule_id, RuleChange.model_validate(document), ports.rest, seen(form), Response())
    except (ValidationError, Problem) as error:
        if isinstance(error, Problem) and error.status == HTTPStatus.PRECONDITION_FAILED:
            return await _crossed(request, ports, rule_form, rule_id)
        return await _form(request, ports, rule_form, errors_of(rule_form, said(error)), rule=rule, version=version)
    return RedirectResponse(f"/rules/{rule_id}", SEE_OTHER)


async def _pressed(
    request: Request, ports: ScreenPorts, rule_form: RuleForm, form: Mapping[str, str], rule: Rule | None = None
) -> Response | None:
    """The page after a small button, which saves nothing; None when it was "Save"."""
    match pressed(rule_form, form.get("do", "")):
        case None:
            return None
        case Defect() as defect:
            errors, after = {"written": str(defect)}, rule_form
        case RuleForm() as after:
            errors = {}
    return await _form(request, ports, after, errors, rule=rule, version=form.get("version", ""))


async def _crossed(request: Request, ports: ScreenPorts, rule_form: RuleForm, rule_id: int) -> Response:
    """What was typed stays; the form is of the newest version now, so that a second "Save" is meant."""
    rule = await ports.rest.rules.get(rule_id)
    return await _form(
        request,
        ports,
        rule_form,
        rule=rule,
        version=str(rule.version),
        crossed=differences(shown(rule), rule_form, LABELS),
    )


LABELS = {
    "name": "Name",
    "account_id": "Account",
    "priority": "Priority",
    "template_id": "Template",
    "is_active": "Switched on",
    "joined": "All or any",
    "rows": "Conditions",
    "written": "Conditions as JSON",
}


async def _form(
    request: Request,
    ports: ScreenPorts,
    form: RuleForm,
    errors: Mapping[str, str] | None = None,
    *,
    rule: Rule | None = None,
    version: str = "",
    crossed: list[Difference] | None = None,
) -> Response:
    return render_form(
        request,
        "rule_form.html",
        errors or {},
        crossed,
        rule=rule,
        form=form,
        version=version,
        kinds=KINDS,
        answers=rule is None or rule.rule_type == AutoReply.type,
        accounts=await ports.rest.accounts.list(AccountFilter(), whole(ACCOUNTS, MOST)),
        templates=await ports.rest.templates.list(whole(TEMPLATES, MOST)),
    )
