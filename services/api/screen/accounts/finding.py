"""`/accounts/new/find`: the servers of an address, filled into the form before anything is saved."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from services.api.accounts.presets import preset
from services.api.discovery.resources import Discovery, DiscoveryRequest
from services.api.discovery.routes import discover
from services.api.screen.accounts.form import SECRETS, START, errors_of, shown
from services.api.screen.accounts.routes import details_of, form_page
from services.api.screen.forms import Form
from services.api.screen.ports import ScreenPortsOf

router = APIRouter(prefix="/accounts")
OTHERS = "custom"


@router.post("/new/find")
async def find_servers(request: Request, ports: ScreenPortsOf, form: Form) -> Response:
    """The form with what was found, who says so, and what else was typed; passwords are typed after it."""
    key = preset(form.get("preset", "")).key
    begun = {} if "preset" in form else START  # the form was open already: what is not ticked there stays so
    typed = begun | {name: value for name, value in form.items() if name not in SECRETS}
    try:
        wanted = DiscoveryRequest(email_address=form.get("email_address", ""))
    except ValidationError as error:
        return form_page(request, typed, errors_of(details_of(error)), preset_key=key)
    found = await discover(wanted, ports.rest)
    return form_page(request, _filled(typed, found), {}, preset_key=found.preset or OTHERS, found=found)


def _filled(typed: Mapping[str, str], found: Discovery) -> Mapping[str, str]:
    values = {**typed, **shown(found.fields)}
    return {**values, "name": values.get("name") or found.email_address}
