"""`/accounts/…/imports`: older mail, asked for and left off."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ValidationError
from starlette.responses import RedirectResponse

from services.api.fields import RowIdInPath
from services.api.imports.resources import NewImport
from services.api.imports.routes import cancel_import, start_import
from services.api.problems import Problem
from services.api.screen.accounts.form import errors_of
from services.api.screen.accounts.routes import details_of
from services.api.screen.forms import Form
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.ports import ScreenPortsOf

router = APIRouter(prefix="/accounts")


@router.post("/{account_id}/imports")
async def begin_import(account_id: RowIdInPath, ports: ScreenPortsOf, form: Form) -> Response:
    """Asks for older mail, or says why it cannot be had."""
    folders = [part.strip() for part in form.get("folders", "").split(",") if part.strip()]
    days = {name: form[name] for name in ("since", "until") if form.get(name)}
    try:
        new = NewImport.model_validate({"account_id": account_id, "folders": folders, **days})
    except ValidationError as error:
        said = "; ".join(f"{place or 'since'}: {why}" for place, why in errors_of(details_of(error)).items())
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, said) from None
    await start_import(new, ports.rest)
    return RedirectResponse(f"/accounts/{account_id}", SEE_OTHER)


@router.post("/{account_id}/imports/{import_id}/cancel")
async def leave_off(account_id: RowIdInPath, import_id: UUID, ports: ScreenPortsOf) -> Response:
    """Leaves off with an import."""
    await cancel_import(import_id, ports.rest)
    return RedirectResponse(f"/accounts/{account_id}", SEE_OTHER)
